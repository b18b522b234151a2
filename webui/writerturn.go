package webui

import "sync"

// A writerTurn is the writing to one socket: a goroutine at a time has it, and only
// while there is something to write. The zero value is not open yet.
type writerTurn struct {
	mu     sync.Mutex
	open   bool // a goroutine may be started
	taken  bool // one is at it
	again  bool // it is to look once more
	pinged bool // it is to ping
	work   sync.WaitGroup
}

// begin lets goroutines be started.
func (t *writerTurn) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open = true
}

// take asks for somebody to look what there is to write, and for a ping if ping
// is set. It reports whether that falls to the caller, who must start a goroutine
// which goes on until next says no.
func (t *writerTurn) take(ping bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.open {
		return false
	}
	t.again = true
	t.pinged = t.pinged || ping
	if t.taken {
		return false
	}
	t.taken = true
	t.work.Add(1)
	return true
}

// next tells the goroutine that has the turn whether it is to look once more,
// and whether to ping. If not, the turn is over.
func (t *writerTurn) next() (on, ping bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	on, ping = t.again && t.open, t.pinged
	t.again, t.pinged = false, false
	if !on {
		t.taken = false
		t.work.Done()
	}
	return on, ping
}

// end lets no goroutine look any more. Afterwards retire waits for the last one.
func (t *writerTurn) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open = false
}

func (t *writerTurn) retire() {
	t.end()
	t.work.Wait()
}
