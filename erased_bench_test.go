package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// erasedMost is how long after it was deleted, or edited, a text may be in a file; or
// after a server that was away has caught up.
const erasedMost = 5 * time.Minute

// BenchmarkErased deletes, edits and purges messages in a room of three servers of which one is
// stopped then, and reports after what time no file of a server or of a NATS server has
// what they said; and no file of the third, since it is back. It is for one run by hand:
//
//	go test -run '^$' -bench Erased -benchtime 1x -timeout 30m .
func BenchmarkErased(b *testing.B) {
	for b.Loop() {
		erase(b)
	}
}

func erase(b *testing.B) {
	f := newFleet(b, 3, "--flood=off")
	servers := f.all()
	ann, _ := browse(b, servers[0], object{Name: "ann"})
	bob, welcome := browse(b, servers[1], object{Name: "bob"})
	boss, _ := browse(b, servers[0], object{Name: servers[0].secret()})
	texts, said := wordsOf(ann, bob)
	f.agree()
	all := f.folders()
	for _, folder := range all {
		if n := len(left(b, folder, texts)); n < len(texts)*9/10 {
			b.Errorf("only %d of %d texts are found in %s before", n, len(texts), folder)
		}
	}
	servers[2].stop()
	stop := chatting(b, servers[0])
	defer stop()

	began := time.Now()
	takeBack(b, ann, said)
	if done, answer := (&orderer{browser: boss}).order("/purge bob"); !done {
		b.Fatal(answer)
	}
	b.ReportMetric(awaitErased(b, began, servers[0].data, texts).Seconds(), "server-s")
	b.ReportMetric(awaitErased(b, began, servers[1].data, texts).Seconds(), "other-server-s")
	var nodes time.Duration
	for _, n := range f.nats.Nodes {
		nodes = max(nodes, awaitErased(b, began, n.Folder(), texts))
	}
	b.ReportMetric(nodes.Seconds(), "nats-s")

	late := startOn(b, filepath.Join(b.TempDir(), "late"), f.args...)
	f.launch(2)
	f.opened(2)
	back := time.Now()
	if found := left(b, late.data, texts); len(found) > 0 {
		b.Errorf("a server that came later has %d of the texts", len(found))
	}
	b.ReportMetric(awaitErased(b, back, servers[2].data, texts).Seconds(), "stopped-s")
	stop()
	f.servers = append(f.servers, late)
	f.agree()
	reader, _ := browse(b, late, object{Token: welcome.Token})
	history := reader.history()
	n := len(slices.DeleteFunc(slices.Clone(history), func(m object) bool { return m.Name == "cat" }))
	b.ReportMetric(float64(len(history)-n), "others")
	if n != 600 {
		b.Errorf("a server that came later has %d messages, want 600", n)
	}
	for _, folder := range append(all, late.data) {
		if found := left(b, folder, texts); len(found) > 0 {
			b.Errorf("%d texts are in %s in the end", len(found), folder)
		}
	}
}

// chatting has somebody write all the while, until stop.
func chatting(b *testing.B, s *process) (stop func()) {
	b.Helper()
	cat, _ := browse(b, s, object{Name: "cat"})
	ctx, cancel := context.WithCancel(b.Context())
	var work sync.WaitGroup
	work.Go(func() {
		every := time.NewTicker(30 * time.Millisecond)
		defer every.Stop()
		for n := 0; ; n++ {
			select {
			case <-ctx.Done():
				return
			case <-every.C:
			}
			if err := send(cat.conn, object{Type: "say", ID: fmt.Sprint("cat", n), Text: fmt.Sprint("chatter ", n)}); err != nil {
				b.Errorf("cat: %v", err)
				return
			}
		}
	})
	return func() { cancel(); work.Wait() }
}

// takeBack has ann delete, or edit, what she said.
func takeBack(b *testing.B, ann *browser, said map[string]uint64) {
	b.Helper()
	i := 0
	for _, seq := range said {
		i++
		change := object{Type: "delete", ID: fmt.Sprint("c", i), Seq: seq}
		if i%2 == 0 {
			change.Type, change.Text = "edit", "something else"
		}
		ann.send(change)
		if o := ann.answer(change.ID); o.Type != "stored" {
			b.Fatalf("%+v is answered %+v", change, o)
		}
	}
}

// wordsOf has both say what is to be erased: texts is all of it, and said is what ann
// is to take back, by text.
func wordsOf(ann, bob *browser) (texts []string, said map[string]uint64) {
	said = map[string]uint64{}
	for i := range 300 {
		text := strings.ToLower(rand.Text()) // one word, which no compression takes apart
		seq := ann.say(fmt.Sprint("a", i), text)
		switch i % 3 {
		case 0, 1:
			said[text] = seq
			texts = append(texts, text)
		}
		text = strings.ToLower(rand.Text())
		bob.say(fmt.Sprint("b", i), text)
		texts = append(texts, text)
	}
	return texts, said
}

// folders are those of all servers, and of NATS.
func (f *fleet) folders() (all []string) {
	for _, s := range f.all() {
		all = append(all, s.data)
	}
	for _, n := range f.nats.Nodes {
		all = append(all, n.Folder())
	}
	return all
}

// awaitErased returns after what time none of the texts is in the folder.
func awaitErased(b *testing.B, since time.Time, folder string, texts []string) time.Duration {
	b.Helper()
	for {
		found := left(b, folder, texts)
		took := time.Since(since)
		if len(found) == 0 {
			return took
		}
		if took > erasedMost {
			b.Errorf("%d texts are in %s after %v", len(found), folder, took)
			return took
		}
		time.Sleep(time.Second) // to look all the time would keep the disk busy
	}
}
