package room

import (
	"slices"
	"sort"
	"sync"
	"time"
)

const (
	feedSize    = 4096                 // newest events of the log kept in memory
	passingSize = 64                   // newest passing events kept
	wakePause   = 5 * time.Millisecond // between two wake-ups in a burst
)

// feed keeps the newest events in a ring and wakes those who wait for more. It
// keeps no list of readers: a reader is a place and nothing else.
//
// In a burst the wake-ups are paced: the first event wakes at once, the next
// wake comes wakePause later, so that a reader finds several events and
// writes them at once. One timer serves the whole room.
type feed struct {
	mu      sync.Mutex
	logged  ring // what is in the log, by rising Seq
	passing ring // what passes
	since   Seq  // every event of the log above this is in the ring
	wake    chan struct{}
	woken   time.Time
	paced   *time.Timer // nil unless a wake-up is due
	closed  bool
}

// A place is how far a reader has come, counted in events of either kind
// since the room was opened.
type place struct{ logged, passing uint64 }

// newFeed returns a feed of the events of the log above since.
func newFeed(since Seq, events []*Event) *feed {
	f := &feed{
		logged:  ring{slots: make([]*Event, feedSize)},
		passing: ring{slots: make([]*Event, passingSize)},
		since:   since,
		wake:    make(chan struct{}),
	}
	f.push(events...)
	return f
}

// push adds events and wakes the readers.
func (f *feed) push(events ...*Event) {
	if len(events) == 0 {
		return
	}
	f.mu.Lock()
	for _, e := range events {
		f.addLocked(e)
	}
	var wake chan struct{}
	if rest := wakePause - time.Since(f.woken); rest <= 0 {
		wake = f.turnLocked()
	} else if f.paced == nil && !f.closed {
		f.paced = time.AfterFunc(rest, f.wakeLate)
	}
	f.mu.Unlock()
	if wake != nil {
		close(wake) // unlocked: the readers it wakes come straight back for mu
	}
}

func (f *feed) addLocked(e *Event) {
	if e.Kind == Changed {
		f.logged.replace(e.Message)
	}
	if e.Kind == Presence || e.Kind == Turned || e.Kind == Ordered {
		f.passing.add(e)
	} else if gone := f.logged.add(e); gone != nil {
		f.since = gone.Seq
	}
}

// own makes what m.From said m.To's, for all who read from now on.
func (f *feed) own(m Merge) {
	f.replace(func(e *Event) *Event { return e.OwnedBy(m) })
}

// purge takes the texts of p from all who read from now on.
func (f *feed) purge(p Purge) {
	f.replace(func(e *Event) *Event { return e.PurgedBy(p) })
}

func (f *feed) replace(now func(*Event) *Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for pos := f.logged.floor(); pos < f.logged.next; pos++ {
		f.logged.slots[pos%uint64(len(f.logged.slots))] = now(f.logged.at(pos))
	}
}

func (f *feed) wakeLate() {
	f.mu.Lock()
	f.paced = nil
	f.mu.Unlock()
	f.wakeAll()
}

func (f *feed) wakeAll() {
	f.mu.Lock()
	wake := f.turnLocked()
	f.mu.Unlock()
	close(wake)
}

// turnLocked takes the wake channel away for its only closer.
func (f *feed) turnLocked() chan struct{} {
	wake := f.wake
	f.wake = make(chan struct{})
	f.woken = time.Now()
	return wake
}

// after appends to buf the events from p on and returns the place behind
// them, and a channel that is closed when there are more: taken in the same
// critical section, so no wake-up is lost. False means that the ring no
// longer reaches back to p. Passing events that are no longer there are missed.
func (f *feed) after(p place, buf []*Event) (events []*Event, next place, wake <-chan struct{}, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p.logged < f.logged.floor() {
		return buf, p, nil, false
	}
	buf = f.logged.from(p.logged, buf)
	buf = f.passing.from(max(p.passing, f.passing.floor()), buf)
	return buf, f.endLocked(), f.wake, true
}

// news is the channel that after gives.
func (f *feed) news() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.wake
}

func (f *feed) endLocked() place { return place{f.logged.next, f.passing.next} }

// behind is the place of the first event above seq; of what passed before now
// there is nothing behind it. False means that the ring does not reach back so far.
func (f *feed) behind(seq Seq) (p place, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return place{f.logged.upTo(seq + 1), f.passing.next}, seq >= f.since
}

// newest returns the place from which on the ring holds the newest n messages,
// or as many as it has, and the first of them.
func (f *feed) newest(n int) (p place, first *Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p = f.endLocked()
	for floor := f.logged.floor(); p.logged > floor && n > 0; {
		p.logged--
		if e := f.logged.at(p.logged); e.Kind == Said {
			first = e
			n--
		}
	}
	return p, first
}

// before returns the last n messages below seq, oldest first. False means that
// there may be more of them that the ring does not hold.
func (f *feed) before(seq Seq, n int) (events []*Event, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	floor := f.logged.floor()
	for pos := f.logged.upTo(seq); pos > floor && len(events) < n; {
		pos--
		if e := f.logged.at(pos); e.Kind == Said {
			events = append(events, e)
		}
	}
	slices.Reverse(events)
	return events, len(events) == n || f.since == 0
}

// trim forgets the messages below seq, which are gone from the log.
func (f *feed) trim(seq Seq) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.logged.low = f.logged.upTo(seq)
}

// following returns the first n messages above seq, oldest first. False means
// that the ring does not reach back so far.
func (f *feed) following(seq Seq, n int) (events []*Event, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for pos := f.logged.upTo(seq + 1); pos < f.logged.next && len(events) < n; pos++ {
		if e := f.logged.at(pos); e.Kind == Said {
			events = append(events, e)
		}
	}
	return events, seq >= f.since
}

// close stops the timer; readers are woken by the room.
func (f *feed) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	if f.paced != nil && f.paced.Stop() {
		f.paced = nil
	}
}

// A ring keeps as many of the newest events as it has slots. Positions count
// the events ever added.
type ring struct {
	slots []*Event
	next  uint64 // position of the next event to come
	low   uint64 // what is below is not kept, whether there is room for it or not
}

// add returns the event that made room, or nil.
func (r *ring) add(e *Event) (gone *Event) {
	slot := &r.slots[r.next%uint64(len(r.slots))]
	gone, *slot = *slot, e
	r.next++
	return gone
}

// replace puts e, which nobody else has yet, in the place of the message with
// its number, if that is kept.
func (r *ring) replace(e *Event) {
	pos := r.upTo(e.Seq)
	if pos == r.next || r.at(pos).Seq != e.Seq {
		return
	}
	slot := &r.slots[pos%uint64(len(r.slots))]
	e.count = (*slot).count
	*slot = e
}

func (r *ring) at(pos uint64) *Event { return r.slots[pos%uint64(len(r.slots))] }

// floor is the position of the oldest event kept.
func (r *ring) floor() uint64 { return max(r.low, r.next-min(r.next, uint64(len(r.slots)))) }

func (r *ring) from(pos uint64, buf []*Event) []*Event {
	for ; pos < r.next; pos++ {
		buf = append(buf, r.at(pos))
	}
	return buf
}

// upTo is the position of the first event kept that is numbered seq or higher.
func (r *ring) upTo(seq Seq) uint64 {
	floor := r.floor()
	n := sort.Search(int(r.next-floor), func(i int) bool { return r.at(floor+uint64(i)).Seq >= seq })
	return floor + uint64(n)
}
