package lineedit

import (
	"regexp"
	"slices"
)

// A History goes through the lines that the person has entered (B19).
type History struct {
	lines []string
	at    int    // index of the one that is shown, len(lines) for none
	shown string // as it was put into the draft
}

// recallMost is how many lines are kept.
const recallMost = 50

// secretive are lines that may hold the admin secret, which nothing keeps (B38):
// it is typed where a name is, or is known by its shape.
var secretive = regexp.MustCompile(`(?i)^/nick\s|talk-[a-z2-7]{26}`)

// Add keeps a line, once.
func (r *History) Add(line string) {
	if secretive.MatchString(line) {
		return
	}
	r.lines = slices.DeleteFunc(r.lines, func(other string) bool { return other == line })
	r.lines = append(r.lines, line)
	r.lines = r.lines[max(len(r.lines)-recallMost, 0):]
	r.at = len(r.lines)
}

// Step returns the line before or, with +1, behind the one that is shown; false
// if the draft is the person's own, or if there is none.
func (r *History) Step(draft string, by int) (string, bool) {
	if draft != "" && (r.at >= len(r.lines) || draft != r.shown) {
		return "", false
	}
	if draft == "" {
		r.at = len(r.lines)
	}
	to := r.at + by
	switch {
	case to < 0 || to > len(r.lines):
		return "", false
	case to == len(r.lines):
		r.at, r.shown = to, ""
	default:
		r.at, r.shown = to, r.lines[to]
	}
	return r.shown, true
}
