package room

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"time"
)

// forgetAfter is how long a person who is not seen is remembered (ARCHITECTURE §1).
const forgetAfter = 90 * 24 * time.Hour

// A person is somebody with a name, on however many connections (B35).
type person struct {
	id     string               // public and stable
	token  string               // what proves a browser; "" for others
	stable bool                 // can come back as the same person: has a key or a token
	face   atomic.Pointer[face] // what others see; replaced as a whole

	ignored   atomic.Pointer[[]Ignored]   // the note's; nil for nobody, as most have it
	preferred atomic.Pointer[Preferences] // likewise; nil for what is usual

	// Guarded by presence.mu once the person has entered.
	sessions map[*Session]struct{}
	listed   bool      // stands in the list of people
	shown    string    // the name that others were last told, "" if absent
	dirty    bool      // is among those to tell about
	leaves   time.Time // when the absence is announced, while no session is left
	note     note
	noted    bool // the note is worth keeping
	due      bool // and has changed since it was saved
}

// A face is a person's name and rank.
type face struct {
	name     string
	admin    bool
	unlocked bool // admin by the secret, not by a key
}

// A note is what is kept of a person beside the log.
type note struct {
	Name     string    `json:"name,omitempty"`
	Unlocked string    `json:"unlocked,omitempty"` // Hash of the secret that made an admin
	Read     Seq       `json:"read,omitempty"`     // the last message that was seen (B11)
	Ignored  []Ignored `json:"ignored,omitempty"`  // (B40)

	Preferences *Preferences `json:"prefers,omitempty"` // (B42)
}

// identify tells who v is: the same credential is the same person.
func (k roomKey) identify(v Visitor) *person {
	p := &person{sessions: map[*Session]struct{}{}, stable: true}
	switch {
	case v.Key != "":
		p.id = k.publicID("key:" + v.Key)
	case v.Token != "" && k.made(v.Token):
		p.token = v.Token
		p.id = k.publicID("token:" + v.Token)
	case v.Hook != "":
		p.stable = false
		p.id = v.Hook
	case v.Via == API: // by the address, so that ids and budgets outlast a request
		p.stable = false
		p.id = k.publicID("script:" + network(v.Addr).String() + " " + v.Name)
	case v.Via == SSH || v.Passing:
		p.stable = false
		p.id = k.publicID("once:" + rand.Text())
	default:
		p.token = k.newToken()
		p.id = k.publicID("token:" + p.token)
	}
	p.face.Store(&face{})
	return p
}

// roomKey is the room's own secret key, from its log. Tokens that it made need
// no list of them, and ids from it do not give the ssh keys away.
type roomKey []byte

const (
	keySize   = 32
	tokenRand = 16 // random bytes of a token
	tokenMAC  = 16 // and bytes that prove that we made it
	idBytes   = 8
)

func (k roomKey) mac(text string) []byte {
	h := hmac.New(sha256.New, k)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func (k roomKey) publicID(credential string) string {
	sum := k.mac("person:" + credential)[:idBytes]
	return "p" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum))
}

func (k roomKey) newToken() string {
	b := make([]byte, tokenRand, tokenRand+tokenMAC)
	rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(append(b, k.mac("token:" + string(b))[:tokenMAC]...))
}

// made tells whether newToken made the token.
func (k roomKey) made(token string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != tokenRand+tokenMAC {
		return false
	}
	want := k.mac("token:" + string(b[:tokenRand]))[:tokenMAC]
	return subtle.ConstantTimeCompare(b[tokenRand:], want) == 1
}

// recall reads what is remembered of a person who may have been here before.
func (r *Room) recall(ctx context.Context, p *person) error {
	if !p.stable || r.opts.Memory == nil {
		return nil
	}
	b, err := r.opts.Memory.Load(ctx, p.id)
	if err != nil || b == nil {
		return err
	}
	if err := json.Unmarshal(b, &p.note); err != nil {
		return fmt.Errorf("note of %s: %w", p.id, err)
	}
	p.noted = true
	if ignored := p.note.Ignored; ignored != nil {
		p.ignored.Store(&ignored)
	}
	p.recallPreferences()
	return nil
}

// keep saves the note of a person, if there is one worth it, for another while.
func (r *Room) keep(ctx context.Context, p *person) {
	r.presence.mu.Lock()
	n, noted := p.note, p.noted
	p.due = false
	r.presence.mu.Unlock()
	if !noted || r.opts.Memory == nil {
		return
	}
	b, err := json.Marshal(n)
	if err == nil {
		err = r.opts.Memory.Save(ctx, p.id, b, time.Now().Add(forgetAfter))
	}
	if err != nil {
		r.opts.Logger.Warn("a person's note is not kept", "who", p.id, "err", err)
	}
}
