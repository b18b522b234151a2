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

// binary is the program under test, built with the race detector.
var binary string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "talktalktalk-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "talktalktalk")
	if out, err := exec.Command("go", "build", "-race", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// raceExit is what the race detector makes the exit code when it found a race.
const raceExit = 66

// environment is that of every process under test. By default one with the
// race detector sleeps for a second before it exits.
func environment() []string { return append(os.Environ(), "GORACE=atexit_sleep_ms=0") }

// call runs a command of the program to its end.
func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return callWith(t, nil, args...)
}

// callWith is call with variables added to the environment.
func callWith(t *testing.T, env []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	cmd := exec.CommandContext(withPatience(t), binary, args...)
	cmd.Dir = t.TempDir() // no ./data of an earlier call
	cmd.Env = append(environment(), env...)
	cmd.Stdout, cmd.Stderr = &out, &err
	if failed := cmd.Run(); failed != nil && !errors.As(failed, new(*exec.ExitError)) {
		t.Fatalf("%s: %v", strings.Join(args, " "), failed)
	}
	return cmd.ProcessState.ExitCode(), out.String(), err.String()
}

// A server is the program, serving as a process of its own.
type server struct {
	t        *testing.T
	data     string
	web, ssh string // where the doors are, "" for one that is off
	cmd      *exec.Cmd
	log      *journal[string] // the lines on its standard error
	ended    error            // of the process, when log has ended
}

// start serves a new data folder on ports of its own.
func start(t *testing.T, args ...string) *server {
	t.Helper()
	return startOn(t, filepath.Join(t.TempDir(), "data"), args...)
}

// startOn serves the given data folder, and returns when the doors are open.
func startOn(t *testing.T, data string, args ...string) *server {
	t.Helper()
	s := launch(t, data, append([]string{"--web=127.0.0.1:0", "--ssh=127.0.0.1:0"}, args...)...)
	host := s.logged(`ssh  ssh (\S+ -p \d+)`)
	s.ssh = strings.Replace(host, " -p ", ":", 1)
	s.web = s.logged(`web  http://([^\s"]+)`)
	return s
}

// launch starts the process and leaves it to its ways.
func launch(t *testing.T, data string, args ...string) *server {
	t.Helper()
	s := &server{t: t, data: data, log: newJournal[string]()}
	s.cmd = exec.Command(binary, append(args, "--data="+data)...)
	s.cmd.Env = environment()
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go s.read(stderr)
	t.Cleanup(s.kill)
	return s
}

// read takes in standard error and then waits for the process.
func (s *server) read(stderr io.Reader) {
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		s.log.add(lines.Text())
	}
	s.ended = s.cmd.Wait()
	s.log.end()
}

// logged waits for a line of standard error and returns what pattern's first
// group matches.
func (s *server) logged(pattern string) string {
	s.t.Helper()
	shape := regexp.MustCompile(pattern)
	line, err := s.log.find(withPatience(s.t), shape.MatchString)
	if err != nil {
		s.t.Fatalf("no line %s on standard error: %v", pattern, err)
	}
	return shape.FindStringSubmatch(line)[1]
}

// secret is the admin secret that the first start printed.
func (s *server) secret() string {
	s.t.Helper()
	return s.logged(`(talk-[a-z2-7]{26})`)
}

// kill ends the process as a power cut does, and is no mistake if it has ended.
func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	if err := s.log.wait(context.Background()); err != nil {
		s.t.Error(err)
	}
	if s.cmd.ProcessState.ExitCode() == raceExit {
		s.t.Errorf("the server had a data race:\n%s", strings.Join(s.log.all(), "\n"))
	}
}

// stop ends the process as an init system does, and wants it to end well.
func (s *server) stop() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	if err := s.log.wait(withPatience(s.t)); err != nil {
		s.t.Fatalf("SIGTERM: %v", err)
	}
	if s.ended != nil {
		s.t.Fatalf("SIGTERM: %v\n%s", s.ended, strings.Join(s.log.all(), "\n"))
	}
}
