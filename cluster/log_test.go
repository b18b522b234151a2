package cluster_test

import (
	"testing"

	"talktalktalk/cluster"
	"talktalktalk/cluster/natstest"
	"talktalktalk/room/roomtest"
	"talktalktalk/storage"
)

// place is a folder, and the log in it that follows a stream.
func place(nats *natstest.Cluster, dir string) roomtest.Place {
	return func(t *testing.T) roomtest.Log {
		t.Helper()
		store, err := storage.Open(dir, storage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		log, err := cluster.Open(t.Context(), store, cluster.Options{Servers: nats.URLs})
		if err != nil {
			t.Fatal(err)
		}
		return log
	}
}

func TestLog(t *testing.T) {
	nats := natstest.Start(t)
	newPlace := func(t *testing.T) roomtest.Place {
		nats.Forget(t)
		return place(nats, t.TempDir())
	}
	roomtest.TestLog(t, newPlace)
}
