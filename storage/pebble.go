package storage

import (
	"fmt"
	"log/slog"

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
	err := fmt.Errorf(format, args...)
	p.logger.Error("the log cannot be written any more", "error", err)
	_ = p.health.fail(err)
}

// remover deletes files that are no longer needed. What it keeps is there for
// one unexported method, by which a cleaner claims to need their contents:
// then Pebble does not overwrite old write-ahead logs by new ones, in whose
// ends erased text would live on.
type remover struct {
	pebble.DeleteCleaner
	claim
}

type claim struct{ pebble.ArchiveCleaner } // a level deeper: DeleteCleaner's methods win
