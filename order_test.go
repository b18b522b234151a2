package main

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"golang.org/x/crypto/ssh"
)

// An actor says a line at a door, and knows what came of it.
type actor interface {
	order(line string) (done bool, answer string)
}

// An orderer is somebody at the page who gives orders.
type orderer struct {
	*browser
	says int
}

func (o *orderer) order(line string) (bool, string) {
	o.says++
	id := "o-" + strconv.Itoa(o.says)
	o.send(object{Type: "say", ID: id, Text: line})
	a := o.answer(id)
	return a.Type == "notice" || a.Type == "stored", a.Code + a.Text
}

// A commander gives orders by "ssh host say".
type commander struct {
	t   *testing.T
	s   *process
	key ssh.Signer
}

func (c *commander) order(line string) (bool, string) {
	code, stdout, stderr := c.run("say " + line)
	return code == 0, stdout + stderr
}

func (c *commander) run(command string) (code int, stdout, stderr string) {
	c.t.Helper()
	client := login(c.t, c.s, "commander", c.key)
	defer client.Close()
	session, err := client.NewSession()
	if err != nil {
		c.t.Fatal(err)
	}
	var out, fail bytes.Buffer
	session.Stdout, session.Stderr = &out, &fail
	var exit *ssh.ExitError
	if err := session.Run(command); errors.As(err, &exit) {
		return exit.ExitStatus(), out.String(), fail.String()
	} else if err != nil {
		c.t.Fatal(err)
	}
	return 0, out.String(), fail.String()
}

// A scene is a server on which one act after the other is tried.
type scene struct {
	t       *testing.T
	s       *process
	boss    *orderer // an admin who prepares and looks
	watcher *browser
	sam     *browser // whom the act concerns, from an address of its own
	token   string
	home    string
	people  int
}

// enterSam has another one come in whom the next act concerns.
func (sc *scene) enterSam() {
	sc.people++
	sc.home = fmt.Sprintf("127.0.9.%d", sc.people)
	sc.sam = browseFrom(sc.t, sc.s, sc.home, nil, object{Name: sc.name()})
	sc.token = sc.sam.await("welcome", func(o object) bool { return o.Type == "welcome" }).Token
}

func (sc *scene) name() string { return fmt.Sprint("sam", sc.people) }

func (sc *scene) must(line string) string {
	sc.t.Helper()
	done, answer := sc.boss.order(line)
	if !done {
		sc.t.Fatalf("%s: %s", line, answer)
	}
	return answer
}

// tries is the code with which sam's message is refused, or "".
func (sc *scene) tries(id string) string {
	sc.t.Helper()
	sc.sam.send(object{Type: "say", ID: id, Text: "may I?"})
	return sc.sam.answer(id).Code
}

// arrives is the code with which sam's browser is refused when it comes again, or "".
func (sc *scene) arrives() string {
	b := browseFrom(sc.t, sc.s, sc.home, nil, object{Token: sc.token})
	o := b.await("welcome or error", func(o object) bool { return o.Type == "welcome" || o.Type == "error" })
	if o.Type == "welcome" {
		b.cut()
	}
	return o.Code
}

func (sc *scene) number() int {
	last := sc.must("/log 1")
	n, err := strconv.Atoi(strings.Fields(last)[0])
	if err != nil {
		sc.t.Fatalf("/log 1: %s", last)
	}
	return n
}

// An attempt is an act as somebody tries it. before returns the line; holds tells
// whether it has taken effect.
type attempt struct {
	word   string
	before func(sc *scene) string
	holds  func(sc *scene) bool
}

