package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// TestScripts plays the conversations of testdata/ through every pair of
// doors. In a script
//
//	ann enters [by web|by ssh]     who is not told a door gets the pair's next
//	ann says TEXT                  types it and sends it
//	bob enters the code of ann     which /link gives her, and is ann
//	ann pipes TEXT                 sends it as the standard input of ssh
//	ann pipes without a key TEXT   likewise, as anybody can
//	bob sees ann: TEXT             a message, an action ("* ann waves"), or who
//	                               came, left or is called otherwise
//	bob has seen TEXT once         and not twice
//	bob has not seen TEXT          until now, not as a line of its own
//	bob is told TEXT               by the server, in private, perhaps among more
//	ann leaves                     as one does
//	ann comes back in vain: TEXT   on a new connection, and is told why
//	ann is cut off                 without a word, which the server may not notice
//	ann returns                    on a new connection, as the same person
//	the server restarts            and everybody returns, "without bob" all but bob
//
// and in a TEXT "\n", "\x1b" and "\u202e" are what they are in Go, and SECRET
// is the admin secret. Waits last until what is expected is there; the lines
// of a script follow each other at once.
func TestScripts(t *testing.T) {
	t.Parallel() // last of all, since it is many that are short
	scripts, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("scripts: %v, %v", scripts, err)
	}
	for _, pair := range [][2]string{{"web", "web"}, {"web", "ssh"}, {"ssh", "web"}, {"ssh", "ssh"}} {
		for _, script := range scripts {
			name := strings.TrimSuffix(filepath.Base(script), ".txt")
			t.Run(name+"/"+pair[0]+"-"+pair[1], func(t *testing.T) {
				t.Parallel()
				play(t, script, pair)
			})
		}
	}
}

// A stage is where a script is played.
type stage struct {
	t       *testing.T
	servers []*process // of one room
	again   func(s *process) *process
	secret  string
	pair    [2]string
	people  map[string]guest
	seats   map[string]int        // at which server people are
	keys    map[string]ssh.Signer // of those who pipe
}

// server is where somebody comes in: who comes first at the first one, the next at
// the next.
func (st *stage) server(name string) *process {
	if _, known := st.seats[name]; !known {
		st.seats[name] = len(st.seats) % len(st.servers)
	}
	return st.servers[st.seats[name]]
}

// A guest is a person of a script at one of the doors.
type guest interface {
	enter(s *process)
	say(text string)
	leave()
	cut()
	knock(s *process) (said string, err error) // comes back, and is not let in
	sees() *journal[string]
	isTold() *journal[string]
}

func play(t *testing.T, script string, pair [2]string) {
	s := start(t)
	again := func(s *process) *process { return startOn(t, s.data) }
	playOn(t, script, &stage{t: t, servers: []*process{s}, again: again, secret: s.secret(), pair: pair})
}

func playOn(t *testing.T, script string, st *stage) {
	text, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	st.people, st.seats, st.keys = map[string]guest{}, map[string]int{}, map[string]ssh.Signer{}
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if err := st.perform(line); err != nil {
			t.Fatalf("%s:%d: %s: %v", script, i+1, line, err)
		}
	}
}

// perform does what one line says.
func (st *stage) perform(line string) error {
	line = strings.ReplaceAll(line, "SECRET", st.secret)
	line, err := strconv.Unquote(`"` + strings.ReplaceAll(line, `"`, `\"`) + `"`)
	if err != nil {
		return err
	}
	if without, restarts := strings.CutPrefix(line, "the server restarts"); restarts {
		st.restart(strings.TrimPrefix(without, " without "))
		return st.meet()
	}
	if err := st.agree(); err != nil {
		return err
	}
	name, act, _ := strings.Cut(line, " ")
	for _, verb := range verbs {
		if rest, ok := strings.CutPrefix(act+" ", verb.words+" "); ok {
			return verb.do(st, name, strings.TrimSuffix(rest, " "))
		}
	}
	return fmt.Errorf("no verb begins %q", act)
}

