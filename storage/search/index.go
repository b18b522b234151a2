package search

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"sync"

	"talktalktalk/room"
)

// An Index is a room.Index in a folder. It must be closed.
type Index struct {
	dir     string
	epoch   string
	logger  *slog.Logger
	pages   int // that the database may have; 0 for as many as there is disk for
	reserve uint64

	cleaning chan struct{} // wakes clean
	lost     chan struct{} // see Lost
	stop     context.CancelFunc
	work     sync.WaitGroup

	writing sync.Mutex // held by who writes

	mu     sync.RWMutex // held for reading while db is used, for writing to change the fields below
	db     *database    // nil while there is none
	closed bool

	about sync.Mutex
	span  room.Span
}

var _ room.Index = (*Index)(nil)

// errClosed is what the methods of a closed Index return.
var errClosed = errors.New("the index is closed")

// Options are the settings of an Index.
type Options struct {
	Epoch  string       // of the log
	Logger *slog.Logger // nil for none
}

// Open opens the index in dir, or makes one. It never fails: where there is no
// index to be had, Take tries again, and Find finds nothing until then.
func Open(dir string, opts Options) *Index { return open(dir, opts, 0) }

func open(dir string, opts Options, pages int) *Index {
	x := &Index{dir: dir, epoch: opts.Epoch, logger: opts.Logger, pages: pages, reserve: Reserve, cleaning: make(chan struct{}, 1), lost: make(chan struct{}, 1)}
	if x.logger == nil {
		x.logger = slog.New(slog.DiscardHandler)
	}
	if err := x.load(); err != nil {
		x.logger.Error("the index of the history cannot be opened", "err", err)
	}
	var ctx context.Context
	ctx, x.stop = context.WithCancel(context.Background())
	x.work.Go(func() { x.clean(ctx) })
	return x
}

// Close waits for what is under way. The index is not used afterwards.
func (x *Index) Close() error {
	x.stop()
	x.work.Wait()
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.closed = true
	return x.dropLocked()
}

// Span is the stretch of the log that is in the index.
func (x *Index) Span() room.Span {
	x.about.Lock()
	defer x.about.Unlock()
	return x.span
}

// Lost has a word when the index has lost what was in it.
func (x *Index) Lost() <-chan struct{} { return x.lost }

func (x *Index) setSpan(s room.Span) {
	x.about.Lock()
	defer x.about.Unlock()
	x.span = s
}

// using runs use while the database stays open, and takes the index away if it
// turns out to be damaged.
func (x *Index) using(ctx context.Context, use func(db *database) error) error {
	err := x.hold(ctx, use)
	if isDamage(err) {
		x.lose(err)
	}
	return err
}

func (x *Index) hold(ctx context.Context, use func(db *database) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	switch {
	case x.closed:
		return errClosed
	case x.db == nil:
		return errNone
	}
	return use(x.db)
}

// errNone is what is left of an index that could not be opened.
var errNone = errors.New("there is no index")

// lose removes a damaged index, so that the next Take begins a new one.
func (x *Index) lose(why error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.db == nil {
		return
	}
	x.logger.Warn("the index of the history is damaged and is made anew", "err", why)
	x.setSpan(room.Span{})
	if err := errors.Join(x.dropLocked(), remove(x.dir)); err != nil {
		x.logger.Error("the damaged index cannot be removed", "err", err)
	}
	select {
	case x.lost <- struct{}{}:
	default: // it is known
	}
}

// load opens the database, unless it is open.
func (x *Index) load() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed || x.db != nil {
		return nil
	}
	db, err := openDatabase(x.dir, x.epoch, x.pages)
	if err != nil {
		return err
	}
	x.db = db
	x.setSpan(db.span)
	x.wakeClean()
	return nil
}

func (x *Index) dropLocked() error {
	if x.db == nil {
		return nil
	}
	err := x.db.close()
	x.db = nil
	return err
}

// rowids returns the numbers that a query yields.
func rowids(rows *sql.Rows, err error) (ids []int64, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
