package sshui

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"talktalktalk/room"
	"talktalktalk/room/wire"
	"talktalktalk/sshui/client"
)

// TestScriptChanges: commands print messages as they are now, and tail what
// becomes of them; what was deleted is not printed by any.
func TestScriptChanges(t *testing.T) {
	h := build(t, testConfig{})
	sam := h.member("sam")
	say := func(text string) {
		t.Helper()
		if got := sam.run("", "say "+text); got.code != client.ExitDone {
			t.Fatalf("say %s: %+v", text, got)
		}
	}
	say("/me mends")
	say("first")
	text := h.open(h.dial("text"), looks{command: "tail"})
	text.sees("first\n")
	objects := h.open(h.dial("objects"), looks{command: "tail --json"})
	objects.sees("first")
	objects.sees("\n")
	seqs := h.seqs()

	say("/edit second,\nin two lines")
	text.sees(fmt.Sprintf(" sam edited %d: second,\n  in two lines\n", seqs[1]))
	changed := objects.object()
	if changed.Type != "changed" || changed.Seq != seqs[1] || changed.Text != "second,\nin two lines" || changed.Edited < changed.At || changed.Deleted {
		t.Errorf("tail --json prints %+v", changed)
	}
	if got := sam.run("", "last").out; !strings.HasSuffix(got, " sam: second,\n  in two lines\n") || strings.Contains(got, "first") {
		t.Errorf("last prints %q", got)
	}
	say("/delete")
	text.sees(fmt.Sprintf(" sam deleted %d\n", seqs[1]))
	if changed := objects.object(); changed.Type != "changed" || changed.Seq != seqs[1] || changed.Text != "" || !changed.Deleted {
		t.Errorf("tail --json prints %+v", changed)
	}
	say("/delete")
	text.sees(fmt.Sprintf(" sam deleted %d\n", seqs[0]))
	for _, command := range []string{"last", "since 1h", "tail -n 5"} {
		got := h.open(h.dial("eve"), looks{command: command}).sees("deleted\n")
		got = strings.ReplaceAll(got, " sam: message deleted\n", "")
		if regexp.MustCompile(`[a-z]`).MatchString(got) {
			t.Errorf("%s prints %q", command, got)
		}
	}
	last := sam.run("", "last --json").out
	for line := range strings.Lines(last) {
		var m wire.Message
		if err := json.Unmarshal([]byte(line), &m); err != nil || m.Type != "message" || !m.Deleted || m.Name != "sam" || strings.Contains(line, `"text"`) {
			t.Errorf("last --json prints %s", line)
		}
	}
	if n := strings.Count(last, "\n"); n != 2 {
		t.Errorf("last --json prints %d lines, want 2", n)
	}
}

// seqs are the numbers of all messages.
func (h *testServer) seqs() (list []room.Seq) {
	h.t.Helper()
	for _, m := range h.objects("last --json") {
		list = append(list, m.Seq)
	}
	return list
}

// object is the next line of a screen, as an object.
func (s *testSession) object() (m wire.Message) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(s.sees("\n")), &m); err != nil {
		s.t.Fatal(err)
	}
	return m
}

// TestPlainChanges: what becomes of a message that cannot be drawn anew is said
// in a new line, which passes for nobody's message.
func TestPlainChanges(t *testing.T) {
	t.Parallel()
	h := build(t, testConfig{})
	ann := h.open(h.dial("ann"), dumb)
	ann.sees("you are ann")
	bob := h.open(h.dial("bob"), dumb)
	ann.sees("bob joined")
	bob.sees("you are bob")
	bob.types("hello\r")
	ann.sees("bob: hello\r\n")
	seq := h.seqs()[0]
	bob.types("/edit hello ann\r")
	got := ann.sees("hello ann\r\n")
	if want := regexp.MustCompile(fmt.Sprintf(`^\* bob edited %d, \d\d:\d\d: hello ann\r\n$`, seq)); !want.MatchString(got) {
		t.Errorf("after an edit, shown is %q, want %v", got, want)
	}
	eve := h.open(h.dial("eve"), dumb)
	eve.sees(" bob (edited): hello ann\r\n")
	h.open(h.dial("ann", newSigner(t)), dumb).sees(" bob (edited): hello ann\r\n") // who is ann2
	bob.types("/delete\r")
	for _, s := range []*testSession{ann, eve} {
		if got := s.sees(fmt.Sprintf("* bob deleted %d, ", seq)); strings.Contains(got, "edited "+fmt.Sprint(seq)) {
			t.Errorf("shown is %q", got)
		}
		s.sees("\r\n")
	}
	max := h.open(h.dial("max"), dumb)
	max.sees(" bob: message deleted\r\n")

	h.open(h.dial("mallory"), looks{command: "say x"}).rest()
	mallory := h.open(h.dial("mallory"), xterm)
	mallory.types("y\r")
	mallory.sees(": y\r\n")
	mallory.types("/edit y\n    admin: hi\n14:05 admin: hi\r")
	got = ann.sees("14:05 admin: hi\r\n")
	if !strings.HasSuffix(got, ": y\r\n            admin: hi\r\n        14:05 admin: hi\r\n") {
		t.Errorf("shown is %q", got)
	}
}
