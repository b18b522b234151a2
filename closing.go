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
func (h *house) stepAside(ctx context.Context, a *aside) error {
	h.logger.Info("stepping aside")
	closing, cancel := context.WithTimeout(context.Background(), closeGently)
	defer cancel()
	h.control.attend(nil)
	if err := h.shut(closing); err != nil {
		return err
	}
	close(a.begun)
	select {
	case <-a.over.Done():
	case <-ctx.Done():
		return nil // open ends at once
	}
	return h.open(ctx)
}

// close closes what is open in the opposite order: nobody comes in any more,
// the room says goodbye and waits, the doors end, and last the log. People who
// must be cut off are no error.
func (h *house) close() error {
	tooLong := time.AfterFunc(closeAtMost, func() {
		h.logger.Error("stopping took too long: the rest is cut off")
		os.Exit(exitFailed)
	})
	defer tooLong.Stop()
	ctx, cancel := context.WithTimeout(context.Background(), closeGently)
	defer cancel()
	for _, e := range h.entrances {
		h.note("close a door", e.listener.Close())
	}
	if h.control != nil {
		h.note("close the control socket", h.control.close(ctx))
	}
	return h.shut(ctx)
}

// shut closes all but the control socket.
func (h *house) shut(ctx context.Context) (err error) {
	for _, e := range h.entrances {
		_ = e.listener.Close() // it may be closed
	}
	if h.room != nil {
		h.note("close the room", h.room.Close(ctx))
	}
	for _, e := range h.entrances {
		h.note("shut a door down", e.Shutdown(ctx))
	}
	h.work.Wait()
	if h.index != nil {
		h.note("close the index", h.index.Close())
	}
	if h.log != nil {
		err = h.log.Close()
	}
	if h.folder != nil {
		err = errors.Join(err, h.folder.Close())
	}
	h.entrances, h.gates, h.room, h.index, h.log, h.folder = nil, nil, nil, nil, nil, nil
	return err
}

// note logs what did not end as it should, and what is ended all the same.
func (h *house) note(what string, err error) {
	if err != nil {
		h.logger.Warn(what, "err", err)
	}
}
