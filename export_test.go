package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// export returns what the command writes.
func export(t *testing.T, data string, args ...string) string {
	t.Helper()
	code, stdout, stderr := call(t, append([]string{"export", "--data=" + data}, args...)...)
	if code != 0 { // a busy machine makes it tell how far it is
		t.Fatalf("export: exit %d, %q", code, stderr)
	}
	return stdout
}

// TestExport: the history is written out beside a running server and without
// one, oldest first, as it is now, with nothing private in it.
func TestExport(t *testing.T) {
	t.Parallel()
	s := start(t, "--flood=off")
	ann, welcome := browse(t, s, object{Name: "ann"})
	for i := range 600 { // more than a page of the log
		ann.say(fmt.Sprint("c-", i), fmt.Sprint("text ", i))
	}
	ann.say("c-me", "/me waves\nand \u009b31m <b>&")
	deleted := ann.say("c-gone", "forgotten")
	ann.send(object{Type: "delete", ID: "c-delete", Seq: deleted})
	ann.answer("c-delete")
	history := ann.history()

	running, asText := export(t, s.data), export(t, s.data, "--format=txt")
	s.stop()
	if alone := export(t, s.data, "--format", "jsonl"); alone != running {
		t.Errorf("without a server the export has %d bytes, with one %d", len(alone), len(running))
	}
	if alone := export(t, s.data, "--format=txt"); alone != asText {
		t.Error("without a server the text is another")
	}
	lines := strings.Split(strings.TrimSuffix(running, "\n"), "\n")
	if len(lines) != len(history) {
		t.Fatalf("%d lines, want %d", len(lines), len(history))
	}
	for i, line := range lines {
		var o object
		if err := json.Unmarshal([]byte(line), &o); err != nil || o.Type != "message" {
			t.Fatalf("line %d: %v, %+v", i, err, o)
		}
		if want := history[i]; o.Seq != want.Seq || o.Text != want.Text || o.Name != "ann" || o.Action != want.Action || o.Deleted != want.Deleted {
			t.Errorf("line %d is %s, want %+v", i, line, want)
		}
		for _, private := range []string{welcome.Token, "c-", "127.0.0.1", "forgotten", "\u009b"} {
			if strings.Contains(line, private) {
				t.Errorf("line %d has %q: %s", i, private, line)
			}
		}
	}
	if want := " * ann waves\n  and "; !strings.Contains(asText, want) || strings.Count(asText, "\n") != len(lines)+1 {
		t.Errorf("the text does not have %q, or not %d lines", want, len(lines)+1)
	}
}

// TestExportNothing: what there is not to export is said, and exits 1; a format
// that there is not exits 2.
func TestExportNothing(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"export", "--data=" + data}, 1, data},
		{[]string{"export", "--data=" + filepath.Dir(data)}, 1, "no server has ever run"},
		{[]string{"export", "--format=xml"}, 2, "--format"},
		{[]string{"export", "everything"}, 2, "everything"},
		{[]string{"backup"}, 2, "<dir>"},
		{[]string{"backup", filepath.Join(data, "copy"), "--data=" + data}, 1, data},
	} {
		code, stdout, stderr := call(t, c.args...)
		if code != c.code || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, c.want) {
			t.Errorf("%q: exit %d, %q, %q, want %d and a line with %q", c.args, code, stdout, stderr, c.code, c.want)
		}
	}
}
