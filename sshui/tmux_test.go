package sshui

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A pane is a real terminal, tmux's, in which OpenSSH's client runs.
type pane struct {
	t      *testing.T
	socket string
}

// pane opens a terminal of 60×20 in which m enters the room.
func (m *member) pane() *pane {
	m.h.t.Helper()
	p := &pane{m.h.t, filepath.Join(m.dir, "tmux")}
	const run = `"$@"; echo "exit code $?"; read -r end`
	p.tmux(append([]string{"new-session", "-d", "-x", "60", "-y", "20", "sh", "-c", run, "sh"}, m.ssh(nil).Args...)...)
	m.h.t.Cleanup(func() { p.tmux("kill-server") })
	return p
}

func (p *pane) tmux(args ...string) string {
	p.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", p.socket, "-f", "/dev/null"}, args...)...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("tmux %q: %v: %s", args, err, out)
	}
	return string(out)
}

// shows waits until the terminal ends with these lines. A line that begins with
// a colon is one of somebody, behind a time or the room for one.
func (p *pane) shows(lines ...string) {
	p.t.Helper()
	var got []string
	eventually(p.t, "the terminal shows "+strings.Join(lines, " / "), func() bool {
		got = strings.Split(strings.TrimRight(p.tmux("capture-pane", "-p"), "\n"), "\n")
		if len(got) < len(lines) {
			return false
		}
		for i, line := range got[len(got)-len(lines):] {
			if want, said := strings.CutPrefix(lines[i], ":"); line != lines[i] && !(said && len(line) > stampIndent && line[stampIndent:] == want) {
				return false
			}
		}
		return true
	})
}

// TestTerminal has people talk at real terminals.
func TestTerminal(t *testing.T) {
	h := build(t, plan{})
	h.say("old", "from before")
	sam := h.member("sam").pane()
	sam.shows(":old: from before")
	ann := h.member("ann").pane()
	sam.shows("* ann joined (2 here)")

	sam.tmux("send-keys", "hello", "Enter")
	sam.shows("> hello", ":sam: hello")
	ann.shows(":sam: hello")

	ann.tmux("send-keys", "half a")
	ann.shows(":sam: hello", "> half a")
	sam.tmux("send-keys", "--", "-", "Enter")
	ann.shows("> half a", ":sam: -", "> half a")
	ann.tmux("send-keys", " line", "BSpace", "Enter")
	sam.shows(":ann: half a lin")

	ann.tmux("set-buffer", "one\ntwo")
	ann.tmux("paste-buffer", "-p") // in brackets, if the form has asked for them
	ann.shows("> one", "* 2 lines, 7 characters, Enter sends", "2> two")
	ann.tmux("send-keys", "Enter")
	sam.shows(":ann: one", "        two")

	ann.tmux("resize-window", "-x", "32", "-y", "20")
	eventually(t, "the server knows the new size", func() bool { return h.widths()[32] })
	sam.tmux("send-keys", "some words that are wrapped", "Enter")
	ann.shows(":sam: some words that are", "        wrapped")

	h.close()
	for _, p := range []*pane{sam, ann} {
		port := h.addr[strings.LastIndexByte(h.addr, ':')+1:]
		p.shows("  ssh 127.0.0.1 -p "+port, "Connection to 127.0.0.1 closed.", "exit code 75")
	}
}

// widths are those of the terminals at the door.
func (h *house) widths() map[int]bool {
	h.door.mu.Lock()
	defer h.door.mu.Unlock()
	set := map[int]bool{}
	for p := range h.door.peers {
		width, _ := p.terminal.size()
		set[width] = true
	}
	return set
}
