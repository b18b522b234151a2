package sshui

import "strings"

// The input.
const (
	rowsMost    = 5 // rows (B48)
	prompt      = "> "
	placeholder = "say something, or /help"
)

// A sheet is what of a draft stands in the input, and where in it the caret is.
type sheet struct {
	rows  []string
	caret int // the row
	left  int // bytes of that row left of the caret
}

// sheet lays the draft out in at most so many rows, those around the caret.
func (s *setter) sheet(e *editor, most int) sheet {
	if e.length() == 0 {
		lead := s.lead(0)
		hint := s.dim.append([]byte(lead), placeholder[:fit(placeholder, s.inputWidth())])
		return sheet{rows: []string{string(hint)}, left: len(lead)}
	}
	text := legibleTabs(string(e.text))
	caret := len(legibleTabs(string(e.text[:e.caret])))
	pieces := lay(text, s.inputWidth())
	at := len(pieces) - 1
	for pieces[at].start > caret {
		at--
	}
	first := max(min(at-most+1, len(pieces)-most), 0)
	shown := pieces[first:min(first+most, len(pieces))]
	var rows []string
	for i, p := range shown {
		rows = append(rows, s.lead(first+i)+text[p.start:p.end])
	}
	return sheet{rows, at - first, len(s.lead(at)) + min(caret, pieces[at].end) - pieces[at].start}
}

// lay breaks a text of several lines into rows.
func lay(text string, width int) (pieces []stretch) {
	start := 0
	for line := range strings.SplitSeq(text, "\n") {
		for p := range breaks(line, width, width) {
			pieces = append(pieces, stretch{start + p.start, start + p.end})
		}
		start += len(line) + 1
	}
	return pieces
}

// inputWidth is how many cells of the draft stand in a row: the caret stands
// behind them.
func (s *setter) inputWidth() int { return max(s.width-len(prompt)-1, 1) }

// lead stands before the draft's nth row.
func (s *setter) lead(n int) string {
	switch {
	case s.width <= 2*len(prompt):
		return ""
	case n > 0:
		return strings.Repeat(" ", len(prompt))
	}
	return string(s.accent.append(nil, prompt))
}
