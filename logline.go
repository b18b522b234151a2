package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

// newLogger writes the log in the given format.
func newLogger(f format, w io.Writer) *slog.Logger {
	var h slog.Handler = newLineHandler(w)
	if f == "json" {
		h = slog.NewJSONHandler(w, nil)
	}
	return slog.New(bounded{h, &quotas{of: map[string]*quota{}}})
}

// A lineHandler writes a record as people read logs: time, level, the message
// as it is, then its facts as slog's own text handler writes them.
type lineHandler struct {
	facts slog.Handler // writes into line
	*lineWriter
}

// A lineWriter is shared by a handler and all that were derived from it.
type lineWriter struct {
	mu   sync.Mutex
	w    io.Writer
	line bytes.Buffer
}

func newLineHandler(w io.Writer) *lineHandler {
	h := &lineHandler{lineWriter: &lineWriter{w: w}}
	h.facts = slog.NewTextHandler(&h.line, &slog.HandlerOptions{ReplaceAttr: dropHead})
	return h
}

// dropHead leaves out what Handle has written itself.
func dropHead(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == slog.LevelKey || a.Key == slog.MessageKey) {
		return slog.Attr{}
	}
	return a
}

// Enabled tells whether records of this level are written.
func (h *lineHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.facts.Enabled(ctx, level)
}

// Handle writes r as one line, in one write.
func (h *lineHandler) Handle(ctx context.Context, r slog.Record) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.line.Reset()
	h.line.WriteString(r.Time.Format(time.DateTime + " "))
	h.line.WriteString(r.Level.String() + " " + oneLine(r.Message) + " ")
	if err := h.facts.Handle(ctx, r); err != nil {
		return err
	}
	_, err := h.w.Write(append(bytes.TrimRight(h.line.Bytes(), " \n"), '\n'))
	return err
}

// WithAttrs returns a handler that adds attrs to every record.
func (h *lineHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &lineHandler{h.facts.WithAttrs(attrs), h.lineWriter}
}

// WithGroup returns a handler that puts the facts to come into a group.
func (h *lineHandler) WithGroup(group string) slog.Handler {
	return &lineHandler{h.facts.WithGroup(group), h.lineWriter}
}
