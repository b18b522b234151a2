package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const (
	raiders       = 200
	raidAddresses = 20 // 127.0.1.x
	raidNet       = "127.0.1.0/24"
	raidText      = "buy cheap" // begins what raiders say
)

// A raid is many connections from a few addresses, under random names, that say
// what they say as fast as they are answered, and come back under another name
// when they are cut off.
type raid struct {
	tb     testing.TB
	s      *process
	cancel context.CancelFunc
	work   sync.WaitGroup
	stored atomic.Int64
	came   atomic.Int64

	mu    sync.Mutex
	codes map[string]int // of refusals
}

func startRaid(tb testing.TB, s *process) *raid {
	ctx, cancel := context.WithCancel(tb.Context())
	r := &raid{tb: tb, s: s, cancel: cancel, codes: map[string]int{}}
	for n := range raiders {
		r.work.Go(func() {
			for ctx.Err() == nil {
				r.raider(ctx, fmt.Sprintf("127.0.1.%d", 1+n%raidAddresses))
			}
		})
	}
	tb.Cleanup(r.stop)
	return r
}

func (r *raid) stop() {
	r.cancel()
	r.work.Wait()
}

func (r *raid) raider(ctx context.Context, address string) {
	conn, err := dialAs(ctx, r.s, address)
	if err != nil {
		return
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if o, err := converse(conn, object{Type: "hello", Name: "x" + strings.ToLower(rand.Text()[:12])}, "welcome"); err != nil || o.Type != "welcome" {
		return
	}
	r.came.Add(1)
	for i := 0; ctx.Err() == nil; i++ {
		if send(conn, object{Type: "say", ID: fmt.Sprint(i), Text: raidText + " " + rand.Text()}) != nil {
			return
		}
		o, err := answered(conn)
		switch {
		case err != nil:
			return
		case o.Type == "stored":
			r.stored.Add(1)
		default:
			r.mu.Lock()
			r.codes[o.Code]++
			r.mu.Unlock()
		}
	}
}

// answered is the next "stored" or "error". What else comes it does not take apart:
// raiders have to be cheap.
func answered(conn *websocket.Conn) (o object, err error) {
	for {
		_, frame, err := conn.ReadMessage()
		if err != nil {
			return o, err
		}
		for line := range bytes.Lines(frame) {
			if bytes.HasPrefix(line, []byte(`{"type":"stored"`)) || bytes.HasPrefix(line, []byte(`{"type":"error"`)) {
				return o, json.Unmarshal(line, &o)
			}
		}
	}
}

func (r *raid) refused(code string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.codes[code]
}

// await waits until what is so of the raid.
func (r *raid) await(what string, so func() bool) {
	r.tb.Helper()
	for ctx := withPatience(r.tb); !so(); {
		select {
		case <-ctx.Done():
			r.mu.Lock()
			defer r.mu.Unlock()
			r.tb.Fatalf("in vain: %s; %d came, %d messages are stored, refused were %v", what, r.came.Load(), r.stored.Load(), r.codes)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// A talker is one of the few who talk while there is a raid.
type talker interface {
	talk(text string) // says it, and returns when it is stored
	clean() bool      // nothing that raiders said is to be read
}

type webTalker struct {
	*browser
	said int
}

func (w *webTalker) talk(text string) {
	w.said++
	id, before := fmt.Sprint("t-", w.said), w.seen.size()
	w.send(object{Type: "say", ID: id, Text: text})
	o, err := w.seen.after(withPatience(w.t), before, func(o *object) bool { return o.ID == id })
	if err != nil || o.Type != "stored" {
		w.t.Errorf("%q: %+v, %v, want it stored", text, o, err)
	}
}

// clean looks at what the page shows, with all that came after.
func (w *webTalker) clean() bool { return !slices.ContainsFunc(w.shows(), isRaid) }

func isRaid(text string) bool { return strings.Contains(text, raidText) }

// shows is what stands on the page.
func (b *browser) shows() (texts []string) {
	var messages []object
	for _, o := range b.seen.all() {
		switch o.Type {
		case "message":
			messages = append(messages, o)
		case "changed":
			if i := slices.IndexFunc(messages, func(m object) bool { return m.Seq == o.Seq }); i >= 0 {
				messages[i] = o
			}
		case "purged":
			from, _ := o.From.(float64)
			to, _ := o.To.(float64)
			for i, m := range messages {
				if m.Who == o.Who && float64(m.Seq) >= from && float64(m.Seq) <= to {
					messages[i].Text = ""
				}
			}
		}
	}
	for _, m := range messages {
		texts = append(texts, m.Text)
	}
	return texts
}

// A sshTalker is at the terminal in the form that appends only, whose past stays.
type sshTalker struct{ *terminal }

func (s sshTalker) talk(text string) {
	before := s.shown.size()
	s.press("\x15" + text + "\r")
	if _, err := s.shown.after(withPatience(s.t), before, func(line *string) bool { return strings.HasSuffix(*line, ": "+text) }); err != nil {
		s.t.Errorf("%q does not come: %v", text, err)
	}
}

func (s sshTalker) clean() bool { return true }

// talkers are five, at both doors, each from an address without raiders.
func talkers(tb testing.TB, s *process) map[string]talker {
	all := map[string]talker{}
	for i, name := range []string{"ann", "bob", "carl"} {
		b := browseFrom(tb, s, fmt.Sprintf("127.0.2.%d", 1+i), nil, object{Name: name})
		b.await("welcome", func(o object) bool { return o.Type == "welcome" })
		all[name] = &webTalker{browser: b}
	}
	for _, name := range []string{"dora", "emil"} {
		all[name] = sshTalker{open(tb, s, name, newKey(tb))}
	}
	return all
}

// TestRaid: five people talk at both doors through a raid and lose nothing; an
// admin at a terminal ends it with a lock and one purge, all that stands on open
// pages and comes to new ones is theirs, and they talk on.
func TestRaid(t *testing.T) {
	t.Parallel()
	s := start(t)
	boss := openAdmin(t, s)
	people := talkers(t, s)
	var said []string
	said = append(said, talkAll(people, "before")...)
	r := startRaid(t, s)
	r.await("the raid begins", func() bool { return r.stored.Load() > 200 })
	said = append(said, talkAll(people, "in the raid")...)
	r.end(boss)
	locked := r.refused("locked")
	said = append(said, talkAll(people, "after it")...)
	r.await("raiders are locked out", func() bool { return r.refused("locked") > locked+raiders })
	r.await("all screens are clean", func() bool { return allClean(people) })
	r.stop()
	wantOnly(t, s, said)
}

// openAdmin is an admin at a terminal.
func openAdmin(tb testing.TB, s *process) *terminal {
	boss := open(tb, s, "boss", newKey(tb))
	boss.press("/nick " + s.secret() + "\r")
	boss.await("name", func(line string) bool { return strings.Contains(line, "you are admin") })
	return boss
}

// end has the admin end the raid.
func (r *raid) end(boss *terminal) {
	boss.press("\x15/lock 10m\r")
	boss.await("lock", func(line string) bool { return strings.Contains(line, "the room was locked") })
	boss.press("\x15/purge " + raidNet + "\r")
	boss.await("purge", func(line string) bool { return strings.Contains(line, "had said was deleted by admin") })
}

// talkAll has everybody say three things, and returns them.
func talkAll(people map[string]talker, when string) (said []string) {
	var talking sync.WaitGroup
	for name, who := range people {
		var texts []string
		for i := range 3 {
			texts = append(texts, fmt.Sprintf("%s %s %d", name, when, i))
		}
		said = append(said, texts...)
		talking.Go(func() {
			for _, text := range texts {
				who.talk(text)
			}
		})
	}
	talking.Wait()
	return said
}

func allClean(people map[string]talker) bool {
	for _, who := range people {
		if !who.clean() {
			return false
		}
	}
	return true
}

// wantOnly wants somebody new to read these, once each, and nothing else.
func wantOnly(t testing.TB, s *process, said []string) {
	t.Helper()
	reader, _ := browse(t, s, object{Name: "reader"})
	count := map[string]int{}
	for _, m := range reader.history() {
		if m.Text != "" {
			count[m.Text]++
		}
	}
	for _, text := range said {
		if count[text] != 1 {
			t.Errorf("%q is there %d times", text, count[text])
		}
		delete(count, text)
	}
	if len(count) > 0 {
		t.Errorf("there are also %v", count)
	}
}
