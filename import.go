package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
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

// An importer takes a history in: first it reads it beside the server, then it
// merges it with the log into a new one, which takes the log's place when all of it
// is on the disk. Until then nothing is changed.
type importer struct {
	ctx     context.Context
	out     output
	lines   *storage.Sorter // the messages, in the order in which they are to come in
	said    *storage.Sorter // who said something, and when: here and there
	dropped dropped
	known   uint64 // messages that the log had
}

// sorting begins the names of folders in the data folder in which an import sorts.
const sorting = "import-"

// The ranks in said. An entry of what is to come in has its place among the lines,
// too, as a decimal number and a space before who said it.
const (
	rankHere byte = iota
	rankThere
)

func (i *importer) take(source *archive.Source, data string) (answer string, err error) {
	if err := removeSorting(); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, i.close()) }()
	if err := i.read(source); err != nil {
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
	defer func() { err = errors.Join(err, giveBack(), folder.Close()) }()
	added, err := i.merge()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s messages taken in, %s were there already%s", grouped(added), grouped(i.known), i.dropped.text()), nil
}

// open makes the folders to sort in.
func (i *importer) open() (err error) {
	name := sorting + rand.Text()
	if i.lines, err = storage.NewSorter(name + "-lines"); err == nil {
		i.said, err = storage.NewSorter(name + "-said")
	}
	return err
}

func (i *importer) close() (err error) {
	for _, s := range []*storage.Sorter{i.lines, i.said} {
		if s != nil {
			err = errors.Join(err, s.Close())
		}
	}
	i.lines, i.said = nil, nil
	return err
}

// read reads the source. A history whose numbers rise comes in in that order, even
// where a clock was wrong; anything else by its times.
func (i *importer) read(source *archive.Source) error {
	err := i.readBy(source, true)
	if errors.Is(err, errUnordered) {
		i.dropped = dropped{}
		if err = i.close(); err == nil {
			err = i.readBy(source, false)
		}
	}
	return err
}

// errUnordered tells that the numbers of a source do not rise.
var errUnordered = errors.New("its numbers do not rise")

func (i *importer) readBy(source *archive.Source, number bool) error {
	if err := i.open(); err != nil {
		return err
	}
	p := newProgress(i.out.stderr, "read", "bytes")
	defer p.end()
	var line, who []byte
	var last room.Seq
	var place time.Time
	for item, err := range source.All() {
		if err = cmp.Or(err, i.ctx.Err()); err != nil {
			return err
		}
		p.report(item.Read, source.Size)
		e := item.Event
		if e == nil {
			i.dropped.add(item.Dropped)
			continue
		}
		if number && e.Seq <= last {
			return errUnordered
		}
		last = e.Seq
		if !number || e.Time.After(place) {
			place = e.Time
		}
		who = append(append(strconv.AppendUint(who[:0], i.lines.Count(), 10), ' '), e.Owner...)
		line = archive.AppendLine(line[:0], e)
		if err := cmp.Or(i.said.Add(e.Time, rankThere, who), i.lines.Add(place, 0, line)); err != nil {
			return err
		}
	}
	return nil
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
