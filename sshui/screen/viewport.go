package screen

import (
	"slices"

	"talktalktalk/sshui/cells"
)

// A spot is a row of the roll: of the item with an index, one of its rows.
type spot struct{ item, row int }

func (s spot) before(other spot) bool {
	return s.item < other.item || s.item == other.item && s.row < other.row
}

// visible puts the rows that are in sight on a screen of so many into rows, flush
// with its lower edge. Those of items out of sight are forgotten.
func (r *scrollback) visible(rows []string, height int) []string {
	rows = slices.Grow(rows[:0], height+rowsMost+1) // those of the status line and the input follow
	start := r.start(height)
	last := start.item
	for ; last < len(r.items) && len(rows) < height; last++ {
		more := r.rowsOf(r.items[last])
		if last == start.item {
			more = r.introduced(r.items[last])[min(start.row, len(more)):]
		}
		rows = append(rows, more[:min(len(more), height-len(rows))]...)
	}
	r.keep(r.items[start.item:last])
	n := len(rows)
	rows = rows[:height]
	copy(rows[height-n:], rows[:n])
	clear(rows[:height-n])
	return rows
}

// introduced are the rows of the first item in sight. Where somebody goes on
// speaking whose name is out of sight, it says who, and when. At the end it does
// not: each new message would draw two rows.
func (r *scrollback) introduced(it *item) []string {
	rows := r.rowsOf(it)
	if r.top == nil || !it.group.Continues || len(rows) == 0 {
		return rows
	}
	named := r.Message(it.event, cells.Grouping{Minute: true}, it.highlighted)
	if len(named) != len(rows) {
		return rows // there is no room for the name
	}
	return named
}

// keep forgets the rows of all items but these.
func (r *scrollback) keep(items []*item) {
	for _, it := range r.seen {
		if !slices.Contains(items, it) {
			it.rows = nil
		}
	}
	r.seen = append(r.seen[:0], items...)
}

// start is the spot at the upper edge. Who has come to the end follows it.
func (r *scrollback) start(height int) spot {
	end := r.end(height)
	if r.top == nil {
		return end
	}
	at := spot{slices.Index(r.items, r.top), 0}
	if at.item < 0 {
		r.top = nil // it went with others at the far end
		return end
	}
	at.row = min(r.row, max(len(r.rowsOf(r.top))-1, 0))
	if at.before(end) {
		return at
	}
	if !r.newer {
		r.top = nil
	}
	return end
}

// end is the spot from which on the rest just fills the screen.
func (r *scrollback) end(height int) spot {
	end, _ := r.up(spot{len(r.items), 0}, height)
	return end
}

// up is the spot so many rows above, and how many of them there are not.
func (r *scrollback) up(from spot, rows int) (to spot, short int) {
	for rows > from.row {
		rows -= from.row
		if from.item == 0 {
			return spot{}, rows
		}
		from.item--
		from.row = len(r.rowsOf(r.items[from.item]))
	}
	from.row -= rows
	return from, 0
}

// down is the spot so many rows below, but end at most, likewise.
func (r *scrollback) down(from spot, rows int, end spot) (to spot, short int) {
	for from.before(end) {
		rest := len(r.rowsOf(r.items[from.item])) - from.row
		if from.item == end.item {
			rest = end.row - from.row
		}
		if rows < rest {
			from.row += rows
			return from, 0
		}
		rows -= rest
		from = spot{from.item + 1, 0}
	}
	return end, rows
}

// scroll moves the screen by so many rows, down or, below 0, up. It returns how
// many of them are beyond what the roll holds.
func (r *scrollback) scroll(rows, height int) (short int) {
	at, end := r.start(height), r.end(height)
	if rows < 0 {
		at, short = r.up(at, -rows)
		short = -short
	} else {
		at, short = r.down(at, rows, end)
	}
	if r.goTo(at); !at.before(end) && !r.newer {
		r.top = nil // it follows the end from now on, whatever the height
	}
	return short
}

// goTo puts a spot at the upper edge.
func (r *scrollback) goTo(to spot) {
	if to.item >= len(r.items) {
		r.top, r.row = nil, 0
		return
	}
	r.top, r.row = r.items[to.item], to.row
}

// show puts an item a little below the upper edge.
func (r *scrollback) show(it *item, height int) {
	const context = 5 // so large a part of the screen is what stands above
	if i := slices.Index(r.items, it); i >= 0 {
		to, _ := r.up(spot{i, 0}, height/context)
		r.goTo(to)
	}
}

// near tells whether there is little left above or below the screen, so that
// more should be read.
func (r *scrollback) near(height int) (older, newer bool) {
	ahead := height * 3 / 2 // rows; an item has one or more
	at := r.start(height)
	return r.older && at.item < ahead, r.newer && len(r.items)-at.item < height+ahead
}
