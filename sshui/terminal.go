package sshui

import (
	"slices"
	"strings"
	"sync"

	"github.com/charmbracelet/colorprofile"

	"talktalktalk/room"
)

// Limits on what a client may say of its terminal. The size is what it says it
// is, and what is drawn grows with it.
const (
	widthMost, heightMost   = 300, 100
	usualWidth, usualHeight = 80, 24
	termMost                = 64  // bytes of TERM
	variableMost            = 256 // bytes of an environment variable
)

// accepted are the environment variables that mean something here. OpenSSH
// sends TZ only if told to (SendEnv, SetEnv).
var accepted = map[string]bool{"TZ": true, "NO_COLOR": true, "COLORTERM": true}

// A terminal is what a client has said of its own. Safe for concurrent use.
type terminal struct {
	mu            sync.Mutex
	real          bool   // a PTY was asked for
	kind          string // TERM
	width, height int
	variables     map[string]string

	resized chan struct{} // holds one: the size is another than it was
}

func newTerminal() terminal {
	return terminal{width: usualWidth, height: usualHeight, resized: make(chan struct{}, 1)}
}

// open notes that a PTY was asked for.
func (t *terminal) open(kind string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.real, t.kind = true, kind
}

// isReal tells whether there is a PTY.
func (t *terminal) isReal() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.real
}

// isDumb tells whether the terminal, if it is one, understands nothing.
func (t *terminal) isDumb() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.kind == "" || t.kind == "dumb"
}

// resize takes a size as the client gave it; what says nothing changes nothing.
func (t *terminal) resize(columns, rows uint32) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if columns > 0 {
		t.width = int(min(columns, widthMost))
	}
	if rows > 0 {
		t.height = int(min(rows, heightMost))
	}
	select {
	case t.resized <- struct{}{}:
	default: // somebody is to look already
	}
}

func (t *terminal) size() (width, height int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.width, t.height
}

// set keeps an environment variable and tells whether it is one that is accepted.
func (t *terminal) set(name, value string) bool {
	if !accepted[name] || len(value) > variableMost {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.variables == nil {
		t.variables = make(map[string]string)
	}
	t.variables[name] = value
	return true
}

// unlinked are the beginnings of the names of terminals that would show the
// address of a link, or worse, where others make it one.
var unlinked = []string{"linux", "vt", "ansi", "cons", "sun", "putty"}

// knowsLinks tells whether the terminal knows what a link is (OSC 8), or at
// least passes over it.
func (t *terminal) knowsLinks() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !slices.ContainsFunc(unlinked, func(name string) bool { return strings.HasPrefix(t.kind, name) })
}

// palette is what colors the terminal is drawn with: as many as the person
// wants, or else as the terminal has; with NO_COLOR none (B52).
func (t *terminal) palette(want room.Color) *palette {
	if depth, is := depths[want]; is {
		return palettes[depth]
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.variables["NO_COLOR"] != "" {
		return palettes[colorprofile.ASCII]
	}
	depth := colorprofile.Env([]string{"TERM=" + t.kind, "COLORTERM=" + t.variables["COLORTERM"]})
	return palettes[max(depth, colorprofile.ASCII)]
}

func (t *terminal) variable(name string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.variables[name]
}
