package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// take runs the command import and returns what it answers.
func take(t *testing.T, data, path string) string {
	t.Helper()
	code, stdout, stderr := call(t, "import", path, "--data="+data)
	if code != 0 { // a busy machine makes it tell how far it is
		t.Fatalf("import %s: exit %d, %q", path, code, stderr)
	}
	return stdout
}

// original makes a history of the original program's.
func original(t *testing.T, count int) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "talktalktalk.db")
	out, err := exec.CommandContext(withPatience(t), "/usr/bin/python3", "testdata/original.py", path, fmt.Sprint(count)).CombinedOutput()
	if err != nil {
		t.Fatalf("python3: %v\n%s", err, out)
	}
	return path
}

// lines are those of an export.
func lines(t *testing.T, export string) (all []object) {
	t.Helper()
	for line := range strings.Lines(export) {
		var o object
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		all = append(all, o)
	}
	return all
}

// TestImportOriginal takes in 5000 messages of the original's beside a running
// server, twice: they come before what was said here, are shown as text at both
// doors, and make nobody of those who wrote them.
func TestImportOriginal(t *testing.T) {
	t.Parallel()
	path := original(t, 5000)
	s := start(t, "--flood=off")
	ann, before := browse(t, s, object{Name: "ann"})
	seq := ann.say("c-1", "said here")
	if got := take(t, s.data, path); got != "5,000 messages taken in, 0 were there already\n" {
		t.Errorf("import: %q", got)
	}
	if err := ann.seen.wait(withPatience(t)); err != nil {
		t.Fatal(err)
	}
	if bye := ann.await("bye", func(o object) bool { return o.Type == "bye" }); bye.RetryMS == 0 {
		t.Errorf("the page was told %+v, want when to come back", bye)
	}
	ann, after := browse(t, s, object{Name: "ann", Token: before.Token, Epoch: before.Epoch, After: seq})
	if after.Who != before.Who || after.Epoch == before.Epoch || after.Name != "ann" {
		t.Errorf("ann is %+v after the import, was %+v", after, before)
	}
	history := ann.history()
	if len(history) != 5001 || history[5000].Text != "said here" {
		t.Fatalf("%d messages, the last %+v", len(history), history[len(history)-1])
	}
	for i, want := range []object{
		{Name: "ann", Text: "hello 0"},
		{Name: "Zoë", Text: "a & b &amp; c <b> 1"},
		{Name: "beveb", Text: "日本語 ünï 2"},
		{Name: "admin", Text: "<script>alert(1)</script> 3"},
		{Name: "somebody", Text: "esc [31mred[0m 4"},
		{Name: "ann", Text: "two\nlines 5"},
	} {
		got := history[i]
		if got.Name != want.Name || got.Text != want.Text || got.Via != "web" || got.Admin || !strings.HasPrefix(got.Who, "i") {
			t.Errorf("message %d is %+v, want %+v", i, got, want)
		}
		if ms := 1400000000000 + i/3*1000 + min(i%3, 1)*250; got.At != int64(ms) {
			t.Errorf("message %d is of %d, want %d", i, got.At, ms)
		}
		if strings.Contains(got.HTML, "<script") || strings.Contains(got.HTML, "<img") {
			t.Errorf("message %d has the HTML %s", i, got.HTML)
		}
	}
	if again := ann.say("c-1", "said here"); again != history[5000].Seq {
		t.Errorf("said again it is number %d, was %d", again, history[5000].Seq)
	}
	if got := take(t, s.data, path); got != "0 messages taken in, 5,000 were there already\n" {
		t.Errorf("import again: %q", got)
	}
	out, err := login(t, s, "bob", newKey(t)).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	text, err := out.Output("last 5000")
	if err != nil || !strings.HasPrefix(string(text), "2014-05-13 16:53 Zoë: a & b &amp; c <b> 1\n") || strings.ContainsRune(string(text), 0x1b) {
		t.Errorf("at the terminal: %v, %.100q", err, text)
	}
	s.stop()
}

