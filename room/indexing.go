package room

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	indexAgain = 5 * time.Second // after which the index is tried again when it took nothing
	indexTell  = 10 * time.Second
	indexPause = time.Second // between two batches of new messages, which a search reads in the log meanwhile

	// indexBlock is how many records of the past go into the index at once: new
	// messages wait for that. indexPage is how many new ones do.
	indexBlock = 2048
	indexPage  = 512
)

// An Indexing tells how much of the history can be searched.
type Indexing struct {
	Percent int  // of the messages; 100 if it is all
	Stalled bool // it does not go on for now: the disk does not take it
}

// Note is a line for who searches meanwhile, "" if everything is searched.
func (i Indexing) Note() string {
	switch {
	case i.Stalled:
		return fmt.Sprintf("searching what is indexed: %d %%, and no more until the server's disk takes it", i.Percent)
	case i.Percent < 100:
		return fmt.Sprintf("searching what is indexed: %d %%", i.Percent)
	}
	return ""
}

// Indexing tells how much of the history can be searched now.
func (r *Room) Indexing() Indexing { return r.indexer.now() }

// An indexer keeps an Index up with the log, and fills it with what was before: from
// the newest back, since that is what people look for.
type indexer struct {
	room    *Room
	index   Index
	stalled atomic.Bool
	first   atomic.Uint64 // number in the log, once it is known
	low     atomic.Uint64 // what is below is to leave the index; 0 for nothing
	trimmed chan struct{} // low has a new value
	told    time.Time     // the log of the house, or else when the room opened
	behind  bool          // it was told that the index is not complete
}

// now tells how much is indexed.
func (x *indexer) now() Indexing {
	if x.index == nil {
		return Indexing{Percent: 100}
	}
	span, stalled, head := x.index.Span(), x.stalled.Load(), x.room.Head()
	all := Span{Seq(max(x.first.Load(), 1)) - 1, max(span.To, head)}
	switch {
	case all.Empty(), span.To > 0 && span.After == 0 && !stalled:
		return Indexing{Percent: 100}
	case span.To == 0:
		return Indexing{Stalled: stalled}
	}
	in := span.And(all)
	return Indexing{Percent: int(min(99, 100*(in.To-in.After)/(all.To-all.After))), Stalled: stalled}
}

// run keeps the index until ctx ends.
func (x *indexer) run(ctx context.Context) {
	if oldest, err := x.room.log.After(ctx, 0, 1); err == nil && len(oldest) > 0 {
		x.trim(oldest[0].Seq) // which was perhaps not told before the last end
	}
	for failed := false; ctx.Err() == nil; {
		err := x.step(ctx)
		if ctx.Err() != nil {
			return
		}
		x.stalled.Store(err != nil)
		if err == nil {
			failed = false
			x.tell()
			continue
		}
		if !failed {
			x.room.opts.Logger.Error("the history is not indexed for now", "err", err)
		}
		failed = true
		select {
		case <-ctx.Done():
		case <-time.After(indexAgain):
		}
	}
}

// trim tells that the log begins at seq now.
func (x *indexer) trim(seq Seq) {
	if x.index == nil {
		return
	}
	x.first.Store(uint64(seq))
	x.low.Store(uint64(seq))
	select {
	case x.trimmed <- struct{}{}:
	default: // it is told already
	}
}

// forget takes what the log has no more out of the index, if there is anything.
func (x *indexer) forget(ctx context.Context, span Span) (done bool, err error) {
	low := x.low.Swap(0)
	if low == 0 || Seq(low)-1 <= span.After {
		return false, nil
	}
	after := Seq(low) - 1
	if err = x.index.Take(ctx, Span{after, max(span.To, after)}, nil); err != nil {
		x.low.CompareAndSwap(0, low) // again, unless there is more by now
	}
	return true, err
}

