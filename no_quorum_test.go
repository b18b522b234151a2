package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"talktalktalk/cluster/natstest"
	"talktalktalk/sshui/client"
)

// holdFor is the environment variable that says how long TestNoQuorum leaves two NATS servers
// frozen, and a server cut off: a duration, no longer than it takes if it is not set.
const holdFor = "TALK_HOLD"

// whyWaiting is what people read when the other machines do not answer.
const whyWaiting = "the other machines of this room do not answer"

// TestNoQuorum: with one of three NATS servers frozen all goes on. With two, and at
// a server that is cut off from all, nothing is acknowledged; people at all doors are
// told that they wait, and why, and then that it is refused; they can read, and the server
// can be stopped. When that is over all servers have the same, each message once.
func TestNoQuorum(t *testing.T) {
	t.Parallel()
	hold, _ := time.ParseDuration(os.Getenv(holdFor))
	nats := natstest.Start(t)
	dir := t.TempDir()
	here := newSeat(t, nats, filepath.Join(dir, "here"))
	there := newSeat(t, nats, filepath.Join(dir, "there"))
	here.stored("before")

	follower := slices.DeleteFunc(slices.Clone(nats.Nodes), func(n *natstest.Node) bool { return n == nats.Leader(t) })[0]
	follower.Freeze(t)
	here.stored("with one frozen")
	there.stored("with one frozen, there")

	other := nats.Nodes[(slices.Index(nats.Nodes, follower)+1)%len(nats.Nodes)]
	other.Freeze(t)
	begun := time.Now()
	for _, refused := range []func(){here.waits("with two frozen"), there.waits("with two frozen, there")} {
		refused()
	}
	there.drop()
	rest(begun, hold)
	there.fault.say("under way when it is stopped")
	stopping := time.Now()
	there.server.stop()
	t.Logf("a stop with two frozen took %v", time.Since(stopping))
	there.server = there.start()
	there.enter()
	there.fault.answered()
	other.Thaw(t)
	follower.Thaw(t)
	here.fault.health("ok\n")
	here.repeats("with two frozen")
	here.recovered("again")
	there.recovered("again, there")

	here.isolated(func() {
		begun := time.Now()
		there.stored("what others say meanwhile")
		here.waits("cut off")()
		here.drop()
		rest(begun, hold)
	})
	here.recovered("no longer cut off")
	there.stored("the end")
	here.sees("the end")
	for _, s := range []*seat{here, there} {
		s.server.stop()
	}
	a, b := export(t, here.server.data), export(t, there.server.data)
	if a != b {
		t.Errorf("here the history is\n%s\nthere\n%s", a, b)
	}
	for _, by := range []string{byBob, byEve} {
		if n := strings.Count(a, fmt.Sprintf("%q", "with two frozen"+by)); n != 1 {
			t.Errorf("what was sent twice%s stands %d times in\n%s", by, n, a)
		}
	}
}

// rest waits until hold is over since begun.
func rest(begun time.Time, hold time.Duration) {
	if left := time.Until(begun.Add(hold)); left > 0 {
		<-time.After(left)
	}
}

// A seat is one server of a room, people at all of its doors, and the cables by which it
// reaches the NATS servers.
type seat struct {
	t      *testing.T
	server *process
	data   string
	cables []*cable
	fault  *fault // ann at the page, bob at a terminal that only appends
	eve    *screen
}

func newSeat(t *testing.T, nats *natstest.Cluster, data string) *seat {
	s := &seat{t: t, data: data}
	for _, n := range nats.Nodes {
		s.cables = append(s.cables, lay(t, strings.TrimPrefix(n.URL, "nats://")))
	}
	s.server = s.start()
	s.enter()
	return s
}

func (s *seat) start() *process {
	var urls []string
	for _, c := range s.cables {
		urls = append(urls, "nats://"+c.l.Addr().String())
	}
	return startOn(s.t, s.data, "--flood=off", "--cluster="+strings.Join(urls, ","))
}

// enter lets people in.
func (s *seat) enter() {
	said := 0
	if s.fault != nil {
		said = s.fault.said
	}
	s.fault = newFault(s.t, s.server)
	s.fault.said = said
	s.eve = openScreen(s.t, s.server, "eve")
}

// What people say ends with who says it: their names change while servers do not hear of
// each other.
const (
	byBob  = " by bob"
	byEve  = " by eve"
	byPipe = " by a pipe"
)

