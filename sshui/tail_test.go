package sshui

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"talktalktalk/sshui/client"
)

// TestTail: the newest messages come, then each as it is said, until the
// client goes away.
func TestTail(t *testing.T) {
	h := build(t, testConfig{})
	for _, text := range []string{"one", "two", "three\nand more"} {
		h.say("ann", text)
	}
	s := h.open(h.dial("sam"), looks{command: "tail -n2"})
	if got := s.sees("and more\n"); !strings.Contains(got, "ann: two\n") || strings.Contains(got, "one") {
		t.Errorf("tail -n2 began with %q", got)
	}
	h.say("ann", "four")
	s.sees("ann: four\n")
	s.sess.Close()
	s.rest()
}

// TestTailHead: "tail --json | head -1" ends by itself, with nobody saying
// anything more, and whether or not the client's input has ended.
func TestTailHead(t *testing.T) {
	h := build(t, testConfig{})
	h.say("ann", "hello")
	sam := h.member("sam")
	open, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	defer writer.Close()
	for name, input := range map[string]*os.File{"open": open, "ended": nil} {
		cmd := sam.ssh(nil, "tail --json")
		if cmd.Stdin = nil; input != nil {
			cmd.Stdin = input
		}
		out, head, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stdout = head
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		head.Close()
		line := make([]byte, 1)
		for line[len(line)-1] != '\n' {
			b := make([]byte, 1)
			if _, err := io.ReadFull(out, b); err != nil {
				t.Fatal(err)
			}
			line = append(line, b...)
		}
		out.Close()
		giveUp := time.AfterFunc(limit, func() { cmd.Process.Kill() })
		cmd.Wait()
		giveUp.Stop()
		if code := cmd.ProcessState.ExitCode(); code != client.ExitDone {
			t.Errorf("tail --json | head -1, input %s: exit code %d, want %d", name, code, client.ExitDone)
		}
	}
}

// TestTailOnTerminal: there, Ctrl-C is a character for us to see.
func TestTailOnTerminal(t *testing.T) {
	h := build(t, testConfig{})
	h.say("ann", "one\ntwo")
	s := h.open(h.dial("sam"), looks{term: "xterm", width: 80, height: 24, command: "tail"})
	s.sees("ann: one\r\n  two\r\n")
	s.types("q\x03")
	if rest, code := s.rest(); code != client.ExitDone || rest != "" {
		t.Errorf("tail after Ctrl-C: %q, exit code %d; want nothing and %d", rest, code, client.ExitDone)
	}
}
