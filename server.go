package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"golang.org/x/crypto/ssh"

	"talktalktalk/cluster"
	"talktalktalk/metrics"
	"talktalktalk/room"
	"talktalktalk/storage"
	"talktalktalk/storage/search"
	"talktalktalk/webui"
	"talktalktalk/webui/push"
)

// partsMost is how many parts of a server can fail by themselves.
const partsMost = 8

// A server is the whole of one: the log, the room, the doors, and the
// socket for commands. Its parts are nil until open has opened them.
type server struct {
	*settings
	keys   []ssh.PublicKey
	secret adminSecret
	https  *https // nil if the page is served as it is
	stderr io.Writer
	logger *slog.Logger

	meter     *metrics.Meter // nil if nobody watches
	files     descriptors
	folder    io.Closer  // the lock on the data folder
	failed    chan error // why a part has ended by itself
	log       *storage.Log
	shared    *cluster.Log // what log is a copy of; nil for a server that is alone
	index     *search.Index
	room      *room.Room
	push      *push.Notifier // nil if nobody is told
	entrances []entrance
	limiters  []*room.ConnLimiter // of the entrances
	web       net.Listener        // of the page, nil if that door is off
	ssh       webui.OtherDoor     // what the page tells of it
	control   *control
	work      sync.WaitGroup
}

// open opens the parts in the order in which they need each other. After an
// error the parts that are open are left for close.
func (s *server) open(ctx context.Context) (err error) {
	if err := enterFolder(s.Data); err != nil {
		return usageError{err}
	}
	if err := checkFinished(); err != nil {
		return err
	}
	if s.files, err = shareDescriptors(); err != nil {
		return err
	}
	if s.folder, err = lockData(s.Data); err != nil {
		return err
	}
	if err := settleHistory(); err != nil {
		return err
	}
	s.note("remove what commands left", errors.Join(os.RemoveAll(stagedCopy), removeSorting()))
	if s.log, err = s.openLog(); err != nil {
		return err
	}
	if err := s.openCluster(ctx); err != nil {
		return err
	}
	secret, err := s.secret.first(s.stderr)
	if err != nil {
		return err
	}
	s.index = search.Open(searchFolder, search.Options{Epoch: s.log.Epoch(), Logger: s.logger})
	s.room, err = room.Open(ctx, s.roomLog(), room.Options{
		AdminName: string(s.AdminName),
		Secret:    secret,
		AdminKeys: fingerprints(s.keys),
		Flood:     room.Flood(s.Flood),
		Memory:    s.memory(),
		Peers:     s.peers(),
		Index:     s.index,
		Meter:     s.watching(),
		Keep:      time.Duration(s.Keep),
		Logger:    s.logger,
	})
	if err != nil {
		return fmt.Errorf("open the room: %w", err)
	}
	if err := errors.Join(s.listenWeb(), s.openSSH(), s.openWeb(), s.openMetrics()); err != nil {
		return err
	}
	return s.openControl()
}

// fingerprints name keys as the ssh door does.
func fingerprints(keys []ssh.PublicKey) []string {
	names := make([]string, 0, len(keys))
	for _, k := range keys {
		names = append(names, ssh.FingerprintSHA256(k))
	}
	return names
}

func (s *server) openLog() (*storage.Log, error) {
	log, err := storage.Open(historyFolder, storage.Options{Logger: s.logger, OpenFiles: s.files.storeFiles})
	return log, inUse(err, s.Data)
}

// inUse names the data folder in an error of who is locked out of it.
func inUse(err error, data string) error {
	if errors.Is(err, storage.ErrInUse) {
		return fmt.Errorf("another talktalktalk is using the data folder %q", data)
	}
	return err
}

// fail tells serve that a part has ended by itself.
func (s *server) fail(err error) {
	select {
	case s.failed <- err:
	default: // one reason is enough
	}
}

// serve lets people in until ctx ends, a part fails, or a command asks the
// server to step aside.
func (s *server) serve(ctx context.Context) (*aside, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s.work.Go(func() { s.giveBack(ctx) })
	s.logger.Info("connections", "per_door", s.files.perDoor, "open_files", s.files.limit)
	for _, e := range s.entrances {
		s.work.Go(func() {
			if err := e.Serve(e.listener); err != nil {
				s.fail(fmt.Errorf("door %s: %w", e.listener.Addr(), err))
			}
		})
		s.logger.Info(e.line, "addr", e.listener.Addr().String())
	}
	s.tell(daemon.SdNotifyReady)
	s.work.Go(func() { s.describe(ctx) }) // to count what was never counted takes a while
	select {
	case <-ctx.Done():
		s.tell(daemon.SdNotifyStopping)
		s.logger.Info("stopping")
		return nil, nil
	case err := <-s.failed:
		return nil, err
	case a := <-s.control.asides:
		return a, nil
	}
}
