package main

import (
	"context"
	"errors"
	"fmt"
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
}

// errNoHistory is why there is nothing to do in a data folder.
var errNoHistory = errors.New("no server has ever run on this data folder")

// withHistory does a work.
func (s *settings) withHistory(ctx context.Context, w work) error {
	if err := s.enterHistory(); err != nil {
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
	return s.alone(w.alone)
}

// alone works on the history while it keeps every other process away from the
// data folder, in which this one works.
func (s *settings) alone(do func(log *storage.Log) error) (err error) {
	folder, err := lockData(s.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, giveBack(), folder.Close()) }()
	if err := settleHistory(); err != nil {
		return err
	}
	log, err := storage.Open(historyFolder, storage.Options{})
	if err != nil {
		return inUse(err, s.Data)
	}
	return errors.Join(do(log), log.Close())
}

// enterHistory works in the data folder from now on.
func (s *settings) enterHistory() error {
	if err := os.Chdir(s.Data); err != nil {
		return wrongFolder(s.Data, err)
	}
	if !exists(historyFolder) && !exists(historyNext) {
		return fmt.Errorf("--data: %q: %w", s.Data, errNoHistory)
	}
	return checkFinished()
}

// untilInterrupted is a context that ends with SIGINT or SIGTERM.
func untilInterrupted() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}
