package room

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"net/netip"
	"strings"

	"talktalktalk/room/names"
)

// A credential is what proves, the next time, that it is the same one again: an
// ssh key, or the secret token of a browser. The log has its id only.
type credential struct {
	device        // with the id, and what the person knows it by
	token  string // of a browser; "" for others
	stable bool   // can come back: is a key or a token
}

// identify tells what v has to show. Who has nothing gets a token at the page,
// and elsewhere something that nobody can show again.
func (k roomKey) identify(v Visitor) credential {
	c := credential{device: device{Kind: v.Via, Label: v.Device}, stable: true}
	switch {
	case v.Key != "":
		c.Cred = k.keyID(v.Key)
	case v.Token != "" && k.made(v.Token):
		c.token = v.Token
		c.Cred = k.tokenID(v.Token)
	case v.Hook != "":
		c.stable = false
		c.Cred = v.Hook
	case v.Via == API || v.Via == SSH && v.Passing: // by the address, so that ids and budgets outlast a request
		c.stable = false
		c.Cred = k.publicID("script:" + network(v.Addr).String() + " " + v.Name)
	case v.Via == SSH || v.Passing:
		c.stable = false
		c.Cred = k.publicID("once:" + rand.Text())
	default:
		c.token = k.newToken()
		c.Cred = k.tokenID(c.token)
	}
	return c
}

// roomKey is the room's own key, from its log. Tokens that it made need no list
// of them, and ids from it do not give the ssh keys away.
//
// Whoever has the log has this key, and can make a token as the page's door
// would: that of somebody new. The token of somebody who is known, a random
// text, cannot be had from the id, which is what the log and the notes have.
//
// For that the id must have many bits: who has the log may try tokens at home,
// and win with any of those that are known. Ids once had 64, with shorter tokens,
// which are good for ever; for a key they are enough, since making keys is slow.
type roomKey []byte

const (
	keySize      = 32
	tokenRand    = 20 // random bytes of a token
	oldTokenRand = 16 // and of those that were made before
	tokenMAC     = 16 // bytes that prove that we made it
	idBytes      = 8  // of an id
	tokenIDBytes = 15 // of that of a token
)

func (k roomKey) mac(text string) []byte {
	h := hmac.New(sha256.New, k)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// keyID is the id of the ssh key with a fingerprint.
func (k roomKey) keyID(fingerprint string) string { return k.publicID("key:" + fingerprint) }

// nameID is the id of those who have nothing to prove a person by, and a name.
// It is nobody's credential.
func (k roomKey) nameID(name string) string { return k.publicID("name:" + names.Fold(name)) }

// addressID names the network of an address to the other servers, which have the key.
func (k roomKey) addressID(addr netip.Addr) string {
	return k.publicID("address:" + network(addr).String())
}

func (k roomKey) publicID(credential string) string { return k.id(credential, idBytes) }

// tokenID is the id of the browser with a token that we made.
func (k roomKey) tokenID(token string) string {
	if base64.RawURLEncoding.DecodedLen(len(token)) == oldTokenRand+tokenMAC {
		return k.id("token:"+token, idBytes)
	}
	return k.id("token:"+token, tokenIDBytes)
}

func (k roomKey) id(credential string, size int) string {
	sum := k.mac("person:" + credential)[:size]
	return "p" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum))
}

func (k roomKey) newToken() string {
	b := make([]byte, tokenRand, tokenRand+tokenMAC)
	rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(append(b, k.mac("token:" + string(b))[:tokenMAC]...))
}

// made tells whether newToken made the token, now or once.
func (k roomKey) made(token string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != tokenRand+tokenMAC && len(b) != oldTokenRand+tokenMAC {
		return false
	}
	random := len(b) - tokenMAC
	want := k.mac("token:" + string(b[:random]))[:tokenMAC]
	return subtle.ConstantTimeCompare(b[random:], want) == 1
}
