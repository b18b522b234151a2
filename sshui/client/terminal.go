package client

import (
	"slices"
	"strings"
	"sync"

	"github.com/charmbracelet/colorprofile"

	"talktalktalk/room"
	"talktalktalk/sshui/cells"
)

// Limits on what a client may say of its terminal. The size is what it says it
// is, and what is drawn grows with it.
const (
	MaxWidth, MaxHeight     = 300, 100
	UsualWidth, UsualHeight = 80, 24
	MaxTerm                 = 64  // bytes of TERM
	MaxVariable             = 256 // bytes of an environment variable
)

// accepted are the environment variables that mean something here. OpenSSH
// sends TZ only if told to (SendEnv, SetEnv).
var accepted = map[string]bool{"TZ": true, "NO_COLOR": true, "COLORTERM": true}

// A Terminal is what a client has said of its own. Safe for concurrent use.
type Terminal struct {
	mu            sync.Mutex
	real          bool   // a PTY was asked for
	kind          string // TERM
	width, height int
	variables     map[string]string

	Resized chan struct{} // holds one: the size is another than it was
}

// NewTerminal returns a terminal of which nothing is known yet.
func NewTerminal() Terminal {
	return Terminal{width: UsualWidth, height: UsualHeight, Resized: make(chan struct{}, 1)}
}

// Open notes that a PTY was asked for.
func (t *Terminal) Open(kind string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.real, t.kind = true, kind
}

// IsReal tells whether there is a PTY.
func (t *Terminal) IsReal() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.real
}

// IsDumb tells whether the terminal, if it is one, understands nothing.
func (t *Terminal) IsDumb() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.kind == "" || t.kind == "dumb"
}

// Resize takes a size as the client gave it; what says nothing changes nothing.
func (t *Terminal) Resize(columns, rows uint32) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if columns > 0 {
		t.width = int(min(columns, MaxWidth))
	}
	if rows > 0 {
		t.height = int(min(rows, MaxHeight))
	}
	select {
	case t.Resized <- struct{}{}:
	default: // somebody is to look already
	}
}

// Size is that of the terminal in cells, within bounds.
func (t *Terminal) Size() (width, height int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.width, t.height
}

// Set keeps an environment variable and tells whether it is one that is accepted.
func (t *Terminal) Set(name, value string) bool {
	if !accepted[name] || len(value) > MaxVariable {
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

// KnowsLinks tells whether the terminal knows what a link is (OSC 8), or at
// least passes over it.
func (t *Terminal) KnowsLinks() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !slices.ContainsFunc(unlinked, func(name string) bool { return strings.HasPrefix(t.kind, name) })
}

// Palette is what colors the terminal is drawn with: as many as the person
// wants, or else as the terminal has; with NO_COLOR none (B52).
func (t *Terminal) Palette(want room.Color) *cells.Palette {
	if depth, is := cells.Depths[want]; is {
		return cells.Palettes[depth]
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.variables["NO_COLOR"] != "" {
		return cells.Palettes[colorprofile.ASCII]
	}
	depth := colorprofile.Env([]string{"TERM=" + t.kind, "COLORTERM=" + t.variables["COLORTERM"]})
	return cells.Palettes[max(depth, colorprofile.ASCII)]
}

func (t *Terminal) variable(name string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.variables[name]
}
