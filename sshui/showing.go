package sshui

import (
	"fmt"
	"strings"
	"time"

	"talktalktalk/room"
)

// What the plain form shows of the history when somebody comes: what is new to
// them, or at least so much (B12).
const (
	recentUsual = 20 // messages where there is no screen to fill
	recentLess  = 4  // rows of a screen that are not for history
)

// attention is how long after a key somebody is taken to see what comes (B11).
const attention = 60 * time.Second

// What marks lines, in words: they may be read aloud.
const (
	newLine     = "-- new --\n"
	mentionNote = "to you"
	editedNote  = "edited"
	ring        = "\a"
)

// greet tells the person who they are and what they have missed.
func (f *plain) greet() (err error) {
	w := f.session.Welcome()
	f.notice(fmt.Sprintf("%s: you are %s, %d here. /help lists the commands, /quit leaves.", f.opts.Title, w.Name, w.Online))
	for _, n := range w.Notices {
		f.notice(n)
	}
	if f.absent, err = f.missed(f.session); err == nil && f.absent.messages > 0 {
		f.notice(f.absent.tell(f.now(), f.scroll.zone))
	}
	return err
}

// goOn goes on where the screen was left: it shows what is newest again.
func (f *plain) goOn() error {
	page, err := f.page(func() (room.Page, error) { return f.session.Before(f.ctx, room.MaxSeq, f.recent()) })
	if err != nil {
		return err
	}
	f.opened, f.history = true, room.MaxSeq
	f.print(f.append(nil, page.Events))
	f.history = f.newest
	f.notice(settings[commandPlain].tell(f.chosen))
	return nil
}

// recent is how many messages there is room for.
func (f *plain) recent() int {
	if _, height := f.term.size(); f.term.isReal() {
		return max(height-recentLess, 1)
	}
	return recentUsual
}

// settle draws by what the person prefers now (B42), in the zone of B15.
func (f *plain) settle() {
	p := f.session.Preferences()
	if p == f.chosen {
		return
	}
	f.chosen = p
	f.scroll.zone = zoneOf(p.Zone, zoneOf(f.term.variable("TZ"), f.Server.zone))
}

// arrive draws what has happened, and asks for more.
func (f *plain) arrive(a arrival) error {
	if a.err != nil {
		return a.err
	}
	events := a.events
	if !f.opened {
		f.opened = true
		events = f.opening(events)
	}
	b := f.append(nil, events)
	f.await()
	f.print(b)
	f.see()
	return nil
}

func (f *plain) append(b []byte, events []*room.Event) []byte {
	for _, e := range events {
		switch e.Kind {
		case room.Said:
			b = f.appendSaid(b, e)
		case room.Changed:
			b = f.appendChange(b, e.Message)
		case room.Presence:
			b = f.scroll.appendGathering(b, e.Gathering, f.session.Name())
		}
	}
	return b
}

// opening leaves of the history what is new and, if that is less, as much as
// there is room for.
func (f *plain) opening(history []*room.Event) []*room.Event {
	left := f.recent()
	for i := len(history) - 1; i >= 0; i-- {
		if history[i].Kind != room.Said {
			continue
		}
		if left--; left < 0 && !f.absent.begins(history[i]) {
			return history[i+1:]
		}
	}
	return history
}

// appendSaid appends a message, unless who wrote it is ignored (B40), and rings
// where that is wanted.
func (f *plain) appendSaid(b []byte, e *room.Event) []byte {
	if e.Seq <= f.newest {
		return b // the page that the form began with had it
	}
	f.newest = e.Seq
	if f.session.Ignores(e.Owner) {
		return b
	}
	if !f.divided && f.absent.begins(e) {
		f.divided = true
		b = append(b, newLine...)
	}
	mention := f.callsMe(e)
	b = f.scroll.appendMessage(b, e, noteOn(e, mention))
	live := e.Seq > f.history && e.Owner != f.session.Welcome().Who
	if live && f.bell.rings(f.chosen.Bell, mention, f.now()) {
		b = append(b[:len(b)-len("\n")], ring+"\n"...) // so that no line begins with it
	}
	return b
}

// noteOn says in words what another form would mark.
func noteOn(e *room.Event, mention bool) string {
	var notes []string
	if mention {
		notes = append(notes, mentionNote)
	}
	if !e.Edited.IsZero() {
		notes = append(notes, editedNote)
	}
	return strings.Join(notes, ", ")
}

// callsMe tells whether somebody else mentions the person.
func (f *plain) callsMe(e *room.Event) bool {
	return e.Owner != f.session.Welcome().Who && mentions(e, f.session.Name())
}

// appendChange says what has become of a message that stands somewhere above,
// where nothing can be done about it.
func (f *plain) appendChange(b []byte, e *room.Event) []byte {
	if f.session.Ignores(e.Owner) {
		return b
	}
	said := change(e) + ", " + e.Time.In(f.scroll.zone).Format("15:04")
	if e.Deleted {
		return f.scroll.appendNotice(b, said)
	}
	return f.scroll.appendQuote(b, said+": ", textLines(e))
}

// attend notes that somebody is there who strikes keys.
func (f *plain) attend() {
	f.struck = f.now()
	f.see()
}

// see notes that the person has seen all that is drawn, if somebody is there.
func (f *plain) see() {
	if f.now().Before(f.struck.Add(attention)) {
		f.session.Read(f.newest)
	}
}

// visit draws a message in its place in the history, with its number, and
// leads back to the present.
func (f *plain) visit(place surrounding) {
	then := scroll{zone: f.scroll.zone, width: f.scroll.width}
	b := f.scroll.appendNotice(nil, fmt.Sprintf("message %d and what was said around it:", place.seq))
	for _, e := range place.events {
		note := noteOn(e, f.callsMe(e))
		if e.Seq == place.seq {
			note = strings.TrimSuffix(fmt.Sprintf("%d, %s", e.Seq, note), ", ")
		} else if f.session.Ignores(e.Owner) {
			continue
		}
		b = then.appendMessage(b, e, note)
	}
	f.print(f.scroll.appendNotice(b, "back in the present:"))
	f.scroll.minute = time.Time{} // the next message says its day again
}
