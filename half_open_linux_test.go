package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// givenBack is the part of the memory that a crowd took which is given back at
// least: without the race detector, which keeps five times as much for itself, it
// is nearly all.
const givenBack = 10

// together is how many connections come while the server stands still: Linux keeps 4096 for it.
const together = 2000

// TestHalfOpen lets thousands of connections say half of what they should, at both
// doors, and go: people are served meanwhile, and what memory the crowd took is given
// back. On a busy machine they come slowly: so that they are a crowd before the first are sent
// away, the server stands still while the first come.
func TestHalfOpen(t *testing.T) {
	t.Parallel()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	each := min(amount(t, halfOpenVariable, 1500), int(limit.Cur-limit.Cur/5)/2) // the rest is for other tests
	s := startAlone(t, "--flood=off")
	f := newFault(t, s)
	before := s.memory("VmRSS")
	var conns []net.Conn
	half := func(n int, door, says string) {
		conn := dialFrom(t, fmt.Sprintf("127.0.%d.%d", 2+n/5000, 1+n%5000/20), door)
		_, _ = io.WriteString(conn, says) // it may be closed already
		conns = append(conns, conn)
	}
	s.signal(syscall.SIGSTOP)
	for n := range each {
		if n == together || n == each-1 {
			s.signal(syscall.SIGCONT)
		}
		half(n, s.web, "GET /ws HTTP/1.1\r\nHost: chat")
	}
	f.health("ok\n") // one more is let in when all before it have been
	for n := range each {
		half(n, s.ssh, "SSH-2.0-half\r\n")
	}
	f.answered()
	f.stored("among strangers")
	for _, conn := range conns {
		conn.Close()
	}
	if each >= crowd {
		waitFor(t, "the memory to be given back", func() { s.awaitGivenBack(before) })
		s.logged("(memory is given back)")
	}
	f.answered()
	f.restarted()
}

// awaitGivenBack waits until memory is less than the most that it ever was, by a
// part of what that was more than before.
func (s *process) awaitGivenBack(before int) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for ; ; <-tick.C {
		most, now := s.memory("VmHWM"), s.memory("VmRSS")
		if most-now > (most-before)/givenBack {
			return
		}
	}
}

// memory is how many kB of the process lie in memory, by the kernel's name for
// what is asked.
func (s *process) memory(name string) (kb int) {
	s.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		s.t.Error(err)
	}
	_, size, _ := strings.Cut(string(status), name+":")
	if _, err := fmt.Sscan(size, &kb); err != nil {
		s.t.Errorf("%s: %v", name, err)
	}
	return kb
}
