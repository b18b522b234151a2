package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The environment variables that put the program under a fault before it begins.
const (
	asNobody  = "TEST_AS_NOBODY"  // its user and group, instead of root, whom no mode stops
	openFiles = "TEST_OPEN_FILES" // ulimit -n
)

// nobody is a user without rights.
const nobody = 65534

func init() {
	if os.Getenv(asNobody) != "" {
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
			panic(err)
		}
	}
	if n, err := strconv.ParseUint(os.Getenv(openFiles), 10, 64); err == nil {
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
			panic(err)
		}
	}
}

// TestReadOnlyFolders takes the right to make files away from a running server:
// it tells both doors so, reads on, and writes again when it may.
func TestReadOnlyFolders(t *testing.T) {
	t.Parallel()
	data, env := filepath.Join(t.TempDir(), "data"), []string(nil)
	if os.Geteuid() == 0 {
		env = []string{asNobody + "=1"}
		err := errors.Join(os.Chmod(filepath.Dir(filepath.Dir(data)), 0o755), os.Chown(filepath.Dir(data), nobody, nobody))
		if err != nil {
			t.Fatal(err)
		}
	}
	s := startWith(t, env, data, "--flood=off")
	f := newFault(t, s)
	f.stored("before")
	chmodFolders(t, data, 0o555)
	f.readOnly(f.pour())
	chmodFolders(t, data, 0o700)
	f.recovered()
}

// TestFolderAway takes the history's folder away from a running server, and
// brings it back.
func TestFolderAway(t *testing.T) {
	t.Parallel()
	s := start(t, "--flood=off")
	f := newFault(t, s)
	f.stored("before")
	history := filepath.Join(s.data, historyFolder)
	if err := os.Rename(history, history+".away"); err != nil {
		t.Fatal(err)
	}
	f.readOnly(f.refused("nowhere"))
	if err := os.Rename(history+".away", history); err != nil {
		t.Fatal(err)
	}
	f.recovered()
}

// TestFolderRemoved removes the data folder from under a running server.
func TestFolderRemoved(t *testing.T) {
	t.Parallel()
	s := start(t, "--flood=off")
	f := newFault(t, s)
	f.stored("before")
	if err := os.RemoveAll(s.data); err != nil {
		t.Fatal(err)
	}
	f.readOnly(f.refused("nowhere"))
	if r := f.pour(); r.Code != "unavailable" {
		t.Errorf("after a while a text is answered with %+v", r)
	}
}

// TestFewDescriptors lets strangers take all connections that they get from a
// server that may open few files: the store has its own, and so has the owner.
func TestFewDescriptors(t *testing.T) {
	t.Parallel()
	const most = 300
	s := startWith(t, []string{fmt.Sprint(openFiles, "=", most)}, filepath.Join(t.TempDir(), "data"), "--flood=off")
	f := newFault(t, s)
	for n := range most {
		for _, door := range []string{s.web, s.ssh} {
			dialFrom(t, fmt.Sprintf("127.0.1.%d", 1+n%10), door)
		}
	}
	if r := f.pour(); r.Type != "stored" {
		t.Errorf("with all connections taken a text is answered with %+v", r)
	}
	f.answered()
	if code, _, stderr := call(t, "health", "--data="+s.data); code != exitDone {
		t.Errorf("health = %d, %s", code, stderr)
	}
	f.restarted()
}

// A fault is what two bystanders see of one: ann at the web door and bob at the
// ssh door were there before it.
type fault struct {
	t    *testing.T
	s    *process
	ann  *browser
	bob  *terminal
	said int
	kept map[uint64]string // what was acknowledged, by number
}

func newFault(t *testing.T, s *process) *fault {
	f := &fault{t: t, s: s, kept: map[uint64]string{}}
	f.ann, _ = browse(t, s, object{Name: "ann"})
	f.bob = open(t, s, "bob", newKey(t))
	return f
}

