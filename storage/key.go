package storage

import (
	"encoding/binary"
	"fmt"
	"time"

	"talktalktalk/room"
)

// What a key of the database begins with; doc.go has the whole layout.
const (
	prefixAbout   = 'a' // the store itself
	prefixChange  = 'c' // amended records
	prefixErasure = 'e' // amended records whose former bodies are still to go from the disk
	prefixKey     = 'k' // keys of Append
	prefixMessage = 'm' // records
	prefixNote    = 'n' // notes of Memory

	// In a log that follows a shared one only.
	prefixReverse = 'r' // records, for their keys of Append
	prefixVersion = 'v' // amended records: which form they have
	prefixMark    = 'x' // what is to be erased from the shared log
)

// Keys of single values.
var (
	keyFormat = []byte{prefixAbout, 'f', 'o', 'r', 'm', 'a', 't'}
	keyEpoch  = []byte{prefixAbout, 'e', 'p', 'o', 'c', 'h'}

	keyTrimmed  = []byte{prefixAbout, 't', 'r', 'i', 'm', 'm', 'e', 'd'}
	keyPosition = []byte{prefixAbout, 'p', 'o', 's', 'i', 't', 'i', 'o', 'n'}
)

const seqLen = 8 // bytes of a number, big-endian so that keys sort as numbers do

func messageKey(seq room.Seq) []byte { return seqKey(prefixMessage, seq) }

func changeKey(seq room.Seq) []byte { return seqKey(prefixChange, seq) }

// erasureKey has the amendment's number, too: an amendment that comes while the
// files are rewritten for the one before is not forgotten with that.
func erasureKey(c room.Change) []byte { return appendSeq(seqKey(prefixErasure, c.Of), c.By) }

// parseErasureKey is the reverse of erasureKey.
func parseErasureKey(key []byte) (room.Change, error) {
	if len(key) != 1+2*seqLen {
		return room.Change{}, fmt.Errorf("no change in key %q", key)
	}
	of, err := parseSeqKey(key[:1+seqLen])
	if err != nil {
		return room.Change{}, err
	}
	by, err := parseSeq(key[1+seqLen:])
	return room.Change{Of: of, By: by}, err
}

func seqKey(prefix byte, seq room.Seq) []byte {
	return appendSeq(append(make([]byte, 0, 1+seqLen), prefix), seq)
}

// parseSeqKey is the reverse of messageKey and changeKey.
func parseSeqKey(key []byte) (room.Seq, error) {
	if len(key) != 1+seqLen {
		return 0, fmt.Errorf("no number in key %q", key)
	}
	return parseSeq(key[1:])
}

func appendKey(key string) []byte { return append([]byte{prefixKey}, key...) }

func noteKey(person string) []byte { return append([]byte{prefixNote}, person...) }

func appendSeq(b []byte, seq room.Seq) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(seq))
}

func parseSeq(b []byte) (room.Seq, error) {
	if len(b) != seqLen {
		return 0, fmt.Errorf("no number: %q", b)
	}
	return room.Seq(binary.BigEndian.Uint64(b)), nil
}

// A value that has to do with time begins with milliseconds since 1970, as a
// uvarint: a record's Time, a note's end. The body follows, to the end.

func appendTime(b []byte, t time.Time) []byte {
	return binary.AppendUvarint(b, uint64(t.UnixMilli()))
}

// parseTimed splits such a value. The rest is a part of value, not a copy.
func parseTimed(value []byte) (t time.Time, rest []byte, err error) {
	ms, n := binary.Uvarint(value)
	if n <= 0 {
		return time.Time{}, nil, fmt.Errorf("no time in a value of %d bytes", len(value))
	}
	return time.UnixMilli(int64(ms)).UTC(), value[n:], nil
}
