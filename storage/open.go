package storage

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"strconv"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"

	"talktalktalk/room"
)

// Format is the version of the layout in doc.go, kept in the store. A program
// opens stores of its own format and of older ones.
const Format = 3

// Sizes for a small server.
const (
	cacheBytes    = 32 << 20 // blocks of the files, uncompressed
	memTableBytes = 4 << 20  // also what a start has to read again, at most

	openFilesUsual = 256
	bloomBits      = 10 // a key: of lookups of new keys, one in a hundred reads the disk
)

// What Open's errors wrap.
var (
	ErrInUse   = errors.New("another talktalktalk is using the folder") // this process or another
	errNewer   = errors.New("the store was written by a newer talktalktalk")
	errForeign = errors.New("the folder holds another program's database")
)

// Options are the settings of a Log.
type Options struct {
	Logger    *slog.Logger // nil for none
	OpenFiles int          // of the store's that stay open at most; 0 for 256
}

// Open opens the log in dir, or makes a new one if there is none. The folder
// is made if need be, for its owner only.
func Open(dir string, opts Options) (*Log, error) { return open(vfs.Default, dir, opts) }

func open(disk vfs.FS, dir string, opts Options) (*Log, error) {
	l := &Log{
		dir:       dir,
		disk:      disk,
		health:    newHealth(),
		logger:    opts.Logger,
		openFiles: cmp.Or(opts.OpenFiles, openFilesUsual),
		attempts:  make(chan *attempt, gathering),
		syncing:   make(chan *group),
		amended:   make(chan struct{}, 1),
		trimmed:   make(chan struct{}, 1),
		closing:   make(chan struct{}),
	}
	if l.logger == nil {
		l.logger = slog.New(slog.DiscardHandler)
	}
	l.files = newFiles(ordered{vfs.OnDiskFull(disk, l.onFull)}, l)
	l.close = sync.OnceValue(l.shut)
	if err := l.load(); err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	l.start()
	return l, nil
}

// load locks the folder, opens the database and learns what must be known of it.
func (l *Log) load() (err error) {
	if err := makeFolder(l.disk, l.dir); err != nil {
		return err
	}
	if l.lock, err = lockFolder(l.disk, l.dir); err != nil {
		return err
	}
	if err = l.spaceToOpen(); err == nil {
		err = l.openDatabase()
	}
	if err != nil {
		return errors.Join(err, l.lock.Close())
	}
	return nil
}

func (l *Log) openDatabase() (err error) {
	if l.db, err = pebble.Open(l.dir, l.pebbleOptions()); err != nil {
		return err
	}
	if err = l.identify(); err == nil {
		err = l.findTail()
	}
	if err != nil {
		return errors.Join(err, l.db.Close())
	}
	return nil
}

// start starts the goroutines that Close waits for.
func (l *Log) start() {
	var ctx context.Context
	ctx, l.stop = context.WithCancel(context.Background())
	l.opened.Store(true)
	l.measure()
	l.work.Go(l.write)
	l.work.Go(l.sync)
	l.work.Go(func() { l.scrub(ctx) })
	l.work.Go(func() { l.watch(ctx) })
	l.work.Go(func() { l.keep(ctx) })
}

func (l *Log) pebbleOptions() *pebble.Options {
	opts := &pebble.Options{
		FS:                 l.files,
		Lock:               l.lock,
		Logger:             pebbleLogger{l.logger, l.health},
		Cleaner:            remover{},
		EventListener:      events(l.logger),
		FormatMajorVersion: pebble.FormatNewest,
		CacheSize:          cacheBytes,
		MemTableSize:       memTableBytes,
		MaxOpenFiles:       l.openFiles,
	}
	opts.Levels[0].FilterPolicy = bloom.FilterPolicy(bloomBits) // the other levels follow
	// A table has keys of one kind. Records come in their order: their tables, of which none overlaps
	// another, are moved down as they are. Each with the position or keys beside them would be rewritten with all others.
	opts.Experimental.SpanPolicyFunc = func(start []byte) (pebble.SpanPolicy, []byte, error) {
		return pebble.SpanPolicy{}, []byte{start[0] + 1}, nil
	}
	// The usual scheduler also looks ten times a second whether more compactions
	// may run at once than before, which was most of what an idle server did. Here
	// it is always one, and the next is granted when that is done.
	opts.Experimental.CompactionScheduler = pebble.NewConcurrencyLimitSchedulerWithNoPeriodicGrantingForTest()
	return opts
}

// LockName is the file in a folder that is locked.
const LockName = "LOCK"

// Lock keeps every other process that asks for it, or for the log in it, away from
// dir until the Closer is closed.
func Lock(dir string) (io.Closer, error) { return lockFolder(vfs.Default, dir) }

// lockFolder keeps every other Log out of dir.
func lockFolder(fsys vfs.FS, dir string) (*pebble.Lock, error) {
	lock, err := pebble.LockDirectory(dir, fsys)
	var path *fs.PathError
	if err != nil && !errors.As(err, &path) { // the file is there; its lock was refused
		return nil, fmt.Errorf("%w %s", ErrInUse, dir)
	}
	return lock, err
}

// identify checks that the store is one that this program knows, or makes an
// empty database one.
func (l *Log) identify() error {
	format, err := get(l.db, keyFormat)
	if err != nil {
		return err
	}
	if format == nil {
		return l.found()
	}
	n, err := strconv.Atoi(string(format))
	if err != nil {
		return fmt.Errorf("%w: format %q", errForeign, format)
	}
	if n > Format {
		return fmt.Errorf("%w: its format is %d, this one knows %d", errNewer, n, Format)
	}
	epoch, err := get(l.db, keyEpoch)
	l.epoch = string(epoch)
	if err == nil && n < Format {
		err = l.bringUp()
	}
	return err
}

// bringUp makes a store of an older format one of this, in one step. All that a
// store of format 1 lacks is that records may be gone while their keys are there,
// which a program that knows that format takes for damage; and one of format 2, that
// it may follow a shared log, beside which nothing must be appended.
func (l *Log) bringUp() error {
	b := l.db.NewBatch()
	_ = b.Set(keyFormat, strconv.AppendInt(nil, Format, 10), nil)
	return l.apply(b)
}

// found makes an empty database a store.
func (l *Log) found() error {
	empty, err := isEmpty(l.db)
	if err != nil {
		return err
	}
	if !empty {
		return errForeign
	}
	l.epoch = rand.Text()
	b := l.db.NewBatch()
	_ = b.Set(keyFormat, strconv.AppendInt(nil, Format, 10), nil)
	_ = b.Set(keyEpoch, []byte(l.epoch), nil)
	return l.apply(b)
}

func isEmpty(db *pebble.DB) (bool, error) {
	it, err := db.NewIter(nil)
	if err != nil {
		return false, err
	}
	empty := !it.First()
	return empty, it.Close()
}

// findTail learns where the log ends.
func (l *Log) findTail() error {
	last, err := read(l.db, span{to: room.MaxSeq, records: 1, backward: true}, all)
	if err != nil {
		return err
	}
	if len(last) > 0 {
		l.tail = place{last[0].Seq, last[0].Time}
	}
	l.newest = newNewest(l.tail.seq)
	return nil
}
