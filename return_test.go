package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/crypto/ssh"
)

// TestReturn restarts the server under some people at both doors, each of whom says
// something just then: all of it is there once, for all of them, in one order.
func TestReturn(t *testing.T) {
	t.Parallel()
	restartUnder(t, 20, 20, 5)
}

// BenchmarkReturn does so with many, by hand, since it takes the whole machine:
//
//	go test -run '^$' -bench Return -benchtime 1x .
//
// Reported is after what time pages are back and caught up: since the goodbye, and since
// the doors are open again. What the server itself takes to restart is between.
func BenchmarkReturn(b *testing.B) {
	for b.Loop() {
		back, closed := restartUnder(b, 500, 50, 100)
		slices.Sort(back)
		b.ReportMetric(closed.Seconds(), "closed-s")
		b.ReportMetric(back[len(back)/2].Seconds(), "p50-s")
		b.ReportMetric(back[len(back)*99/100].Seconds(), "p99-s")
		b.ReportMetric((back[len(back)*99/100] - closed).Seconds(), "p99-since-open-s")
	}
}

// pageWait is the page's: what "bye" advises, or else 0.5 s and twice that at each
// further try, each 30 % more or less (B5).
func pageWait(advice time.Duration, failures int) time.Duration {
	wait := advice
	if wait == 0 {
		wait = min(500*time.Millisecond<<failures, 15*time.Second)
	}
	return time.Duration(float64(wait) * (0.7 + 0.6*rand.Float64()))
}

// A returner does at the WebSocket what the page does when the server restarts.
type returner struct {
	s       *process
	address string
	text    string // that it says when it is back, until it is stored

	token, epoch string
	place        uint64
	seen         []string  // texts, in order, each number once
	gone         time.Time // when the goodbye came
	back         time.Time // when it had caught up again
	stored       bool
}

// live goes on until enough says so.
func (r *returner) live(ctx context.Context, caughtUp chan<- struct{}, enough func(*returner) bool) error {
	for failures, advice := 0, time.Duration(0); ; {
		conn, err := dialAs(ctx, r.s, r.address)
		if err == nil {
			advice, err = r.visit(ctx, conn, caughtUp, enough)
			failures = 0
			if err == nil {
				return nil
			}
			if r.gone.IsZero() && r.epoch != "" {
				r.gone = time.Now() // without a goodbye
			}
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s has seen %d and is out: %w", r.text, len(r.seen), errors.Join(ctx.Err(), err))
		}
		time.Sleep(pageWait(advice, failures)) // as a page does, which is what is measured
		failures, advice = failures+1, 0
	}
}

// visit is one connection; its error tells that it broke.
func (r *returner) visit(ctx context.Context, conn *websocket.Conn, caughtUp chan<- struct{}, enough func(*returner) bool) (advice time.Duration, err error) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if err := send(conn, object{Type: "hello", Token: r.token, Epoch: r.epoch, After: r.place}); err != nil {
		return 0, err
	}
	for {
		objects, err := receive(conn)
		if err != nil {
			return advice, err
		}
		for _, o := range objects {
			switch o.Type {
			case "welcome":
				r.token, r.epoch = o.Token, o.Epoch
			case "message":
				if o.Seq > r.place {
					r.seen, r.place = append(r.seen, o.Text), o.Seq
				}
			case "synced":
				if !r.gone.IsZero() && r.back.IsZero() {
					r.back = time.Now()
				}
				if !r.stored && !r.gone.IsZero() { // the outbox
					err = send(conn, object{Type: "say", ID: "1", Text: r.text})
				} else if r.gone.IsZero() {
					caughtUp <- struct{}{}
				}
			case "bye":
				advice = time.Duration(o.RetryMS) * time.Millisecond
				if r.gone.IsZero() {
					r.gone = time.Now()
				}
			case "stored":
				r.stored = true
			case "error":
				err = fmt.Errorf("%s is answered %+v", r.text, o)
			}
			if err != nil {
				return advice, err
			}
		}
		if enough(r) {
			return 0, nil
		}
	}
}

