package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A process is the program, serving.
type process struct {
	t        testing.TB
	data     string
	web, ssh string // where the doors are, "" for one that is off
	args     []string
	host     *host // nil for a process that ends with it
	cmd      *exec.Cmd
	log      *journal[string] // the lines on its standard error
	ended    error            // why it has ended badly, when log has ended
	life     *life
}

// A life is the one of a process, or the time that a host gives to it.
type life struct {
	mu   sync.Mutex
	over bool // and its host may be another's
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
	s := launchWith(t, env, data, slices.Concat(anyDoors, args)...)
	s.opened()
	return s
}

// startAlone is start in a process that has done nothing before.
func startAlone(t testing.TB, args ...string) *process {
	t.Helper()
	s := launchAlone(t, nil, filepath.Join(t.TempDir(), "data"), slices.Concat(anyDoors, args)...)
	s.opened()
	return s
}

// anyDoors are both doors, at ports that are free.
var anyDoors = []string{"--web=127.0.0.1:0", "--ssh=127.0.0.1:0"}

// opened waits until both doors are open.
func (s *process) opened() {
	s.t.Helper()
	host := s.logged(`ssh  ssh (\S+ -p \d+)`)
	s.ssh = strings.Replace(host, " -p ", ":", 1)
	s.web = s.logged(`web  http://([^\s"]+)`)
}

// launch starts the process and leaves it to its ways.
func launch(t testing.TB, data string, args ...string) *process {
	t.Helper()
	return launchWith(t, nil, data, args...)
}

// launchWith is launch with variables added to the environment.
func launchWith(t testing.TB, env []string, data string, args ...string) *process {
	t.Helper()
	if _, bench := t.(*testing.B); bench || !hostable(env) {
		return launchAlone(t, env, data, args...)
	}
	s := newProcess(t, data, args)
	s.host = borrow(t, task{s.args, env, "/"})
	s.cmd = s.host.cmd
	go s.follow()
	s.cleanUp()
	return s
}

// launchAlone is launchWith in a process of its own, which has done nothing before.
func launchAlone(t testing.TB, env []string, data string, args ...string) *process {
	t.Helper()
	s := newProcess(t, data, args)
	s.cmd = program(context.Background(), t, s.args...)
	s.cmd.Env = append(s.cmd.Env, env...)
	s.begin()
	return s
}

// begin starts a process of its own, until the end of the test.
func (s *process) begin() {
	s.t.Helper()
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	go s.read(stderr)
	s.cleanUp()
}

// cleanUp ends the process with the test.
func (s *process) cleanUp() {
	s.t.Cleanup(func() {
		s.retire()
		all := s.log.all()
		if i := slices.IndexFunc(all, isFault); i >= 0 {
			s.t.Errorf("%s: %s", s.args, all[i])
		}
		if s.t.Failed() {
			s.t.Logf("the last of %s:\n%s", s.args, strings.Join(all[max(0, len(all)-lastLines):], "\n"))
		}
	})
}

// isFault tells whether a line on standard error is of Go's and not of the program's.
func isFault(line string) bool {
	return strings.Contains(line, raced) || strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ")
}

func newProcess(t testing.TB, data string, args []string) *process {
	return &process{t: t, data: data, args: append(args, "--data="+data), log: newJournal[string](), life: &life{}}
}

// lastLines is how many lines of a server's log are shown when a test fails.
const lastLines = 30

// read takes in standard error and then waits for the process.
func (s *process) read(stderr io.Reader) {
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		s.log.add(lines.Text())
	}
	s.finish(s.cmd.Wait())
}

// follow is read for what a host runs.
func (s *process) follow() {
	var reading sync.WaitGroup
	reading.Go(func() { _, _ = readTask(s.host.stdout, func(string) {}) })
	code, err := readTask(s.host.stderr, func(line string) { s.log.add(strings.TrimSuffix(line, "\n")) })
	reading.Wait()
	if err != nil {
		s.finish(s.cmd.Wait())
		return
	}
	if code != exitDone {
		err = fmt.Errorf("exit code %d", code)
	}
	s.finish(err)
	s.host.giveBack()
}

// finish takes in how it has ended.
func (s *process) finish(err error) {
	s.life.mu.Lock()
	s.life.over = true
	s.life.mu.Unlock()
	s.ended = err
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
	_ = s.send(syscall.SIGKILL)
	if err := s.log.wait(context.Background()); err != nil {
		s.t.Error(err)
	}
}

// retire ends the process, so that a host is back for others if it can be.
func (s *process) retire() {
	if s.host != nil && s.send(syscall.SIGTERM) == nil {
		ctx, cancel := context.WithTimeout(context.Background(), retireWithin)
		defer cancel()
		_ = s.log.wait(ctx)
	}
	s.kill()
}

// retireWithin is how long a server may take to end when its test is over; then it is killed.
const retireWithin = 5 * time.Second

// send sends a signal to the process, unless it is over.
func (s *process) send(sig syscall.Signal) error {
	s.life.mu.Lock()
	defer s.life.mu.Unlock()
	if s.life.over {
		return os.ErrProcessDone
	}
	return s.cmd.Process.Signal(sig)
}

func (s *process) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.send(sig); err != nil {
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
