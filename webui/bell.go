package webui

import (
	"context"
	"sync"
)

// A bell ends the wait of one goroutine that listens to a context only. The
// zero value is ready.
type bell struct {
	mu      sync.Mutex
	cancel  context.CancelFunc // of the context that listen gave last
	retired bool
}

// listen returns a context that lives until the bell is struck, or false when
// the bell is retired. Only one goroutine may listen.
func (b *bell) listen() (context.Context, bool) {
	ctx, cancel := context.WithCancel(context.Background())
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cancel = cancel
	if b.retired {
		cancel()
	}
	return ctx, !b.retired
}

// strike ends the wait of the listener, if there is one.
func (b *bell) strike() {
	b.mu.Lock()
	cancel := b.cancel
	b.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// retire strikes the bell for the last time.
func (b *bell) retire() {
	b.mu.Lock()
	b.retired = true
	b.mu.Unlock()
	b.strike()
}
