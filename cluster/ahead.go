package cluster

import (
	"context"
	"slices"
	"sync"

	"talktalktalk/room"
)

// aheadMost is how many pages of the stream are asked for before they are wanted. Each of three NATS
// servers answers one question after the other; which one gets a question is chance.
const aheadMost = 6

// An ahead reads pages of the stream while those before them are applied. What it
// has is of one place in one stream: who wants another one does not get it. It is for one
// goroutine, which drops what it began.
type ahead struct {
	bus        *bus
	generation string
	readings   []*reading // rising
}

// A reading is a page that was asked for.
type reading struct {
	from   room.Seq
	cancel context.CancelFunc
	work   sync.WaitGroup

	page []message // when work is done
	err  error
}

// fetch is what bus.fetch is. As long as there is more up to until, which is room.MaxSeq if that is
// not known, it begins to read that.
func (a *ahead) fetch(ctx context.Context, generation string, from, until room.Seq) ([]message, error) {
	if generation != a.generation || len(a.readings) > 0 && a.readings[0].from > from {
		a.drop()
	}
	a.generation = generation
	for {
		if len(a.readings) == 0 {
			a.begin(ctx, from)
		}
		r := a.readings[0]
		a.readings = a.readings[1:]
		r.work.Wait()
		r.cancel()
		if r.err != nil {
			a.drop()
			return nil, r.err
		}
		i := slices.IndexFunc(r.page, func(m message) bool { return m.seq >= from })
		if i < 0 && r.from < from {
			continue // it was all read before
		}
		if i >= 0 {
			a.extend(ctx, r, until)
			return r.page[i:], nil
		}
		return nil, nil
	}
}

// extend asks for what follows r. Where messages are missing, a page goes further than the next
// one begins; where that is much, or r is short since its messages are long, only what follows
// it exactly.
func (a *ahead) extend(ctx context.Context, r *reading, until room.Seq) {
	next, most := r.page[len(r.page)-1].seq+1, 1
	if len(r.page) == fetchMost && next <= r.from+2*fetchMost {
		next, most = r.from+fetchMost, aheadMost
	}
	if n := len(a.readings); n > 0 {
		next = a.readings[n-1].from + fetchMost
	}
	for ; len(a.readings) < most && next <= until && until < room.MaxSeq; next += fetchMost {
		a.begin(ctx, next)
	}
}

// begin asks for the page from a number on, which is behind those that were asked for.
func (a *ahead) begin(ctx context.Context, from room.Seq) {
	ctx, cancel := context.WithCancel(ctx)
	r := &reading{from: from, cancel: cancel}
	a.readings = append(a.readings, r)
	generation := a.generation
	r.work.Go(func() { r.page, r.err = a.bus.fetch(ctx, generation, from) })
}

// drop forgets what was asked for.
func (a *ahead) drop() {
	for _, r := range a.readings {
		r.cancel()
	}
	for _, r := range a.readings {
		r.work.Wait()
	}
	a.readings = nil
}
