package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// asHost is the environment variable that makes the test binary a host.
const asHost = "TEST_AS_HOST"

// A host is a process that is the program time and again: with the race detector, a new one takes a
// quarter of a second of a processor to start, and half as much again to touch memory that the
// next one finds touched. One that is killed is gone.
type host struct {
	cmd            *exec.Cmd
	tasks          io.WriteCloser
	stdout, stderr *bufio.Reader
}

// A task is a command line and where it is carried out.
type task struct {
	Args []string
	Env  []string // beside that of the tests, each "TALK_…=…"
	Dir  string
}

// pool has the hosts that have nothing to do.
var pool struct {
	sync.Mutex
	idle []*host
}

// hostable tells whether a host can run the program with these variables. The others are
// read before main is.
func hostable(env []string) bool {
	return !slices.ContainsFunc(env, func(v string) bool { return !strings.HasPrefix(v, "TALK_") })
}

// borrow has a host carry out a task.
func borrow(t testing.TB, todo task) *host {
	t.Helper()
	line, err := json.Marshal(todo)
	if err != nil {
		t.Fatal(err)
	}
	pool.Lock()
	var h *host
	if last := len(pool.idle) - 1; last >= 0 {
		h, pool.idle = pool.idle[last], pool.idle[:last]
	}
	pool.Unlock()
	if h == nil {
		h = newHost(t)
	}
	if _, err := h.tasks.Write(append(line, '\n')); err != nil {
		t.Fatalf("a host that was idle: %v", err)
	}
	return h
}

func newHost(t testing.TB) *host {
	t.Helper()
	h := &host{cmd: binary(context.Background(), t, asHost)}
	tasks, failed := h.cmd.StdinPipe()
	stdout, failedOut := h.cmd.StdoutPipe()
	stderr, failedErr := h.cmd.StderrPipe()
	if err := errors.Join(failed, failedOut, failedErr); err != nil {
		t.Fatal(err)
	}
	if err := h.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h.tasks, h.stdout, h.stderr = tasks, bufio.NewReader(stdout), bufio.NewReader(stderr)
	return h
}

// giveBack has the host carry out tasks of others.
func (h *host) giveBack() {
	pool.Lock()
	defer pool.Unlock()
	pool.idle = append(pool.idle, h)
}

// closeHosts ends all that are idle, and tells what was wrong with them.
func closeHosts() error {
	pool.Lock()
	defer pool.Unlock()
	var failed error
	for _, h := range pool.idle {
		_ = h.tasks.Close()
		said, _ := io.ReadAll(h.stderr)
		if err := h.cmd.Wait(); err != nil {
			failed = errors.Join(failed, fmt.Errorf("a process of the program: %w\n%s", err, said))
		}
	}
	return failed
}

// overMark stands before the exit code of a task at the end of what it wrote to either output.
const overMark = "\x00over "

// readTask calls add with each line up to the end of a task, and returns its exit code, or
// that the process has ended.
func readTask(r *bufio.Reader, add func(line string)) (code int, err error) {
	for {
		line, err := r.ReadString('\n')
		line, rest, over := strings.Cut(line, overMark)
		if line != "" {
			add(line)
		}
		if over {
			return strconv.Atoi(strings.TrimSpace(rest))
		}
		if err != nil {
			return 0, err
		}
	}
}

// carryOut has a host run a command to its end.
func carryOut(t testing.TB, todo task) (code int, stdout, stderr string) {
	t.Helper()
	h := borrow(t, todo)
	defer context.AfterFunc(withPatience(t), func() { _ = h.cmd.Process.Kill() })()
	var out, said strings.Builder
	var failed error
	var reading sync.WaitGroup
	reading.Go(func() { _, failed = readTask(h.stdout, func(l string) { out.WriteString(l) }) })
	code, err := readTask(h.stderr, func(l string) { said.WriteString(l) })
	reading.Wait()
	if errors.Join(err, failed) != nil { // --help ends the process, say
		_ = h.cmd.Wait()
		return h.cmd.ProcessState.ExitCode(), out.String(), said.String()
	}
	h.giveBack()
	return code, out.String(), said.String()
}

// beHost carries out the tasks that come on standard input.
func beHost() error {
	tasks := json.NewDecoder(os.Stdin)
	for {
		var todo task
		err := tasks.Decode(&todo)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		code, err := todo.do()
		if err != nil {
			return err
		}
		for _, f := range []*os.File{os.Stdout, os.Stderr} {
			if _, err := fmt.Fprintf(f, "%s%d\n", overMark, code); err != nil {
				return err
			}
		}
	}
}

// do runs the program, and leaves the process as it was.
func (todo task) do() (code int, err error) {
	for _, v := range todo.Env {
		name, value, _ := strings.Cut(v, "=")
		if err := os.Setenv(name, value); err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, os.Unsetenv(name)) }()
	}
	if err := os.Chdir(todo.Dir); err != nil {
		return 0, err
	}
	code = run(todo.Args, os.Stdout, os.Stderr)
	return code, os.Chdir("/") // its folder may be removed
}
