package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/roomtest/chatter"
	"talktalktalk/storage"
)

const (
	spammer = "pspammer" // the person who is purged
	spam    = "spam "    // begins what it said

	chatterSeed = 7 // of what the others said
)

// makeHistory makes a data folder in which n messages were said, one of so many by
// the spammer, and returns some texts of that.
func makeHistory(tb testing.TB, data string, n, oneOf int) (texts []string) {
	tb.Helper()
	layHistory(tb, data, n, func(i int, m *chatter.Message) {
		if i%oneOf == 0 {
			text := rand.Text()
			m.Who, m.Name, m.Text = spammer, "spammer", spam+text
			if i/oneOf%(n/oneOf/20) == 0 {
				texts = append(texts, text)
			}
		}
	})
	return texts
}

// layHistory makes a data folder in which n messages were said, each changed by change.
func layHistory(tb testing.TB, data string, n int, change func(i int, m *chatter.Message)) {
	tb.Helper()
	if err := os.MkdirAll(data, 0o700); err != nil {
		tb.Fatal(err)
	}
	log, err := storage.Build(filepath.Join(data, historyFolder))
	if err != nil {
		tb.Fatal(err)
	}
	talk := chatter.New(chatterSeed)
	for i := range n {
		m := talk.Next()
		change(i, &m)
		if err := log.Add(room.Record{Seq: room.Seq(i + 1), Time: m.At, Body: m.Body()}); err != nil {
			tb.Fatal(err)
		}
	}
	// So that the start need not fold all of it.
	checkpoint := fmt.Sprintf(`{"k":"checkpoint","state":{"at":%d,"head":%[1]d,"count":%[1]d,"key":%q}}`, n, base64.StdEncoding.EncodeToString(make([]byte, 32)))
	if err := errors.Join(log.Add(room.Record{Seq: room.Seq(n + 1), Time: time.Now(), Body: []byte(checkpoint)}), log.Finish()); err != nil {
		tb.Fatal(err)
	}
}

// left are those of the texts that are in a file of the data folder.
func left(tb testing.TB, data string, texts []string) (found []string) {
	tb.Helper()
	err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			var content []byte
			content, err = os.ReadFile(path)
			for _, text := range texts {
				if bytes.Contains(content, []byte(text)) && !slices.Contains(found, text) {
					found = append(found, text)
				}
			}
		}
		if errors.Is(err, fs.ErrNotExist) { // deleted since its folder was read
			return nil
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return found
}

// TestPurgeKilled purges half of a history and kills the server in the middle, again
// and again: it ends as if nothing had been, the texts leave the files, and all that
// others said is there.
func TestPurgeKilled(t *testing.T) {
	t.Parallel()
	const messages, oneOf = 2000, 2
	data := filepath.Join(t.TempDir(), "data")
	texts := makeHistory(t, data, messages, oneOf)
	if n := len(left(t, data, texts)); n < len(texts)/2 {
		t.Fatalf("%d of %d texts can be found before the purge", n, len(texts))
	}
	s := startOn(t, data, "--flood=off")
	watcher, welcome := browse(t, s, object{Name: "watcher"})
	boss, _ := browse(t, s, object{Name: s.secret()})
	if done, answer := (&orderer{browser: boss}).order("/purge spammer"); !done {
		t.Fatal(answer)
	}
	purged := watcher.await("purged", func(o object) bool { return o.Type == "purged" })
	if purged.Who != spammer || purged.From != float64(1) {
		t.Errorf("pages are told %+v", purged)
	}
	s.kill()
	for begun := time.Now(); len(left(t, data, texts)) > 0; {
		if time.Since(begun) > 3*patience {
			t.Fatalf("%v are in the files yet", left(t, data, texts))
		}
		s = startOn(t, data, "--flood=off")
		back, _ := browse(t, s, object{Token: welcome.Token, Epoch: welcome.Epoch, After: messages})
		back.await("purged on coming back", func(o object) bool { return o.Type == "purged" })
		wantPurged(t, back.history(), messages, oneOf)
		s.kill()
	}
	s = startOn(t, data, "--flood=off")
	reader, _ := browse(t, s, object{Name: "reader"})
	wantPurged(t, reader.history(), messages, oneOf)
}

// wantPurged wants the spammer's messages to be deleted ones, and no other.
func wantPurged(t *testing.T, history []object, messages, oneOf int) {
	t.Helper()
	deleted := 0
	for _, m := range history {
		if m.Deleted != (m.Who == spammer) || m.Deleted != (m.Text == "") {
			t.Fatalf("message %d is %+v", m.Seq, m)
		}
		if m.Deleted {
			deleted++
		}
	}
	if len(history) != messages || deleted != messages/oneOf {
		t.Errorf("%d of %d messages are deleted, want %d of %d", deleted, len(history), messages/oneOf, messages)
	}
}
