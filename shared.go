package main

import (
	"context"
	"errors"
	"fmt"

	"talktalktalk/cluster"
	"talktalktalk/room"
	"talktalktalk/storage"
)

// openCluster has the log follow the one that several servers share, if there is one.
func (s *server) openCluster(ctx context.Context) (err error) {
	if s.Cluster == "" {
		return notShared(ctx, s.log)
	}
	opts := s.clusterOptions()
	opts.Logger = s.logger
	s.shared, err = cluster.Open(ctx, s.log, opts)
	if err != nil {
		return fmt.Errorf("--cluster: %w", err)
	}
	return nil
}

// errShared is why a log takes nothing in by itself.
var errShared = errors.New("this folder has a copy of a room that several servers share: start it with --cluster. To have a room of its own, make a backup of it and start on that")

// notShared returns errShared if the log follows another.
func notShared(ctx context.Context, log *storage.Log) error {
	at, err := log.Position(ctx)
	if err == nil && at.Generation != "" {
		err = errShared
	}
	return err
}

// roomLog is the log that the room follows.
func (s *server) roomLog() room.Log {
	if s.shared != nil {
		return s.shared
	}
	return s.log
}

// memory is what the room keeps of persons.
func (s *server) memory() room.Memory {
	if s.shared != nil {
		return s.shared.Memory()
	}
	return s.log.Memory()
}

// peers are the other servers of the room; nil, and no interface of it, if there are none.
func (s *server) peers() room.Peers {
	if s.shared == nil {
		return nil
	}
	return s.shared.Peers()
}
