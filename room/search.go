package room

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"talktalktalk/room/query"
)

const (
	// searchUsual is how many messages a search finds at most if it does not say.
	searchUsual = 50

	searchesNow = 2               // that are worked on; others wait
	searchLast  = 5 * time.Second // how long a search goes on, waiting included
	tailMost    = 4096            // of the newest records, which a search looks at that are not indexed
	tailUsual   = 32              // of them there are hardly more
)

// A Search says what somebody looks for.
type Search struct {
	Query  string         // as package query has it
	Before Seq            // only messages with a smaller number; 0 for all
	Limit  int            // at most so many, 1 to PageMost; 0 for 50
	Zone   *time.Location // whose days the query means; nil for the person's
}

// Hits are what a search has found.
type Hits struct {
	Page                 // the newest of them, oldest first; More: there are older ones
	Query    query.Query // what was looked for, to mark it
	Indexing Indexing    // how much was searched
}

// Search finds messages (B18). What is found is what is said now: an edited message
// is found by its new text alone, a deleted one never. A *Refusal has CodeBadRequest
// and a sentence if the query means nothing, CodeSecret if it has the admin secret
// in it, CodeFlood if the person's budget for searches is used up, and
// CodeUnavailable if it took too long.
func (s *Session) Search(ctx context.Context, wanted Search) (Hits, error) {
	if s.room.secret.Load().in(wanted.Query) {
		return Hits{}, refuse(CodeSecret, "That holds an admin secret, so it was not searched for.")
	}
	if err := s.room.limits.search(s.self().id); err != nil {
		return Hits{}, err
	}
	q, err := query.Parse(wanted.Query, s.zoneFor(wanted))
	if err != nil {
		return Hits{}, refuse(CodeBadRequest, "%s", err)
	}
	page, err := s.room.search(ctx, q, wanted)
	return Hits{Page: page, Query: q, Indexing: s.room.Indexing()}, err
}

// zoneFor is where the days begin that a search means.
func (s *Session) zoneFor(wanted Search) *time.Location {
	if wanted.Zone != nil {
		return wanted.Zone
	}
	return s.zone()
}

// zone is that of the times that the person sees (B15).
func (s *Session) zone() *time.Location {
	if name := cmp.Or(s.BrowserZone(), s.Preferences().Zone); name != "" {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone
		}
	}
	return cmp.Or(s.days, time.UTC)
}

// searchFor is the work of /search.
func (s *Session) searchFor(ctx context.Context, c Call) (Receipt, error) {
	hits, err := s.Search(ctx, Search{Query: c.Args[0]})
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{Hits: &hits}, nil
}

// Summary says in a line what was found.
func (h Hits) Summary() string {
	var found string
	switch n := len(h.Events); {
	case n == 0:
		found = "nothing found"
	case h.More:
		found = fmt.Sprintf("the newest %d messages found", n)
	case n == 1:
		found = "1 message found"
	default:
		found = fmt.Sprintf("%d messages found", n)
	}
	if note := h.Indexing.Note(); note != "" {
		found += " (" + note + ")"
	}
	return found
}

// search takes its turn, and finds.
func (r *Room) search(ctx context.Context, q query.Query, wanted Search) (Page, error) {
	ctx, cancel := context.WithTimeout(ctx, searchLast)
	defer cancel()
	page, err := r.searchInTurn(ctx, q, wanted)
	if errors.Is(err, context.DeadlineExceeded) || err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return Page{}, refuse(CodeUnavailable, "That search took too long. A rarer word, from: or after: makes it quick.")
	}
	return page, err
}

func (r *Room) searchInTurn(ctx context.Context, q query.Query, wanted Search) (Page, error) {
	select {
	case r.searching <- struct{}{}:
		defer func() { <-r.searching }()
	case <-ctx.Done():
		return Page{}, ctx.Err()
	}
	in := Span{To: MaxSeq}
	if wanted.Before > 0 {
		in.To = min(in.To, wanted.Before-1)
	}
	n := min(max(cmp.Or(wanted.Limit, searchUsual), 1), PageMost)
	events, err := r.matches(ctx, q, in, n+1) // one more tells whether there is more
	if err != nil {
		return Page{}, err
	}
	more := len(events) > n
	events = events[:min(n, len(events))]
	slices.Reverse(events)
	return Page{Events: events, More: more}, nil
}

// matches returns the newest n messages in a span that q finds, newest first: those that
// the index knows of, and those that it does not know of yet.
func (r *Room) matches(ctx context.Context, q query.Query, in Span, n int) ([]*Event, error) {
	tail, err := r.tail(ctx, r.index().To)
	if err != nil {
		return nil, err
	}
	var found []*Event
	for _, e := range tail {
		if e != nil && in.Has(e.Seq) && finds(q, e) {
			found = append(found, e)
		}
	}
	for older := in; r.opts.Index != nil && !older.Empty(); {
		seqs, err := r.opts.Index.Find(ctx, q, older, n)
		if err != nil {
			return nil, err
		}
		here := 0
		for _, seq := range seqs {
			older.To = seq - 1
			if _, seen := tail[seq]; seen {
				continue
			}
			e, err := r.message(ctx, seq)
			if err != nil {
				return nil, err
			}
			if e != nil && finds(q, e) {
				found = append(found, e)
				here++
			}
		}
		if len(seqs) < n || here >= n {
			break
		}
	}
	slices.SortFunc(found, func(a, b *Event) int { return cmp.Compare(b.Seq, a.Seq) })
	return found[:min(n, len(found))], nil
}

// finds tells whether q finds a message as it is.
func finds(q query.Query, e *Event) bool { return !e.Deleted && q.Match(e.Name, e.Text, e.Time) }

// index is the stretch of the log that is indexed.
func (r *Room) index() Span {
	if r.opts.Index == nil {
		return Span{}
	}
	return r.opts.Index.Span()
}

// tail returns, by their numbers, the messages that were said or changed after seq, as
// they are now; of a log that is far ahead only the newest ones.
func (r *Room) tail(ctx context.Context, seq Seq) (map[Seq]*Event, error) {
	tail := map[Seq]*Event{}
	for below, n := MaxSeq, tailUsual; len(tail) < tailMost; n = indexPage {
		page, err := r.log.Before(ctx, below, n)
		if err != nil {
			return nil, fmt.Errorf("read back to %d: %w", seq, err)
		}
		for _, rec := range slices.Backward(page) {
			if rec.Seq <= seq {
				return tail, nil
			}
			if err := r.addTo(ctx, tail, rec); err != nil {
				return nil, err
			}
			below = rec.Seq
		}
		if len(page) < n {
			break
		}
	}
	return tail, nil
}

// addTo adds the message that a record is or changes, as it is now.
func (r *Room) addTo(ctx context.Context, tail map[Seq]*Event, rec Record) (err error) {
	e := decode(rec.Body)
	if e.isChange() {
		tail[e.Of], err = r.message(ctx, e.Of)
	} else if e.isMessage() {
		tail[rec.Seq] = r.now().dress(said(rec, e))
	}
	return err
}

// message is the message with the number seq as it is now, nil if there is none.
func (r *Room) message(ctx context.Context, seq Seq) (*Event, error) {
	rec, err := r.record(ctx, seq)
	return r.now().dress(said(rec, decode(rec.Body))), err
}
