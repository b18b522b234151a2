package room

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"talktalktalk/room/names"
)

// How long a name reminds of who used it, and how much of that is kept.
const (
	namesakeAfter = 7 * 24 * time.Hour
	usesMost      = 2048 // names; when there are more, the newest half stays
	notesMost     = 256  // messages that have a note
)

// A use is who wrote under a name last, and when.
type use struct {
	Who string `json:"o"`
	At  int64  `json:"t"` // ms since 1970
}

// A remark is what is said, once and for all, of a message whose writer may be
// taken for another.
type remark struct {
	Seq  Seq    `json:"s"`
	Text string `json:"t"`
}

// used notes who wrote under a name, and remarks on it if somebody else did
// lately.
func (s *state) used(seq Seq, who, name string, at time.Time) {
	key := names.Fold(name)
	last, known := s.Uses[key]
	then := time.UnixMilli(last.At).UTC()
	if known && s.Persons.resolve(last.Who) != who && at.Sub(then) < namesakeAfter {
		s.Remarks = append(s.Remarks, remark{seq, "not the " + name + " of " + dayBefore(then, at.UTC())})
		s.Remarks = s.Remarks[max(0, len(s.Remarks)-notesMost):]
	}
	if s.Uses == nil {
		s.Uses = map[string]use{}
	}
	s.Uses[key] = use{who, at.UnixMilli()}
	if len(s.Uses) > usesMost {
		s.forgetUses()
	}
}

// forgetUses keeps the newer half.
func (s *state) forgetUses() {
	keys := slices.SortedFunc(maps.Keys(s.Uses), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.Uses[b].At, s.Uses[a].At), cmp.Compare(a, b))
	})
	for _, key := range keys[usesMost/2:] {
		delete(s.Uses, key)
	}
}

// dayBefore names a day as one speaks of it at the time now.
func dayBefore(then, now time.Time) string {
	switch days := now.Truncate(24*time.Hour).Sub(then.Truncate(24*time.Hour)) / (24 * time.Hour); {
	case days <= 0:
		return "earlier today"
	case days == 1:
		return "yesterday"
	}
	return then.Format("2 Jan")
}

// remarkOn is what is to be said of the message seq, "" for most.
func (s *state) remarkOn(seq Seq) string {
	i, found := slices.BinarySearchFunc(s.Remarks, seq, func(r remark, seq Seq) int { return cmp.Compare(r.Seq, seq) })
	if !found {
		return ""
	}
	return s.Remarks[i].Text
}
