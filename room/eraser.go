package room

import (
	"bytes"
	"context"
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
		due := slices.IndexFunc(r.now().Order.Purges.Newest, func(p purge) bool { return !p.Erased })
		if due < 0 {
			select {
			case <-r.purged:
				continue
			case <-ctx.Done():
				return
			}
		}
		p := r.now().Order.Purges.Newest[due]
		err := r.erasePurge(ctx, p)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			r.opts.Logger.Error("purged texts are not erased yet", "act", p.N, "err", err)
			if !rest(ctx, eraseAgain) {
				return
			}
		}
	}
}

// erasePurge erases the texts of one purge, and has the log know.
func (r *Room) erasePurge(ctx context.Context, p purge) error {
	for seq := p.From - 1; seq < p.To; {
		page, err := r.log.After(ctx, seq, pageSize)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		seq = page[len(page)-1].Seq
		for some := range slices.Chunk(p.texts(page), eraseBatch) {
			if err := r.eraseSome(ctx, p, some); err != nil {
				return err
			}
			if !rest(ctx, erasePause) {
				return ctx.Err()
			}
		}
	}
	return r.append(ctx, entry{Kind: kindErased, N: p.N})
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
// the purge is read once more.
func (r *Room) eraseSome(ctx context.Context, p purge, some []Record) error {
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
			e.Kind, e.Text, e.Edited = kindGone, "", 0
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
		some = p.texts(again)
	}
	return nil
}

// texts are those records of a page that hold a text of the purge.
func (p *purge) texts(page []Record) (found []Record) {
	for _, rec := range page {
		if rec.Seq < p.From || rec.Seq > p.To || !slices.ContainsFunc(p.Owners, func(o string) bool { return bytes.Contains(rec.Body, []byte(o)) }) {
			continue // most of a page; to decode it would take ten times as long
		}
		if e := decode(rec.Body); e.Kind == kindSaid && slices.Contains(p.Owners, e.Owner) {
			found = append(found, rec)
		}
	}
	return found
}

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
