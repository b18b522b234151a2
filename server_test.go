package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// asProgram is the environment variable that makes the test binary the program
// under test: a process of its own with real signals and exit codes. A second
// build would be slower, and go test would take results for cached that belong
// to an older program.
const asProgram = "TEST_AS_TALKTALKTALK"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	if address := os.Getenv(asCrowd); address != "" {
		fmt.Fprintln(os.Stderr, beCrowd(address)) // it has failed
		os.Exit(exitFailed)
	}
	if os.Getenv(asHost) != "" {
		if err := beHost(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(exitFailed)
		}
		os.Exit(exitDone)
	}
	code := m.Run()
	if err := closeHosts(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = exitFailed
	}
	os.Exit(code)
}

// raced is how the race detector begins what it found.
const raced = "WARNING: DATA RACE"

// program is the program with the given arguments, in a process of its own.
func program(ctx context.Context, t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	return binary(ctx, t, asProgram, args...)
}

// binary is this test binary as something else. By default a process with the race detector
// sleeps for a second before it exits.
func binary(ctx context.Context, t testing.TB, as string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append(os.Environ(), as+"=1", "GORACE=atexit_sleep_ms=0")
	return cmd
}

// call runs a command of the program to its end.
func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return callWith(t, nil, args...)
}

// callWith is call with variables added to the environment.
func callWith(t *testing.T, env []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	if !hostable(env) {
		t.Fatalf("%s: cannot change %s", strings.Join(args, " "), env)
	}
	code, stdout, stderr = carryOut(t, task{args, env, t.TempDir()}) // no ./data of an earlier call
	if strings.Contains(stderr, raced) {
		t.Errorf("%s: %s", strings.Join(args, " "), stderr)
	}
	return code, stdout, stderr
}