// restartUnder restarts a server under so many pages, of which some have
// something in the outbox, and terminals, and returns after what time each page was back, and how long the doors were closed.
func restartUnder(t testing.TB, web, talkers, terminals int) (back []time.Duration, closed time.Duration) {
	t.Helper()
	const addresses = 50
	s := start(t, "--web="+freeAddress(t), "--ssh="+freeAddress(t), "--metrics=127.0.0.1:0")
	ctx, cancel := context.WithTimeout(t.Context(), 3*patience)
	defer cancel()
	caughtUp := make(chan struct{}, web)
	total := talkers + 1
	begin(t, s) // so that everybody has a place to come back to
	all := func(r *returner) bool { return r.stored && len(r.seen) >= total }
	returners, outcome := make([]*returner, web), make(chan error, web)
	for i := range returners {
		returners[i] = &returner{s: s, address: fmt.Sprint("127.0.5.", 1+i%addresses), text: fmt.Sprint("message ", i), stored: i >= talkers}
		go func() { outcome <- returners[i].live(ctx, caughtUp, all) }()
	}
	goodbye := terminalsOf(t, s, terminals, addresses)
	for range web {
		<-caughtUp
	}
	if t.Failed() {
		t.FailNow()
	}
	wantMetric(t, s, fmt.Sprintf(`talktalktalk_connections{door="web"} %d`, web))
	s.stop()
	goodbye()
	again := startWith(t, nil, s.data, "--web="+s.web, "--ssh="+s.ssh, "--metrics=127.0.0.1:0")
	opened := time.Now()
	for range web {
		if err := <-outcome; err != nil {
			t.Error(err)
		}
	}
	var first time.Time
	for _, r := range returners {
		if !slices.Equal(r.seen, returners[0].seen) || len(r.seen) != total {
			t.Errorf("%s has seen %d messages, or others or otherwise than the first of them", r.text, len(r.seen))
		}
		back = append(back, r.back.Sub(r.gone))
		if first.IsZero() || r.gone.Before(first) {
			first = r.gone
		}
	}
	wantMetric(t, again, fmt.Sprintf(`talktalktalk_messages_total{via="web"} %d`, talkers))
	return back, opened.Sub(first)
}

// terminalsOf opens that many terminals, from as many addresses at most. goodbye
// waits for them to end, and looks at what each was told.
func terminalsOf(t testing.TB, s *process, count, addresses int) (goodbye func()) {
	t.Helper()
	sessions := make([]*ssh.Session, count)
	farewells := make([]strings.Builder, count)
	var connecting sync.WaitGroup
	for i := range sessions {
		connecting.Go(func() {
			client := sshAs(t, s, fmt.Sprint("127.0.6.", 1+i%addresses))
			session, err := client.NewSession()
			if err == nil {
				session.Stdout, session.Stderr = &farewells[i], io.Discard
				_, err = session.StdinPipe() // or it would end at once
				err = errors.Join(err, session.RequestPty("dumb", 24, 80, nil), session.Shell())
			}
			if err != nil {
				t.Errorf("terminal %d: %v", i, err)
				return
			}
			sessions[i] = session
		})
	}
	connecting.Wait()
	return func() {
		t.Helper()
		for i, session := range sessions {
			var exit *ssh.ExitError
			if err := session.Wait(); !errors.As(err, &exit) || exit.ExitStatus() != 75 || !strings.Contains(farewells[i].String(), "ssh ") {
				t.Errorf("terminal %d ended with %v: %q", i, err, farewells[i].String())
			}
		}
	}
}

// begin says the first message.
func begin(t testing.TB, s *process) {
	t.Helper()
	conn, err := dialAs(t.Context(), s, "127.0.5.200")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := converse(conn, object{Type: "hello", Name: "first"}, "synced"); err != nil {
		t.Fatal(err)
	}
	if o, err := converse(conn, object{Type: "say", ID: "1", Text: "first"}, "stored"); err != nil || o.Type != "stored" {
		t.Fatalf("the first message is answered by %+v, %v", o, err)
	}
}

// sshAs logs in from one of this machine's own addresses, with a key of its own.
func sshAs(t testing.TB, s *process, address string) *ssh.Client {
	conn, err := from(address).DialContext(t.Context(), "tcp", s.ssh)
	if err != nil {
		t.Fatal(err)
	}
	c, channels, requests, err := ssh.NewClientConn(conn, s.ssh, &ssh.ClientConfig{
		User: "sam", Auth: []ssh.AuthMethod{ssh.PublicKeys(newKey(t))}, HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		t.Fatal(err)
	}
	client := ssh.NewClient(c, channels, requests)
	t.Cleanup(func() { client.Close() })
	return client
}

// wantMetric fails if who watches the server does not find the line.
func wantMetric(t testing.TB, s *process, line string) {
	t.Helper()
	r, err := http.Get(s.logged(`metrics  (http://[^\s"]+)`))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || !strings.Contains(string(body), line+"\n") {
		t.Errorf("the metrics have no line %s, %v", line, err)
	}
}
