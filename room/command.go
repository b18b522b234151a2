package room

import (
	"context"
	"strings"

	"talktalktalk/room/texts"
)

// A Command is a word after "/" that means something (B23). All there is to
// know of one is in its entry: usage, /help, completion at both doors, who may
// use it and, for the room's own, what it does.
type Command struct {
	Word string
	Args []Argument
	For  Rank
	// Asks tells that without its arguments the command says what is so. Else
	// one that lacks an argument is refused, with its usage.
	Asks bool
	// Help is what /help says behind the usage; "" for a word that another
	// one's Help tells of.
	Help string
	// Menu is where a face that has menus offers the command.
	Menu Menu

	work work // nil for a door's own (Visitor.Commands), which the door carries out
}

// A Rank is who may use a command.
type Rank uint8

// The ranks.
const (
	Everybody Rank = iota
	Admins
)

// A Menu tells of what a command is offered in the menu, and to whom.
type Menu struct {
	Of  Subject
	For Rank // at least, beside Command.For
}

// A Subject is what a menu is of. On the wire it is the word itself. The first
// argument of the command is meant.
type Subject string

// The subjects.
const (
	OfNothing Subject = ""
	OfPerson  Subject = "person"
	OfMessage Subject = "message" // of somebody else: one's own has its own buttons
	OfRoom    Subject = "room"    // no argument is meant
)

// A work does what a command says. The answer may be there at once, or come
// later, as in Begin.
type work func(ctx context.Context, s *Session, c Call) (Receipt, Answer, error)

// at makes a work of what has its answer when it returns.
func at(do func(*Session, context.Context, Call) (Receipt, error)) work {
	return func(ctx context.Context, s *Session, c Call) (Receipt, Answer, error) {
		r, err := do(s, ctx, c)
		return r, nil, err
	}
}

// stores makes a work of what waits for the log: the Answer does it.
func stores(do func(*Session, context.Context, Call) (Receipt, error)) work {
	return func(_ context.Context, s *Session, c Call) (Receipt, Answer, error) {
		return Receipt{Call: &c}, func(ctx context.Context) (Receipt, error) { return do(s, ctx, c) }, nil
	}
}

// commands are those that there are at every door, in the order of /help. The
// last stands behind those of the door's own.
var commands = []Command{
	{Word: "me", Args: []Argument{{Kind: ArgText, Name: "waves"}}, Help: "say what you do", work: doing},
	{Word: "nick", Args: []Argument{{Kind: ArgText, Name: "NAME"}}, Asks: true, Help: "change your name", work: at((*Session).nick)},
	{Word: "who", Help: "who is here", work: at((*Session).who)},
	{Word: "edit", Args: []Argument{{Kind: ArgText, Name: "TEXT"}}, Help: "say your last message anew; /delete takes it back", work: stores((*Session).editLast)},
	{Word: "delete", Args: []Argument{{Kind: ArgMessage, Optional: true}}, Menu: Menu{OfMessage, Admins}, work: stores((*Session).deleteOne)},
	{Word: "ignore", Args: []Argument{{Kind: ArgName}}, Asks: true, Help: "hide what somebody says; /unignore NAME undoes that", Menu: Menu{Of: OfPerson}, work: at((*Session).ignore)},
	{Word: "unignore", Args: []Argument{{Kind: ArgName}}, Menu: Menu{Of: OfPerson}, work: at((*Session).unignore)},
	{Word: "claim", Help: "make your name your own; /release gives it up", work: stores((*Session).claim)},
	{Word: "release", Args: []Argument{{Kind: ArgText, Name: "NAME", Optional: true}}, work: stores((*Session).release)},
	{Word: "link", Args: []Argument{{Kind: ArgText, Name: "CODE", Optional: true}}, Help: "get a code by which your other device becomes you, or enter it there", work: stores((*Session).link)},
	{Word: "devices", Help: "your keys and browsers; /unlink N parts one of them", work: at((*Session).devices)},
	{Word: "unlink", Args: []Argument{{Kind: ArgText, Name: "N|others"}}, work: stores((*Session).unlink)},
	{Word: "search", Args: []Argument{{Kind: ArgText, Name: "WORDS"}}, Asks: true, Help: "find messages, with \"a phrase\", from:NAME, after:2026-01-31, before:2026-12-31 or has:link, too", work: at((*Session).searchFor)},
	{Word: "hook", Args: []Argument{{Kind: ArgChoice, Choices: []string{"new", "remove"}}, {Kind: ArgText, Name: "NAME|N"}}, For: Admins, Help: "let a program post, or no longer; /hooks lists those that may", work: stores((*Session).manageHook)},
	{Word: "hooks", For: Admins, work: at((*Session).listHooks)},
	{Word: "kick", Args: []Argument{{Kind: ArgName}, reasonArgument}, For: Admins, Help: "send somebody out, who may come back", Menu: Menu{Of: OfPerson}, work: stores((*Session).kick)},
	{Word: "mute", Args: []Argument{{Kind: ArgName}, {Kind: ArgSpan, Optional: true, Usual: "10m"}, reasonArgument}, For: Admins, Help: "let somebody only read, for 10m or so long; /unmute NAME ends it", Menu: Menu{Of: OfPerson}, work: stores((*Session).mute)},
	{Word: "unmute", Args: []Argument{{Kind: ArgName}}, For: Admins, Menu: Menu{Of: OfPerson}, work: stores((*Session).unmute)},
	{Word: "ban", Args: []Argument{{Kind: ArgName, Name: "NAME|KEY|ADDRESS[/BITS]"}, {Kind: ArgSpan, Optional: true, Usual: "1d"}, reasonArgument}, For: Admins, Help: "keep somebody out, for 1d or so long", Menu: Menu{Of: OfPerson}, work: stores((*Session).ban)},
	{Word: "unban", Args: []Argument{{Kind: ArgBan}}, For: Admins, work: stores((*Session).unban)},
	{Word: "bans", For: Admins, Help: "who is banned; /unban N ends it", Menu: Menu{Of: OfRoom}, work: at((*Session).bans)},
	{Word: "purge", Args: []Argument{{Kind: ArgName, Name: "NAME|ADDRESS[/BITS]|newcomers"}, {Kind: ArgSpan, Optional: true, Choices: []string{allWord}, Usual: allWord}}, For: Admins, Help: "delete all that they have said, or said in the last SPAN; /delete N deletes one message", Menu: Menu{Of: OfPerson}, work: stores((*Session).purge)},
	{Word: "slow", Args: []Argument{{Kind: ArgSpan, Name: "SPAN|off", Choices: []string{offWord}, Usual: "10s"}}, For: Admins, Help: "one message in SPAN from each", Menu: Menu{Of: OfRoom}, work: stores((*Session).slow)},
	{Word: "lock", Args: []Argument{{Kind: ArgSpan, Name: "SPAN|off", Choices: []string{offWord}, Optional: true, Usual: "10m"}}, For: Admins, Help: "who has not written before only reads", Menu: Menu{Of: OfRoom}, work: stores((*Session).lock)},
	{Word: "topic", Args: []Argument{{Kind: ArgText, Name: "TEXT"}}, For: Admins, Asks: true, Help: "what the room talks about; /topic off takes it away", Menu: Menu{Of: OfRoom}, work: stores((*Session).topic)},
	{Word: "log", Args: []Argument{{Kind: ArgNumber, Optional: true}}, For: Admins, Help: "what admins did last; /undo N takes one of that back", Menu: Menu{Of: OfRoom}, work: at((*Session).acts)},
	{Word: "undo", Args: []Argument{{Kind: ArgAct, Optional: true}}, For: Admins, work: stores((*Session).undo)},
	{Word: "help", work: at((*Session).help)},
	{Word: "quit", Help: "leave", work: at((*Session).quit)},
}