// TestExportImportExport: a history of this program, with edits, deletions and
// more messages than a checkpoint is written after, comes into an empty folder
// and out of it as it was, whatever is done twice.
func TestExportImportExport(t *testing.T) {
	t.Parallel()
	data := eventful(t)
	first := export(t, data)
	path := filepath.Join(t.TempDir(), "history.jsonl")
	if err := os.WriteFile(path, []byte(first), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := take(t, data, path); !strings.HasPrefix(got, "0 messages taken in") {
		t.Errorf("into the same folder: %q", got)
	}
	empty := filepath.Join(t.TempDir(), "empty")
	take(t, empty, path)
	if got := take(t, empty, path); !strings.HasPrefix(got, "0 messages taken in") {
		t.Errorf("import again: %q", got)
	}
	if second := export(t, empty); second != first {
		t.Errorf("the second export has %d bytes, the first %d; from %.200q\nto %.200q", len(second), len(first), differ(second, first), differ(first, second))
	}
	again := startOn(t, empty)
	if n := again.logged(`history messages=(\d+) bytes=\d+ since=\d{4}-`); n != fmt.Sprint(len(lines(t, first))) {
		t.Errorf("the log tells of %s messages", n)
	}
	reader, welcome := browse(t, again, object{Name: "reader"})
	if history := reader.history(); len(history) != len(lines(t, first)) || welcome.Head != history[len(history)-1].Seq {
		t.Errorf("%d messages, the last %d, want %d", len(history), welcome.Head, len(lines(t, first)))
	}
	seq := reader.say("c-1", "goes on")
	again.stop()

	// Into a log that has other messages, they are all there, in order.
	both := lines(t, export(t, empty))
	if last := both[len(both)-1]; last.Seq != seq || last.Text != "goes on" || len(both) != len(lines(t, first))+1 {
		t.Errorf("the last of %d messages is %+v", len(both), last)
	}
	take(t, empty, original(t, 100))
	all := lines(t, export(t, empty))
	if len(all) != len(both)+100 {
		t.Errorf("%d messages, want %d", len(all), len(both)+100)
	}
	for i := range all[1:] {
		if all[i].At > all[i+1].At || all[i].Seq >= all[i+1].Seq {
			t.Errorf("%+v comes before %+v", all[i], all[i+1])
		}
	}
}

// eventful is a folder with a history of some 1500 messages, edited and deleted ones,
// and such as an export could spoil.
func eventful(t *testing.T) (data string) {
	t.Helper()
	s := start(t, "--flood=off")
	o := newOracle(t, writers)
	wait := o.write(s)
	o.more(withPatience(t), 500)
	secret := s.secret()
	s.stop()
	wait()
	s = startOn(t, s.data)
	ann, _ := browse(t, s, object{Name: "ann"})
	ann.say("c-1", "/me waves \u200d<&>\u2028")
	gone := ann.say("c-2", "gone")
	ann.send(object{Type: "delete", ID: "c-3", Seq: gone})
	ann.answer("c-3")
	ann.send(object{Type: "name", ID: "c-4", Name: secret})
	ann.answer("c-4")
	ann.say("c-5", "as admin")
	s.stop()
	return s.data
}

// differ is a from where it is not b.
func differ(a, b string) string {
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return a[i:]
		}
	}
	return ""
}

// TestImportRefused: what is no history is refused with a sentence, and nothing
// is changed.
func TestImportRefused(t *testing.T) {
	t.Parallel()
	s := start(t)
	ann, _ := browse(t, s, object{Name: "ann"})
	ann.say("c-1", "said here")
	before := export(t, s.data)
	const good = `{"type":"message","seq":7,"at":1400000000000,"who":"pabc","name":"bob","via":"ssh","text":"hi"}` + "\n"
	for want, text := range map[string]string{
		"line 1":       "talk\n",
		"line 2":       good + good[:40],
		"line 3":       good + good + "{}\n",
		"line 4":       good + good + good + strings.Repeat("x", 2<<20),
		"too large":    strings.ReplaceAll(good, ":7,", ":9007199254740993,"),
		"no such file": "",
	} {
		path := filepath.Join(t.TempDir(), "history.jsonl")
		if text != "" {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		code, stdout, stderr := call(t, "import", path, "--data="+s.data)
		if code != 1 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit %d, %q, %q", want, code, stdout, stderr)
		}
	}
	if code, _, _ := call(t, "import"); code != 2 {
		t.Errorf("import of nothing: exit %d, want 2", code)
	}
	if export(t, s.data) != before {
		t.Error("the history is another")
	}
	if left, err := filepath.Glob(filepath.Join(s.data, sorting+"*")); len(left) > 0 || err != nil {
		t.Errorf("the data folder has %v, %v", left, err)
	}
}

// TestImportWrongClock: a history in which a clock was wrong comes in in its order,
// is known again, and one whose numbers do not rise comes in by its times.
func TestImportWrongClock(t *testing.T) {
	t.Parallel()
	line := func(seq, at int, text string) string {
		return fmt.Sprintf(`{"type":"message","seq":%d,"at":%d,"who":"pabc","name":"bob","via":"ssh","text":"%s","color":15}`+"\n", seq, at, text)
	}
	history := line(2, 1000, "first") + line(3, 9000, "ahead") + line(5, 2000, "right again") + line(6, 2000, "at once") + line(9, 3000, "last")
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	path := write("history", history)
	data := filepath.Join(dir, "data")
	take(t, data, path)
	texts := func() (all []string) {
		for _, o := range lines(t, export(t, data)) {
			all = append(all, fmt.Sprint(o.Seq, " ", o.At, " ", o.Text))
		}
		return all
	}
	want := []string{"2 1000 first", "3 9000 ahead", "5 2000 right again", "6 2000 at once", "9 3000 last"}
	if got := texts(); !slices.Equal(got, want) {
		t.Errorf("the history is %q, want %q", got, want)
	}
	if got := take(t, data, path); got != "0 messages taken in, 5 were there already\n" {
		t.Errorf("import again: %q", got)
	}
	third := line(6, 2000, "at once, a third")
	both := write("both", history+third+line(1, 500, "before"))
	if got := take(t, data, both); got != "2 messages taken in, 5 were there already\n" {
		t.Errorf("import of more: %q", got)
	}
	if got := texts(); len(got) != 7 || !strings.HasSuffix(got[0], "before") || !strings.HasSuffix(got[1], "first") {
		t.Errorf("the history is %q", got)
	}
}
