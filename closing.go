package main

import (
	"context"
	"errors"
	"os"
	"time"
)

// Closing takes at most closeAtMost. People who have not taken their leave
// after closeGently are cut off.
const (
	closeGently = 6 * time.Second
	closeAtMost = 9 * time.Second
)

// stepAside closes everything but the control socket until a is over.
func (s *server) stepAside(ctx context.Context, a *aside) error {
	s.logger.Info("stepping aside")
	closing, cancel := context.WithTimeout(context.Background(), closeGently)
	defer cancel()
	s.control.attend(nil)
	if err := s.shut(closing); err != nil {
		return err
	}
	close(a.begun)
	select {
	case <-a.over.Done():
	case <-ctx.Done():
		return nil // open ends at once
	}
	return s.open(ctx)
}

// close closes what is open in the opposite order: nobody comes in any more,
// the room says goodbye and waits, the doors end, and last the log. People who
// must be cut off are no error.
func (s *server) close() error {
	tooLong := time.AfterFunc(closeAtMost, func() {
		s.logger.Error("stopping took too long: the rest is cut off")
		os.Exit(exitFailed)
	})
	defer tooLong.Stop()
	ctx, cancel := context.WithTimeout(context.Background(), closeGently)
	defer cancel()
	for _, e := range s.entrances {
		s.note("close a door", e.listener.Close())
	}
	if s.control != nil {
		s.note("close the control socket", s.control.close(ctx))
	}
	return s.shut(ctx)
}

// shut closes all but the control socket.
func (s *server) shut(ctx context.Context) (err error) {
	for _, e := range s.entrances {
		_ = e.listener.Close() // it may be closed
	}
	if s.room != nil {
		s.note("close the room", s.room.Close(ctx))
	}
	for _, e := range s.entrances {
		s.note("shut a door down", e.Shutdown(ctx))
	}
	s.work.Wait()
	if s.push != nil {
		s.push.Close()
	}
	if s.index != nil {
		s.note("close the index", s.index.Close())
	}
	switch {
	case s.shared != nil:
		err = s.shared.Close()
	case s.log != nil:
		err = s.log.Close()
	}
	if s.folder != nil {
		err = errors.Join(err, s.folder.Close())
	}
	s.entrances, s.limiters, s.room, s.push, s.index, s.log, s.shared, s.folder = nil, nil, nil, nil, nil, nil, nil, nil
	return err
}

// note logs what did not end as it should, and what is ended all the same.
func (s *server) note(what string, err error) {
	if err != nil {
		s.logger.Warn(what, "err", err)
	}
}
