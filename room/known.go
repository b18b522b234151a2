package room

import (
	"cmp"
	"slices"
	"time"
)

const (
	knownMost = 4096 // people of whom it is kept that they have written
	daysMost  = 255  // on how many days, no more are told apart
)

// known is who has written, on how many days, and on which one last: a locked
// room lets them go on (B39). When they are too many, the better half stays. On
// one day anybody can come as thousands, so who wrote on several is the better
// known, and no crowd of a day gets them forgotten.
type known struct {
	People table[regular] `json:"p,omitzero"`
}

// A regular is the day since 1970 on which somebody wrote last, and above that
// on how many they did: one number, since there are many.
type regular int64

func (r regular) day() int64  { return int64(r) & 0xfffff }
func (r regular) days() int64 { return int64(r) >> 20 }

// IsZero tells whether nobody has written.
func (k known) IsZero() bool { return k.People.IsZero() }

func (k *known) has(who string) bool { return k.People.has(who) }

// wrote notes that who has written. For most messages there is nothing to note.
func (k *known) wrote(who string, at time.Time) {
	day, was := at.Unix()/(24*60*60), k.People.get(who)
	if was != 0 && was.day() >= day {
		return
	}
	k.People = k.People.with(who, regular(min(was.days()+1, daysMost)<<20|day&0xfffff))
	if k.People.size > knownMost {
		k.forget()
	}
}

// forget leaves the half that is the better known.
func (k *known) forget() {
	type one struct {
		who string
		regular
	}
	all := make([]one, 0, k.People.size)
	for who, r := range k.People.all() {
		all = append(all, one{who, r})
	}
	slices.SortFunc(all, func(a, b one) int {
		return cmp.Or(cmp.Compare(b.days(), a.days()), cmp.Compare(b.day(), a.day()), cmp.Compare(a.who, b.who))
	})
	var rest table[regular]
	for _, o := range all[:knownMost/2] {
		rest = rest.with(o.who, o.regular)
	}
	k.People = rest
}

// merge makes what m.From has written m.To's.
func (k *known) merge(m Merge) {
	from := k.People.get(m.From)
	if from == 0 {
		return
	}
	k.People = k.People.without(m.From)
	if from > k.People.get(m.To) {
		k.People = k.People.with(m.To, from)
	}
}
