package storage

import (
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"talktalktalk/room"
)

const (
	// Reserve is the free space, in bytes, under which nothing is stored. It is
	// for what Pebble writes without being asked: tables from memory and
	// tables from smaller ones.
	Reserve = 128 << 20

	openSpace  = 16 << 20 // what Open asks for: the old write-ahead log becomes a table
	probeName  = "probe"  // in the log's folder
	probeBytes = 64 << 10
)

// spaceToOpen returns nil if there is space enough to open the database. On a
// full disk Pebble would try for ever.
func (l *Log) spaceToOpen() error {
	usage, err := l.disk.GetDiskUsage(l.dir)
	if err == nil && usage.AvailBytes < openSpace {
		return fmt.Errorf("%d MB are free on the disk, opening takes up to %d", usage.AvailBytes>>20, openSpace>>20)
	}
	return l.probe()
}

// onFull is called when a write finds the disk full although there was more
// than Reserve a moment ago. When it returns the write is tried again, once:
// Pebble does not survive the error. So it waits until there is space.
func (l *Log) onFull() {
	if !l.opened.Load() { // nobody would look for space
		time.Sleep(watchInterval)
		return
	}
	l.outlast(errFull)
}

// outlast waits until the files can be written again, which the error why says
// that they cannot. Those whose records are under way are told; reading goes on.
// It returns false when the log closes first.
func (l *Log) outlast(why error) bool {
	if !errors.Is(why, room.ErrUnavailable) {
		why = fmt.Errorf("%w: %w", room.ErrUnavailable, why)
	}
	if l.health.stall(why) {
		l.logger.Error("nothing is stored", "error", why)
	}
	_, relief := l.health.waiting()
	select {
	case <-relief:
		return true
	case <-l.closing:
		return false
	}
}

// measure looks whether the files can be written.
func (l *Log) measure() {
	low := l.obstacle()
	if !l.health.note(low) {
		return
	}
	if low != nil {
		l.logger.Error("nothing is stored", "error", low)
	} else {
		l.logger.Info("messages are stored again")
	}
}

// obstacle returns nil, or why the files cannot be written for now. Not to know
// how much space there is is one, too: the folder may be gone.
func (l *Log) obstacle() error {
	usage, err := l.disk.GetDiskUsage(l.dir)
	counted := !errors.Is(err, vfs.ErrUnsupported)
	if err == nil || !counted {
		err = l.files.inPlace()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", room.ErrUnavailable, err)
	}
	if counted && usage.AvailBytes < Reserve {
		return fmt.Errorf("%w: %d MB are free on the disk, and %d are kept in reserve",
			room.ErrUnavailable, usage.AvailBytes>>20, Reserve>>20)
	}
	if stalled, _ := l.health.waiting(); !isClosed(stalled) {
		return nil
	}
	if err := l.probe(); err != nil { // a quota, say, which the free space does not show
		return fmt.Errorf("%w: %w", room.ErrUnavailable, err)
	}
	return nil
}

// probe writes a little to see whether that works.
func (l *Log) probe() error {
	name := l.disk.PathJoin(l.dir, probeName)
	f, err := l.disk.Create(name, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, probeBytes))
	return errors.Join(err, f.Sync(), f.Close(), l.disk.Remove(name))
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
