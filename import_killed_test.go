package main

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestImportKilled kills an import again and again, early and late, half of the
// time beside a running server: the server is back by itself, the history is whole,
// and in the end all is there once.
func TestImportKilled(t *testing.T) {
	t.Parallel()
	path := original(t, 1500)
	s := start(t)
	ann, _ := browse(t, s, object{Name: "ann"})
	ann.say("c-1", "said here")
	alone := filepath.Join(t.TempDir(), "copy")
	backupTo(t, s.data, alone)
	small := export(t, alone)
	whole := filepath.Join(t.TempDir(), "copy")
	backupTo(t, s.data, whole)
	begun := time.Now()
	take(t, whole, path)
	took := time.Since(begun)
	want := export(t, whole)

	for round := range amount(t, killsVariable, 4) {
		data := []string{s.data, alone}[round%2]
		cmd := program(context.Background(), t, "import", path, "--data="+data)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(time.Duration(rand.Int64N(int64(took))), func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		kill.Stop()
		if data == s.data {
			if code, _, stderr := callUntilBack(t, data); code != 0 {
				t.Fatalf("the server is not back: %q", stderr)
			}
		}
		if got := export(t, data); got != small && got != want {
			t.Errorf("round %d: an export of %d bytes, neither of %d nor of %d", round, len(got), len(small), len(want))
		}
	}
	for _, data := range []string{s.data, alone} {
		take(t, data, path)
		if got := export(t, data); got != want {
			t.Errorf("in the end the export has %d bytes, want %d", len(got), len(want))
		}
	}
	s.stop()
}

// callUntilBack asks for the server's health until it is not stepping aside.
func callUntilBack(t *testing.T, data string) (code int, stdout, stderr string) {
	t.Helper()
	ctx := withPatience(t)
	for ctx.Err() == nil {
		code, stdout, stderr = call(t, "health", "--data="+data)
		if !strings.Contains(stderr, errAside.Error()) {
			break
		}
	}
	return code, stdout, stderr
}
