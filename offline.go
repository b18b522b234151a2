package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"talktalktalk/storage"
)

// A work is what a command does with the history: through the server that runs
// on the data folder, or alone while it keeps servers away from it.
type work struct {
	request string // path and query
	method  string // "" for GET
	through func(response *http.Response) error
	alone   func(log *storage.Log) error
	make    bool // the history may be a new one
}

// errNoHistory is why there is nothing to do in a data folder.
var errNoHistory = errors.New("no server has ever run on this data folder")

// withHistory does a work.
func (s *settings) withHistory(ctx context.Context, w work) error {
	if err := s.enterHistory(w.make); err != nil {
		return err
	}
	response, err := openServer(ctx, w.method, w.request)
	if err == nil {
		defer response.Body.Close()
		return w.through(response)
	}
	if !errors.Is(err, errNoServer) {
		return err
	}
	log, err := storage.Open(historyFolder, storage.Options{Logger: slog.New(slog.DiscardHandler)})
	if errors.Is(err, storage.ErrInUse) {
		return fmt.Errorf("another talktalktalk is using the data folder %q", s.Data)
	}
	if err != nil {
		return err
	}
	return errors.Join(w.alone(log), log.Close())
}

// enterHistory works in the data folder from now on.
func (s *settings) enterHistory(make bool) error {
	if make {
		return enterFolder(s.Data)
	}
	if err := os.Chdir(s.Data); err != nil {
		return wrongFolder(s.Data, err)
	}
	if _, err := os.Stat(historyFolder); err != nil {
		return fmt.Errorf("--data: %q: %w", s.Data, errNoHistory)
	}
	return checkFinished()
}

// untilInterrupted is a context that ends with SIGINT or SIGTERM.
func untilInterrupted() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}
