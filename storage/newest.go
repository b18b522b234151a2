package storage

import (
	"slices"
	"sync"
	"sync/atomic"

	"talktalktalk/room"
)

// Bounds of what is kept in memory for readers at the head.
const (
	newestRecords = 1024
	newestBytes   = 4 << 20
)

// newest is the end of the log as it is synced: its last number, the last
// records in memory, and a channel that wakes those who wait for more.
type newest struct {
	last    atomic.Uint64 // set under mu
	mu      sync.Mutex
	records []room.Record // up to last, without a gap; its bodies have size bytes
	size    int
	wake    chan struct{} // closed and replaced by push
}

func newNewest(last room.Seq) *newest {
	n := &newest{wake: make(chan struct{})}
	n.last.Store(uint64(last))
	return n
}

// head is the number of the last synced record.
func (n *newest) head() room.Seq {
	return room.Seq(n.last.Load())
}

// push takes records that are synced, at least one, and wakes the readers.
func (n *newest) push(records []room.Record) {
	n.mu.Lock()
	n.last.Store(uint64(records[len(records)-1].Seq))
	n.records = append(n.records, records...)
	for _, r := range records {
		n.size += len(r.Body)
	}
	n.trimLocked()
	wake := n.wake
	n.wake = make(chan struct{})
	n.mu.Unlock()
	close(wake) // unlocked: the readers it wakes come straight back for mu
}

func (n *newest) trimLocked() {
	cut := max(0, len(n.records)-newestRecords)
	for _, r := range n.records[:cut] {
		n.size -= len(r.Body)
	}
	for n.size > newestBytes {
		n.size -= len(n.records[cut].Body)
		cut++
	}
	n.records = slices.Delete(n.records, 0, cut)
}

// after returns a copy of the records after seq if they are all in memory, or
// how far the reader is behind them: the number of the last one it has to read elsewhere. If there is nothing after
// seq, wake is closed when there is.
func (n *newest) after(seq room.Seq, most int) (records []room.Record, missing bool, wake <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if seq >= n.head() {
		return nil, false, n.wake
	}
	if len(n.records) == 0 || seq+1 < n.records[0].Seq {
		return nil, true, nil
	}
	from, _ := slices.BinarySearchFunc(n.records, seq+1, func(r room.Record, s room.Seq) int {
		return int(int64(r.Seq) - int64(s))
	})
	to := min(len(n.records), from+most)
	return slices.Clone(n.records[from:to]), false, nil
}

// forget takes the body out of a record.
func (n *newest) forget(seq room.Seq) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i := range n.records {
		if n.records[i].Seq == seq {
			n.size -= len(n.records[i].Body)
			n.records[i].Body = nil
		}
	}
}
