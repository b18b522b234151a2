package room

import (
	"context"
	"sync"
	"sync/atomic"
)

// progress knows how far the feed is behind what people were told: a message
// or change that its writer knows to be stored may reach the feed a moment later.
type progress struct {
	told atomic.Uint64 // newest record that its writer was told of
	fed  atomic.Uint64 // newest record that the feed surely has taken in

	mu   sync.Mutex
	more chan struct{} // closed when fed rises; nil while nobody waits
}

// behind tells whether the feed may lack something that somebody was told of.
// Ask before looking there.
func (p *progress) behind() bool { return p.fed.Load() < p.told.Load() }

// feed notes that the feed has taken in the records up to seq.
func (p *progress) feed(seq Seq) {
	p.fed.Store(uint64(seq))
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.more != nil {
		close(p.more)
		p.more = nil
	}
}

// catchUp waits until the feed has everything that anybody was told of by now.
func (p *progress) catchUp(ctx context.Context) error {
	for told := p.told.Load(); p.fed.Load() < told; {
		more := p.next()
		if p.fed.Load() >= told {
			break // before more was there
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (p *progress) next() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.more == nil {
		p.more = make(chan struct{})
	}
	return p.more
}

// raise raises number to seq, if that is greater.
func raise(number *atomic.Uint64, seq Seq) {
	for {
		now := number.Load()
		if uint64(seq) <= now || number.CompareAndSwap(now, uint64(seq)) {
			return
		}
	}
}