// reasonArgument is one that several commands have.
var reasonArgument = Argument{Kind: ArgText, Name: "REASON", Optional: true}

// helpOnSlash ends /help.
const helpOnSlash = "//text: send a text that begins with a slash"

// usage is how the command is typed: "/kick NAME [REASON]".
func (c *Command) usage() string {
	usage := "/" + c.Word
	for _, a := range c.Args {
		usage += " " + a.usage()
	}
	return usage
}

// line is the command's in /help.
func (c *Command) line() string {
	if c.Help == "" {
		return c.usage()
	}
	return c.usage() + ": " + c.Help
}

// may tells whether somebody, an admin or not, may use the command.
func (c *Command) may(admin bool) bool { return admin || c.For == Everybody }

// Commands are those that the person may use now, in the order of /help. They
// are shared, and must not be modified.
func (s *Session) Commands() []*Command {
	var may []*Command
	admin := s.Admin()
	add := func(all []Command) {
		for i := range all {
			if all[i].may(admin) {
				may = append(may, &all[i])
			}
		}
	}
	last := len(s.room.commands) - 1
	add(s.room.commands[:last])
	add(s.commands)
	add(s.room.commands[last:])
	return may
}

// command finds a command by its word, in lower case, or returns nil.
func (s *Session) command(word string) *Command {
	for _, all := range [][]Command{s.room.commands, s.commands} {
		for i := range all {
			if all[i].Word == word {
				return &all[i]
			}
		}
	}
	return nil
}

// obey does what a command says. One of the door's own is handed back to it.
func (s *Session) obey(ctx context.Context, id string, command *Command, rest string) (Receipt, Answer, error) {
	if !command.may(s.Admin()) {
		return Receipt{}, nil, s.forbidden(ctx, command.Word, rest)
	}
	args, err := command.split(rest)
	if err != nil {
		return Receipt{}, nil, err
	}
	call := Call{command.Word, args, id}
	if command.work == nil {
		return Receipt{Call: &call}, nil, nil
	}
	return command.work(ctx, s, call)
}

// help lists the commands that the person may use.
func (s *Session) help(context.Context, Call) (Receipt, error) {
	var lines []string
	for _, c := range s.Commands() {
		if c.Help != "" {
			lines = append(lines, c.line())
		}
	}
	return Receipt{Answer: strings.Join(append(lines, helpOnSlash), "\n")}, nil
}

func (s *Session) quit(context.Context, Call) (Receipt, error) { return Receipt{Quit: true}, nil }

// doing is the work of /me, which is a message (B24).
func doing(ctx context.Context, s *Session, c Call) (Receipt, Answer, error) {
	later, err := s.say(ctx, c.ID, texts.Clean(c.Args[0]), true)
	return Receipt{}, later, err
}
