package main

import (
	"errors"
	"fmt"
	"net/http"

	"talktalktalk/cluster"
	"talktalktalk/storage"
)

// A clusterCommand looks after a room that several servers share.
type clusterCommand struct {
	Status  clusterStatusCommand  `cmd:"" help:"Ask the running server how it and the shared log are."`
	Restore clusterRestoreCommand `cmd:"" help:"Make the shared log anew from this folder, when NATS has lost it. The server must be stopped."`
}

type clusterStatusCommand struct{}

// Run asks the server.
func (clusterStatusCommand) Run(s *settings, out output) error {
	if err := s.enterHistory(); err != nil {
		return err
	}
	answer, err := askServer(http.MethodGet, "/cluster")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out.stdout, answer)
	return err
}

type clusterRestoreCommand struct{}

// Run restores the shared log.
func (clusterRestoreCommand) Run(s *settings, out output) error {
	if s.Cluster == "" {
		return usageError{errors.New("--cluster: is missing; accepted: the addresses of the NATS servers")}
	}
	ctx, stop := untilInterrupted()
	defer stop()
	if err := s.enterHistory(); err != nil {
		return err
	}
	return s.alone(func(log *storage.Log) error {
		last, err := cluster.Restore(ctx, log, s.clusterOptions())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out.stdout, "restored, up to %d: start the servers\n", last)
		return err
	})
}

// clusterOptions are the settings of the shared log.
func (s *settings) clusterOptions() cluster.Options {
	return cluster.Options{Servers: string(s.Cluster), Credentials: s.ClusterCreds}
}

// errAlone is what a server says that shares nothing.
var errAlone = errors.New("this server is alone: it was started without --cluster")

// cluster answers how the shared log is, and how far this server's room has come.
func (c *control) cluster(w http.ResponseWriter, r *http.Request) {
	o, serving := c.serving(w)
	switch {
	case !serving:
	case o.shared == nil:
		http.Error(w, errAlone.Error(), http.StatusConflict)
	default:
		fmt.Fprintf(w, "%sshown   up to %d\n", o.shared.Status(r.Context()), o.room.Folded())
	}
}
