package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"talktalktalk/room/roomtest/chatter"
)

// What a benchmark of the history is told by whoever runs it.
const (
	historyMessages = "TALK_BENCH_MESSAGES" // how many messages; 100 000 if it does not say
	historyData     = "TALK_BENCH_DATA"     // a data folder to use, and to make if there is none; else one that goes
)

// BenchmarkHistory asks a server for pages and for searches over its WebSocket, while
// ten messages a second come in, and reports how long the answers took, from the
// request to the last byte of the frames, and how long the server had a processor for
// each (which is the same on a busy machine). Ten million messages take a quarter of an
// hour to make and to index, once:
//
//	TALK_BENCH_MESSAGES=10000000 TALK_BENCH_DATA=/var/tmp/ten \
//		go test -run '^$' -bench History -benchtime 300x -timeout 1h .
func BenchmarkHistory(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv(historyMessages))
	if err != nil {
		n = 100_000
	}
	data := os.Getenv(historyData)
	if data == "" {
		data = filepath.Join(b.TempDir(), "data")
	}
	if _, err := os.Stat(data); errors.Is(err, fs.ErrNotExist) {
		layHistory(b, data, n, func(int, *chatter.Message) {})
	}
	s := startOn(b, data, "--flood=off")
	// The history is counted one by one at the start, since no record of it has a count.
	if _, err := s.log.find(b.Context(), func(line string) bool { return strings.Contains(line, "history messages=") }); err != nil {
		b.Fatal(err)
	}
	// Or else one answer in fifty waits for the garbage of this process, not for the server.
	defer debug.SetGCPercent(debug.SetGCPercent(800))
	reader := newAsker(b, s, "127.0.1.1")
	for !reader.indexed() {
		time.Sleep(time.Second)
	}
	stop := trickle(b, s)
	talk := chatter.New(chatterSeed)
	word := func(from, to int) string { return talk.Latin(from + rand.IntN(to-from)) }
	common := func() string { return word(0, 30) }
	for _, c := range []struct {
		name string
		ask  func() map[string]any
	}{
		{"page=newest", func() map[string]any { return pageBelow(1<<53 - 1) }},
		{"page=random", func() map[string]any { return pageBelow(1 + rand.IntN(n)) }},
		{"search=rare", func() map[string]any { return lookFor(word(chatter.LatinWords/2, chatter.LatinWords)) }},
		{"search=common", func() map[string]any { return lookFor(common()) }},
		{"search=two", func() map[string]any { return lookFor(word(30, 1000) + " " + word(30, 1000)) }},
		{"search=phrase", func() map[string]any { return lookFor(`"` + common() + " " + word(0, 1000) + `"`) }},
		{"search=phrase3", func() map[string]any { return lookFor(`"` + common() + " " + common() + " " + common() + `"`) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			var waits []time.Duration
			before := processorTime(b, s)
			for b.Loop() {
				wait, _ := reader.ask(c.ask())
				waits = append(waits, wait)
			}
			used := processorTime(b, s) - before
			slices.Sort(waits)
			b.ReportMetric(used.Seconds()*1000/float64(len(waits)), "server-cpu-ms")
			b.ReportMetric(float64(waits[len(waits)/2])/1e6, "p50-ms")
			b.ReportMetric(float64(waits[len(waits)*99/100])/1e6, "p99-ms")
			b.ReportMetric(float64(waits[len(waits)-1])/1e6, "worst-ms")
		})
	}
	stop()
	b.Logf("%d kB are resident", s.memory("VmRSS"))
}

func pageBelow(below int) map[string]any {
	return map[string]any{"type": "before", "seq": below, "limit": 100}
}

func lookFor(query string) map[string]any { return map[string]any{"type": "search", "query": query} }

// An asker is a connection that is answered one request at a time.
type asker struct {
	b    *testing.B
	conn *websocket.Conn
	last int // request's id
}

func newAsker(b *testing.B, s *process, address string) *asker {
	b.Helper()
	a := &asker{b: b, conn: dialBy(b, s, byAddress(address), nil)}
	b.Cleanup(func() { a.conn.Close() })
	if _, err := converse(a.conn, object{Type: "hello", Name: "reader " + address}, "synced"); err != nil {
		b.Fatal(err)
	}
	a.conn.SetWriteDeadline(time.Time{}) // which converse has set
	return a
}

// ask returns how long the answer took, and the frame that it came in.
func (a *asker) ask(request map[string]any) (took time.Duration, frame []byte) {
	a.last++
	request["id"] = strconv.Itoa(a.last)
	mark := fmt.Appendf(nil, `"id":"%d"`, a.last)
	began := time.Now()
	err := a.conn.WriteJSON(request)
	for err == nil && !bytes.Contains(frame, mark) {
		_, frame, err = a.conn.ReadMessage()
	}
	took = time.Since(began)
	if err != nil || !bytes.Contains(frame, []byte(`"type":"page"`)) {
		a.b.Fatalf("%v is answered %.300s, %v", request, frame, err)
	}
	return took, frame
}

// indexed tells whether all of the history can be searched.
func (a *asker) indexed() bool {
	var answer struct{ Indexed int }
	_, frame := a.ask(lookFor("nothing"))
	for line := range strings.Lines(string(frame)) {
		if strings.Contains(line, `"indexed"`) && json.Unmarshal([]byte(line), &answer) == nil {
			return answer.Indexed == 100
		}
	}
	return false
}

// trickle says ten messages a second until it is stopped.
func trickle(b *testing.B, s *process) (stop func()) {
	a := newAsker(b, s, "127.0.1.2")
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		talk := chatter.New(chatterSeed + 1)
		next := time.NewTicker(time.Second / 10)
		defer next.Stop()
		for i := 0; ; i++ {
			select {
			case <-ctx.Done():
				return
			case <-next.C:
			}
			if o, err := converse(a.conn, object{Type: "say", ID: fmt.Sprint(i), Text: talk.Next().Text}, "stored"); err != nil || o.Type != "stored" {
				b.Errorf("a message is answered %+v, %v", o, err)
				return
			}
		}
	}()
	return func() { cancel(); <-done }
}
