package screen

import (
	"strings"

	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/lineedit"
)

// The input.
const (
	rowsMost    = 5 // rows (B48)
	Prompt      = "> "
	placeholder = "say something, or /help"
)

// A composer is what of a draft stands in the input, and where in it the caret is.
type composer struct {
	rows  []string
	caret int // the row
	left  int // bytes of that row left of the caret
}

// layOutComposer lays the draft out in at most so many rows, those around the caret.
func layOutComposer(s *cells.Layout, e *lineedit.Editor, most int) composer {
	if e.Length() == 0 {
		lead := lead(s, 0)
		hint := s.Dim.Append([]byte(lead), placeholder[:cells.Fit(placeholder, inputWidth(s))])
		return composer{rows: []string{string(hint)}, left: len(lead)}
	}
	text := cells.LegibleTabs(string(e.Text))
	caret := len(cells.LegibleTabs(string(e.Text[:e.Caret])))
	pieces := cells.WrapLines(text, inputWidth(s))
	at := len(pieces) - 1
	for pieces[at].Start > caret {
		at--
	}
	first := max(min(at-most+1, len(pieces)-most), 0)
	shown := pieces[first:min(first+most, len(pieces))]
	var rows []string
	for i, p := range shown {
		rows = append(rows, lead(s, first+i)+text[p.Start:p.End])
	}
	return composer{rows, at - first, len(lead(s, at)) + min(caret, pieces[at].End) - pieces[at].Start}
}

// inputWidth is how many cells of the draft stand in a row: the caret stands
// behind them.
func inputWidth(s *cells.Layout) int { return max(s.Width-len(Prompt)-1, 1) }

// lead stands before the draft's nth row.
func lead(s *cells.Layout, n int) string {
	switch {
	case s.Width <= 2*len(Prompt):
		return ""
	case n > 0:
		return strings.Repeat(" ", len(Prompt))
	}
	return string(s.Accent.Append(nil, Prompt))
}
