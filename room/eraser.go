package room

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"
)

// How purged texts are erased: few at once, so that nobody's message waits long
// behind them, and with a pause in which the others have the disk.
const (
	eraseBatch = 128
	erasePause = 20 * time.Millisecond
	eraseAgain = 5 * time.Second // after it failed
)

// erase takes the texts of purged messages out of the log, in the background,
// and goes on with what an earlier process has left. What is purged is shown to
// nobody meanwhile.
func (r *Room) erase(ctx context.Context) {
	for {
		o := r.now().Order
		due := o.Purges.due()
		if len(due)+len(o.Late) == 0 {
			select {
			case <-r.purged:
				continue
			case <-ctx.Done():
				return
			}
		}
		err := errors.Join(r.eraseLate(ctx, o.Late), r.erasePurges(ctx, due))
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			r.opts.Logger.Error("purged texts are not erased yet", "err", err)
			if !rest(ctx, eraseAgain) {
				return
			}
		}
	}
}

// erasePurges erases the texts of all that are due in one reading of the log, and
// has the log know.
func (r *Room) erasePurges(ctx context.Context, due []purge) error {
	if len(due) == 0 {
		return nil
	}
	held := func(page []Record) []Record { return erasable(due, page) }
	from, to := MaxSeq, Seq(0)
	for _, p := range due {
		from, to = min(from, p.From), max(to, p.To)
	}
	for seq := from - 1; seq < to; {
		page, err := r.log.After(ctx, seq, pageSize)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		seq = page[len(page)-1].Seq
		for some := range slices.Chunk(held(page), eraseBatch) {
			if err := r.eraseSome(ctx, some, held, false); err != nil {
				return err
			}
			if !rest(ctx, erasePause) {
				return ctx.Err()
			}
		}
	}
	for _, p := range due {
		if err := r.append(ctx, entry{Kind: kindErased, N: p.N}); err != nil {
			return err
		}
	}
	return nil
}

// append stores a record that nobody waits for, and returns when it is folded.
func (r *Room) append(ctx context.Context, e entry) error {
	body, err := e.encode()
	if err != nil {
		return err
	}
	seq, _, err := r.log.Append(ctx, "", body)
	if err == nil {
		raise(&r.progress.told, seq)
		err = r.progress.catchUp(ctx)
	}
	return err
}

// eraseSome erases the texts of these messages, and before has the log tell which
// they are, for who keeps texts elsewhere. One that somebody amended just before
// is read once more, if it is still among those that due picks. late tells why.
func (r *Room) eraseSome(ctx context.Context, some []Record, due func([]Record) []Record, late bool) error {
	if len(some) == 0 {
		return nil
	}
	var told []Seq
	for _, rec := range some {
		told = append(told, rec.Seq)
	}
	if err := r.append(ctx, entry{Kind: kindEmptied, Seqs: told}); err != nil {
		return err
	}
	for len(some) > 0 {
		var all []Amendment
		for _, rec := range some {
			e := decode(rec.Body)
			e.Kind, e.Text, e.Edited, e.Late = kindGone, "", 0, late
			body, err := e.encode()
			if err != nil {
				return err
			}
			all = append(all, Amendment{Of: rec.Seq, Was: rec.Body, Body: body})
		}
		n, err := r.log.Erase(ctx, all)
		if err != nil || n == len(all) {
			return err
		}
		var again []Record
		for _, rec := range some {
			now, err := r.record(ctx, rec.Seq)
			if err != nil {
				return err
			}
			again = append(again, now)
		}
		some = due(again)
	}
	return nil
}

// erasable are those records of a page that hold a text of a purge that is due.
func erasable(due []purge, page []Record) (found []Record) {
	for _, rec := range page {
		owner := ownerIn(rec.Body)
		if !slices.ContainsFunc(due, func(p purge) bool { return p.holds(owner, rec.Seq) }) {
			continue // most of a page; to decode it would take ten times as long
		}
		if decode(rec.Body).Kind == kindSaid {
			found = append(found, rec)
		}
	}
	return found
}

// ownerIn is the Owner in a record, "" for none. A quotation mark that is no end
// of a text has a backslash before it, so no text holds the key.
func ownerIn(body []byte) string {
	_, rest, found := bytes.Cut(body, ownerKey)
	owner, _, ended := bytes.Cut(rest, ownerEnd)
	if !found || !ended || bytes.ContainsRune(owner, '\\') {
		return decode(body).Owner
	}
	return string(owner)
}

var ownerKey, ownerEnd = []byte(`"o":"`), []byte(`"`)

// rest returns false when ctx ends before d is over.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
