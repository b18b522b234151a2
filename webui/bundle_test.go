package webui_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestBundle makes the bundles once more, elsewhere: those that are committed must
// be what the files of static give.
func TestBundle(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("static.go")
	if err != nil {
		t.Fatal(err)
	}
	directive := regexp.MustCompile(`(?m)^//go:generate (.+) --outdir=bundle (.+)$`).FindSubmatch(source)
	if directive == nil {
		t.Fatal("static.go does not say how the bundles are made")
	}
	fresh := t.TempDir()
	words := strings.Fields(string(directive[1]) + " --outdir=" + fresh + " " + string(directive[2]))
	if out, err := exec.CommandContext(t.Context(), words[0], words[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", words, err, out)
	}
	want, got := folder(t, fresh), folder(t, "bundle")
	folder(t, "static") // or go test took the result of other files for that of these
	if len(want) != 2 || len(got) != 2 {
		t.Errorf("%d bundles are made, %d are committed, want a script and a style sheet", len(want), len(got))
	}
	for name := range want {
		if !bytes.Equal(got[name], want[name]) {
			t.Errorf("bundle/%s is not what static gives: go generate ./webui", name)
		}
	}
}

// folder reads the files of dir and below.
func folder(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := make(map[string][]byte)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[strings.TrimPrefix(path, dir+string(filepath.Separator))], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