// step takes new records in or, if there are none, older ones, or waits for new ones.
func (x *indexer) step(ctx context.Context) error {
	span := x.index.Span()
	if span.To == 0 {
		return x.begin(ctx)
	}
	if done, err := x.forget(ctx, span); done || err != nil {
		return err
	}
	news, err := x.room.log.After(ctx, span.To, indexPage)
	switch {
	case err != nil:
		return err
	case len(news) > 0:
		return x.forward(ctx, span, news)
	case span.After > 0:
		return x.back(ctx, span)
	}
	return x.await(ctx, span)
}

// begin puts the span of a new index at the end of the log.
func (x *indexer) begin(ctx context.Context) error {
	last, err := x.room.log.Before(ctx, MaxSeq, 1)
	if err != nil {
		return err
	}
	if len(last) == 0 {
		return x.await(ctx, Span{})
	}
	return x.index.Take(ctx, Span{last[0].Seq, last[0].Seq}, nil)
}

// await waits for records after the span and takes them in, or returns when the
// index has lost what it had.
func (x *indexer) await(ctx context.Context, span Span) error {
	follow, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	defer watching.Wait()
	defer cancel()
	watching.Go(func() {
		select {
		case <-x.index.Lost():
			cancel()
		case <-x.trimmed:
			cancel()
		case <-follow.Done():
		}
	})
	for batch, err := range x.room.log.Follow(follow, span.To) {
		if err != nil && follow.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return err
		}
		if err := x.forward(ctx, span, batch); err != nil {
			return err
		}
		select { // a commit for each message would cost more than all else but its fan-out
		case <-follow.Done():
		case <-time.After(indexPause):
		}
		return nil
	}
	return nil
}

// forward takes in what was said and what was changed after the span.
func (x *indexer) forward(ctx context.Context, span Span, records []Record) error {
	span.To = records[len(records)-1].Seq
	changed := map[Seq]Document{}
	for _, rec := range records {
		of := rec
		e := decode(rec.Body)
		for _, seq := range e.Seqs { // of kindEmptied
			if span.Has(seq) {
				changed[seq] = Document{Seq: seq}
			}
		}
		if e.isChange() {
			var err error
			if of, err = x.room.record(ctx, e.Of); err != nil {
				return err
			}
			e = decode(of.Body)
		}
		if e.isMessage() && span.Has(of.Seq) {
			changed[of.Seq] = x.document(of, e)
		}
	}
	documents := slices.SortedFunc(maps.Values(changed), func(a, b Document) int { return cmp.Compare(a.Seq, b.Seq) })
	return x.index.Take(ctx, span, documents)
}

// back takes in the records before the span.
func (x *indexer) back(ctx context.Context, span Span) error {
	if x.first.Load() == 0 {
		oldest, err := x.room.log.After(ctx, 0, 1)
		if err != nil || len(oldest) == 0 {
			return err
		}
		x.first.Store(uint64(oldest[0].Seq))
	}
	records, err := x.room.log.Before(ctx, span.After+1, indexBlock)
	if err != nil {
		return err
	}
	var documents []Document
	for _, rec := range records {
		if e := decode(rec.Body); e.Kind == kindSaid {
			documents = append(documents, x.document(rec, e))
		}
	}
	span.After = 0
	if len(records) == indexBlock {
		span.After = records[0].Seq - 1
	}
	return x.index.Take(ctx, span, documents)
}

// document is a message as the index has it. What is purged it has not, though it
// may be in the record yet.
func (x *indexer) document(rec Record, e entry) Document {
	if e.Kind != kindSaid || x.room.now().Order.hides(e.Owner, rec.Seq) {
		return Document{Seq: rec.Seq}
	}
	return Document{Seq: rec.Seq, Time: rec.Time, Name: e.Name, Text: e.Text}
}

// tell tells the log of the house now and then how far the index is, while it is
// being made.
func (x *indexer) tell() {
	now := x.now()
	switch {
	case now.Percent < 100 && !now.Stalled && time.Since(x.told) >= indexTell:
		x.told, x.behind = time.Now(), true
		x.room.opts.Logger.Info("indexing the history", "percent", now.Percent)
	case now.Percent == 100 && x.behind:
		x.behind = false
		x.room.opts.Logger.Info("the history is indexed")
	}
}
