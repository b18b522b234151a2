package room

import (
	"cmp"
	"slices"
	"time"
)

const (
	knownMost = 4096 // people of whom it is kept that they have written
	daysMost  = 255  // on how many days, no more are told apart: as many as daysBits hold
)

// known is who has written, on how many days, and on which one last: a locked
// room lets them go on (B39). When they are too many, the better half stays. On
// one day anybody can come as thousands, so who wrote on several is the better
// known, and no crowd of a day gets them forgotten.
type known struct {
	People table[regular] `json:"p,omitzero"`
}

// A regular is the day since 1970 on which somebody wrote last, above that on how
// many they did, and above that the second of the first time: one number, since
// there are many.
type regular int64

const (
	dayBits  = 20
	daysBits = 8
)

func (r regular) day() int64   { return int64(r) & (1<<dayBits - 1) }
func (r regular) days() int64  { return int64(r) >> dayBits & daysMost }
func (r regular) first() int64 { return int64(r) >> (dayBits + daysBits) }

// with is r, from another first time.
func (r regular) with(first int64) regular {
	return regular(first<<(dayBits+daysBits) | int64(r)&(1<<(dayBits+daysBits)-1))
}

// IsZero tells whether nobody has written.
func (k known) IsZero() bool { return k.People.IsZero() }

func (k *known) has(who string) bool { return k.People.has(who) }

// wrote notes that who has written. For most messages there is nothing to note.
func (k *known) wrote(who string, at time.Time) {
	day, was := at.Unix()/(24*60*60), k.People.get(who)
	if was != 0 && was.day() >= day {
		return
	}
	now := regular(min(was.days()+1, daysMost)<<dayBits | day&(1<<dayBits-1))
	first := was.first()
	if was == 0 {
		first = max(at.Unix(), 0)
	}
	k.People = k.People.with(who, now.with(first))
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
	to := k.People.get(m.To)
	if to == 0 {
		to = from
	}
	k.People = k.People.with(m.To, max(from.with(0), to.with(0)).with(min(from.first(), to.first())))
}

// since tells whether who has written, and not before the time t.
func (k *known) since(who string, t time.Time) bool {
	r := k.People.get(who)
	return r != 0 && (t.IsZero() || r.first() >= t.Unix())
}

// before tells whether who had written before the time t, as far as is known.
func (k *known) before(who string, t time.Time) bool {
	return k.has(who) && !k.since(who, t)
}
