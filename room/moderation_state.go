package room

import (
	"net/netip"
	"slices"
	"time"
)

// What the log keeps at hand of the acts of admins, and what it allows them.
const (
	actsMost   = 300  // acts that were done, for /log
	triesMost  = 100  // acts that were refused, likewise: they push out each other only
	mutesMost  = 1000 // in force at once
	bansMost   = 1000 // likewise
	purgesMost = 300  // that readers who come back are told of
	undoWithin = 24 * time.Hour
	topicMost  = 200 // characters
	reasonMost = 200 // likewise
	slowMost   = 24 * time.Hour
)

// A moderation is what the log adds up to as to who may do what (B39). It is part of
// the state, and like all of that handed out while the fold goes on: what is in
// it is never modified, but replaced.
type moderation struct {
	N      int    `json:"n,omitempty"`     // of the newest act, done or refused
	Acts   []act  `json:"acts,omitempty"`  // the newest that were done, newest last
	Tries  []act  `json:"tries,omitempty"` // the newest that were refused, likewise
	Mutes  []mute `json:"mutes,omitempty"`
	Bans   []ban  `json:"bans,omitempty"`
	Topic  topic  `json:"topic,omitzero"`
	Slow   slow   `json:"slow,omitzero"`
	Lock   lock   `json:"lock,omitzero"`
	Known  known  `json:"known,omitzero"` // who has written
	Purges purges `json:"purges,omitzero"`
	Late   []Seq  `json:"late,omitempty"` // messages that came too late, until they are erased

	ends *ends // nil for the fold
}

// IsZero tells whether no admin ever did anything, and nobody has written.
func (o moderation) IsZero() bool {
	return o.N == 0 && o.Known.IsZero() && o.Purges.IsZero()
}

// An act is what an admin did, or somebody tried, as /log has it.
type act struct {
	N    int    `json:"i"`
	Seq  Seq    `json:"s"`
	At   int64  `json:"t"` // ms since 1970
	Kind kind   `json:"k"`
	Who  string `json:"o"` // who did it, a person
	By   string `json:"b"` // and what they were called
	deed
	Undone  int     `json:"un,omitempty"` // number of the act that took it back
	Refused Code    `json:"no,omitempty"` // why it was not done; "" if it was
	Before  *before `json:"be,omitempty"` // what /undo brings back
}

// A deed is what is to be done, and to whom, as the record of an act has it.
type deed struct {
	Whom  string         `json:"w,omitempty"`   // a person
	Whoms []string       `json:"wm,omitempty"`  // of swept: persons, in the place of Whom
	Name  string         `json:"wn,omitempty"`  // what that is called; or the key or address that is meant
	Spare bool           `json:"ws,omitempty"`  // Whom is an admin
	Loose bool           `json:"wl,omitempty"`  // of muted: Whom has no key, and comes back as another
	Creds []string       `json:"wc,omitempty"`  // ids of Whom's keys and browsers, or that of the key
	Nets  []netip.Prefix `json:"net,omitempty"` // from where Whom came; or those that are meant
	Whole bool           `json:"all,omitempty"` // Nets are meant, and who is there goes
	Span  int64          `json:"sp,omitempty"`  // ms; 0 for ever
	Off   bool           `json:"off,omitempty"` // of slowed, locked and topic: what was so is so no longer
	Why   string         `json:"y,omitempty"`   // the reason; of a topic the text; of a refused act what was typed
	Of    int            `json:"n,omitempty"`   // the act that is meant, or the message
}

// before is what an act has put an end to.
type before struct {
	Mute  *mute  `json:"m,omitempty"`
	Ban   *ban   `json:"b,omitempty"`
	Topic *topic `json:"t,omitempty"`
	Slow  *slow  `json:"s,omitempty"`
	Lock  *lock  `json:"l,omitempty"`
}

// A topic is what the room talks about.
type topic struct {
	N    int    `json:"n"` // the act that has set or taken it
	Text string `json:"t,omitempty"`
	By   string `json:"b,omitempty"`
}

