package webui

import (
	"encoding/json"

	"talktalktalk/room"
	"talktalktalk/room/wire"
)

// What the page completes behind a slash (B28): the table of commands, of those
// that the person may use. It comes in "welcome", and when it is another.
type (
	commands struct {
		Type     string          `json:"type"`
		Commands json.RawMessage `json:"commands"`
	}
	command struct {
		Word string     `json:"word"`
		Args []argument `json:"args"`
		Help string     `json:"help,omitempty"`

		Menu room.Subject `json:"menu,omitempty"`
	}
	argument struct {
		Kind     room.ArgKind `json:"kind"`
		Name     string       `json:"name"`
		Optional bool         `json:"optional,omitempty"`
		Choices  []string     `json:"choices,omitempty"`
		Usual    string       `json:"usual,omitempty"`
	}
)

func encodeCommands(all []*room.Command, rank room.Rank) []byte {
	list := make([]command, 0, len(all))
	for _, c := range all {
		args := make([]argument, 0, len(c.Args)) // never null
		for _, a := range c.Args {
			args = append(args, argument{a.Kind, a.Label(), a.Optional, a.Offers(), a.Usual})
		}
		entry := command{Word: c.Word, Args: args, Help: c.Help}
		if rank >= c.Menu.For {
			entry.Menu = c.Menu.Of
		}
		list = append(list, entry)
	}
	return wire.Encode(list)
}

// newCommands is a "commands" if the person may use others than the client was
// told last: somebody may have become an admin.
func (c *socket) newCommands() []any {
	now := c.rankNow()
	c.out.Lock()
	defer c.out.Unlock()
	if c.rank == now {
		return nil
	}
	c.rank = now
	return []any{commands{"commands", c.encodedCommands(now)}}
}

// encodedCommands are those of the person, encoded once for all of that rank.
func (c *socket) encodedCommands(rank room.Rank) []byte {
	kept := &c.door.commands[rank]
	if line := kept.Load(); line != nil {
		return *line
	}
	line := encodeCommands(c.session.Commands(), rank)
	kept.Store(&line)
	return line
}

func (c *socket) rankNow() room.Rank {
	if c.session.Admin() {
		return room.Admins
	}
	return room.Everybody
}
