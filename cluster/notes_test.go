package cluster_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"talktalktalk/cluster"
	"talktalktalk/cluster/natstest"
	"talktalktalk/room"
	"talktalktalk/room/roomtest"
)

// lookAgain is how often a test looks for what comes by itself.
const lookAgain = 20 * time.Millisecond

// eventually waits until is says so.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !is() {
		select {
		case <-time.After(lookAgain):
		case <-ctx.Done():
			t.Fatalf("never: %s", what)
		}
	}
}

func noteIs(t *testing.T, log *cluster.Log, person, want string) func() bool {
	return func() bool {
		note, err := log.Memory().Load(t.Context(), person)
		if err != nil {
			t.Fatal(err)
		}
		return string(note) == want
	}
}

// watched has a log exchange notes, of which the one that sorts last counts.
func watched(t *testing.T, log *cluster.Log) *cluster.Log {
	stop := log.Memory().(room.SharedMemory).Watch(func(a, b []byte) []byte {
		if bytes.Compare(a, b) > 0 {
			return a
		}
		return b
	}, func(string) {})
	t.Cleanup(stop)
	return log
}

// TestNotes: notes come to all servers, those that come later included; what they are
// together counts, however long they are kept; and without NATS they are kept, at
// once, and come when it is there.
func TestNotes(t *testing.T) {
	t.Parallel()
	nats := natstest.Start(t)
	roomtest.TestMemory(t, func(t *testing.T) roomtest.Place {
		nats.Forget(t)
		return place(nats, t.TempDir())
	})
	nats.Forget(t)
	old := t.TempDir()
	a := watched(t, open(t, nats, old))
	until := time.Now().Add(time.Hour)
	save := func(log *cluster.Log, person, note string, until time.Time) {
		t.Helper()
		if err := log.Memory().Save(t.Context(), person, []byte(note), until); err != nil {
			t.Errorf("Save(%s) = %v", person, err)
		}
	}
	const many = 600
	for i := range many {
		save(a, fmt.Sprint("p", i), "1 from before", until)
	}
	b := watched(t, open(t, nats, t.TempDir()))
	eventually(t, "the notes from before", func() bool {
		for i := range many {
			if !noteIs(t, b, fmt.Sprint("p", i), "1 from before")() {
				return false
			}
		}
		return true
	})
	isNotes := func(name string) bool { return strings.HasPrefix(name, "KV_") }
	if all := nats.Streams(t); !slices.ContainsFunc(all, isNotes) {
		t.Errorf("NATS has %q, and no notes", all)
	} else if ttl := nats.Last(t, all[slices.IndexFunc(all, isNotes)]).Header.Get("Nats-TTL"); ttl == "" || len(ttl) > len("3600s") {
		t.Errorf("what is kept for an hour is kept in NATS for %q", ttl)
	}
	save(b, "p7", "2 changed elsewhere", until.Add(-time.Minute))
	eventually(t, "a later note", noteIs(t, a, "p7", "2 changed elsewhere"))
	save(a, "p7", "3 and again", until)
	eventually(t, "the last note", noteIs(t, b, "p7", "3 and again"))
	each(nats, (*natstest.Node).Kill)
	begun := time.Now()
	for i := range 40 {
		save(a, "p8", fmt.Sprintf("without NATS %02d", i), until)
	}
	if took := time.Since(begun); took > time.Minute { // NATS would be waited for 3 s each time
		t.Errorf("without NATS 40 notes took %v", took)
	}
	if err := a.Close(); err != nil { // before it could send them
		t.Fatal(err)
	}
	each(nats, func(n *natstest.Node) { n.Run(t) })
	nats.Await(t)
	watched(t, open(t, nats, old))
	eventually(t, "what was noted without NATS", noteIs(t, b, "p8", "without NATS 39"))
	late := watched(t, open(t, nats, t.TempDir()))
	eventually(t, "all notes at a server that came late", func() bool {
		return noteIs(t, late, "p8", "without NATS 39")() && noteIs(t, late, "p7", "3 and again")()
	})
}

// roomOn is a room on a log.
func roomOn(t *testing.T, log *cluster.Log) *room.Room {
	t.Helper()
	r, err := room.Open(t.Context(), log, room.Options{Memory: log.Memory(), Peers: log.Peers(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return r
}

func each(nats *natstest.Cluster, f func(*natstest.Node)) {
	for _, n := range nats.Nodes {
		f(n)
	}
}

// TestRemembered: what a person has read, prefers and ignores is the same at all servers, whether
// the person is there already or comes later; and a change at each of two
// servers at once undoes neither, nor does a server that has not heard of it yet.
func TestRemembered(t *testing.T) {
	t.Parallel()
	nats := natstest.Start(t)
	a, b := roomOn(t, open(t, nats, t.TempDir())), roomOn(t, open(t, nats, t.TempDir()))
	come := func(r *room.Room, key string) *room.Session {
		t.Helper()
		s, err := r.Join(t.Context(), room.Visitor{Via: room.SSH, Key: key, Name: key})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	do := func(s *room.Session, line string) room.Seq {
		t.Helper()
		got, err := s.Enter(t.Context(), "", line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		return got.Seq
	}
	bob, cat := come(a, "bob"), come(a, "cat")
	defer bob.Leave(room.Quit)
	defer cat.Leave(room.Quit)
	seq := do(bob, "hello")
	ann, elsewhere := come(a, "ann"), come(b, "ann")
	prefer := func(s *room.Session, change func(*room.Preferences)) {
		p := s.Preferences()
		change(&p)
		if err := s.Prefer(p); err != nil {
			t.Error(err)
		}
	}
	prefer(elsewhere, func(p *room.Preferences) { p.Bell = room.BellAll }) // is saved in a while
	do(ann, "/ignore bob")
	eventually(t, "bob is ignored at the other server", func() bool { return elsewhere.Ignores(bob.Who()) })
	if elsewhere.Preferences().Bell != room.BellAll {
		t.Error("what was preferred meanwhile is undone")
	}
	elsewhere.Leave(room.Quit)
	eventually(t, "the bell at the first server", func() bool { return ann.Preferences().Bell == room.BellAll })
	each(nats, func(n *natstest.Node) { n.Freeze(t) })
	ann.Read(seq)
	do(ann, "/unignore bob")
	do(ann, "/ignore cat")
	ann.Leave(room.Quit)
	for range 5 {
		come(b, "ann").Leave(room.Quit) // is saved after that, with what was known there
	}
	each(nats, func(n *natstest.Node) { n.Thaw(t) })

	late := roomOn(t, open(t, nats, t.TempDir()))
	for i, r := range []*room.Room{b, late} {
		eventually(t, fmt.Sprint("all of it at server ", i+2), func() bool {
			s := come(r, "ann")
			defer s.Leave(room.Quit)
			return s.Welcome().Read == seq && s.Preferences().Bell == room.BellAll && !s.Ignores(bob.Who()) && s.Ignores(cat.Who())
		})
	}
}
