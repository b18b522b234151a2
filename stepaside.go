package main

import (
	"context"
	"errors"
	"io"
	"net/http"
)

// An aside is the time for which a server steps aside: it has said goodbye to
// everybody and closed its doors and the data folder, so that a command can work
// there, and comes back when the command has ended, however it did.
type aside struct {
	begun chan struct{}   // closed when the folder is free
	over  context.Context // ends with the command
}

// errAside is what commands are told meanwhile.
var errAside = errors.New("the server steps aside for an import")

// stepAside answers when the folder is free. The server is back some time after
// whoever asked is gone.
func (c *control) stepAside(w http.ResponseWriter, r *http.Request) {
	c.hold(w, r, func(ctx context.Context) error {
		a := &aside{begun: make(chan struct{}), over: ctx}
		select {
		case c.asides <- a: // one after the other
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case <-a.begun:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

// awaitBack answers when the server serves again, or did all the time.
func (c *control) awaitBack(w http.ResponseWriter, r *http.Request) {
	ctx, done := c.unhurried(w, r)
	defer done()
	for {
		_, serving, change := c.now()
		if serving {
			return
		}
		select {
		case <-change:
		case <-ctx.Done():
			return
		}
	}
}

// askToStepAside asks the server that runs on the data folder to step aside, and
// returns when it has done so; back lets it come back and waits until it has.
// Without a server there is nothing to do.
func askToStepAside(ctx context.Context) (back func() error, err error) {
	response, err := openServer(ctx, http.MethodPost, "/aside")
	if errors.Is(err, errNoServer) {
		return func() error { return nil }, nil
	}
	if err != nil {
		return nil, err
	}
	return func() error {
		response.Body.Close()
		response, err := openServer(context.WithoutCancel(ctx), http.MethodGet, "/back")
		if errors.Is(err, errNoServer) {
			return errors.New("the server has ended meanwhile; start it again")
		}
		if err != nil {
			return err
		}
		defer response.Body.Close()
		_, err = io.Copy(io.Discard, response.Body)
		return err
	}, nil
}

// openControl opens the control socket, unless it is open since before the
// server stepped aside.
func (s *server) openControl() (err error) {
	if s.control == nil {
		s.failed = make(chan error, partsMost)
		if s.control, err = newControl(s.secret, s.logger); err != nil {
			return err
		}
		s.control.serve(s.fail)
	}
	s.control.attend(&opened{s.room, s.log, s.shared})
	return nil
}