// attempts are all acts there are.
var attempts = []attempt{
	{"kick", func(sc *scene) string { return "/kick " + sc.name() + " go" }, func(sc *scene) bool { return sc.isCut(websocket.ClosePolicyViolation) && sc.arrives() == "" }},
	{"mute", func(sc *scene) string { return "/mute @" + sc.name() + " 5m hush" }, func(sc *scene) bool { return sc.tries("1") == "muted" }},
	{"unmute", func(sc *scene) string { sc.must("/mute " + sc.name()); return "/unmute " + sc.name() }, func(sc *scene) bool { return sc.tries("1") == "" }},
	{"ban", func(sc *scene) string { return "/ban " + sc.name() }, func(sc *scene) bool {
		return sc.arrives() == "banned" && sc.isCut(websocket.ClosePolicyViolation)
	}},
	{"unban", func(sc *scene) string { sc.must("/ban " + sc.name()); return fmt.Sprint("/unban ", sc.number()) }, func(sc *scene) bool { return sc.arrives() == "" }},
	{"bans", func(*scene) string { return "/bans" }, nil},
	{"delete", func(sc *scene) string { return fmt.Sprint("/delete ", sc.sam.say("1", "to be deleted")) }, func(sc *scene) bool { return sc.shows("changed") }},
	{"purge", func(sc *scene) string { sc.sam.say("1", "to be purged"); return "/purge " + sc.name() }, func(sc *scene) bool { return sc.shows("purged") }},
	{"slow", func(*scene) string { return "/slow 1h" }, func(sc *scene) bool { return sc.tries("1")+sc.tries("2") == "slow" }},
	{"lock", func(*scene) string { return "/lock 10m" }, func(sc *scene) bool { return sc.tries("1") == "locked" }},
	{"topic", func(sc *scene) string { return "/topic all about " + sc.name() }, func(sc *scene) bool { return sc.shows("topic") }},
	{"log", func(*scene) string { return "/log 3" }, nil},
	{"undo", func(sc *scene) string { sc.must("/mute " + sc.name()); return fmt.Sprint("/undo ", sc.number()) }, func(sc *scene) bool { return sc.tries("1") == "" }},
}

func (sc *scene) isCut(code int) bool {
	if err := sc.sam.seen.wait(withPatience(sc.t)); err != nil {
		sc.t.Error(err)
	}
	return websocket.IsCloseError(sc.sam.gone, code)
}

// shows tells whether the watcher has been shown an object, when all that could
// be on its way has come.
func (sc *scene) shows(kind string) bool {
	sc.people++
	mark := fmt.Sprint("mark ", sc.people)
	sc.boss.order(mark)
	sc.watcher.await(mark, func(o object) bool { return o.Text == mark })
	_, is, _ := sc.watcher.seen.look(func(o object) bool { return o.Type == kind })
	return is
}

// TestOrderTable tries every act as everybody at every door: what is not allowed
// changes nothing, tells nobody else, and stands in /log.
func TestOrderTable(t *testing.T) {
	for _, role := range []string{"guest", "claimed", "secret", "key"} {
		for _, door := range []string{"web", "ssh"} {
			t.Run(role+"/"+door, func(t *testing.T) {
				t.Parallel()
				sc, who := setScene(t, role, door)
				for _, a := range attempts {
					sc.try(a, who, role == "secret" || role == "key")
				}
			})
		}
	}
}

func (sc *scene) try(a attempt, who actor, may bool) {
	sc.t.Helper()
	sc.enterSam()
	line := a.before(sc)
	sc.shows("") // what came before is over
	was, heard, told, before := sc.number0(), len(sc.watcher.seen.all()), len(sc.boss.seen.all()), sc.picture()
	done, answer := who.order(line)
	if done != may {
		sc.t.Errorf("%s: %v, %s", line, done, answer)
	}
	if !may {
		sc.untold(line, heard, told)
		if now := sc.picture(); now != before {
			sc.t.Errorf("%s is refused, and makes of %s %s", line, before, now)
		}
		log := sc.must("/log 1")
		if !strings.Contains(log, "tried "+line) || sc.number() != was+1 || !strings.Contains(answer, "Only an admin") {
			sc.t.Errorf("%s is answered by %s, and the log has %s", line, answer, log)
		}
	}
	if a.holds == nil {
		return
	}
	alive := func() bool { return sc.tries("alive") == "" }
	switch {
	case !may && (a.word == "kick" || a.word == "ban"):
		if !alive() {
			sc.t.Errorf("%s is refused, and has its effect", line)
		}
	case may && !a.holds(sc):
		sc.t.Errorf("%s has no effect: %s", line, answer)
	case !may && a.holds(sc):
		sc.t.Errorf("%s is refused, and has its effect", line)
	}
	for _, line := range []string{"/slow off", "/lock off"} {
		sc.must(line)
	}
}