// verbs are what people do, those with more words first.
var verbs = []struct {
	words string
	do    func(st *stage, name, rest string) error
}{
	{"enters the code of", (*stage).entersCode},
	{"has not seen", (*stage).hasNotSeen},
	{"has seen", (*stage).hasSeenOnce},
	{"comes back in vain:", (*stage).comesInVain},
	{"is cut off", func(st *stage, name, _ string) error { st.people[name].cut(); return nil }},
	{"is told", (*stage).isTold},
	{"enters", (*stage).enters},
	{"leaves", func(st *stage, name, _ string) error { st.people[name].leave(); return nil }},
	{"pipes without a key", (*stage).pipesWithoutKey},
	{"pipes", (*stage).pipes},
	{"returns", func(st *stage, name, _ string) error { st.people[name].enter(st.server(name)); return nil }},
	{"says", func(st *stage, name, rest string) error { st.people[name].say(rest); return nil }},
	{"sees", (*stage).sees},
}

func (st *stage) restart(without string) {
	for i, s := range st.servers {
		s.stop()
		st.servers[i] = st.again(s)
	}
	for name, p := range st.people {
		if name != without {
			p.enter(st.server(name))
		}
	}
}

func (st *stage) enters(name, rest string) error {
	via, named := strings.CutPrefix(rest, "by ")
	if !named {
		via = st.pair[len(st.people)%len(st.pair)]
	}
	switch via {
	case "web":
		st.people[name] = newWebGuest(st.t, name)
	case "ssh":
		st.people[name] = &sshGuest{t: st.t, name: name, key: newKey(st.t)}
	default:
		return fmt.Errorf("no door is called %q", via)
	}
	st.people[name].enter(st.server(name))
	return nil
}

var linkCode = regexp.MustCompile(`/link ([2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4})`)

func (st *stage) entersCode(name, maker string) error {
	st.people[maker].say("/link")
	told, err := st.people[maker].isTold().find(withPatience(st.t), linkCode.MatchString)
	if err != nil {
		return err
	}
	st.people[name].say("/link " + linkCode.FindStringSubmatch(told)[1])
	return nil
}

func (st *stage) pipes(name, text string) error {
	if st.keys[name] == nil {
		st.keys[name] = newKey(st.t)
	}
	return pipe(login(st.t, st.server(name), name, st.keys[name]), text)
}

func (st *stage) pipesWithoutKey(name, text string) error {
	return pipe(loginWith(st.t, st.server(name), name, ssh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })), text)
}

func pipe(client *ssh.Client, text string) error {
	session, err := client.NewSession()
	if err != nil {
		return err
	}
	session.Stdin = strings.NewReader(text)
	if err := session.Shell(); err != nil {
		return err
	}
	return session.Wait()
}

func (st *stage) comesInVain(name, text string) error {
	st.people[name].cut()
	said, err := st.people[name].knock(st.server(name))
	if err == nil && !strings.Contains(said, text) {
		err = fmt.Errorf("told %q", said)
	}
	return err
}

func (st *stage) sees(name, text string) error {
	_, err := st.people[name].sees().find(withPatience(st.t), func(s string) bool { return s == text })
	return err
}

func (st *stage) isTold(name, text string) error {
	_, err := st.people[name].isTold().find(withPatience(st.t), func(s string) bool { return strings.Contains(s, text) })
	return err
}

func (st *stage) hasSeenOnce(name, text string) error {
	text, once := strings.CutSuffix(text, " once")
	if n := st.count(name, text); n != 1 || !once {
		return fmt.Errorf("%d times", n)
	}
	return nil
}

func (st *stage) hasNotSeen(name, text string) error {
	if n := st.count(name, text); n != 0 {
		return fmt.Errorf("%d times", n)
	}
	return nil
}

func (st *stage) count(name, text string) int {
	all := st.people[name].sees().all()
	return len(all) - len(slices.DeleteFunc(all, func(s string) bool { return s == text }))
}
