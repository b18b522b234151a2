package room

// Completer returns the names that Tab may offer to this session (B27): people
// online in natural order, the person itself last among them, then recent
// writers who are not online.
func (s *Session) Completer() Completer { panic("wip") }

// A Completer goes through the completions of the word left of a caret
// (B26–B28). Its rules are the table of cases in testdata/complete.json, which
// the page's tests read too.
type Completer struct{}

// Tab returns line with the word left of caret replaced by the next
// completion and the caret behind it. line and caret (in code points) are the ones that
// the last call returned, or else the word is taken as typed anew. back is
// Shift+Tab. It returns false, and line and caret unchanged, if there is nothing to complete.
func (c *Completer) Tab(line string, caret int, back bool) (string, int, bool) { panic("wip") }

// Escape restores the letters that were typed before the first Tab.
func (c *Completer) Escape(line string, caret int) (string, int, bool) { panic("wip") }
