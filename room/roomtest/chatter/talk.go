package chatter

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	people   = 2000            // who talk, some much, most little
	usualGap = time.Minute     // between two messages, in the mean
	zipf     = 1.1             // how much more frequent the frequent words are
	linked   = 40              // one message of so many has a link
	mentions = 25              // likewise
	several  = 60              // has several lines
	capitals = 12              // a word of so many begins with one
	numbers  = 600             // is a number
	wordsMin = 3               // in a message
	wordsMax = 60              // likewise
	wordsEnd = 12              // one message of so many ends with the next word
	beginsAt = 1_500_000_000   // Unix seconds: 14 July 2017
	lastsFor = 8 * time.Second // added at least from one message to the next, so that none is simultaneous
)

// A Talk says one message after the other. It is for one goroutine.
type Talk struct {
	random  *rand.Rand
	scripts []*script
	who     *rand.Zipf
	at      time.Time
	number  int
}

// New begins the talk that belongs to seed.
func New(seed uint64) *Talk {
	r := rand.New(rand.NewPCG(seed, 0x7a1c))
	return &Talk{
		random:  r,
		scripts: newScripts(r),
		who:     rand.NewZipf(r, 1.2, 8, people-1),
		at:      time.Unix(beginsAt, 0).UTC(),
	}
}

// Next is the next message.
func (t *Talk) Next() Message {
	t.number++
	t.at = t.at.Add(lastsFor + time.Duration(t.random.ExpFloat64()*float64(usualGap))).Truncate(time.Millisecond)
	who := t.who.Uint64()
	return Message{
		At: t.at, ID: fmt.Sprintf("c-%d", t.number),
		Who: fmt.Sprintf("p%07x", who*2654435761%(1<<28)), Name: Name(int(who)),
		Via: [...]string{"web", "ssh"}[t.random.IntN(2)], Text: t.text(),
	}
}

// Name is what the person with this number is called, from 0 on, who talks most.
func Name(who int) string { return fmt.Sprintf("%s%d", firstNames[who%len(firstNames)], who) }

var firstNames = []string{"sam", "Zoë", "bob", "Ольга", "ann", "小明", "José", "さくら"}

// text is what one message says.
func (t *Talk) text() string {
	s := t.script()
	n := wordsMin + t.random.IntN(wordsMin)
	for n < wordsMax && t.random.IntN(wordsEnd) > 0 {
		n++
	}
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(t.between(s))
		}
		b.WriteString(t.word(s))
	}
	switch {
	case t.random.IntN(linked) == 0:
		fmt.Fprintf(&b, " https://%s.example/%d", t.word(t.scripts[0]), t.random.IntN(1e6))
	case t.random.IntN(mentions) == 0:
		fmt.Fprintf(&b, " @%s", Name(t.random.IntN(people)))
	}
	return b.String()
}

// script is one to write in: the first one mostly.
func (t *Talk) script() *script {
	if t.random.IntN(100) < 82 {
		return t.scripts[0]
	}
	return t.scripts[1+t.random.IntN(len(t.scripts)-1)]
}

// LatinWords is how many words of the first script there are.
const LatinWords = 60_000

// Latin is a word of the first script, by how often it is said: 0 is the most
// frequent one, LatinWords-1 the rarest.
func (t *Talk) Latin(rank int) string { return t.scripts[0].words[rank] }

func (t *Talk) word(s *script) string {
	w := s.words[s.which.Uint64()]
	switch {
	case t.random.IntN(capitals) == 0:
		_, first := utf8.DecodeRuneInString(w)
		w = strings.ToUpper(w[:first]) + w[first:]
	case t.random.IntN(numbers) == 0:
		w = fmt.Sprint(t.random.IntN(10000))
	}
	return w
}

// between is what stands between two words.
func (t *Talk) between(s *script) string {
	switch t.random.IntN(several) {
	case 0:
		return "\n"
	case 1, 2, 3, 4:
		return s.comma + s.space
	case 5:
		return " **" + t.word(s) + "** "
	default:
		return s.space
	}
}
