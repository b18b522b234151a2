package storage

import (
	"cmp"
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

// newest is the end of the log as it is synced: the last number, the last
// records, and a channel that wakes whoever waits for more.
type newest struct {
	last atomic.Uint64 // changed under mu

	mu      sync.Mutex
	records []room.Record // the last ones, up to last; none is missing between them
	size    int           // of their bodies
	wake    chan struct{} // closed and replaced by push
}

func newNewest(last room.Seq) *newest {
	n := &newest{wake: make(chan struct{})}
	n.last.Store(uint64(last))
	return n
}

// head is the number of the last synced record.
func (n *newest) head() room.Seq { return room.Seq(n.last.Load()) }

// push takes records that are synced now, at least one, and wakes the readers.
func (n *newest) push(records []room.Record) {
	n.mu.Lock()
	n.records = append(n.records, records...)
	for _, r := range records {
		n.size += len(r.Body)
	}
	n.trimLocked()
	n.last.Store(uint64(records[len(records)-1].Seq))
	wake := n.wake
	n.wake = make(chan struct{})
	n.mu.Unlock()
	close(wake) // unlocked: the readers it wakes come straight back for mu
}

// skip makes last the newest record, which is not among those kept here, as little
// as those before it, and wakes the readers.
func (n *newest) skip(last room.Seq) {
	n.mu.Lock()
	n.records, n.size = nil, 0
	n.last.Store(uint64(last))
	wake := n.wake
	n.wake = make(chan struct{})
	n.mu.Unlock()
	close(wake)
}

func (n *newest) trimLocked() {
	drop := 0
	for len(n.records)-drop > newestRecords || n.size > newestBytes {
		n.size -= len(n.records[drop].Body)
		drop++
	}
	n.records = slices.Delete(n.records, 0, drop)
}

// trim forgets the records below seq, which are gone.
func (n *newest) trim(seq room.Seq) {
	n.mu.Lock()
	defer n.mu.Unlock()
	gone := n.findLocked(seq)
	for _, r := range n.records[:gone] {
		n.size -= len(r.Body)
	}
	n.records = slices.Delete(n.records, 0, gone)
}

// after returns a copy of the first records after seq, at most limit. If they
// are not all here, missing is true; if there are none, wake is closed when
// there are.
func (n *newest) after(seq room.Seq, limit int) (records []room.Record, missing bool, wake <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if seq >= n.head() {
		return nil, false, n.wake
	}
	if len(n.records) == 0 || seq+1 < n.records[0].Seq {
		return nil, true, nil
	}
	from := n.findLocked(seq + 1)
	return slices.Clone(n.records[from:min(len(n.records), from+limit)]), false, nil
}

// findLocked is the place of the first record from seq on.
func (n *newest) findLocked(seq room.Seq) int {
	i, _ := slices.BinarySearchFunc(n.records, seq, func(r room.Record, seq room.Seq) int {
		return cmp.Compare(r.Seq, seq)
	})
	return i
}

// amend puts r in the place of the record with its number.
func (n *newest) amend(r room.Record) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if i := n.findLocked(r.Seq); i < len(n.records) && n.records[i].Seq == r.Seq {
		n.size += len(r.Body) - len(n.records[i].Body)
		n.records[i] = r
	}
}
