package cluster

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"

	"talktalktalk/room"
)

// How servers compare what they have.
const (
	blockSize  = 1024                 // numbers of the stream that are compared at once
	auditPause = 5 * time.Millisecond // between two blocks, since people wait for the disk, too
	auditEvery = time.Hour            // all blocks are read and told again
	auditFresh = 10 * time.Second     // the newest block is, which grows
	auditTell  = 256                  // blocks in a message
	auditHear  = 64                   // messages that wait here; those that do not fit are told again
)

func auditSubject(generation string) string { return streamName + ".audit." + generation }

// A block is what there is with blockSize numbers.
type block struct {
	Number uint64   `json:"b"` // from 0
	N      int      `json:"n"` // records
	Hash   uint64   `json:"h"` // of their numbers and keys
	Bodies uint64   `json:"v"` // of their numbers and the entries that amended them
	Last   room.Seq `json:"l"` // the last entry that made or changed one
	At     room.Seq `json:"a"` // up to which all is here that the stream has
}

func (b block) from() room.Seq { return room.Seq(b.Number*blockSize + 1) }
func (b block) to() room.Seq   { return room.Seq((b.Number + 1) * blockSize) }

// full tells whether all of the block is read: its records are the same for ever.
func (b block) full() bool { return b.to() <= b.At }

// comparable tells whether the servers that b and c are of must have the same records, and whether
// the same bodies, too: whatever made and amended them both know.
func comparable(b, c block) (records, bodies bool) {
	bodies = max(b.Last, c.Last) <= min(b.At, c.At)
	return bodies || b.full() && c.full(), bodies
}

// heard is what another server told.
type heard struct {
	generation string
	blocks     []block
}

// An audit compares what is stored here with what the other servers have, where nothing
// of it is trimmed.
type audit struct {
	log      *Log
	server   string
	passed   atomic.Uint64 // up to this number all is here that the stream has
	wake     chan struct{} // holds one: there is a block to be read
	heard    chan heard
	compared atomic.Uint64 // blocks that other servers told and that are the same here
	found    atomic.Pointer[difference]

	// For the goroutine that reads.
	generation string
	blocks     map[uint64]block // as they are here
	next       uint64           // to be read, of those that are full
	fresh      time.Time        // when the newest was read, and up to which number
	freshTo    uint64
	untold     []block
	asked      bool   // the others for what they read before
	news       func() // ends the hearing of others
}

func newAudit(l *Log) *audit {
	return &audit{log: l, server: l.Peers().Self(), wake: make(chan struct{}, 1), heard: make(chan heard, auditHear), news: func() {}}
}

// pass notes up to which number all is here.
func (a *audit) pass(seq room.Seq) {
	if was := a.passed.Swap(uint64(seq)); was == 0 || was/blockSize != uint64(seq)/blockSize {
		wake(a.wake)
	}
}

// run reads, tells and compares until ctx ends.
func (a *audit) run(ctx context.Context) {
	defer func() { a.news() }()
	again := time.NewTicker(auditEvery)
	defer again.Stop()
	fresh := time.NewTicker(auditFresh)
	defer fresh.Stop()
	for {
		a.begin()
		var soon <-chan time.Time
		if a.due() || a.grows() {
			soon = time.After(auditPause)
		}
		select {
		case <-ctx.Done():
			return
		case h := <-a.heard:
			a.compare(h)
		case <-a.wake:
		case <-again.C:
			a.next = 0
		case <-fresh.C: // to see whether it grows
		case <-soon:
			if err := a.read(ctx); err != nil && ctx.Err() == nil {
				a.log.logger.Warn("some numbers are not compared with the other servers", "why", err)
			}
		}
	}
}

// begin hears what others tell of the stream that is followed now.
func (a *audit) begin() {
	g := a.log.generation.Load()
	if g == nil || *g == a.generation {
		return
	}
	generation := *g
	sub, err := a.log.bus.conn.Subscribe(auditSubject(generation), func(m *nats.Msg) {
		h := heard{generation: generation}
		if m.Header.Get(headServer) == a.server || json.Unmarshal(m.Data, &h.blocks) != nil {
			return
		}
		select {
		case a.heard <- h:
		default:
		}
	})
	if err != nil {
		return // the connection is closed for good
	}
	a.news()
	a.news = func() { end(sub) }
	a.generation, a.blocks, a.next, a.untold, a.asked = generation, map[uint64]block{}, 0, nil, false
	a.fresh, a.freshTo = time.Time{}, 0
}

// due tells whether there is a full block to be read.
func (a *audit) due() bool {
	return a.generation != "" && uint64(block{Number: a.next}.to()) <= a.passed.Load()
}

// grows tells whether the newest block, which is not full, is to be read again.
func (a *audit) grows() bool {
	passed := a.passed.Load()
	return a.generation != "" && passed > max(a.freshTo, a.next*blockSize) && time.Since(a.fresh) >= auditFresh
}

// read reads the next block, and tells some.
func (a *audit) read(ctx context.Context) error {
	passed := a.passed.Load() // before what is here is looked at
	b := block{Number: a.next, At: room.Seq(passed)}
	if b.full() {
		a.next++
	} else {
		a.fresh, a.freshTo = time.Now(), passed
	}
	sum, err := a.log.Sum(ctx, b.from(), min(b.to(), b.At))
	if err != nil {
		a.next = passed / blockSize // those before come again
		return err
	}
	b.N, b.Hash, b.Bodies, b.Last = sum.N, sum.Hash, sum.Bodies, sum.Last
	at, err := a.log.Position(ctx)
	if err != nil || at.Generation != a.generation {
		return err
	}
	if at.Lowest > b.from() {
		a.next = (uint64(at.Lowest) + blockSize - 2) / blockSize
		maps.DeleteFunc(a.blocks, func(n uint64, _ block) bool { return n < a.next })
	} else {
		a.check(b)
		a.blocks[b.Number] = b
		a.untold = append(a.untold, b)
	}
	if len(a.untold) >= auditTell || len(a.untold) > 0 && !a.due() {
		a.tell(a.untold)
		a.untold = nil
	}
	if !a.asked && !a.due() {
		a.tell(nil)
		a.asked = true
	}
	return nil
}

// tell tells the others of blocks, or, with none, asks them for theirs.
func (a *audit) tell(blocks []block) {
	m := nats.NewMsg(auditSubject(a.generation))
	m.Header.Set(headServer, a.server)
	m.Data, _ = json.Marshal(blocks) // numbers: it cannot fail
	_ = a.log.bus.conn.PublishMsg(m) // without a connection it is lost, and told again some time
}

func (a *audit) compare(h heard) {
	if h.generation != a.generation {
		return
	}
	if len(h.blocks) == 0 {
		for some := range slices.Chunk(slices.Collect(maps.Values(a.blocks)), auditTell) {
			a.tell(some)
		}
	}
	for _, b := range h.blocks {
		if a.check(b) {
			a.compared.Add(1)
		}
	}
}

// check tells whether a block is as it was read here, as far as they can be compared.
func (a *audit) check(b block) bool {
	own, read := a.blocks[b.Number]
	if !read {
		return false
	}
	records, bodies := comparable(own, b)
	if records && (own.N != b.N || own.Hash != b.Hash) || bodies && own.Bodies != b.Bodies {
		a.differ(&difference{a.generation, b.from(), b.to()})
		return false
	}
	return records
}

// differ notes a difference, the first one.
func (a *audit) differ(d *difference) {
	if a.found.CompareAndSwap(nil, d) {
		a.log.logger.Error("servers have different records", "from", d.from, "to", d.to)
		wake(a.log.changed) // which has all others know
	}
}
