package room

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// minSecret is how many characters a secret of the owner's own has at least.
const minSecret = 16

// secretShape is the shape of every secret that NewSecret makes: a text that
// holds it is not let into the log, whether or not it is the one in force (B38).
var secretShape = regexp.MustCompile(`talk-[a-z2-7]{26}`)

// A Secret recognizes the admin secret without showing it (B38). The zero
// value recognizes nothing.
type Secret struct {
	hash  [sha256.Size]byte
	given string // an owner's own has no shape to know it by in a text
	set   bool
}

// NewSecret makes a random secret, "talk-" and 26 characters a-z2-7 (130 bits),
// and what recognizes it.
func NewSecret() (plain string, s Secret) {
	plain = "talk-" + strings.ToLower(rand.Text()) // 26 characters of base32
	return plain, Secret{hash: sha256.Sum256([]byte(plain)), set: true}
}

// GivenSecret recognizes a secret of the owner's own, from a file or the
// environment. It has at least 16 characters (code points), else an error.
func GivenSecret(plain string) (Secret, error) {
	if utf8.RuneCountInString(plain) < minSecret {
		return Secret{}, fmt.Errorf("the admin secret has fewer than %d characters", minSecret)
	}
	return Secret{hash: sha256.Sum256([]byte(plain)), given: plain, set: true}, nil
}

// StoredSecret recognizes the secret whose Hash was h; an error if h is no
// such text.
func StoredSecret(h string) (Secret, error) {
	s := Secret{set: true}
	digits, ok := strings.CutPrefix(strings.TrimSpace(h), "sha256:")
	if n, err := hex.Decode(s.hash[:], []byte(digits)); !ok || err != nil || n != len(s.hash) {
		return Secret{}, errors.New("not the hash of a secret")
	}
	return s, nil
}

// Hash is a text to store, from which the secret cannot be had.
func (s Secret) Hash() string { return "sha256:" + hex.EncodeToString(s.hash[:]) }

// is compares in constant time, so that answers leak no part of the secret.
func (s Secret) is(typed string) bool {
	h := sha256.Sum256([]byte(typed))
	return subtle.ConstantTimeCompare(h[:], s.hash[:]) == 1 && s.set
}

// in tells whether text holds the secret, or something of its shape.
func (s Secret) in(text string) bool {
	return secretShape.MatchString(text) || s.given != "" && strings.Contains(text, s.given)
}
