package storage

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
)

// Bounds of what is synced at once.
const (
	groupRecords  = 256
	groupBytes    = 1 << 20 // of bodies; a larger record goes alone
	groupsSyncing = 4       // written, and waiting for the disk
)

// A group is what is written as one batch: all of it is stored, or nothing.
type group struct {
	attempts []*attempt
	records  []room.Record // of the attempts, in order
	bytes    int
	batch    *pebble.Batch
	err      error
}

func (g *group) full() bool { return len(g.attempts) == groupRecords || g.bytes >= groupBytes }

func (g *group) add(a *attempt) {
	g.attempts = append(g.attempts, a)
	g.bytes += len(a.body)
}

// A place is that of a record in the log.
type place struct {
	seq  room.Seq
	time time.Time
}

// next is the place after p: the next number, and now, but never before p's
// time, whatever the clock does.
func (p place) next(now time.Time) place {
	now = now.UTC().Truncate(time.Millisecond)
	if now.Before(p.time) {
		now = p.time
	}
	return place{p.seq + 1, now}
}

// write owns the tail of the log. It gives each attempt its place and writes
// what has gathered while sync waits for the disk.
func (l *Log) write() {
	defer close(l.syncing)
	for a := range l.attempts {
		g := &group{}
		g.add(a)
		for !g.full() && len(l.attempts) > 0 {
			g.add(<-l.attempts)
		}
		l.put(g)
		l.syncing <- g
	}
}

// put writes g behind the tail, without waiting for the disk.
func (l *Log) put(g *group) {
	g.batch = l.db.NewBatch()
	g.records = make([]room.Record, len(g.attempts))
	now := time.Now()
	for i, a := range g.attempts {
		l.tail = l.tail.next(now)
		g.records[i] = room.Record{Seq: l.tail.seq, Time: l.tail.time, Body: a.body}
		setRecord(g.batch, g.records[i])
		if a.key != "" {
			setKey(g.batch, a.key, l.tail.seq)
		}
	}
	g.err = l.db.ApplyNoSyncWait(g.batch, pebble.Sync)
}

func setRecord(b *pebble.Batch, r room.Record) {
	var head [binary.MaxVarintLen64]byte
	t := appendTime(head[:0], r.Time)
	op := b.SetDeferred(1+seqLen, len(t)+len(r.Body))
	op.Key[0] = prefixMessage
	binary.BigEndian.PutUint64(op.Key[1:], uint64(r.Seq))
	copy(op.Value[copy(op.Value, t):], r.Body)
	_ = op.Finish()
}

func setKey(b *pebble.Batch, key string, seq room.Seq) {
	op := b.SetDeferred(1+len(key), seqLen)
	op.Key[0] = prefixKey
	copy(op.Key[1:], key)
	binary.BigEndian.PutUint64(op.Value, uint64(seq))
	_ = op.Finish()
}

// sync waits for the disk and then tells: first the readers, so that whoever
// is told a number can read it.
func (l *Log) sync() {
	for g := range l.syncing {
		err := l.synced(g)
		if err == nil {
			l.newest.push(g.records)
		}
		for i, a := range g.attempts {
			l.settle(a, g.records[i].Seq, g.records[i].Time, err)
		}
	}
}

func (l *Log) synced(g *group) error {
	err := l.finish(g.batch, g.err)
	if err != nil {
		return fmt.Errorf("append: %w", err)
	}
	return nil
}

// apply writes b and waits for the disk.
func (l *Log) apply(b *pebble.Batch) error {
	return l.finish(b, l.db.ApplyNoSyncWait(b, pebble.Sync))
}

// finish waits until b is on the disk. Pebble's own Apply returns nil for a
// batch that is not, if Logger.Fatalf returns: hence this.
func (l *Log) finish(b *pebble.Batch, err error) error {
	if err == nil {
		err = b.SyncWait()
	}
	if err == nil {
		err = l.health.broken()
	}
	if err != nil {
		return l.health.fail(err)
	}
	return b.Close()
}
