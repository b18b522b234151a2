package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

type serveCommand struct{}

// Run serves the room until the first SIGINT or SIGTERM. A second one ends the
// process at once.
func (serveCommand) Run(s *settings, out output) error {
	if s.Web == off && s.SSH == off {
		return usageError{errors.New("--web: \"off\" while --ssh is off too; accepted: off for one of them")}
	}
	secret, err := s.givenSecret()
	if err != nil {
		return err
	}
	keys, err := s.adminKeys()
	if err != nil {
		return err
	}
	logger := newLogger(s.Log, out.stderr)
	https, err := s.encryption(logger)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	server := &server{settings: s, keys: keys, secret: secret, https: https, stderr: out.stderr, logger: logger}
	err = server.open(ctx)
	for err == nil {
		var a *aside
		if a, err = server.serve(ctx); a == nil {
			break
		}
		err = server.stepAside(ctx, a)
	}
	stop()
	return errors.Join(err, server.close())
}
