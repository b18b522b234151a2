package sshui

import (
	"bufio"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"talktalktalk/room/texts"
	"talktalktalk/sshui/client"
)

// TestRekey: keys are exchanged anew in the middle of everything, and nothing
// is lost.
func TestRekey(t *testing.T) {
	h := build(t, testConfig{})
	sam := h.member("sam")
	const messages = 60
	var input strings.Builder
	for i := range messages {
		fmt.Fprintf(&input, "%d %s\n", i, strings.Repeat("x", 1000))
	}
	fresh := []string{"-T", "-v", "-o", "RekeyLimit=16K"}
	said := finish(t, sam.ssh(fresh, "plain"), input.String())
	if n := exchanges(said.err); said.code != client.ExitDone || n < 2 {
		t.Errorf("plain: exit code %d after %d exchanges of keys, want 0 and more than that of the login: %s", said.code, n, said.err)
	}

	var out, aside lines
	tail := sam.ssh(fresh, fmt.Sprint("tail -n ", messages))
	tail.Stdout, tail.Stderr = &out, &aside
	if err := tail.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "tail exchanges keys anew", func() bool { return exchanges(aside.String()) > 1 })
	h.says("bob", "with new keys")
	eventually(t, "tail goes on", func() bool { return strings.Contains(out.String(), "bob: with new keys\n") })
	_ = tail.Process.Kill()
	_ = tail.Wait()
	for i := range messages {
		if !strings.Contains(out.String(), fmt.Sprintf(" sam: %d x", i)) {
			t.Errorf("message %d is lost", i)
		}
	}
}

// exchanges is how often OpenSSH's client tells that it has exchanged keys.
func exchanges(told string) int { return strings.Count(told, "SSH2_MSG_NEWKEYS received") }

// TestControlMaster: a connection carries one session. OpenSSH's client, which
// would have a second one in it, makes another connection for that; the first
// goes on, and its connection ends with it, whatever the client keeps it for.
func TestControlMaster(t *testing.T) {
	h := build(t, testConfig{timing: timing{login: never, stall: never, keepalive: never, goodbye: never}})
	sam := h.member("sam")
	control := []string{"-o", "ControlPath=" + filepath.Join(sam.dir, "control"), "-o", "ControlMaster=auto", "-o", "ControlPersist=yes"}
	master := sam.ssh(control, "tail -n 0")
	out, err := master.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := master.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "there is a master", func() bool {
		return finish(t, sam.ssh(append([]string{"-O", "check"}, control...)), "").code == client.ExitDone
	})
	if got := finish(t, sam.ssh(control, "say second"), ""); got.code != client.ExitDone || !strings.Contains(got.err, "refused") {
		t.Errorf("a second session ended with %+v, want it refused and then done by another connection", got)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasSuffix(line, " sam: second\n") {
		t.Errorf("the first session shows %q, %v", line, err)
	}
	master.Process.Signal(syscall.SIGINT)
	master.Wait()
	eventually(t, "the door is empty", h.empty)
}

// TestEndlessPaste: a paste that does not end, and a line that does not, fill
// the draft and no more; Ctrl-C gets one out of both (B21).
func TestEndlessPaste(t *testing.T) {
	t.Parallel()
	h := build(t, testConfig{})
	for _, form := range []looks{whole, xterm, dumb} {
		s := h.open(h.dial("sam"), form)
		s.sees("sam")
		for _, begin := range []string{"\x1b[200~", ""} {
			s.types(begin + strings.Repeat("yes ", 5*texts.MaxChars/4) + "\x03")
		}
		s.types("hello\r/quit\r")
		s.rest()
	}
	if got, want := h.history(), strings.Repeat("sam: hello\n", 3); got != want {
		t.Errorf("said was %.200q, want %q", got, want)
	}
}

// TestSplitSequence: a control sequence that arrives in two pieces is one.
func TestSplitSequence(t *testing.T) {
	h := build(t, testConfig{})
	for _, form := range []looks{whole, xterm} {
		s := h.open(h.dial("sam"), form)
		s.sees("sam")
		before := strings.Repeat("x", client.ReadMost-1)
		s.types(before + "\x1b[200~one\rtwo\x1b[201~\r/quit\r")
		s.rest()
		if got, want := h.history(), "sam: "+before+"one\ntwo\n"; !strings.HasSuffix(got, want) {
			t.Errorf("said was %q, want %q", got, want)
		}
	}
}
