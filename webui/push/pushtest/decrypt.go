package pushtest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"time"
)

// The parts of a push message (RFC 8188, 2.1).
const (
	saltSize = 16
	rsSize   = 4
	keySize  = 65
	headSize = saltSize + rsSize + 1 + keySize
)

// decrypt opens a message as RFC 8291 tells.
func (b *Browser) decrypt(message []byte) ([]byte, error) {
	if len(message) < headSize || message[saltSize+rsSize] != keySize {
		return nil, errors.New("the message has no header")
	}
	salt, sender := message[:saltSize], message[headSize-keySize:headSize]
	public, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		return nil, err
	}
	shared, err := b.secret.ECDH(public)
	if err != nil {
		return nil, err
	}
	about := string(append(append([]byte("WebPush: info\x00"), b.Key...), sender...))
	ikm, err := hkdf.Key(sha256.New, shared, b.Auth, about, 32)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, err
	}
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	padded, err := gcm.Open(nil, nonce, message[headSize:], nil)
	if err != nil {
		return nil, err
	}
	payload, last := bytes.CutSuffix(bytes.TrimRight(padded, "\x00"), []byte{2})
	if !last {
		return nil, errors.New("the record is not the last one")
	}
	return payload, nil
}

// Claims are what a server says of itself to a push service (RFC 8292).
type Claims struct {
	Audience string `json:"aud"`
	Contact  string `json:"sub"`
	Expires  int64  `json:"exp"`
	Key      string `json:"-"` // by which it signs
}

// verify reads the header Authorization, and checks who has signed it.
func verify(header string) (c Claims, err error) {
	rest, isVAPID := strings.CutPrefix(header, "vapid t=")
	token, key, _ := strings.Cut(rest, ", k=")
	parts := strings.Split(token, ".")
	if !isVAPID || len(parts) != 3 {
		return c, errors.New("there is no VAPID")
	}
	c.Key = key
	point, err1 := base64.RawURLEncoding.DecodeString(key)
	claims, err2 := base64.RawURLEncoding.DecodeString(parts[1])
	signature, err3 := base64.RawURLEncoding.DecodeString(parts[2])
	if err := errors.Join(err1, err2, err3); err != nil {
		return c, err
	}
	if err := json.Unmarshal(claims, &c); err != nil {
		return c, err
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil || len(signature) != 64 {
		return c, errors.Join(err, errors.New("no key, or no signature"))
	}
	hash := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(public, hash[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		return c, errors.New("the signature is wrong")
	}
	if left := time.Until(time.Unix(c.Expires, 0)); left <= 0 || left > 24*time.Hour || !strings.HasPrefix(c.Contact, "https://") {
		return c, errors.New("it is no longer valid, or for too long, or names nobody")
	}
	return c, nil
}