// A slow is how long everybody has to wait between two messages.
type slow struct {
	N    int   `json:"n"`            // the act
	Span int64 `json:"sp,omitempty"` // ms; 0 for not at all
}

// A lock keeps those from writing who had not written before.
type lock struct {
	N     int    `json:"n"` // the act
	On    bool   `json:"on,omitempty"`
	At    int64  `json:"t,omitempty"` // ms since 1970
	Until int64  `json:"u,omitempty"` // likewise; 0 for ever
	By    string `json:"b,omitempty"`
}

// A mute keeps a person from writing.
type mute struct {
	N     int            `json:"n"` // the act
	Whom  string         `json:"w"`
	Nets  []netip.Prefix `json:"net,omitempty"` // of one without a key, from where nobody without one writes
	At    int64          `json:"t,omitempty"`   // as of a lock
	Until int64          `json:"u,omitempty"`   // likewise
	By    string         `json:"b"`
	Why   string         `json:"y,omitempty"`
}

// A ban keeps a person out, by whatever it is known by.
type ban struct {
	N     int            `json:"n"` // the act
	Whom  string         `json:"w,omitempty"`
	Name  string         `json:"wn"`
	Creds []string       `json:"c,omitempty"`
	Nets  []netip.Prefix `json:"net,omitempty"`
	At    int64          `json:"t,omitempty"`
	Until int64          `json:"u,omitempty"`
	By    string         `json:"b"`
	Why   string         `json:"y,omitempty"`
}

// until is the end of a span that begins at the time at, 0 for never.
func until(at time.Time, span int64) int64 {
	if span == 0 {
		return 0
	}
	return at.UnixMilli() + span
}

// muted is the mute in force of the person who, or of all without a key at the
// address keyless, which is the zero Addr for those who have one.
func (o *moderation) muted(who string, keyless netip.Addr, resolve func(string) string, now time.Time) (mute, bool) {
	for _, m := range slices.Backward(o.Mutes) {
		if !o.over(m.N, m.Until, now) && (resolve(m.Whom) == who || among(keyless, m.Nets)) {
			return m, true
		}
	}
	return mute{}, false
}

// among tells whether one of the networks has the address.
func among(addr netip.Addr, nets []netip.Prefix) bool {
	addr = addr.Unmap().WithZone("")
	return slices.ContainsFunc(nets, func(n netip.Prefix) bool { return n.Contains(addr) })
}

// banned is the ban in force that concerns somebody: the longest one.
func (o *moderation) banned(who, cred string, addr netip.Addr, resolve func(string) string, now time.Time) (worst ban, any bool) {
	for _, b := range o.Bans {
		if o.over(b.N, b.Until, now) || !b.concerns(who, cred, addr, resolve) {
			continue
		}
		if !any || worst.Until != 0 && (b.Until == 0 || b.Until > worst.Until) {
			worst, any = b, true
		}
	}
	return worst, any
}

// concerns tells whether the ban is one of the person who, of a key or browser,
// or of an address.
func (b *ban) concerns(who, cred string, addr netip.Addr, resolve func(string) string) bool {
	return b.Whom != "" && resolve(b.Whom) == who || slices.Contains(b.Creds, cred) || among(addr, b.Nets)
}

// locked tells whether who may not write since the room is locked.
func (o *moderation) locked(who string, now time.Time) bool {
	return o.Lock.On && !o.over(o.Lock.N, o.Lock.Until, now) && !o.Known.has(who)
}

// note keeps an act, done or refused, and gives it its number.
func (o *moderation) note(a act) {
	if a.Refused != "" {
		o.Tries = kept(o.Tries, a, triesMost)
		return
	}
	o.Acts = kept(o.Acts, a, actsMost)
}

// kept is a copy of list with one more at its end, and no more than most.
func kept[T any](list []T, last T, most int) []T {
	list = append(slices.Clone(list), last)
	return list[max(0, len(list)-most):]
}

// latest are the newest n acts, done or refused, newest last.
func (o *moderation) latest(n int) []act {
	all := slices.Concat(o.Acts, o.Tries)
	slices.SortFunc(all, func(a, b act) int { return a.N - b.N })
	return all[max(0, len(all)-n):]
}
