package webui

import (
	"sync"
	"sync/atomic"
	"testing"
)

// TestTurn: one goroutine at a time has the turn, nothing that was asked for is
// forgotten, and after retire nobody looks any more.
func TestTurn(t *testing.T) {
	var u writerTurn
	if u.take(false) {
		t.Error("the turn was taken before it began")
	}
	u.begin()
	start := u.take(false)
	first, _ := u.next()
	other := u.take(true) // while somebody looks
	again, ping := u.next()
	if over, _ := u.next(); !start || !first || other || !again || !ping || over {
		t.Errorf("take, next, take, next, next = %t, %t, %t, %t (ping %t), %t", start, first, other, again, ping, over)
	}
	const askers, each = 8, 1000
	var due, done, pings atomic.Int32
	var busy atomic.Bool
	write := func() {
		for on, ping := u.next(); on; on, ping = u.next() {
			if !busy.CompareAndSwap(false, true) {
				t.Error("two goroutines have the turn")
			}
			if ping {
				pings.Add(1)
			}
			done.Store(due.Load())
			busy.Store(false)
		}
	}
	var asking sync.WaitGroup
	for range askers {
		asking.Go(func() {
			for n := range each {
				due.Add(1)
				if u.take(n == each-1) {
					go write()
				}
			}
		})
	}
	asking.Wait()
	u.work.Wait()
	if done.Load() != askers*each || pings.Load() == 0 {
		t.Errorf("%d of %d were looked for, %d pings", done.Load(), askers*each, pings.Load())
	}
	u.retire()
	if u.take(true) {
		t.Error("the turn was taken after it was retired")
	}
}
