package plain

import (
	"fmt"
	"strings"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/client"
)

// What the plain form shows of the history when somebody comes: what is new to
// them, or at least so much (B12).
const (
	recentUsual = 20 // messages where there is no screen to fill
	recentLess  = 4  // rows of a screen that are not for history
)

// What marks lines, in words: they may be read aloud.
const (
	newLine     = "-- new --\n"
	mentionNote = "to you"
	editedNote  = "edited"
)

// greet tells the person who they are and what they have missed.
func (f *form) greet() (err error) {
	w := f.session.Welcome()
	f.notice(fmt.Sprintf("%s: you are %s, %d here. /help lists the commands, /quit leaves.", f.Title, w.Name, w.Online))
	for _, n := range w.Notices {
		f.notice(n)
	}
	for _, n := range f.order.Begin(f.session, f.Now()) {
		f.notice(n)
	}
	if f.absent, err = f.CountUnread(f.session); err == nil && f.absent.Messages > 0 {
		f.notice(f.absent.Tell(f.Now(), f.formatter.zone))
	}
	return err
}

// goOn goes on where the screen was left: it shows what is newest again.
func (f *form) goOn() error {
	page, err := f.Page(func() (room.Page, error) { return f.session.Before(f.Context, room.MaxSeq, f.recent()) })
	if err != nil {
		return err
	}
	f.opened, f.history = true, room.MaxSeq
	f.order.Begin(f.session, f.Now())
	f.print(f.append(nil, page.Events))
	f.history = f.newest
	f.notice(client.Settings[client.CommandPlain].Tell(f.chosen))
	return nil
}

// recent is how many messages there is room for.
func (f *form) recent() int {
	if _, height := f.Terminal.Size(); f.Terminal.IsReal() {
		return max(height-recentLess, 1)
	}
	return recentUsual
}

// applyPreferences draws by what the person prefers now (B42), in the zone of B15.
func (f *form) applyPreferences() {
	f.chosen = f.session.Preferences()
	f.formatter.zone = f.ZoneFor(f.session)
}

// arrive draws what has happened, and asks for more.
func (f *form) arrive(a arrival) error {
	if a.err != nil {
		return a.err
	}
	events := a.events
	if !f.opened {
		f.opened = true
		events = f.opening(events)
	}
	b := f.append(nil, events)
	for _, news := range f.order.News(f.session, f.Now()) {
		b = f.formatter.appendNotice(b, news)
	}
	f.waitForEvents()
	f.print(b)
	f.markRead()
	return nil
}

func (f *form) append(b []byte, events []*room.Event) []byte {
	for _, e := range events {
		switch e.Kind {
		case room.Said:
			b = f.appendSaid(b, e)
		case room.Changed:
			b = f.appendChange(b, e.Message)
		case room.Turned:
			b = f.appendTurn(b)
		case room.Purged:
			b = f.formatter.appendNotice(b, purgeText(e.Purge))
		case room.Presence:
			b = f.formatter.appendGathering(b, e.PresenceChanges, f.session.Name())
		}
	}
	return b
}

// purgeText says that what was shown before is deleted.
func purgeText(p room.Purge) string {
	if len(p.Who) > 1 {
		return fmt.Sprintf("many messages of %d people were deleted", len(p.Who))
	}
	return "many messages of one person were deleted"
}

// appendTurn says who one is now, if that is another than before (/link, /unlink).
func (f *form) appendTurn(b []byte) []byte {
	now := f.session.Identity()
	if now.Who == f.who {
		return b
	}
	f.who = now.Who
	return f.formatter.appendNotice(b, "you are "+now.Name+" now")
}

// opening leaves of the history what is new and, if that is less, as much as
// there is room for.
func (f *form) opening(history []*room.Event) []*room.Event {
	left := f.recent()
	for i := len(history) - 1; i >= 0; i-- {
		if history[i].Kind != room.Said {
			continue
		}
		if left--; left < 0 && !f.absent.Begins(history[i]) {
			return history[i+1:]
		}
	}
	return history
}

// appendSaid appends a message, unless who wrote it is ignored (B40), and rings
// where that is wanted.
func (f *form) appendSaid(b []byte, e *room.Event) []byte {
	if e.Seq <= f.newest {
		return b // the page that the form began with had it
	}
	f.newest = e.Seq
	if f.session.Ignores(e.Owner) {
		return b
	}
	if !f.divided && f.absent.Begins(e) {
		f.divided = true
		b = append(b, newLine...)
	}
	mention := f.callsMe(e)
	b = f.formatter.appendMessage(b, e, noteOn(e, mention))
	live := e.Seq > f.history && e.Owner != f.session.Who()
	if live && f.bell.Rings(f.chosen.Bell, mention, f.Now()) {
		b = append(b[:len(b)-len("\n")], client.Ring+"\n"...) // so that no line begins with it
	}
	return b
}

// noteOn says in words what another form would mark.
func noteOn(e *room.Event, mention bool) string {
	var notes []string
	if mention {
		notes = append(notes, mentionNote)
	}
	if e.Note != "" {
		notes = append(notes, texts.Legible(e.Note))
	}
	if !e.Edited.IsZero() {
		notes = append(notes, editedNote)
	}
	return strings.Join(notes, ", ")
}

// callsMe tells whether somebody else mentions the person.
func (f *form) callsMe(e *room.Event) bool {
	return e.Owner != f.session.Who() && cells.HasMention(e, f.session.Name())
}

// appendChange says what has become of a message that stands somewhere above,
// where nothing can be done about it.
func (f *form) appendChange(b []byte, e *room.Event) []byte {
	if f.session.Ignores(e.Owner) {
		return b
	}
	said := cells.ChangeText(e) + ", " + e.Time.In(f.formatter.zone).Format("15:04")
	if e.Deleted {
		return f.formatter.appendNotice(b, said)
	}
	return f.formatter.appendQuote(b, said+": ", cells.TextLines(e))
}

// noteKey notes that somebody is there who strikes keys.
func (f *form) noteKey() {
	f.lastKey = f.Now()
	f.markRead()
}

// markRead notes that the person has seen all that is drawn, if somebody is there.
func (f *form) markRead() {
	if f.Now().Before(f.lastKey.Add(client.Attention)) {
		f.session.Read(f.newest)
	}
}

// showAround draws a message in its place in the history, with its number, and
// leads back to the present.
func (f *form) showAround(place client.Around) {
	then := formatter{zone: f.formatter.zone, width: f.formatter.width}
	b := f.formatter.appendNotice(nil, fmt.Sprintf("message %d and what was said around it:", place.Seq))
	for _, e := range place.Events {
		note := noteOn(e, f.callsMe(e))
		if e.Seq == place.Seq {
			note = strings.TrimSuffix(fmt.Sprintf("%d, %s", e.Seq, note), ", ")
		} else if f.session.Ignores(e.Owner) {
			continue
		}
		b = then.appendMessage(b, e, note)
	}
	f.print(f.formatter.appendNotice(b, "back in the present:"))
	f.formatter.minute = time.Time{} // the next message says its day again
}
