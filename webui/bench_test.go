package webui_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/webui"
)

// BenchmarkEncode makes the line of one message, which is done once a message
// however many read it.
func BenchmarkEncode(b *testing.B) {
	e := &room.Event{
		Kind: room.Said, Seq: 1301, Time: time.UnixMilli(1763805600123), ID: "c-1", Owner: "p7f3a",
		Name: "sam", Via: room.Web, Text: strings.Repeat("hello you ", 10),
	}
	b.ReportAllocs()
	for b.Loop() {
		webui.EncodeEvent(e)
	}
}

// BenchmarkFanOut says a message, from the first of n clients, and waits until
// all have it.
func BenchmarkFanOut(b *testing.B) {
	for _, n := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprint("clients=", n), func(b *testing.B) {
			h := build(b, plan{})
			var seen sync.WaitGroup // a count down for each message
			var clients []*client
			for i := range n {
				clients = append(clients, h.join(fmt.Sprint("user", i)))
				go clients[i].count(&seen)
			}
			b.ReportAllocs()
			for b.Loop() {
				seen.Add(n)
				clients[0].send(`{"type":"say","id":"` + fmt.Sprint(b.Elapsed()) + `","text":"hello"}`)
				seen.Wait()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/delivery")
		})
	}
}

// count counts messages down until the connection ends.
func (c *client) count(seen *sync.WaitGroup) {
	c.ws.SetReadDeadline(time.Time{})
	for {
		_, frame, err := c.ws.ReadMessage()
		if err != nil {
			return
		}
		for range bytes.Count(frame, []byte(`{"type":"message"`)) {
			seen.Done()
		}
	}
}

// BenchmarkJoin connects, says hello and reads a hundred messages of history.
func BenchmarkJoin(b *testing.B) {
	h := build(b, plan{})
	h.fill(room.Backlog)
	b.ReportAllocs()
	for b.Loop() {
		c, _ := h.enter(`{"type":"hello","name":"sam"}`)
		c.until("synced")
		c.ws.Close()
	}
}
