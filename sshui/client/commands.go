package client

import (
	"context"
	"fmt"
	"strconv"

	"talktalktalk/room"
)

// The words of the commands of this door alone, which both forms give to the
// room when they join, and carry out when it hands them back.
const (
	commandBell  = "bell"
	commandZone  = "tz"
	commandColor = "color"
	CommandPlain = "plain"
	commandGoto  = "goto"
)

var commands = []room.Command{
	{Word: commandGoto, Args: []room.Argument{{Kind: room.ArgMessage, Name: "1234"}}, Help: "show the message of that number, and what was said around it"},
	{Word: commandBell, Args: choice(room.BellOff, room.BellMention, room.BellAll), Asks: true, Help: "what the bell rings at"},
	{Word: commandZone, Args: []room.Argument{{Kind: room.ArgText, Name: "Europe/Berlin"}}, Asks: true, Help: "the zone of the times; /tz auto undoes that"},
	{Word: commandColor, Args: choice(room.ColorAuto, room.ColorOff, room.Color16, room.Color256, room.ColorTrue), Asks: true, Help: "how colorful the screen is"},
	{Word: CommandPlain, Args: []room.Argument{{Kind: room.ArgChoice, Choices: []string{"on", plainOff}, Name: plainOff, Optional: true}}, Help: "lines that are only appended, from now on; /plain off undoes that"},
}

const plainOff = "off"

// choice is an argument that is one of some words.
func choice[T ~string](words ...T) []room.Argument {
	a := room.Argument{Kind: room.ArgChoice}
	for _, word := range words {
		a.Choices = append(a.Choices, string(word))
	}
	return []room.Argument{a}
}

// A setting is a command that says how a person wants the terminal. What it
// says is remembered (B42).
type setting struct {
	set  func(p *room.Preferences, to string)
	Tell func(p room.Preferences) string
}

const zoneAuto = "auto" // the word for no zone of one's own

// Settings are the commands that say how a person wants the terminal, by their words.
var Settings = map[string]setting{
	commandBell: {
		func(p *room.Preferences, to string) { p.Bell = room.Bell(to) },
		func(p room.Preferences) string { return tellBell[p.Bell] },
	},
	commandZone: {
		func(p *room.Preferences, to string) {
			if p.Zone = to; to == zoneAuto {
				p.Zone = ""
			}
		},
		func(p room.Preferences) string {
			if p.Zone == "" {
				return "times are in the zone that your client sends as TZ, or else in the server's"
			}
			return "times are in the zone " + p.Zone
		},
	},
	commandColor: {
		func(p *room.Preferences, to string) { p.Color = room.Color(to) },
		func(p room.Preferences) string { return tellColor[p.Color] },
	},
	CommandPlain: {
		func(p *room.Preferences, to string) { p.Plain = to != plainOff },
		func(p room.Preferences) string {
			if p.Plain {
				return "lines are only appended; /plain off brings the screen back"
			}
			return "terminals that can have the screen get it; /plain undoes that"
		},
	},
}

var tellBell = map[room.Bell]string{
	room.BellOff:     "the bell is off",
	room.BellMention: "the bell rings when somebody mentions you",
	room.BellAll:     "the bell rings at every message",
}

var tellColor = map[room.Color]string{
	room.ColorAuto: "colors are as many as your terminal says it has",
	room.ColorOff:  "colors are off",
	room.Color16:   "colors are those of your terminal, 16",
	room.Color256:  "colors are 256",
	room.ColorTrue: "colors are all that there are",
}

// An Answer is what came of a line.
type Answer struct {
	Receipt room.Receipt
	Done    string // the word of the command of this door that was carried out, or ""
	Place   Around // of /goto
	Err     error
}

// Enter gives a line to the room, and carries out what the room leaves to the
// door. If the line has to wait, waits is told why. It is for one goroutine at a time.
func (c *Client) Enter(ctx context.Context, s *room.Session, line string, waits func(text string)) (a Answer) {
	defer s.Waiting(waits)()
	id := c.unsure.idOf(line, c.Now())
	a.Receipt, a.Err = s.Enter(ctx, id, line)
	c.unsure.note(id, line, c.Now(), a.Err)
	call := a.Receipt.Call
	if call == nil {
		return a
	}
	if a.Done = call.Word; call.Word == commandGoto {
		a.Place, a.Err = goTo(ctx, s, call.Args[0])
	} else {
		a.Receipt.Answer, a.Err = choose(s, call.Word, call.Args[0])
	}
	return a
}

// choose obeys a command that is a setting, and says what holds then. Without
// a word behind it the command only asks; /plain is one that says it all.
func choose(s *room.Session, command, to string) (answer string, err error) {
	set, p := Settings[command], s.Preferences()
	if to != "" || command == CommandPlain {
		set.set(&p, to)
		if err := s.Prefer(p); err != nil {
			return "", err
		}
	}
	return set.Tell(p), nil
}

// AroundMost is how many messages before and after another one show what it
// was about.
const AroundMost = 5

// An Around is a message in its place in the history.
type Around struct {
	Seq    room.Seq
	Events []*room.Event // with the message of that number, if there is one
}

// goTo obeys /goto: it finds the message with a number, and what is around it (B16).
func goTo(ctx context.Context, s *room.Session, number string) (Around, error) {
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return Around{}, fmt.Errorf("/goto: %w", err)
	}
	seq := room.Seq(n)
	before, err := s.Before(ctx, seq, AroundMost)
	if err != nil {
		return Around{}, err
	}
	from, err := s.After(ctx, seq-1, 1+AroundMost)
	if err != nil {
		return Around{}, err
	}
	if len(from.Events) == 0 || from.Events[0].Seq != seq {
		return Around{}, &room.Refusal{Code: room.CodeNotFound, Text: fmt.Sprintf("There is no message %d.", seq)}
	}
	return Around{seq, append(before.Events, from.Events...)}, nil
}
