package sshui

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/sshtest"
)

// A pane is a real terminal, tmux's, in which OpenSSH's client runs.
type pane struct {
	t      *testing.T
	socket string
}

// pane opens a terminal in which m enters the room.
func (m *member) pane(width, height int) *pane {
	m.h.t.Helper()
	p := &pane{m.h.t, filepath.Join(m.dir, "tmux")}
	const run = `"$@"; echo "exit code $?"; read -r end`
	args := []string{"new-session", "-d", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height), "sh", "-c", run, "sh"}
	p.tmux(append(args, m.ssh(nil).Args...)...)
	m.h.t.Cleanup(func() { p.tmux("kill-server") })
	return p
}

func (p *pane) tmux(args ...string) string {
	p.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-u", "-S", p.socket, "-f", "/dev/null"}, args...)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=")
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("tmux %q: %v: %s", args, err, out)
	}
	return string(out)
}

// keys types keys, by tmux's names for them.
func (p *pane) keys(keys ...string) {
	p.t.Helper()
	p.tmux(append([]string{"send-keys", "--"}, keys...)...)
}

// pastes pastes text, in brackets if the form has asked for them.
func (p *pane) pastes(text string) {
	p.t.Helper()
	p.tmux("set-buffer", text)
	p.tmux("paste-buffer", "-p", "-r")
}

func (p *pane) resize(width, height int) {
	p.t.Helper()
	p.tmux("resize-window", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height))
}

// look is the screen, and in a last line where the cursor is.
func (p *pane) look() string {
	p.t.Helper()
	var b strings.Builder
	for line := range strings.Lines(p.tmux("capture-pane", "-p")) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String() + "cursor " + p.tmux("display-message", "-p", "#{cursor_x},#{cursor_y}")
}

// shows waits until the screen holds all of some texts.
func (p *pane) shows(texts ...string) {
	p.t.Helper()
	p.waits(func(screen string) string {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return fmt.Sprintf("want %q", text)
			}
		}
		return ""
	})
}

// waits waits until nothing is wrong with the screen.
func (p *pane) waits(wrong func(screen string) string) {
	p.t.Helper()
	end := time.Now().Add(limit)
	for {
		screen := p.look()
		why := wrong(screen)
		if why == "" {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("%s; the screen is\n%s", why, screen)
		}
	}
}

// is waits until the screen is as in a golden file. It has come to rest once
// it shows the given text.
func (p *pane) is(name, rest string) {
	p.t.Helper()
	p.shows(rest)
	path := filepath.Join("testdata", name+".golden")
	if *sshtest.Update {
		if err := os.WriteFile(path, []byte(p.look()), 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	p.waits(func(screen string) string {
		if screen != string(want) {
			return fmt.Sprintf("%s is\n%s", path, want)
		}
		return ""
	})
}

// TestNamesInAllScripts: a name is as wide for us as for a terminal, so that what
// stands before and behind it lines up (B53).
func TestNamesInAllScripts(t *testing.T) {
	p := &pane{t, filepath.Join(t.TempDir(), "tmux")}
	const prints = `tput cup 0 5; printf %s "$1"; read -r end`
	for i, name := range []string{
		"sam", "Zoë", "Nguyễn", "Игорь", "Ελένη", "محمد", "مُحَمَّد", "דוד", "דָּוִד", "सीता", "प्रिया", "王小明", "さくら", "ﾕｳｷ", "김민준", "สมชาย", "น้ำทิพย์",
	} {
		args := []string{"new-session", "-d", "-x", "80", "-y", "24", "-s", fmt.Sprint(i), "sh", "-c", prints, "sh"}
		p.tmux(append(args, texts.Legible(name+room.ClaimMark))...)
		if i == 0 {
			t.Cleanup(func() { p.tmux("kill-server") })
		}
		want := fmt.Sprintf("%d,0\n", 5+cells.Cells(name+room.ClaimMark))
		for end, at := time.Now().Add(limit), ""; at != want; at = p.tmux("display-message", "-p", "-t", fmt.Sprint(i), "#{cursor_x},#{cursor_y}") {
			if time.Now().After(end) {
				t.Errorf("behind %s the cursor is at %q, want %q", name, at, want)
				break
			}
		}
	}
}
