package main

import (
	"bytes"
	"cmp"
	"errors"
	"iter"
	"strconv"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/archive"
	"talktalktalk/storage"
)

// compare finds those lines that the log has already: it has one if the same person
// said one at the same time, whatever has become of that; of several at one time it
// has as many.
func (i *importer) compare(h *room.History) (places, error) {
	p := newProgress(i.out.stderr, "compare", "messages")
	defer p.end()
	done := uint64(0)
	for page, err := range h.Messages(i.ctx) {
		if err != nil {
			return nil, err
		}
		for _, e := range page {
			if err := i.said.Add(e.Time, rankHere, []byte(e.Owner)); err != nil {
				return nil, err
			}
		}
		done += uint64(len(page))
		p.report(done, h.Count())
	}
	return i.matched(h)
}

// matched goes through what was said, time by time.
func (i *importer) matched(h *room.History) (places, error) {
	var now time.Time
	here := map[string]int{} // how many at that time, by who
	known := make(places, i.lines.Count()/64+1)
	for e := range i.said.All() {
		if !e.At.Equal(now) {
			now = e.At
			clear(here)
		}
		if e.Rank == rankHere {
			here[string(e.Text)]++
			continue
		}
		number, who, _ := bytes.Cut(e.Text, []byte(" "))
		if who := h.Who(string(who)); here[who] > 0 {
			here[who]--
			i.known++
			place, err := strconv.ParseUint(string(number), 10, 64)
			if err != nil {
				return nil, err
			}
			known.add(place)
		}
	}
	return known, i.said.Err()
}

// places is a set of places, a bit for each.
type places []uint64

func (p places) add(place uint64)      { p[place/64] |= 1 << (place % 64) }
func (p places) has(place uint64) bool { return p[place/64]&(1<<(place%64)) != 0 }

// merge puts a log with both in the log's place, if there is anything new.
func (i *importer) merge() (added uint64, err error) {
	if err := settleHistory(); err != nil {
		return 0, err
	}
	log, err := storage.Open(historyFolder, storage.Options{})
	if err != nil {
		return 0, err
	}
	if err = notShared(i.ctx, log); err == nil {
		added, err = i.mergeWith(log)
	}
	if err = errors.Join(err, log.Close()); err != nil || added == 0 {
		return 0, err
	}
	if err := giveBack(); err != nil { // what is about to become the history
		return 0, err
	}
	return added, replaceHistory()
}

func (i *importer) mergeWith(log *storage.Log) (added uint64, err error) {
	h, err := room.ReadHistory(i.ctx, log)
	if err != nil {
		return 0, err
	}
	known, err := i.compare(h)
	if err != nil || i.known == i.lines.Count() {
		return 0, err
	}
	b, err := storage.Build(historyBuilt)
	if err != nil {
		return 0, err
	}
	if added, err = i.build(b, log, h, known); err != nil {
		return 0, errors.Join(err, b.Abandon())
	}
	return added, nil
}

// build makes the merged log.
func (i *importer) build(b *storage.Builder, log *storage.Log, h *room.History, known places) (added uint64, err error) {
	p := newProgress(i.out.stderr, "merge", "messages")
	defer p.end()
	done, total := uint64(0), h.Count()+i.lines.Count()-i.known
	merged, err := room.Interleave(i.ctx, log, i.coming(known), func(r room.Record) error {
		done++
		p.report(done, total)
		return cmp.Or(b.Add(r), i.ctx.Err())
	})
	if err == nil {
		err = b.TakeRest(i.ctx, log, merged.Move, merged.MoveNote)
	}
	if err == nil {
		err = b.Finish()
	}
	if err != nil {
		return 0, err
	}
	return merged.Added, nil
}

// coming are the messages that the log does not have.
func (i *importer) coming(known places) iter.Seq2[room.Incoming, error] {
	return func(yield func(room.Incoming, error) bool) {
		for line := range i.lines.All() {
			if known.has(line.Place) {
				continue
			}
			e, err := archive.ParseLine(line.Text)
			if !yield(room.Incoming{Event: e, Place: line.At}, err) || err != nil {
				return
			}
		}
		if err := i.lines.Err(); err != nil {
			yield(room.Incoming{}, err)
		}
	}
}
