package room

import (
	"context"
	"time"

	"talktalktalk/room/query"
)

// An Index finds messages by what they say (B18). It is made from the log, and
// may be thrown away: then it begins anew, empty. Whatever it says is judged
// again by the log, so it may err on the side of too much. All methods are safe
// for concurrent use, but there is one writer.
type Index interface {
	// Span is the stretch of the log that is in the index, empty for a new one. It
	// touches no disk.
	Span() Span

	// Lost has a word when the index has lost what was in it: its Span is empty.
	Lost() <-chan struct{}

	// Take makes the documents those of their numbers, and span the stretch that
	// is in, all or nothing. After an error nothing has changed, and it may work
	// later; but the index may have been lost: ask for the Span again.
	Take(ctx context.Context, span Span, documents []Document) error

	// Find returns the numbers of the newest n documents in a span that q may
	// find, newest first. Not all of them are of the days of q. While there is no index
	// it finds nothing.
	Find(ctx context.Context, q query.Query, in Span, n int) ([]Seq, error)

	// Younger returns a stretch up to the number seq in which no message is older than
	// t. It is empty where the index does not know that, and may be shorter than it is.
	Younger(ctx context.Context, t time.Time, seq Seq) (Span, error)
}

// A Span is a stretch of the log: the records above After, up to and including To.
type Span struct{ After, To Seq }

// Empty tells whether there is no number in the span.
func (s Span) Empty() bool { return s.To <= s.After }

// Has tells whether a number is in the span.
func (s Span) Has(seq Seq) bool { return s.After < seq && seq <= s.To }

// And is what is in both spans.
func (s Span) And(o Span) Span { return Span{max(s.After, o.After), min(s.To, o.To)} }

// A Document is a message as an Index has it. One without a Text takes out what
// is there with its number.
type Document struct {
	Seq        Seq
	Time       time.Time
	Name, Text string
}
