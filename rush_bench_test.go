package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/crypto/ssh"
)

// These are measured by hand, since they take their time and the whole machine:
//
//	go test -run '^$' -bench Rush -benchtime 1x .
//
// A few people talk while others rush in. Reported are how many came in and
// were refused a second, the 99th percentile of what a talker waits until a
// message is stored, and how many processors the server took.

const (
	rushTime    = 30 * time.Second
	rushAtOnce  = 50 // connections of the one address
	rushTalkers = 8
	rushPause   = 550 * time.Millisecond // between two messages of a talker: below the budget
)

// BenchmarkRushWeb reconnects as one name from one address, over and over.
func BenchmarkRushWeb(b *testing.B) {
	rush(b, func(ctx context.Context, s *process) bool {
		conn, err := dialAs(ctx, s, "127.0.2.1")
		if err != nil {
			return false
		}
		defer conn.Close()
		welcome, _ := converse(conn, object{Type: "hello", Name: "sam"}, "welcome")
		return welcome.Type == "welcome"
	})
}

// BenchmarkRushSSH does so at the other door, without a key.
func BenchmarkRushSSH(b *testing.B) {
	config := &ssh.ClientConfig{
		User: "sam", HostKeyCallback: ssh.InsecureIgnoreHostKey(),
		Auth: []ssh.AuthMethod{ssh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })},
	}
	rush(b, func(ctx context.Context, s *process) bool {
		conn, err := from("127.0.2.1").DialContext(ctx, "tcp", s.ssh)
		if err != nil {
			return false
		}
		defer conn.Close()
		secured, channels, requests, err := ssh.NewClientConn(conn, s.ssh, config)
		if err != nil {
			return false
		}
		client := ssh.NewClient(secured, channels, requests)
		defer client.Close()
		session, err := client.NewSession()
		if err != nil || session.RequestPty("dumb", 24, 80, nil) != nil {
			return false
		}
		out, _ := session.StdoutPipe()
		if session.Shell() != nil {
			return false
		}
		n, _ := out.Read(make([]byte, 1))
		return n > 0
	})
}

// rush lets rushAtOnce come in at a time, as fast as they can.
func rush(b *testing.B, comeIn func(context.Context, *process) bool) {
	for b.Loop() {
		s := start(b)
		stop := talk(b, s)
		ctx, cancel := context.WithTimeout(b.Context(), rushTime)
		var in, out atomic.Int64
		var rushing sync.WaitGroup
		for range rushAtOnce {
			rushing.Go(func() {
				for ctx.Err() == nil {
					if comeIn(ctx, s) {
						in.Add(1)
					} else {
						out.Add(1)
					}
				}
			})
		}
		rushing.Wait()
		cancel()
		stop(rushTime)
		b.ReportMetric(float64(in.Load())/rushTime.Seconds(), "in/s")
		b.ReportMetric(float64(out.Load())/rushTime.Seconds(), "refused/s")
	}
}

// BenchmarkRushNobody is what there is to hear with 2000 people here, and no rush.
func BenchmarkRushNobody(b *testing.B) { besideCrowd(b, func(*renamers) {}) }

// BenchmarkRushRename lets 2000 people, of 25 addresses, take one name at once.
func BenchmarkRushRename(b *testing.B) {
	besideCrowd(b, func(c *renamers) {
		c.orders.Close()
		named, err := strconv.Atoi(c.said(b))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(named), "renamed")
	})
}

// besideCrowd has 2000 people here, who do as they are told.
func besideCrowd(b *testing.B, do func(*renamers)) {
	for b.Loop() {
		s := start(b)
		c := newCrowd(b, s)
		stop := talk(b, s)
		began := time.Now()
		do(c)
		b.ReportMetric(time.Since(began).Seconds(), "s")
		time.Sleep(5 * time.Second) // and the talkers a while longer
		stop(time.Since(began))
	}
}

// talk lets some talk, each from an address of its own. stop ends the server
// and reports what talking was like during the time d.
func talk(b *testing.B, s *process) (stop func(d time.Duration)) {
	ctx, cancel := context.WithCancel(b.Context())
	var talking sync.WaitGroup
	var mu sync.Mutex
	var waits []time.Duration
	for n := range rushTalkers {
		conn, err := dialAs(ctx, s, fmt.Sprintf("127.0.1.%d", 1+n))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := converse(conn, object{Type: "hello", Name: fmt.Sprint("talker", n)}, "welcome"); err != nil {
			b.Fatal(err)
		}
		talking.Go(func() {
			defer conn.Close()
			for i := 0; ctx.Err() == nil; i++ {
				began := time.Now()
				if o, err := converse(conn, object{Type: "say", ID: fmt.Sprint(i), Text: "hello"}, "stored"); err != nil || o.Type != "stored" {
					b.Errorf("a talker is answered %v, %v", o, err)
					return
				}
				wait := time.Since(began)
				mu.Lock()
				waits = append(waits, wait)
				mu.Unlock()
				time.Sleep(rushPause - min(wait, rushPause))
			}
		})
	}
	before := processorTime(b, s)
	return func(d time.Duration) {
		used := processorTime(b, s) - before
		cancel()
		talking.Wait()
		s.kill()
		slices.Sort(waits)
		b.ReportMetric(float64(len(waits)), "messages")
		b.ReportMetric(float64(waits[len(waits)*99/100])/1e6, "p99-ms")
		b.ReportMetric(used.Seconds()/d.Seconds(), "cores")
	}
}

// processorTime is how long the server's process has had a processor (Linux).
func processorTime(b *testing.B, s *process) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	_, after, _ := bytes.Cut(stat, []byte(") ")) // the name may hold spaces
	fields := strings.Fields(string(after))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // ticks of 100 Hz
}

func from(address string) *net.Dialer {
	return &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: patience}
}

// dialAs opens the WebSocket from one of this machine's own addresses.
func dialAs(ctx context.Context, s *process, address string) (*websocket.Conn, error) {
	dialer := websocket.Dialer{NetDialContext: from(address).DialContext}
	conn, _, err := dialer.DialContext(ctx, "ws://"+s.web+"/ws", nil)
	return conn, err
}

// converse sends o and returns the first object of the type wanted, or an error object.
func converse(conn *websocket.Conn, o object, want string) (object, error) {
	if err := send(conn, o); err != nil {
		return object{}, err
	}
	for {
		objects, err := receive(conn)
		if err != nil {
			return object{}, err
		}
		for _, o := range objects {
			if o.Type == want || o.Type == "error" {
				return o, nil
			}
		}
	}
}
