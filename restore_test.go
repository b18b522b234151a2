package main

import (
	"path/filepath"
	"strings"
	"testing"

	"talktalktalk/cluster/natstest"
)

// TestRestore: when NATS has lost the stream of a room, people read on and are told why
// nothing is stored; "cluster restore" brings all back under the same numbers. A folder
// that follows a stream is not served without it. Where servers differ, a supervisor
// is told that they only read.
func TestRestore(t *testing.T) {
	t.Parallel()
	nats := natstest.Start(t)
	shared := "--cluster=" + nats.URLs
	data := filepath.Join(t.TempDir(), "data")
	s := startOn(t, data, shared, "--flood=off")
	f := newFault(t, s)
	f.stored("before")
	last := f.ann.say("c-last", "the last")
	nats.Lose(t)
	s.logged(`(NATS has lost the room's stream)`)
	if r := f.refused("nowhere"); !strings.Contains(r.Text, "cluster restore") {
		t.Errorf("with the stream lost a text is answered with %+v", r)
	}
	f.readOnly(f.refused("nowhere either"))
	s.stop()

	if code, _, stderr := call(t, "--data="+data, "--web=127.0.0.1:0", "--ssh=off"); code != exitFailed || !strings.Contains(stderr, "start it with --cluster") {
		t.Errorf("without --cluster it ends with %d: %s", code, stderr)
	}
	code, stdout, stderr := call(t, "cluster", "restore", shared, "--data="+data)
	if code != exitDone || !strings.Contains(stdout, "restored") {
		t.Fatalf("cluster restore ends with %d: %s%s", code, stdout, stderr)
	}
	if all := nats.Streams(t); len(all) != 1 {
		t.Errorf("when it is restored NATS has %q, want nothing that belonged to what was lost", all)
	}
	if code, _, stderr := call(t, "cluster", "restore", shared, "--data="+data); code != exitFailed || !strings.Contains(stderr, "nothing is to be restored") {
		t.Errorf("cluster restore again ends with %d: %s", code, stderr)
	}
	s = startOn(t, data, shared, "--flood=off")
	ann, _ := browse(t, s, object{Name: "ann"})
	found := map[uint64]string{}
	for _, o := range ann.history() {
		found[o.Seq] = o.Text
	}
	if f.kept[last] = "the last"; len(found) != len(f.kept) {
		t.Errorf("restored, the history is %v, want %v", found, f.kept)
	}
	for seq, text := range f.kept {
		if found[seq] != text {
			t.Errorf("number %d is %q, want %q", seq, found[seq], text)
		}
	}
	if after := ann.say("c-after", "after"); after <= last {
		t.Errorf("the first message afterwards is %d, the last before was %d", after, last)
	}
	nats.Differ(t)
	f.s = s
	f.health("read-only\n")
	s.stop()
}