// stored has all say text, which is stored.
func (s *seat) stored(text string) {
	s.t.Helper()
	s.fault.stored(text)
	s.fault.bob.press(text + byBob + "\r")
	s.eve.press(text + byEve + "\r")
	if code, stderr := s.pipe(text + byPipe); code != client.ExitDone {
		s.t.Errorf("a pipe exits with %d: %s", code, stderr)
	}
	for _, by := range []string{"", byBob, byEve, byPipe} {
		s.sees(text + by)
	}
}

func (s *seat) sees(text string) {
	s.t.Helper()
	s.fault.ann.await(text, func(o object) bool { return o.Type == "message" && o.Text == text })
}

// waits has all say text: they are told why they wait, and, which refused waits for, that it
// is not stored.
func (s *seat) waits(text string) (refused func()) {
	s.t.Helper()
	begun := time.Now()
	var answer object
	said := func(what string) {
		s.t.Logf("%q: %s after %v", text, what, time.Since(begun).Round(10*time.Millisecond))
	}
	page, terminal := s.fault.ann.seen.size(), s.fault.bob.shown.size()
	s.eve.forget()
	id := s.fault.say(text)
	s.fault.ann.send(object{Type: "say", ID: id + "-command", Text: "/claim"})
	s.fault.bob.press(text + byBob + "\r")
	s.eve.press(text + byEve + "\r")
	var piped sync.WaitGroup
	piped.Go(func() {
		code, stderr := s.pipe(text + byPipe)
		said("the pipe has ended")
		waiting, refused, _ := strings.Cut(stderr, "\n")
		if code != client.ExitUnavailable || !strings.HasPrefix(waiting, "Waiting: "+whyWaiting) || !strings.Contains(refused, whyWaiting) {
			s.t.Errorf("a pipe exits with %d: %s", code, stderr)
		}
	})
	waits := func(text string) bool { return strings.HasPrefix(text, "Waiting: "+whyWaiting) }
	_, err := s.fault.ann.seen.after(withPatience(s.t), page, func(o *object) bool { return o.Type == "notice" && o.ID == "" && waits(o.Text) })
	said("at the page they are told why they wait")
	_, err2 := s.fault.bob.shown.after(withPatience(s.t), terminal, func(line *string) bool { return waits(*line) })
	if err := errors.Join(err, err2); err != nil {
		s.t.Fatalf("%q: nobody is told why it waits: %v", text, err)
	}
	said("at the plain terminal they are told why they wait")
	s.eve.await("Waiting: " + whyWaiting)
	said("on the screen they are told why they wait")
	s.fault.health("read-only\n")
	return func() {
		s.t.Helper()
		for _, id := range []string{id + "-command", id} {
			answer = s.fault.ann.answer(id)
			said("at the page it is refused")
			if answer.Type != "error" || answer.Code != "unavailable" || !strings.Contains(answer.Text, whyWaiting) {
				s.t.Errorf("%q is answered with %+v", text, answer)
			}
			if waited := time.Since(begun); waited < 14*time.Second {
				s.t.Errorf("%q is refused after %v", text, waited)
			}
		}
		s.fault.bob.await("refusal", func(line string) bool { return strings.Contains(line, answer.Text) })
		s.eve.await(answer.Text)
		said("it is refused at all doors")
		piped.Wait()
	}
}

// isolated does what is to be done while the server reaches no NATS server.
func (s *seat) isolated(do func()) {
	for _, c := range s.cables {
		c.fail()
	}
	do()
	for _, c := range s.cables {
		c.mend()
	}
}

// drop drops the lines that are back at the terminals.
func (s *seat) drop() {
	const dropLine = "\x15" // Ctrl-U
	s.eve.press(dropLine)
	s.fault.bob.press(dropLine)
}

// repeats sends the lines again, which may have come already.
func (s *seat) repeats(text string) {
	s.t.Helper()
	s.eve.press("\r")
	s.fault.bob.press("\r")
	for _, by := range []string{byBob, byEve} {
		s.sees(text + by)
	}
}

// recovered waits until the server writes again.
func (s *seat) recovered(text string) {
	s.t.Helper()
	s.fault.health("ok\n")
	s.stored(text)
}

// pipe says text as "echo text | ssh host" does.
func (s *seat) pipe(text string) (code int, stderr string) {
	session, err := login(s.t, s.server, "pipe", newKey(s.t)).NewSession()
	if err != nil {
		s.t.Error(err)
		return 0, ""
	}
	defer session.Close()
	var said bytes.Buffer
	session.Stdin, session.Stderr = strings.NewReader(text), &said
	var exit *ssh.ExitError
	if errors.As(session.Run(""), &exit) {
		code = exit.ExitStatus()
	}
	return code, said.String()
}
