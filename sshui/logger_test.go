package sshui

import (
	"log/slog"
	"strings"
	"sync"
	"testing"
)

// logger logs to the test.
func logger(t *testing.T) *slog.Logger {
	return newLogger(&lines{log: t.Logf})
}

func newLogger(l *lines) *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// lines is a log that can be read while it is written.
type lines struct {
	log func(format string, args ...any)

	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.log != nil {
		l.log("%s", strings.TrimSuffix(string(b), "\n"))
	}
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
