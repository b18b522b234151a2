package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"talktalktalk/room/replica"
	"talktalktalk/storage"
)

// TestAlone: a server without --cluster has nothing of NATS: no goroutine, no port or
// connection, and nothing in its files.
func TestAlone(t *testing.T) {
	t.Parallel()
	s := startAlone(t, "--metrics=127.0.0.1:0")
	metrics := s.logged(`metrics  http://([^/]+)/metrics`)
	r, err := http.Get("http://" + metrics + "/debug/pprof/goroutine?debug=2")
	if err != nil {
		t.Fatal(err)
	}
	running, err := io.ReadAll(r.Body)
	if r.Body.Close(); err != nil || !strings.Contains(string(running), "goroutine ") {
		t.Fatalf("goroutines: %v\n%s", err, running)
	}
	for _, part := range []string{"nats-io", "talktalktalk/cluster", "peering"} {
		if strings.Contains(string(running), part) {
			t.Errorf("a server that is alone runs %s:\n%s", part, running)
		}
	}
	var doors []string
	for _, address := range []string{s.web, s.ssh, metrics} {
		doors = append(doors, address[strings.LastIndex(address, ":")+1:])
	}
	ports := localPorts(t, s.cmd.Process.Pid)
	if len(ports) < len(doors) {
		t.Errorf("its ports are %v, which lack some of %v", ports, doors)
	}
	for _, port := range ports {
		if !slices.Contains(doors, port) {
			t.Errorf("a server that is alone has the port %s beside its doors, %v", port, doors)
		}
	}
	s.stop()
	log, err := storage.Open(filepath.Join(s.data, historyFolder), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	at, err := log.Position(t.Context())
	if log.Close(); err != nil || at != (replica.Position{}) {
		t.Errorf("its history follows %+v, %v", at, err)
	}
}

// localPorts are those of the sockets of a process for the network, also of its connections.
func localPorts(t *testing.T, pid int) (ports []string) {
	t.Helper()
	own := map[string]bool{}
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		target, _ := os.Readlink(file) // it may be closed by now
		own[strings.TrimSuffix(strings.TrimPrefix(target, "socket:["), "]")] = true
	}
	for _, kind := range []string{"tcp", "tcp6", "udp", "udp6"} {
		table, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, kind))
		if err != nil {
			continue // the machine has none of these
		}
		for _, line := range strings.Split(string(table), "\n")[1:] {
			columns := strings.Fields(line)
			if len(columns) < 10 || !own[columns[9]] {
				continue
			}
			var port int
			if _, err := fmt.Sscanf(columns[1][strings.LastIndex(columns[1], ":")+1:], "%X", &port); err != nil {
				t.Fatal(err)
			}
			ports = append(ports, fmt.Sprint(port))
		}
	}
	return ports
}
