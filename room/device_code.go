package room

import (
	"crypto/rand"
	"strings"
	"sync"
	"time"
)

// Codes of /link (INTERFACE): how they look, and how long and how many are kept.
const (
	codeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ" // 32 of them, no 0 O 1 I
	codeLength  = 8
	codeHolds   = 10 * time.Minute
	codeKnown   = 2 * codeHolds // used or over, it is told from one that never was
	codesMost   = 10000
)

// A code lets whoever enters it become its maker. It is in memory only.
type code struct {
	person string // the maker, then
	device device // by which the maker came
	made   time.Time
	by     string // id of the credential that entered it, or is about to; "" for none
}

// codes are those that hold, and some that did. The zero value is ready.
type codes struct {
	mu   sync.Mutex
	made map[string]*code
}

// add makes a code. It is as shown to people: in two halves.
func (c *codes) add(person string, d device) (string, error) {
	text := newCode()
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if c.made == nil {
		c.made = map[string]*code{}
	}
	if len(c.made) >= codesMost {
		c.sweepLocked(now)
	}
	if len(c.made) >= codesMost {
		return "", tooFast(codeHolds)
	}
	c.made[text] = &code{person: person, device: d, made: now}
	return text[:codeLength/2] + "-" + text[codeLength/2:], nil
}

func (c *codes) sweepLocked(now time.Time) {
	for text, made := range c.made {
		if now.Sub(made.made) > codeKnown {
			delete(c.made, text)
		}
	}
}

// take takes a code for the credential cred, which alone may use it then. used
// tells that cred has done so before.
func (c *codes) take(typed, cred string) (_ code, used bool, err error) {
	text := codeTyped(typed)
	c.mu.Lock()
	defer c.mu.Unlock()
	made := c.made[text]
	switch {
	case made == nil || time.Since(made.made) > codeKnown:
		return code{}, false, refuse(CodeNotFound, "There is no such code. /link at the other device makes one.")
	case made.by == cred:
		return *made, true, nil
	case made.by != "":
		return code{}, false, refuse(CodeNotFound, "That code was used. /link at the other device makes another.")
	case time.Since(made.made) > codeHolds:
		return code{}, false, refuse(CodeNotFound, "That code is over, it holds for %d minutes. /link at the other device makes another.", int(codeHolds.Minutes()))
	}
	made.by = cred
	return *made, false, nil
}

// giveBack undoes take: nothing came of it.
func (c *codes) giveBack(typed string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if made := c.made[codeTyped(typed)]; made != nil {
		made.by = ""
	}
}

// newCode makes one that nobody guesses: 40 bits, for ten minutes, at five tries a minute.
func newCode() string {
	b := make([]byte, codeLength)
	rand.Read(b) // never fails
	for i := range b {
		b[i] = codeLetters[int(b[i])%len(codeLetters)]
	}
	return string(b)
}

// codeTyped is a code as it was made: case, dash and blanks mean nothing.
func codeTyped(typed string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(strings.TrimSpace(typed)))
}
