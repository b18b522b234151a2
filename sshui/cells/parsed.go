package cells

import (
	"sync/atomic"

	"talktalktalk/room"
	"talktalktalk/room/markup"
	"talktalktalk/room/names"
	"talktalktalk/room/texts"
)

// A parsed is what is the same of a message for everybody who sees it: its
// markup, and by which words somebody may be mentioned. It stands beside the
// event, and is made once for all terminals.
type parsed struct {
	doc   *markup.Doc
	words names.Words
	rows  atomic.Pointer[laidOut] // nil for none
}

// parsedOf is that of a message.
func parsedOf(e *room.Event) *parsed { return e.Parsed(room.SSH, parse).(*parsed) }

func parse(e *room.Event) any {
	doc := markup.Parse(LegibleTabs(texts.Legible(e.Text)))
	return &parsed{doc: doc, words: names.WordsOf(doc.Prose())}
}

// mentions is where the person called name is mentioned in the visible text.
func (p *parsed) mentions(name string) [][2]int {
	if !p.words.Have(name) {
		return nil
	}
	return names.Mentions(p.doc.Prose(), name)
}

// A look is all that the rows of a message depend on beside the message, where
// it does not mention the person who looks.
type look struct {
	columns Columns
	palette *Palette
	links   bool
	offset  int // of the zone at the time of the message
	how     Grouping
	marked  bool
}

// A laidOut is a message as it was laid out last, for all whose look is that.
type laidOut struct {
	look look
	rows []string
}

// sharedMost is the length in bytes of the texts whose rows stay beside their
// events, in memory as long as those.
const sharedMost = 1 << 10

// HasMention tells whether a message mentions the person called name, outside
// code and links (B41).
func HasMention(e *room.Event, name string) bool { return len(parsedOf(e).mentions(name)) > 0 }
