package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
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
	os.Exit(m.Run())
}

// raceExit is what the race detector makes the exit code when it found a race.
const raceExit = 66

// program is the program with the given arguments. By default a process with
// the race detector sleeps for a second before it exits.
func program(ctx context.Context, t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "GORACE=atexit_sleep_ms=0")
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
	var out, err bytes.Buffer
	cmd := program(withPatience(t), t, args...)
	cmd.Dir = t.TempDir() // no ./data of an earlier call
	cmd.Env = append(cmd.Env, env...)
	cmd.Stdout, cmd.Stderr = &out, &err
	if failed := cmd.Run(); failed != nil && !errors.As(failed, new(*exec.ExitError)) {
		t.Fatalf("%s: %v", strings.Join(args, " "), failed)
	}
	return cmd.ProcessState.ExitCode(), out.String(), err.String()
}

// A process is the program, serving.
type process struct {
	t        testing.TB
	data     string
	web, ssh string // where the doors are, "" for one that is off
	cmd      *exec.Cmd
	log      *journal[string] // the lines on its standard error
	ended    error            // of the process, when log has ended
}

// start serves a new data folder on ports of its own.
func start(t testing.TB, args ...string) *process {
	t.Helper()
	return startOn(t, filepath.Join(t.TempDir(), "data"), args...)
}

// startOn serves the given data folder, and returns when the doors are open.
func startOn(t testing.TB, data string, args ...string) *process {
	t.Helper()
	return startWith(t, nil, data, args...)
}

// startWith is startOn with variables added to the environment.
func startWith(t testing.TB, env []string, data string, args ...string) *process {
	t.Helper()
	s := launchWith(t, env, data, append([]string{"--web=127.0.0.1:0", "--ssh=127.0.0.1:0"}, args...)...)
	host := s.logged(`ssh  ssh (\S+ -p \d+)`)
	s.ssh = strings.Replace(host, " -p ", ":", 1)
	s.web = s.logged(`web  http://([^\s"]+)`)
	return s
}

// launch starts the process and leaves it to its ways.
func launch(t testing.TB, data string, args ...string) *process {
	t.Helper()
	return launchWith(t, nil, data, args...)
}

// launchWith is launch with variables added to the environment.
func launchWith(t testing.TB, env []string, data string, args ...string) *process {
	t.Helper()
	s := &process{t: t, data: data, log: newJournal[string]()}
	s.cmd = program(context.Background(), t, append(args, "--data="+data)...)
	s.cmd.Env = append(s.cmd.Env, env...)
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go s.read(stderr)
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			lines := s.log.all()
			t.Logf("the last of %s:\n%s", s.cmd.Args, strings.Join(lines[max(0, len(lines)-lastLines):], "\n"))
		}
	})
	return s
}

// lastLines is how many lines of a server's log are shown when a test fails.
const lastLines = 30

// read takes in standard error and then waits for the process.
func (s *process) read(stderr io.Reader) {
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		s.log.add(lines.Text())
	}
	s.ended = s.cmd.Wait()
	s.log.end()
}

// logged waits for a line of standard error and returns what pattern's first
// group matches.
func (s *process) logged(pattern string) string {
	s.t.Helper()
	shape := regexp.MustCompile(pattern)
	line, err := s.log.find(withPatience(s.t), shape.MatchString)
	if err != nil {
		s.t.Fatalf("no line %s on standard error: %v", pattern, err)
	}
	return shape.FindStringSubmatch(line)[1]
}

// secret is the admin secret that the first start printed.
func (s *process) secret() string {
	s.t.Helper()
	return s.logged(`(talk-[a-z2-7]{26})`)
}

// kill ends the process as a power cut does, and is no mistake if it has ended.
func (s *process) kill() {
	_ = s.cmd.Process.Kill()
	if err := s.log.wait(context.Background()); err != nil {
		s.t.Error(err)
	}
	if s.cmd.ProcessState.ExitCode() == raceExit {
		s.t.Errorf("the server had a data race:\n%s", strings.Join(s.log.all(), "\n"))
	}
}

func (s *process) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

// stop ends the process as an init system does, and wants it to end well.
func (s *process) stop() {
	s.t.Helper()
	s.signal(syscall.SIGTERM)
	if err := s.log.wait(withPatience(s.t)); err != nil {
		s.t.Fatalf("SIGTERM: %v", err)
	}
	if s.ended != nil {
		s.t.Fatalf("SIGTERM: %v\n%s", s.ended, strings.Join(s.log.all(), "\n"))
	}
}
