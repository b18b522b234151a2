package archive

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"strings"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/names"
	"talktalktalk/room/texts"
)

// Why a message is left out.
var (
	ErrEmpty  = errors.New("no text is left of it")
	ErrNoTime = errors.New("its time is not one between 1970 and now")
)

const (
	nobody    = "somebody" // who said a message under a name of which nothing is left
	idBytes   = 8
	namesKept = 10_000 // names that are known already
)

// A tidier makes what others wrote fit for the room, by the rules that hold on
// entry (B21, B33): of a text that is too long the beginning is kept. It does
// not change what comes from an export of our own.
type tidier struct {
	now   time.Time
	names map[string]string
}

func newTidier(now time.Time) *tidier { return &tidier{now: now, names: map[string]string{}} }

// tidy makes e fit, or says why it is left out.
func (t *tidier) tidy(e *room.Event) error {
	if e.Time.UnixMilli() <= 0 || e.Time.After(t.now) {
		return ErrNoTime
	}
	e.Name = t.name(e.Name)
	e.Text = shorten(texts.Clean(e.Text))
	if e.Deleted {
		e.Text, e.Edited = "", time.Time{}
	} else if e.Text == "" {
		return ErrEmpty
	}
	if e.Edited.Before(e.Time) || e.Edited.After(t.now) {
		e.Edited = time.Time{}
	}
	return nil
}

func (t *tidier) name(typed string) string {
	if name, known := t.names[typed]; known {
		return name
	}
	name, _ := names.Tidy(typed)
	if name == "" {
		name = nobody
	}
	if len(t.names) >= namesKept {
		clear(t.names)
	}
	t.names[strings.Clone(typed)] = name
	return name
}

// shorten keeps of a text what a message may hold.
func shorten(text string) string {
	chars, lines := 0, 1
	for i, r := range text {
		if r == '\n' {
			lines++
		}
		if chars == texts.MaxChars || lines > texts.MaxLines {
			return strings.TrimSpace(text[:i])
		}
		chars++
	}
	return text
}

// stranger is the id of somebody who is known by a name alone. No credential has
// it: theirs begin with p.
func stranger(name string) string {
	sum := sha256.Sum256([]byte("stranger:" + name))
	return "i" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:idBytes]))
}
