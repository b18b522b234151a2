package room

import (
	"context"
	"net/netip"
	"slices"
	"time"
)

// A message may be on its way when its writer is muted, banned or locked out: it
// was let through before, and stands in the log behind the act. The log decides:
// nobody is shown it, and who wrote it is told why. What is not said within
// lateWithin of the act was let through when the act was over.
const (
	lateWithin = time.Minute
	lateMost   = 4096 // that are not erased yet; others are shown
)

// tooLate tells whether a message came behind an act that keeps its writer from
// saying it.
func (s *state) tooLate(who string, rec Record, e entry) bool {
	if !e.Judged || e.Kind != kindSaid || e.Admin || e.Bot || len(s.Order.Late) >= lateMost {
		return false
	}
	o, at := &s.Order, rec.Time
	just := func(since int64) bool {
		after := at.Sub(time.UnixMilli(since))
		return since != 0 && after >= 0 && after < lateWithin
	}
	if m, is := o.muted(who, netip.Addr{}, s.Persons.resolve, at); is && just(m.At) {
		return true
	}
	if b, is := o.banned(who, e.Owner, netip.Addr{}, s.Persons.resolve, at); is && just(b.At) {
		return true
	}
	return o.locked(who, at) && (just(o.Lock.At) || just(o.Purges.last()))
}

// hides tells whether a message of the one who stands in its record as owner is
// purged or came too late, and not erased.
func (o *moderation) hides(owner string, seq Seq) bool {
	return o.Purges.hides(owner, seq) || o.isLate(seq)
}

func (o *moderation) isLate(seq Seq) bool {
	_, is := slices.BinarySearch(o.Late, seq)
	return is
}

func (o *moderation) dropLate(gone []Seq) {
	o.Late = slices.DeleteFunc(slices.Clone(o.Late), func(seq Seq) bool { return slices.Contains(gone, seq) })
}

// refusedLate tells why a message that is stored is not shown, nil if it is. Acts
// that are on their way, or have been folded since the message was let through,
// are waited for.
func (s *Session) refusedLate(ctx context.Context, seq Seq, acts int) error {
	if s.room.proposing.Load() == 0 && s.room.now().Order.N == acts {
		return nil
	}
	raise(&s.room.progress.told, seq)
	if err := s.room.progress.catchUp(ctx); err != nil {
		return err
	}
	rec, err := s.room.record(ctx, seq)
	if err != nil || !s.room.now().wasLate(rec) {
		return err
	}
	return s.late()
}

// wasLate tells whether a message came too late, also when it is erased.
func (s *state) wasLate(rec Record) bool {
	if s.Order.isLate(rec.Seq) {
		return true
	}
	return decode(rec.Body).Late
}

// late is what the writer is told whose message came too late.
func (s *Session) late() error {
	if err := s.gone(); err != nil {
		return err
	}
	if refused := s.silenced(false); refused != nil {
		return refused
	}
	return refuse(CodeMuted, "You were kept from writing when this came. You can send it anew.")
}

// eraseLate takes the texts of late messages out of the log.
func (r *Room) eraseLate(ctx context.Context, late []Seq) error {
	for some := range slices.Chunk(late, eraseBatch) {
		var records []Record
		for _, seq := range some {
			rec, err := r.record(ctx, seq)
			if err != nil {
				return err
			}
			records = append(records, rec)
		}
		if err := r.eraseSome(ctx, onlySaid(records), onlySaid, true); err != nil {
			return err
		}
		if err := r.append(ctx, entry{Kind: kindCleared, Seqs: some}); err != nil {
			return err
		}
	}
	return nil
}

// onlySaid are those records that have a text yet.
func onlySaid(records []Record) []Record {
	return slices.DeleteFunc(records, func(rec Record) bool { return decode(rec.Body).Kind != kindSaid })
}
