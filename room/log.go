package room

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Seq is the number of a record in the log (B1). Numbers rise and may skip;
// 0 is before everything, MaxSeq after everything.
type Seq uint64

// MaxSeq is larger than the number of any record.
const MaxSeq = Seq(1<<53 - 1) // what a browser's number holds exactly

// A Record is one entry of the log as it was stored, or amended since. Its body
// is shared by everyone who reads it and never modified.
type Record struct {
	Seq  Seq
	Time time.Time // of the server's clock, UTC, whole milliseconds; the order is that of Seq
	Body []byte
}

// ErrUnavailable is what Append's errors wrap while the log stores nothing
// (a full disk, say). Reading goes on, and writing works again by itself when
// the cause has gone.
var ErrUnavailable = errors.New("the log is not writable")

// ErrLogClosed is what every method of a closed Log returns, and what ends Follow.
var ErrLogClosed = errors.New("the log is closed")

// ErrAmended is what Amend returns when the record no longer holds what the
// caller has read: somebody else's amendment came first.
var ErrAmended = errors.New("the record was amended meanwhile")

// An Amendment puts another body in the place of a record's.
type Amendment struct {
	Of   Seq    // the record, as it was read
	Was  []byte // its body then
	Body []byte // its body from now on
	Bare bool   // Body holds no text that would ever have to go from the disk
}

// A Change tells that the record Of was amended, the last time by the record By.
type Change struct{ Of, By Seq }

// An Outcome waits until what was submitted is synced, and returns what Append
// does. It is called once at most; what was submitted is stored in any case.
type Outcome func(ctx context.Context) (Seq, time.Time, error)

// A Log is what the room asks of storage: an ordered, durable list of records.
// All methods are safe for concurrent use. roomtest.TestLog states the
// contract as tests.
type Log interface {
	// Append stores body, and returns once it is synced to disk. A key names
	// an attempt to store (a person and their id); it maps to one record for
	// as long as that exists, in the same atomic batch (B1). The same key
	// again stores nothing and gives the first answer, also while the first
	// Append with it is still under way; the key "" is never the same.
	// After an error body may be stored or not: append it again with the same
	// key to find out. Append keeps neither argument.
	Append(ctx context.Context, key string, body []byte) (Seq, time.Time, error)

	// Submit is the first half of Append: it hands body over, to be stored
	// behind everything that was handed over before, and does not wait for the
	// disk unless that is far behind. The Outcome is the other half.
	Submit(ctx context.Context, key string, body []byte) (Outcome, error)

	// Find returns what Append returned for key, and false if no synced
	// record has it.
	Find(ctx context.Context, key string) (Seq, time.Time, bool, error)

	// Follow yields the records after seq, in order, in batches of what is at
	// hand, then waits for more. It yields only synced records, never an empty
	// batch, and a batch is the reader's own. It ends with an error: ctx's,
	// ErrLogClosed, or that of the disk.
	Follow(ctx context.Context, after Seq) iter.Seq2[[]Record, error]

	// After returns the first n synced records above seq, Before the last n
	// below it; both oldest first, fewer only where the log ends. They hold
	// nothing open when they have returned.
	After(ctx context.Context, seq Seq, n int) ([]Record, error)
	Before(ctx context.Context, seq Seq, n int) ([]Record, error)

	// Amend is Append, and puts a.Body in the place of the body of the record
	// a.Of, in the same atomic batch: whoever finds the new record finds a.Of
	// changed. What was there before goes from the disk, too, within minutes,
	// write-ahead log included. If a.Of does not hold a.Was any more, nothing
	// is stored and the error is ErrAmended; so of two who amend the same
	// record, the order of the log decides.
	Amend(ctx context.Context, key string, body []byte, a Amendment) (Seq, time.Time, error)

	// Erase puts the bodies of many amendments in their places, all in one atomic
	// batch, and returns when that is synced, how many it did. Those whose
	// records do not hold what was read any more are left as they are. No record
	// tells of it, and Changes does not: that is up to the caller, before. What was
	// there goes from the disk as with Amend.
	Erase(ctx context.Context, all []Amendment) (int, error)

	// Changes returns the last n amended records up to seq, oldest first.
	Changes(ctx context.Context, seq Seq, n int) ([]Change, error)

	// Trim removes the records below seq, but never the last one there is; their
	// keys are new again. Nobody finds them any more when it returns; they go from
	// the disk, too, some time later, write-ahead log included.
	Trim(ctx context.Context, seq Seq) error

	// Epoch is a random text made with the log and its own for ever: two logs
	// with the same epoch are the same log (B3).
	Epoch() string

	// Writable returns nil if Append can be expected to work now, else an
	// error that wraps ErrUnavailable or ErrLogClosed. It does not touch the disk.
	Writable() error
}

// Memory keeps small notes beside the log that need no order, one a person
// (preferences, last seen); the last write wins. Safe for concurrent use.
type Memory interface {
	// Load returns the person's note, or nil if there is none or its time is over.
	Load(ctx context.Context, person string) ([]byte, error)
	// Save replaces the person's note; it is forgotten some time after until.
	// Saved notes survive a crash of the machine some seconds later.
	Save(ctx context.Context, person string, note []byte, until time.Time) error
}
