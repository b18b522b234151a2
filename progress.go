package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// How a command that takes long tells how far it is.
const (
	progressAfter = 2 * time.Second // before that nothing is said
	barEvery      = 200 * time.Millisecond
	lineEvery     = 5 * time.Second // where standard error is no terminal
	barCells      = 24
	clearLine     = "\r\x1b[K"
)

// A progress tells on standard error how far a command is, once it has taken
// some time: by a bar on a terminal, by lines elsewhere. These are few lines of
// our own because the libraries for it draw more than a bar and know of no lines.
type progress struct {
	w     io.Writer
	bar   bool
	verb  string // "export"
	unit  string // "messages"
	begun time.Time
	next  time.Time // when something is to be shown
	shown bool      // a bar stands
}

// A report says how much of a work is done: done of total units, total 0 for unknown.
type report func(done, total uint64)

func newProgress(w io.Writer, verb, unit string) *progress {
	now := time.Now()
	return &progress{w: w, bar: isTerminal(w), verb: verb, unit: unit, begun: now, next: now.Add(progressAfter)}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// report is a report.
func (p *progress) report(done, total uint64) {
	now := time.Now()
	if now.Before(p.next) {
		return
	}
	if p.bar {
		p.next = now.Add(barEvery)
		p.shown = true
		fmt.Fprint(p.w, clearLine+p.drawn(done, total, now.Sub(p.begun)))
		return
	}
	p.next = now.Add(lineEvery)
	fmt.Fprintf(p.w, "%s: %s\n", p.verb, p.text(done, total, now.Sub(p.begun)))
}

// end takes the bar away.
func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.w, clearLine)
		p.shown = false
	}
}

// drawn is the bar, at most 80 columns wide.
func (p *progress) drawn(done, total uint64, took time.Duration) string {
	if total == 0 {
		return fmt.Sprintf("%s %s", p.verb, p.text(done, total, took))
	}
	full := int(min(done, total) * barCells / total)
	return fmt.Sprintf("%s [%s%s] %d %% · %s", p.verb, strings.Repeat("#", full), strings.Repeat("-", barCells-full),
		min(done, total)*100/total, p.pace(done, total, took))
}

func (p *progress) text(done, total uint64, took time.Duration) string {
	if total == 0 {
		return fmt.Sprintf("%s %s, %s", grouped(done), p.unit, p.pace(done, total, took))
	}
	return fmt.Sprintf("%s of %s %s (%d %%), %s", grouped(done), grouped(total), p.unit,
		min(done, total)*100/total, p.pace(done, total, took))
}

// pace is the rate so far, and the time that is left at that rate.
func (p *progress) pace(done, total uint64, took time.Duration) string {
	rate := float64(done) / max(took.Seconds(), 0.001)
	text := grouped(uint64(rate)) + "/s"
	if done == 0 || total <= done {
		return text
	}
	left := time.Duration(float64(total-done) / rate * float64(time.Second))
	return text + ", " + left.Round(time.Second).String() + " left"
}

// grouped writes n as people read it: 1,234,567.
func grouped(n uint64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
