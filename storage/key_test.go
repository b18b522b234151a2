package storage

import (
	"bytes"
	"testing"
	"time"

	"talktalktalk/room"
)

// FuzzTimed decodes what might be on the disk: never a panic, and what decodes
// is what would be written.
func FuzzTimed(f *testing.F) {
	f.Add(append(appendTime(nil, time.UnixMilli(1763805600123)), "hello"...))
	f.Add(appendTime(nil, time.UnixMilli(0)))
	f.Add([]byte{})
	f.Add([]byte{0x80})
	f.Add(bytes.Repeat([]byte{0xff}, 11))
	f.Fuzz(func(t *testing.T, value []byte) {
		at, rest, err := parseTimed(value)
		if err != nil {
			return
		}
		again, rest2, err := parseTimed(append(appendTime(nil, at), rest...))
		if err != nil || !again.Equal(at) || !bytes.Equal(rest, rest2) {
			t.Errorf("parseTimed(%x) = %v, %x; written again %v, %x, %v", value, at, rest, again, rest2, err)
		}
	})
}

// FuzzSeqKey decodes keys, and checks that they sort as their numbers do.
func FuzzSeqKey(f *testing.F) {
	f.Add(messageKey(1), messageKey(256))
	f.Add(messageKey(room.MaxSeq), messageKey(0))
	f.Add([]byte("m"), []byte("m12345678x"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		m, err1 := parseSeqKey(a)
		n, err2 := parseSeqKey(b)
		if err1 != nil || err2 != nil {
			return
		}
		if !bytes.Equal(a[1:], messageKey(m)[1:]) {
			t.Errorf("parseSeqKey(%x) = %d", a, m)
		}
		if got := bytes.Compare(messageKey(m), messageKey(n)); (got < 0) != (m < n) || (got == 0) != (m == n) {
			t.Errorf("keys of %d and %d compare as %d", m, n, got)
		}
	})
}
