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

// TestHalfOpen lets thousands of connections say half of what they should, at both
// doors, and go: people are served meanwhile, and what memory the crowd took is given
// back. There are few enough to come before the first are sent away.
func TestHalfOpen(t *testing.T) {
	t.Parallel()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	each := min(amount(t, halfOpenVariable, 2000), int(limit.Cur-limit.Cur/5)/2) // the rest is for other tests
	s := start(t, "--flood=off")
	f := newFault(t, s)
	before := s.memory("VmRSS")
	var conns []net.Conn
	for n := range each {
		for door, half := range map[string]string{s.web: "GET /ws HTTP/1.1\r\nHost: chat", s.ssh: "SSH-2.0-half\r\n"} {
			conn := dialFrom(t, fmt.Sprintf("127.0.%d.%d", 2+n/5000, 1+n%5000/20), door)
			_, _ = io.WriteString(conn, half) // it may be closed already
			conns = append(conns, conn)
		}
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
