package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/archive"
	"talktalktalk/sshui"
	"talktalktalk/storage"
)

// An exportFormat is how an export writes a message.
type exportFormat string

const (
	formatLines exportFormat = "jsonl"
	formatText  exportFormat = "txt"
)

func (f *exportFormat) UnmarshalText(text []byte) error {
	*f = exportFormat(text)
	if *f != formatLines && *f != formatText {
		return refused(text, "jsonl or txt")
	}
	return nil
}

func (f exportFormat) append(b []byte, e *room.Event) []byte {
	if f == formatText {
		return sshui.AppendMessage(b, e, time.UTC)
	}
	return archive.AppendLine(b, e)
}

type exportCommand struct {
	Format exportFormat `default:"jsonl" placeholder:"FORMAT" help:"\"jsonl\", one object a line, or \"txt\", as ssh HOST last prints. Default: ${default}"`
}

// Run writes the history to standard output, through the server if one runs.
func (c exportCommand) Run(s *settings, out output) error {
	ctx, stop := untilInterrupted()
	defer stop()
	p := newProgress(out.stderr, "export", "messages")
	defer p.end()
	return s.withHistory(ctx, work{
		request: "/export?format=" + string(c.Format),
		through: func(response *http.Response) error { return copyExport(out.stdout, response, p.report) },
		alone: func(log *storage.Log) error {
			return writeHistory(ctx, log, c.Format, out.stdout, func(uint64) {}, p.report)
		},
	})
}

const exportBuffer = 64 << 10 // bytes

// writeHistory writes the history in log to w. It says first how many messages there are.
func writeHistory(ctx context.Context, log room.Log, f exportFormat, w io.Writer, first func(count uint64), report report) error {
	h, err := room.ReadHistory(ctx, log)
	if err != nil {
		return err
	}
	first(h.Count())
	buf := bufio.NewWriterSize(w, exportBuffer)
	var line []byte
	var done uint64
	for page, err := range h.Messages(ctx) {
		if err != nil {
			return err
		}
		for _, e := range page {
			line = f.append(line[:0], e)
			if _, err := buf.Write(line); err != nil {
				return err
			}
		}
		done += uint64(len(page))
		report(done, h.Count())
	}
	return buf.Flush()
}

// What the answer to /export has beside the messages.
const (
	countHeader  = "Talk-Messages" // how many come
	failedHeader = "Talk-Failed"   // at the end: why they are not all there
)

// export answers with the history, and leaves the time that takes to whoever asks.
func (c *control) export(w http.ResponseWriter, r *http.Request) {
	var f exportFormat
	if err := f.UnmarshalText([]byte(r.FormValue("format"))); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	o, serving := c.serving(w)
	if !serving {
		return
	}
	w.Header().Set("Trailer", failedHeader)
	ctx, done := c.unhurried(w, r)
	defer done()
	count := func(n uint64) { w.Header().Set(countHeader, strconv.FormatUint(n, 10)) }
	if err := writeHistory(ctx, o.log, f, w, count, func(uint64, uint64) {}); err != nil {
		w.Header().Set(failedHeader, oneLine(err.Error()))
	}
}

// copyExport writes what the server answers to w.
func copyExport(w io.Writer, response *http.Response, report report) error {
	count, _ := strconv.ParseUint(response.Header.Get(countHeader), 10, 64) // without it there is no bar
	counter := &lineCounter{Writer: w, report: func(done uint64) { report(done, count) }}
	if _, err := io.CopyBuffer(counter, response.Body, make([]byte, exportBuffer)); err != nil {
		return fmt.Errorf("the server broke off: %w", err)
	}
	if failed := response.Trailer.Get(failedHeader); failed != "" {
		return errors.New(failed)
	}
	return nil
}

// A lineCounter tells how many lines were written.
type lineCounter struct {
	io.Writer
	lines  uint64
	report func(lines uint64)
}

func (c *lineCounter) Write(b []byte) (int, error) {
	n, err := c.Writer.Write(b)
	for _, char := range b[:n] {
		if char == '\n' {
			c.lines++
		}
	}
	c.report(c.lines)
	return n, err
}

// describe logs what history there is, unless ctx ends first.
func (s *server) describe(ctx context.Context) {
	history, err := room.ReadHistory(ctx, s.log)
	var oldest *room.Event
	if err == nil {
		oldest, err = history.Oldest(ctx)
	}
	switch {
	case ctx.Err() != nil:
	case err != nil:
		s.logger.Error("the history is not counted", "err", err)
	default:
		facts := []any{"messages", history.Count(), "bytes", s.log.Size()}
		if oldest != nil {
			facts = append(facts, "since", oldest.Time.Format(time.DateOnly))
		}
		s.logger.Info("history", facts...)
	}
}
