package main

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// newKey is somebody's SSH key.
func newKey(t testing.TB) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// login connects to the ssh door.
func login(t testing.TB, s *process, user string, key ssh.Signer) *ssh.Client {
	t.Helper()
	return loginWith(t, s, user, ssh.PublicKeys(key))
}

func loginWith(t testing.TB, s *process, user string, how ssh.AuthMethod) *ssh.Client {
	t.Helper()
	client, err := ssh.Dial("tcp", s.ssh, &ssh.ClientConfig{
		User:            user,
		Auth:            []ssh.AuthMethod{how},
		HostKeyCallback: ssh.InsecureIgnoreHostKey(),
		Timeout:         patience,
	})
	if err != nil {
		t.Fatalf("ssh %s: %v", user, err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// A terminal is a person's PTY at the ssh door, in the form that only appends.
type terminal struct {
	t      testing.TB
	client *ssh.Client
	keys   io.Writer
	shown  *journal[string] // what can be read on it, see read
	ended  error            // of the session, when shown has ended
}

// open connects with a PTY and returns when the greeting stands there.
func open(t testing.TB, s *process, user string, key ssh.Signer) *terminal {
	t.Helper()
	client := login(t, s, user, key)
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, client: client, shown: newJournal[string]()}
	keys, err := session.StdinPipe()
	screen, drawn := io.Pipe()
	session.Stdout, session.Stderr = drawn, drawn // a terminal shows both
	// As wide as it gets, so that no line of a test is wrapped.
	if err := errors.Join(err, session.RequestPty("dumb", 50, 300, nil), session.Start("plain")); err != nil {
		t.Fatal(err)
	}
	term.keys = keys
	go func() {
		term.ended = session.Wait()
		drawn.Close()
	}()
	go term.read(screen)
	t.Cleanup(term.cut)
	term.await("greeting", func(line string) bool { return strings.Contains(line, "you are ") })
	return term
}

var (
	message = regexp.MustCompile(`^(?:\d\d:\d\d| {5}) (\S.*)$`)
	further = regexp.MustCompile(`^ {8}(.*)$`)
	notice  = regexp.MustCompile(`^\* (.*)$`)
	present = regexp.MustCompile(`^(.*) \(\d+ here\)$`)
)

// note is what there is to say about a message, behind its author's name.
var note = regexp.MustCompile(`^((?:\* )?\S+) \((?:to you|edited|to you, edited)\)`)

// read notes what a person reads: a message as "ann: hello", with further lines
// behind line ends, and notices as they are.
func (term *terminal) read(screen io.Reader) {
	lines := bufio.NewScanner(screen)
	for lines.Scan() {
		line := strings.TrimRight(lines.Text(), "\a\r")
		if m := message.FindStringSubmatch(line); m != nil {
			term.shown.add(note.ReplaceAllString(m[1], "$1"))
		} else if m := further.FindStringSubmatch(line); m != nil {
			term.shown.amend(func(first string) string { return first + "\n" + m[1] })
		} else if m := notice.FindStringSubmatch(line); m != nil {
			term.notice(m[1])
		} else {
			term.shown.add(line)
		}
	}
	term.shown.end()
}

// notice notes a line of the server's. One about who came and went is taken
// apart: "ann, bob joined; eve left (2 here)".
func (term *terminal) notice(text string) {
	gathering := present.FindStringSubmatch(text)
	if gathering == nil {
		term.shown.add(text)
		return
	}
	for news := range strings.SplitSeq(gathering[1], "; ") {
		names, verb, several := news, "", false
		for _, v := range []string{" joined", " left"} {
			if list, ok := strings.CutSuffix(news, v); ok {
				names, verb, several = list, v, true
			}
		}
		if !several {
			term.shown.add(news)
			continue
		}
		for name := range strings.SplitSeq(names, ", ") {
			term.shown.add(name + verb)
		}
	}
}

// press sends keys as they are struck.
func (term *terminal) press(keys string) {
	term.t.Helper()
	if _, err := io.WriteString(term.keys, keys); err != nil {
		term.t.Fatal(err)
	}
}

func (term *terminal) await(what string, match func(string) bool) string {
	term.t.Helper()
	line, err := term.shown.find(withPatience(term.t), match)
	if err != nil {
		term.t.Fatalf("no %s: %v", what, err)
	}
	return line
}

// cut ends the connection without a word.
func (term *terminal) cut() {
	term.client.Close()
	_ = term.shown.wait(context.Background())
}
