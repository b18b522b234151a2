package sshtest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

// Update tells to rewrite the golden files.
var Update = flag.Bool("update", false, "rewrite the golden files in testdata")

// Golden holds got against a file in testdata.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *Update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs.\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}

// Abs is n or, if that is negative, the number that is as far from -1 as n from 0: for fuzzed sizes.
func Abs(n int) int { return max(n, -(n + 1)) }
