package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func backupTo(t *testing.T, data, dir string) {
	t.Helper()
	if code, stdout, stderr := call(t, "backup", dir, "--data="+data); code != 0 || !strings.Contains(stdout, dir) {
		t.Fatalf("backup: exit %d, %q, %q", code, stdout, stderr)
	}
}

// TestBackup makes a copy beside a running server while people write, and
// another without a server: a server starts on either, with its people, its
// host key and its secret, and everything that was acknowledged before.
func TestBackup(t *testing.T) {
	t.Parallel()
	s := start(t, "--flood=off")
	secret := s.secret()
	ann, welcome := browse(t, s, object{Name: "ann"})
	o := newOracle(t, writers)
	wait := o.write(s)
	o.more(withPatience(t), 100)
	seq := ann.say("c-1", "before the backup")
	dir := filepath.Join(t.TempDir(), "a", "copy")
	backupTo(t, s.data, dir)
	s.stop()
	wait()
	alone := filepath.Join(t.TempDir(), "copy") // there, and empty
	if err := os.Mkdir(alone, 0o755); err != nil {
		t.Fatal(err)
	}
	backupTo(t, s.data, alone)

	for _, dir := range []string{dir, alone} {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v, want mode 0700", dir, info, err)
		}
		for _, name := range []string{hostKeyFile, secretFile} {
			kept, err := os.ReadFile(filepath.Join(dir, name))
			if was, _ := os.ReadFile(filepath.Join(s.data, name)); err != nil || string(kept) != string(was) {
				t.Errorf("%s of the copy: %v, or it is another", name, err)
			}
		}
		restored := startOn(t, dir)
		again, w := browse(t, restored, object{Token: welcome.Token, Epoch: welcome.Epoch, After: seq})
		if w.Who != welcome.Who || w.Epoch == welcome.Epoch {
			t.Errorf("on the copy ann is %s in epoch %s, want %s in another than %s", w.Who, w.Epoch, welcome.Who, welcome.Epoch)
		}
		found := false
		for _, m := range again.history() {
			found = found || m.Seq == seq && m.Text == "before the backup"
		}
		if !found {
			t.Error("the copy lacks what was acknowledged before it was begun")
		}
		again.send(object{Type: "name", ID: "c-2", Name: secret})
		if named := again.answer("c-2"); !strings.HasPrefix(named.Name, "admin") {
			t.Errorf("the secret makes %+v on the copy", named)
		}
		restored.stop()
	}
	if left, err := filepath.Glob(filepath.Join(s.data, "backup*")); len(left) > 0 || err != nil {
		t.Errorf("the data folder has %v, %v", left, err)
	}
}

// TestBackupNotEmpty: a folder with something in it is refused, and left as it is.
func TestBackupNotEmpty(t *testing.T) {
	t.Parallel()
	s := start(t)
	dir := t.TempDir()
	mine := filepath.Join(dir, "mine")
	if err := os.WriteFile(mine, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		code, _, stderr := call(t, "backup", dir, "--data="+s.data)
		if entries, err := os.ReadDir(dir); code != 1 || !strings.Contains(stderr, "not empty") || len(entries) != 1 || err != nil {
			t.Errorf("backup: exit %d, %q; the folder has %v, %v", code, stderr, entries, err)
		}
		if err := os.Mkdir(filepath.Join(dir, unfinished), 0o700); err != nil { // a broken off one's
			t.Fatal(err)
		}
		defer os.Remove(mine)
		if text, err := os.ReadFile(mine); string(text) != "mine" || err != nil {
			t.Errorf("the file is %q, %v", text, err)
		}
		if err := os.Remove(filepath.Join(dir, unfinished)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBackupKilled kills a backup again and again, early and late: no server
// starts on what is left of it, the data folder is whole, and the next backup to
// the same folder is, too.
func TestBackupKilled(t *testing.T) {
	t.Parallel()
	s := start(t, "--flood=off")
	ann, _ := browse(t, s, object{Name: "ann"})
	for i := range 50 {
		ann.say(fmt.Sprint("c-", i), fmt.Sprint("text ", i))
	}
	s.stop()
	want := export(t, s.data)
	begun := time.Now()
	backupTo(t, s.data, filepath.Join(t.TempDir(), "copy"))
	whole := time.Since(begun)

	dir := filepath.Join(t.TempDir(), "copy")
	for range amount(t, killsVariable, 6) {
		cmd := program(withPatience(t), t, "backup", dir, "--data="+s.data)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(rand.Int64N(int64(whole))), func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		if _, err := os.Stat(filepath.Join(dir, unfinished)); err == nil {
			if code, _, stderr := call(t, "--data="+dir); code != 1 || !strings.Contains(stderr, "broken off") {
				t.Errorf("a server on half a backup: exit %d, %q", code, stderr)
			}
		} else if left, err := os.ReadDir(dir); err == nil && len(left) > 0 {
			if got := export(t, dir); got != want {
				t.Errorf("the backup that came first is another history")
			}
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}
	}
	backupTo(t, s.data, dir)
	if export(t, dir) != want || export(t, s.data) != want {
		t.Error("the history is another after it all")
	}
}
