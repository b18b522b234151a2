package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/archive"
	"talktalktalk/storage"
)

type importCommand struct {
	Path string `arg:"" type:"path" help:"An export of this program (jsonl), or the original's talktalktalk.db, without .dir and .dat."`
}

// Run takes the history in. A server that runs on the folder steps aside for the
// time in which the two are merged (control.stepAside).
func (c importCommand) Run(s *settings, out output) error {
	ctx, stop := untilInterrupted()
	defer stop()
	source, err := archive.Open(c.Path, time.Now())
	if err != nil {
		return err
	}
	if err := enterFolder(s.Data); err != nil {
		return err
	}
	if err := checkFinished(); err != nil {
		return err
	}
	i := &importer{ctx: ctx, out: out}
	answer, err := i.take(source, s.Data)
	if err != nil {
		return fmt.Errorf("import %s: %w", c.Path, err)
	}
	_, err = fmt.Fprintln(out.stdout, answer)
	return err
}

// An importer takes a history in: first it reads and sorts it beside the server,
// then it merges it with the log into a new one, which takes the log's place when
// all of it is on the disk. Until then nothing is changed.
type importer struct {
	ctx     context.Context
	out     output
	dropped dropped
	known   uint64 // messages that the log had
}

// sorting begins the name of a folder in the data folder in which an import sorts.
const sorting = "import-"

func (i *importer) take(source *archive.Source, data string) (answer string, err error) {
	if err := removeSorting(); err != nil {
		return "", err
	}
	sorter, err := storage.NewSorter(sorting + rand.Text())
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, sorter.Close()) }()
	if err := i.sort(source, sorter); err != nil {
		return "", err
	}
	back, err := askToStepAside(i.ctx)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, back()) }()
	folder, err := lockData(data)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	added, err := i.merge(sorter)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s messages taken in, %s were there already%s", grouped(added), grouped(i.known), i.dropped.text()), nil
}

// sort reads the source.
func (i *importer) sort(source *archive.Source, sorter *storage.Sorter) error {
	p := newProgress(i.out.stderr, "read", "bytes")
	defer p.end()
	var line []byte
	for item, err := range source.All() {
		if err = cmp.Or(err, i.ctx.Err()); err != nil {
			return err
		}
		p.report(item.Read, source.Size)
		if item.Dropped != nil {
			i.dropped.add(item.Dropped)
			continue
		}
		line = archive.AppendLine(line[:0], item.Event)
		if err := sorter.Add(item.Event.Time, rankNew, line); err != nil {
			return err
		}
	}
	return nil
}

// The ranks of what is sorted. Of what the log has, there is who said something
// at a time; of what is to come in, lines.
const (
	rankKnown byte = iota
	rankNew
)

// sortKnown adds to what is sorted what the log has.
func (i *importer) sortKnown(h *room.History, sorter *storage.Sorter) error {
	p := newProgress(i.out.stderr, "compare", "messages")
	defer p.end()
	var text []byte
	done := uint64(0)
	for page, err := range h.Messages(i.ctx) {
		if err != nil {
			return err
		}
		for _, e := range page {
			text = append(append(text[:0], rankKnown), e.Owner...)
			if err := sorter.Add(e.Time, rankKnown, text); err != nil {
				return err
			}
		}
		done += uint64(len(page))
		p.report(done, h.Count())
	}
	return nil
}

// merge puts a log with both in the log's place, if there is anything new.
func (i *importer) merge(sorter *storage.Sorter) (added uint64, err error) {
	if err := settleHistory(); err != nil {
		return 0, err
	}
	log, err := storage.Open(historyFolder, storage.Options{})
	if err != nil {
		return 0, err
	}
	added, err = i.build(log, sorter)
	if err = errors.Join(err, log.Close()); err != nil || added == 0 {
		return 0, errors.Join(err, os.RemoveAll(historyBuilt))
	}
	return added, replaceHistory()
}

// build makes the merged log in a folder of its own, unless there is nothing new.
func (i *importer) build(log *storage.Log, sorter *storage.Sorter) (added uint64, err error) {
	coming := sorter.Count()
	h, err := room.ReadHistory(i.ctx, log)
	if err == nil {
		err = i.sortKnown(h, sorter)
	}
	if err != nil {
		return 0, err
	}
	b, err := storage.Build(historyBuilt)
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil || added == 0 {
			err = errors.Join(err, b.Abandon())
		}
	}()
	p := newProgress(i.out.stderr, "merge", "messages")
	defer p.end()
	done := uint64(0)
	merged, err := room.Interleave(i.ctx, log, i.unknown(h, sorter), func(r room.Record) error {
		done++
		p.report(done, h.Count()+coming)
		return cmp.Or(b.Add(r), i.ctx.Err())
	})
	if err != nil || merged.Added == 0 {
		return 0, err
	}
	if err := b.TakeRest(i.ctx, log, merged.Move, merged.MoveNote); err != nil {
		return 0, err
	}
	return merged.Added, b.Finish()
}

// unknown are the messages that were sorted and that the log does not have: it has
// one if the same person said one at the same time, whatever has become of that; of
// several at one time it has as many.
func (i *importer) unknown(h *room.History, sorter *storage.Sorter) iter.Seq2[*room.Event, error] {
	return func(yield func(*room.Event, error) bool) {
		var now time.Time
		known := map[string]int{} // how many at that time, by who
		for at, text := range sorter.All() {
			if !at.Equal(now) {
				now = at
				clear(known)
			}
			if text[0] == rankKnown {
				known[string(text[1:])]++
				continue
			}
			e, err := archive.ParseLine(text)
			if err != nil {
				yield(nil, err)
				return
			}
			if who := h.Who(e.Owner); known[who] > 0 {
				known[who]--
				i.known++
			} else if !yield(e, nil) {
				return
			}
		}
		if err := sorter.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// dropped counts what was left out, by why.
type dropped struct {
	count   int
	reasons []string // the first few
}

const reasonsMost = 3

func (d *dropped) add(why error) {
	d.count++
	if text := why.Error(); len(d.reasons) < reasonsMost && !strings.Contains(strings.Join(d.reasons, ";"), text) {
		d.reasons = append(d.reasons, text)
	}
}

func (d *dropped) text() string {
	if d.count == 0 {
		return ""
	}
	return fmt.Sprintf(", %d left out (%s)", d.count, strings.Join(d.reasons, "; "))
}
