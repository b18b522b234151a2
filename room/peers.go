package room

import (
	"context"
	"encoding/json"
	"net/netip"
	"time"
)

// Peers are the other servers of one room, which follow the same log. What goes
// between them passes: a message may be lost, and is in no log. Safe for concurrent use.
type Peers interface {
	// Self is the name of this server, which no other has, and it has as long as it runs.
	Self() string

	// Tell sends a message to all others. It does not wait, and who is not there
	// never hears it.
	Tell(message []byte)

	// Ask returns what another server answers.
	Ask(ctx context.Context, server string, question []byte) ([]byte, error)

	// Send is Ask of what is not answered. It does not wait, and may be lost.
	Send(server string, message []byte)

	// Hear calls told with what the others tell, one after the other, and answer with what
	// they ask or send, until stop, which returns when no call is under way.
	Hear(told func(from string, message []byte), answer func(question []byte) []byte) (stop func(), err error)
}

// A peer is somebody who is at another server, as that one tells it.
type peer struct {
	Who    string         `json:"w"`
	Name   string         `json:"n"`
	Named  int64          `json:"t"` // when that became the name, ms since 1970
	Via    []Via          `json:"v,omitempty"`
	Admin  bool           `json:"a,omitempty"`
	Stable bool           `json:"s,omitempty"`
	Creds  []string       `json:"c,omitempty"`
	Nets   []netip.Prefix `json:"i,omitempty"`
}

// A word is what a server tells the others: that it is there, and what has changed.
type word struct {
	Version uint64   `json:"v"` // one more with each change; who missed one asks for all
	Changed bool     `json:"c,omitempty"`
	Here    []peer   `json:"h,omitempty"`
	Gone    []string `json:"g,omitempty"`
	Bye     bool     `json:"b,omitempty"` // it ends
	Out     *out     `json:"o,omitempty"` // nothing but this
}

// An out is somebody who flooded too often.
type out struct {
	Who  string        `json:"w"`
	Wait time.Duration `json:"t"`
}

// A roll is a part of all who are at a server, by their ids.
type roll struct {
	Version uint64 `json:"v"`
	Here    []peer `json:"h,omitempty"`
	More    bool   `json:"m,omitempty"` // there are others behind the last
}

// A question is what a server asks another: about a code, to count something, or
// else for those of its people behind an id.
type question struct {
	Behind string      `json:"b,omitempty"`
	Code   *askedCode  `json:"c,omitempty"`
	Count  *askedCount `json:"n,omitempty"`
}

// rollMost is how many people a roll has: so many that it is a message that passes.
const rollMost = 2000

func encodeWord(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return nil // none of what is told has such a form
	}
	return b
}
