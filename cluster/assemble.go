package cluster

import (
	"time"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// partMost is how many bytes of an entry go into one message: NATS servers take a
// megabyte if nobody tells them otherwise.
const partMost = 512 << 10

// split makes the messages of an encoded entry, of at most so many bytes; most often one.
func split(b []byte, most int) (messages [][]byte) {
	if len(b) <= most {
		return [][]byte{b}
	}
	for len(b) > most {
		messages = append(messages, part(kindPart, b[:most]))
		b = b[most:]
	}
	return append(messages, part(kindRest, b))
}

func part(k kind, b []byte) []byte { return append([]byte{format, byte(k)}, b...) }

// An assembler makes entries of the stream's messages.
type assembler struct {
	form  replica.Form // of the parts so far
	parts []byte
}

// take returns the entry that ends with a message; nil if there is none. One that
// lacks a part, or cannot be read, is none: it is erased, or from a newer program.
func (a *assembler) take(seq room.Seq, at time.Time, b []byte) *placed {
	form := replica.Form{From: seq, To: seq}
	if len(b) >= 2 && b[0] == format {
		switch kind(b[1]) {
		case kindPart:
			if len(a.parts) == 0 || a.form.To+1 != seq {
				a.parts, a.form = nil, form
			}
			a.parts, a.form.To = append(a.parts, b[2:]...), seq
			return nil
		case kindRest:
			whole := len(a.parts) > 0 && a.form.To+1 == seq
			form.From = a.form.From
			b = append(a.parts, b[2:]...)
			if !whole {
				a.parts = nil
				return nil
			}
		}
	}
	a.parts = nil
	e, err := decode(b)
	if err != nil {
		return nil
	}
	return &placed{e, form, at}
}

// between tells whether the last message was a part and others are to follow.
func (a *assembler) between() bool { return len(a.parts) > 0 }
