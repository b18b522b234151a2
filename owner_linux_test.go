package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCommandsOfRoot: where the server is a user in a sandbox, root's commands copy
// to places that the server cannot see, read what it cannot, and leave it its files.
func TestCommandsOfRoot(t *testing.T) {
	t.Parallel()
	own := t.TempDir()
	env := []string(nil)
	if os.Geteuid() == 0 {
		env = []string{asNobody + "=1"}
		if err := os.Chown(own, nobody, nobody); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Dir(own), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	private := filepath.Join(t.TempDir(), "private")
	if err := os.Mkdir(private, 0o700); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(own, "data")
	s := startWith(t, env, data)
	ann, _ := browse(t, s, object{Name: "ann"})
	ann.say("c-1", "said here")
	backupTo(t, data, filepath.Join(private, "one"))
	history := filepath.Join(private, "history.jsonl")
	if err := os.WriteFile(history, []byte(`{"type":"message","at":1600000000000,"name":"sam","text":"long ago"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	take(t, data, history)
	again, _ := browse(t, s, object{Name: "ann"})
	again.say("c-2", "and here")
	s.stop()

	backupTo(t, data, filepath.Join(private, "two"))
	want := export(t, data)
	if got := export(t, filepath.Join(private, "two")); got != want || !strings.Contains(want, "long ago") || !strings.Contains(want, "and here") {
		t.Errorf("the copy has\n%sthe folder\n%s", got, want)
	}
	if code, _, stderr := call(t, "secret", "--data="+data); code != 0 {
		t.Errorf("secret: exit %d, %q", code, stderr)
	}
	startWith(t, env, data).stop()

	link := filepath.Join(private, "link")
	if err := os.Symlink(data, link); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := call(t, "backup", filepath.Join(link, "copy"), "--data="+link)
	if left, err := os.ReadDir(data); code != 1 || !strings.Contains(stderr, "belongs elsewhere") || err != nil || len(left) == 0 {
		t.Errorf("backup into the folder by a link: exit %d, %q; %v, %v", code, stderr, left, err)
	}
}
