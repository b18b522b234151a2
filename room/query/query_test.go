package query

import (
	"errors"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 1, d, 0, 0, 0, 0, time.UTC) }
	type want struct {
		parts         string
		from          string
		after, before time.Time
		link          bool
	}
	for text, w := range map[string]want{
		"hello":                               {parts: "hello|"},
		"  Hello,\tWORLD ":                    {parts: "hello|world|"},
		`"one two" three`:                     {parts: "one two|three|"},
		`“one two”`:                           {parts: "one two|"},
		`"unfinished phrase`:                  {parts: "unfinished phrase|"},
		"it's re:zero":                        {parts: "it s|re zero|"},
		"我們 !!!":                              {parts: "我+們|"},
		`AND OR * - NEAR( "a"`:                {parts: "and|or|near|a|"},
		"from:Zoë x":                          {parts: "x|", from: "zoe"},
		"FROM:@sam":                           {from: "sam"},
		`from:"John Doe"`:                     {from: "john_doe"},
		"after:2026-01-02 before:2026-01-31":  {after: day(2), before: day(31)},
		"has:link":                            {link: true},
		"a has:LINK b from:sam c":             {parts: "a|b|c|", from: "sam", link: true},
		"http://from.example/after:2026-01-0": {parts: "http from example after 2026 01 0|"},
	} {
		q, err := Parse(text, time.UTC)
		if err != nil {
			t.Errorf("Parse(%q) = %v", text, err)
			continue
		}
		got := want{from: q.From, after: q.After, before: q.Before, link: q.Link}
		for _, p := range q.Parts {
			got.parts += show(p) + "|"
		}
		if got != w {
			t.Errorf("Parse(%q) = %+v, want %+v", text, got, w)
		}
	}
	for _, text := range []string{
		"", "   ", "!!!", `""`, "from:", "from: sam", "after:", "after:yesterday", "after:2026-02-30", "before:2026-1-1", "after:2026-01-01T00:00",
		"has:", "has:picture", "from:a from:b", string(make([]byte, MaxChars+1)),
		"a b c d e f g h i j k l m n o p q r s t u",
	} {
		var mistake Mistake
		if q, err := Parse(text, time.UTC); !errors.As(err, &mistake) {
			t.Errorf("Parse(%q) = %+v, %v; want a Mistake", text, q, err)
		}
	}
}

// TestParseZone: a day begins where the person is.
func TestParseZone(t *testing.T) {
	zone := time.FixedZone("", 5*60*60)
	q, err := Parse("after:2026-01-02", zone)
	if want := time.Date(2026, 1, 1, 19, 0, 0, 0, time.UTC); err != nil || !q.After.Equal(want) {
		t.Errorf("Parse() = %v, %v; want %v", q.After, err, want)
	}
}

func TestMatch(t *testing.T) {
	at := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	const text = "Yesterday we met the CAFÉ's owner，我們去了咖啡店 https://a.example"
	for typed, want := range map[string]bool{
		"yesterday": true, "cafe OWNER": true, "yester": false, `"we met"`: true, `"we the"`: false, `"met we"`: false,
		"café's": true, "我們": true, "們去": true, "去": true, "我去": false, `"我 們"`: false, "咖啡店": true, `"owner 我"`: true,
		"from:Sam": true, "from:bob": false, "owner from:sam": true, "owner from:bob": false,
		"after:2026-01-15": true, "after:2026-01-16": false, "before:2026-01-15": false, "before:2026-01-16": true,
		"has:link": true, "met absent": false,
	} {
		q, err := Parse(typed, time.UTC)
		if got := q.Match("sam", text, at); got != want || err != nil {
			t.Errorf("Parse(%q).Match() = %v, %v; want %v", typed, got, err, want)
		}
	}
}

func TestMarks(t *testing.T) {
	for _, c := range []struct{ typed, text, want string }{
		{"cafe", "the Cafe\u0301, café", "the [Cafe\u0301], [café]"},
		{`"b c"`, "a b c b, C", "a [b] [c] [b], [C]"},
		{"我們", "我們我 們", "[我們]我 們"},
		{"らら", "ららら", "[ららら]"},
		{"x", "", ""},
		{"from:sam", "sam", "sam"},
	} {
		q, err := Parse(c.typed, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		got, end := "", 0
		for _, m := range q.Marks(c.text) {
			got += c.text[end:m.From] + "[" + c.text[m.From:m.To] + "]"
			end = m.To
		}
		if got += c.text[end:]; got != c.want {
			t.Errorf("marks of %q: %q, want %q", c.typed, got, c.want)
		}
	}
}

// FuzzParse: a query is refused with a sentence, or asks for something and finds itself.
func FuzzParse(f *testing.F) {
	for _, text := range []string{`a "b c" from:x`, "after:2026-01-01 has:link", `from:"`, "\xff我", `"`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text, time.UTC)
		if err != nil {
			return
		}
		if len(q.Parts) == 0 && q.From == "" && q.After.IsZero() && q.Before.IsZero() && !q.Link {
			t.Fatalf("Parse(%q) asks for nothing", text)
		}
		q = Query{Parts: q.Parts}
		if !q.Match("", text, time.Time{}) {
			t.Errorf("Parse(%q) does not find its own text", text)
		}
	})
}
