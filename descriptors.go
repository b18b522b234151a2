package main

import (
	"fmt"

	"talktalktalk/room"
)

// How many of the process's file descriptors are for other things than
// connections: strangers who hold all that they get must not keep the store from
// its files, nor the owner from the control socket.
const (
	storeShare       = 4 // at most one in so many is the store's
	storeFilesMost   = 256
	otherFiles       = 48 // write-ahead logs, listeners, the control socket and its clients, the runtime
	connectionsLeast = 16 // a door; with fewer there is no use in a start
)

// descriptors is how the process's file descriptors are shared out.
type descriptors struct {
	limit      int // of the process
	storeFiles int // that the store keeps open
	perDoor    int // connections that a door accepts at most
}

// shareDescriptors raises the process's limit as far as it may and shares out
// what it is. An error says that it is too low to serve at all.
func shareDescriptors() (descriptors, error) {
	limit, err := raiseDescriptors()
	if err != nil {
		return descriptors{}, fmt.Errorf("learn how many files may be open: %w", err)
	}
	return share(limit)
}

func share(limit int) (descriptors, error) {
	d := descriptors{limit: limit, storeFiles: min(storeFilesMost, limit/storeShare)}
	d.perDoor = min(room.PerDoor, (limit-d.storeFiles-otherFiles)/2)
	if d.perDoor < connectionsLeast {
		return d, fmt.Errorf("only %d files may be open (ulimit -n), which is too few to serve", limit)
	}
	return d, nil
}
