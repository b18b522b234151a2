package storage

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"talktalktalk/room"
)

// A Log is a room.Log kept in a folder by Pebble, for one process at a time.
// It is safe for concurrent use and must be closed.
type Log struct {
	dir    string
	disk   vfs.FS // as it is; files waits while it cannot be written
	logger *slog.Logger
	lock   *pebble.Lock // on dir, for as long as the Log is open
	epoch  string

	openFiles int // that Pebble keeps open

	opened   atomic.Bool // or still being opened
	health   *health
	files    *files // as Pebble writes them
	newest   *newest
	underway underway
	veil     veil

	amending sync.Mutex    // held while records are written or removed, and for the next two:
	tail     place         // of the last record written
	hidden   bool          // records behind what readers see are there
	attempts chan *attempt // to write, from Append; closed by Close
	syncing  chan *group   // to sync, from write; closed by write
	work     sync.WaitGroup
	amended  chan struct{}      // wakes scrub
	trimmed  chan struct{}      // likewise, for what cannot be waited for
	unsynced atomic.Bool        // notes were saved
	stop     context.CancelFunc // ends the goroutines that do not drain
	closing  chan struct{}      // closed by Close
	close    func() error       // once

	mu     sync.RWMutex // held for reading while db is used, for writing to close it
	db     *pebble.DB
	closed bool
}

var _ room.Log = (*Log)(nil)

// Epoch returns the random text that was made with the store (B1).
func (l *Log) Epoch() string { return l.epoch }

// Writable returns nil if Append can be expected to work now, else an error
// that wraps room.ErrUnavailable or room.ErrLogClosed.
func (l *Log) Writable() error {
	if isClosed(l.closing) {
		return room.ErrLogClosed
	}
	return l.health.err()
}

// Close stores what Append has accepted, ends every Follow, waits for
// whatever is in use, and frees the folder for another process. Calls after
// the first wait for it and return the same.
func (l *Log) Close() error { return l.close() }

func (l *Log) shut() error {
	close(l.closing)
	l.mu.Lock() // waits for readers, and for the Appends that are handing over
	l.closed = true
	l.mu.Unlock()
	close(l.attempts)
	l.stop()
	l.work.Wait()
	return errors.Join(l.db.Close(), l.lock.Close())
}

// using runs use while the database is sure to stay open. use must not wait
// for anything but the disk.
func (l *Log) using(ctx context.Context, use func(db *pebble.DB) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed {
		return room.ErrLogClosed
	}
	return use(l.db)
}
