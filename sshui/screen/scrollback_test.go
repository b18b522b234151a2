package screen

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/client"
	"talktalktalk/sshui/sshtest"
)

// A past is a history of so many messages, and a roll that looks at it.
type past struct {
	events []*room.Event
	scrollback
}

func newPast(messages, width int) *past {
	p := &past{}
	p.scrollback = scrollback{
		Layout: cells.Layout{
			Columns: cells.NewColumns(width), Palette: cells.NewPalette(func(cells.Hue) cells.Style { return cells.Upright }),
			Zone: time.UTC, Now: func() time.Time { return sshtest.Saturday }, Self: "sam",
		},
		ignores: func(who string) bool { return who == "eve" },
	}
	for range messages {
		p.say()
	}
	p.replace(p.events[max(len(p.events)-room.PageMost, 0):], len(p.events) > room.PageMost, false)
	return p
}

// say adds a message to the history, each of another length.
func (p *past) say() *room.Event {
	n := len(p.events)
	e := &room.Event{
		Kind: room.Said, Seq: room.Seq(2*n + 1), Time: sshtest.Saturday.Add(time.Duration(n*n) * time.Second),
		Owner: []string{"ann", "bob", "eve"}[n/2%3], Text: fmt.Sprintf("%d.%s", n, strings.Repeat(" word", n*7%40)),
	}
	e.Name = e.Owner
	p.events = append(p.events, e)
	return e
}

// turn reads on as a model does, until there is enough on both sides.
func (p *past) turn(height int) {
	for {
		switch older, newer := p.near(height); {
		case older:
			i := slices.IndexFunc(p.events, func(e *room.Event) bool { return e.Seq == p.firstSeq() })
			from := max(i-room.PageMost, 0)
			p.prepend(room.Page{Events: p.events[from:i], More: from > 0})
		case newer:
			i := slices.IndexFunc(p.events, func(e *room.Event) bool { return e.Seq == p.lastSeq() }) + 1
			to := min(i+room.PageMost, len(p.events))
			p.append(room.Page{Events: p.events[i:to], More: to < len(p.events)})
		default:
			return
		}
	}
}

// topWord is the first word of the message at the upper edge.
func (p *past) topWord() string {
	if p.top == nil || p.top.event == nil {
		return ""
	}
	word, _, _ := strings.Cut(p.top.event.Text, " ")
	return word
}

// TestRollToFirst: page by page everything comes into sight that was ever
// said, and again on the way back.
func TestRollToFirst(t *testing.T) {
	const messages, height = 1500, 20
	p := newPast(messages, 80)
	seen := map[string]bool{}
	look := func() {
		p.turn(height)
		for _, row := range p.visible(nil, height) {
			for _, word := range strings.FieldsFunc(row, func(r rune) bool { return r == ' ' || r == 'G' }) {
				seen[word] = true
			}
		}
	}
	check := func(way string) {
		t.Helper()
		for _, e := range p.events {
			if word, _, _ := strings.Cut(e.Text, " "); e.Owner != "eve" && !seen[word] {
				t.Fatalf("on the way %s %q was not in sight", way, word)
			}
		}
		clear(seen)
	}
	for look(); p.scroll(-(height-2), height) == 0; look() {
	}
	look()
	check("up")
	for look(); !p.atEnd(); look() {
		p.scroll(height-2, height)
	}
	check("down")
	if len(p.items) > itemsMost {
		t.Errorf("the roll holds %d items, want at most %d", len(p.items), itemsMost)
	}
}

// FuzzRoll: wherever somebody goes, the screen is full of rows, and what comes
// moves nothing.
func FuzzRoll(f *testing.F) {
	f.Add([]byte("uuuuuuuusssssddddd"), 250, 80, 20)
	f.Add([]byte("hsdddddwuse"), 900, 40, 10)
	f.Add([]byte("UUUUUwsDDDh"), 150, 20, 4)
	f.Fuzz(func(t *testing.T, moves []byte, messages, width, height int) {
		messages, width, height = sshtest.Abs(messages)%1000, 1+sshtest.Abs(width)%client.MaxWidth, 1+sshtest.Abs(height)%client.MaxHeight
		p := newPast(messages, width)
		for _, move := range moves[:min(len(moves), 60)] {
			before := p.topWord()
			switch move {
			case 'u':
				p.scroll(-height, height)
			case 'd':
				p.scroll(height, height)
			case 'U':
				p.scroll(-1, height)
			case 'D':
				p.scroll(1, height)
			case 'h':
				p.replace(p.events[:min(len(p.events), room.PageMost)], false, len(p.events) > room.PageMost)
				p.goTo(spot{})
			case 'e':
				p.top = nil
			case 'w':
				width = 1 + (width+37)%client.MaxWidth
				p.Columns = cells.NewColumns(width)
				p.reset()
			case 's':
				p.addMessage(p.say())
			}
			moved := move != 's' && move != 'w'
			p.turn(height)
			rows := p.visible(nil, height)
			if len(rows) != height {
				t.Fatalf("%d rows are in sight, want %d", len(rows), height)
			}
			if after := p.topWord(); !moved && before != "" && after != "" && after != before {
				t.Fatalf("after %q the message at the upper edge is %q, before it was %q", move, after, before)
			}
		}
	})
}

// TestPurge: what several people said in a stretch is gone from the screen, and
// nothing else.
func TestPurge(t *testing.T) {
	p := newPast(30, 80)
	p.purge(room.Purge{Who: []string{"ann", "bob"}, From: 11, To: 41})
	for _, it := range p.items {
		gone := it.event.Owner != "eve" && it.event.Seq >= 11 && it.event.Seq <= 41
		if it.event.Deleted != gone || (it.event.Text == "") != gone {
			t.Errorf("message %d of %s is %+v", it.event.Seq, it.event.Owner, it.event)
		}
		if rows := strings.Join(p.rowsOf(it), ""); gone != strings.Contains(rows, "message deleted") && it.event.Owner != "eve" {
			t.Errorf("message %d of %s is drawn as %q", it.event.Seq, it.event.Owner, rows)
		}
	}
}