// say says text, and returns the id under which it is answered.
func (f *fault) say(text string) (id string) {
	f.t.Helper()
	f.said++
	id = fmt.Sprint("say-", f.said)
	f.ann.send(object{Type: "say", ID: id, Text: text})
	return id
}

// stored says text, which must be stored.
func (f *fault) stored(text string) {
	f.t.Helper()
	f.kept[f.ann.say("stored-"+text, text)] = text
}

// refused says text, which must not be stored.
func (f *fault) refused(text string) object {
	f.t.Helper()
	return f.ann.answer(f.say(text))
}

// Texts that are poured: so many of them make the store begin several files.
const (
	pouredRounds = 6
	pouredAtOnce = 16
)

// pour says long texts until one is refused, or enough are stored, and returns
// the last answer.
func (f *fault) pour() (last object) {
	f.t.Helper()
	long := strings.Repeat("\U0001f4ac", 4000)
	for range pouredRounds {
		var ids []string
		for range pouredAtOnce {
			ids = append(ids, f.say(long))
		}
		for _, id := range ids {
			answer := f.ann.answer(id)
			if answer.Type == "stored" {
				f.kept[answer.Seq] = long
			}
			if last.Type != "error" {
				last = answer
			}
		}
		if last.Type == "error" {
			break
		}
	}
	return last
}

// readOnly wants refusal to say that nothing can be stored, and both doors to
// read on.
func (f *fault) readOnly(refusal object) {
	f.t.Helper()
	if refusal.Type != "error" || refusal.Code != "unavailable" || refusal.Text == "" {
		f.t.Fatalf("a text is answered with %+v, want unavailable", refusal)
	}
	f.bob.press("and at this door?\r")
	f.bob.await("refusal", func(line string) bool { return strings.Contains(line, refusal.Text) })
	f.answered()
	f.health("read-only\n")
	carl, _ := browse(f.t, f.s, object{Name: "carl"})
	carl.await("what ann said before", func(o object) bool { return o.Type == "message" && o.Text == "before" })
}

// answered wants the bystanders to be answered.
func (f *fault) answered() {
	f.t.Helper()
	f.said++
	id := fmt.Sprint("ping-", f.said)
	f.ann.send(object{Type: "ping", ID: id})
	if o := f.ann.answer(id); o.Type != "pong" {
		f.t.Errorf("a ping is answered with %+v", o)
	}
	f.bob.press("/who\r")
	f.bob.await("people", func(line string) bool { return strings.Contains(line, "ann") })
}

// health waits for what /healthz says.
func (f *fault) health(want string) {
	f.t.Helper()
	waitFor(f.t, "/healthz to say "+strings.TrimSpace(want), func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for got := ""; got != want; <-tick.C {
			r, err := http.Get("http://" + f.s.web + "/healthz")
			if err != nil {
				f.t.Error(err)
				return
			}
			body, err := io.ReadAll(r.Body)
			if r.Body.Close(); err != nil || r.StatusCode != http.StatusOK {
				f.t.Errorf("/healthz is answered with %s, %v", r.Status, err)
				return
			}
			got = string(body)
		}
	})
}

// recovered wants writing to come back by itself, and nothing to be lost.
func (f *fault) recovered() {
	f.t.Helper()
	f.health("ok\n")
	f.stored("after")
	f.restarted()
}

// restarted wants a restart after a power cut to find what was acknowledged.
func (f *fault) restarted() {
	f.t.Helper()
	f.s.kill()
	again := startOn(f.t, f.s.data, "--flood=off")
	reader, _ := browse(f.t, again, object{Name: "reader"})
	found := map[uint64]string{}
	for _, o := range reader.history() {
		found[o.Seq] = o.Text
	}
	for seq, text := range f.kept {
		if found[seq] != text {
			f.t.Errorf("number %d is %q, want %q", seq, found[seq], text)
		}
	}
}

// chmodFolders sets the mode of all folders in and under dir.
func chmodFolders(t *testing.T, dir string, mode fs.FileMode) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return os.Chmod(path, mode)
	})
	if err != nil {
		t.Fatal(err)
	}
}
