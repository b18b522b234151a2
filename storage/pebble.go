package storage

import (
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
)

// pebbleLogger passes on what Pebble has to say.
type pebbleLogger struct {
	logger *slog.Logger
	health *health
}

func (p pebbleLogger) Infof(format string, args ...any) {
	p.logger.Debug(fmt.Sprintf(format, args...))
}

func (p pebbleLogger) Errorf(format string, args ...any) {
	p.logger.Warn(fmt.Sprintf(format, args...))
}

// Fatalf is called when a write has failed and Pebble does not know what is
// on the disk. The process lives on: nothing more is written, reading goes on.
func (p pebbleLogger) Fatalf(format string, args ...any) {
	if p.health.broken() == nil {
		p.logger.Error("nothing is stored until the next start", "error", fmt.Sprintf(format, args...))
	}
	_ = p.health.fail(fmt.Errorf(format, args...))
}

// events are what Pebble tells beside its log. Damage in a file is an error for
// whoever reads there; by itself Pebble would take it for fatal.
func events(logger *slog.Logger) *pebble.EventListener {
	failed := &seldom{}
	return &pebble.EventListener{
		BackgroundError: func(err error) {
			if n := failed.count(time.Now()); n > 0 {
				logger.Error("background work on the files fails", "error", err, "times", n)
			}
		},
		DataCorruption: func(info pebble.DataCorruptionInfo) {
			logger.Error("damaged file", "path", info.Path, "error", info.Details)
		},
	}
}

const seldomInterval = time.Minute

// seldom counts what happens again and again, for a log that is not filled by it.
type seldom struct {
	mu    sync.Mutex
	last  time.Time
	times int
}

// count returns how often it was called since it last did not return 0.
func (s *seldom) count(now time.Time) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.times++
	if now.Sub(s.last) < seldomInterval {
		return 0
	}
	n := s.times
	s.last, s.times = now, 0
	return n
}

// remover deletes files that are no longer needed. What it embeds beside is
// there for one unexported method, by which a cleaner claims to need their
// contents: then Pebble does not overwrite old write-ahead logs by new ones,
// in whose ends erased text would live on.
type remover struct {
	pebble.DeleteCleaner
	claim
}

type claim struct{ pebble.ArchiveCleaner } // a level deeper: DeleteCleaner's methods win
