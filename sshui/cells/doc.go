// Package cells puts texts on the cells of a terminal: how wide they are and
// where they break (wrap.go), colors and other styles (style.go), in which
// columns the parts of a message stand (columns.go), the markup of a text in
// styles (styled.go), and a message as rows (layout.go). What people wrote
// becomes safe for a terminal here (B53), through texts.Legible.
//
// It knows what an event of the room is, and its markup; it knows no session and
// no terminal.
//
// What people wrote may be wider or narrower in a terminal than we think. So
// each row is drawn from its beginning, lines are not wrapped by the terminal,
// and what stands behind a name is led to by its column.
package cells
