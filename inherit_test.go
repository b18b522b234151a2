package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestInherited: the program takes the sockets that systemd has opened, and
// tells it when the doors are open, and when they close.
func TestInherited(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	given, err := l.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer given.Close()
	folder, err := os.MkdirTemp("", "notify") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	told, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(folder, "n"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer told.Close()

	s := &process{t: t, log: newJournal[string](), life: &life{}}
	plain := program(context.Background(), t, "--web=127.0.0.1:1", "--ssh=off", "--data="+filepath.Join(t.TempDir(), "data"))
	s.cmd = exec.Command("sh", append([]string{"-c", `LISTEN_PID=$$ exec "$0" "$@"`}, plain.Args...)...)
	s.cmd.Env = append(plain.Env, "LISTEN_FDS=1", "LISTEN_FDNAMES=web", "NOTIFY_SOCKET="+told.LocalAddr().String())
	s.cmd.ExtraFiles = []*os.File{given}
	s.begin()

	hears := func(want string) {
		t.Helper()
		told.SetReadDeadline(time.Now().Add(patience))
		b := make([]byte, 100)
		if n, err := told.Read(b); err != nil || string(b[:n]) != want {
			t.Fatalf("systemd is told %q, %v, want %s", b[:n], err, want)
		}
	}
	hears("READY=1")
	r, err := http.Get(fmt.Sprintf("http://%s/healthz", l.Addr()))
	if err != nil || r.StatusCode != 200 {
		t.Fatalf("/healthz at the socket that was given = %v, %v", r, err)
	}
	r.Body.Close()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	hears("STOPPING=1")
}
