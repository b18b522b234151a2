package plain

import (
	"strings"
	"testing"
	"unicode/utf8"

	"talktalktalk/room/texts"
	"talktalktalk/sshui/lineedit"
)

// A paper is a terminal that only goes forward: all it understands are
// characters one cell wide, line ends and backspace.
type paper struct {
	t    *testing.T
	rows []string
	at   int // column in the last row
}

func (p *paper) WriteString(text string) (int, error) {
	if len(p.rows) == 0 {
		p.rows = []string{""}
	}
	for _, r := range text {
		last := []rune(p.rows[len(p.rows)-1])
		switch {
		case r == '\n':
			p.rows, p.at = append(p.rows, ""), 0
			continue
		case r == '\b' && p.at == 0:
			p.t.Errorf("a backspace at the beginning of a row, below %q", p.rows)
		case r == '\b':
			p.at--
			continue
		case r < 0x20:
			p.t.Errorf("a control character %q was written", r)
		}
		if p.at == len(last) {
			last = append(last, 0)
		}
		last[p.at] = r
		p.at++
		p.rows[len(p.rows)-1] = string(last)
	}
	return len(text), nil
}

// line is the last row up to the cursor.
func (p *paper) line() string {
	if len(p.rows) == 0 {
		return ""
	}
	row := []rune(p.rows[len(p.rows)-1])
	if strings.TrimRight(string(row[p.at:]), " ") != "" {
		p.t.Errorf("something stands right of the cursor in %q", string(row))
	}
	return string(row[:p.at])
}

func newDraft(t *testing.T, width int) (*draft, *paper) {
	p := &paper{t: t}
	return &draft{out: p, echo: true, width: func() int { return width }}, p
}

func TestDraft(t *testing.T) {
	d, p := newDraft(t, 40)
	for _, c := range []struct {
		do   func()
		text string
		line string
	}{
		{func() { d.insert("hello") }, "hello", "> hello"},
		{func() { d.insert(" there") }, "hello there", "> hello there"},
		{func() { d.Edit(lineedit.ActErase) }, "hello ther", "> hello ther"},
		{func() { d.Edit(lineedit.ActEraseWord) }, "hello ", "> hello "},
		{func() { d.Edit(lineedit.ActEraseWord) }, "", ""},
		{func() { d.Edit(lineedit.ActErase); d.Edit(lineedit.ActEraseWord); d.Edit(lineedit.ActEraseLine) }, "", ""},
		{func() { d.insert("one\ntwo") }, "one\ntwo", "2> two"},
		{func() { d.insert("\n") }, "one\ntwo\n", "3> "},
		{func() { d.Edit(lineedit.ActErase) }, "one\ntwo", "2> two"},
		{func() { d.Edit(lineedit.ActEraseLine) }, "one\n", "2> "},
		{func() { d.Edit(lineedit.ActEraseLine) }, "one", "> one"},
		{func() { d.Edit(lineedit.ActEraseLine) }, "", ""},
		{func() { d.insert("a\tb\x1b\u202e\x07") }, "a\tb", "> a    b"},
		{func() { d.Edit(lineedit.ActErase); d.Edit(lineedit.ActErase) }, "a", "> a"},
		{func() { d.Replace("another", 7) }, "another", "> another"},
		{func() { d.withdraw() }, "another", ""}, // nothing shows it again yet
		{func() {}, "another", "> another"},
		{func() { d.take() }, "", ""},
		{func() { d.insert("ne\u0301") }, "ne\u0301", "> ne\u0301"},
	} {
		c.do()
		if c.line != "" || c.text == "" {
			d.show()
		}
		if got := string(d.Text); got != c.text || p.line() != c.line {
			t.Fatalf("draft %q, shown as %q; want %q and %q\n%s", got, p.line(), c.text, c.line, strings.Join(p.rows, "\n"))
		}
	}
	d.Edit(lineedit.ActErase)
	if got := string(d.Text); got != "n" {
		t.Errorf("without its last character the draft is %q, want n", got)
	}
}

// TestDraftWide: wide characters are rubbed out whole.
func TestDraftWide(t *testing.T) {
	var b strings.Builder
	d := &draft{out: &b, echo: true, width: func() int { return 40 }}
	d.insert("a漢")
	d.show()
	b.Reset()
	d.Edit(lineedit.ActErase)
	d.show()
	if got, want := b.String(), "\b\b  \b\b"; got != want {
		t.Errorf("erasing a wide character writes %q, want %q", got, want)
	}
}

// TestDraftLong: what does not fit into a row is not rubbed out, and only the
// end of a long line is shown again below a message.
func TestDraftLong(t *testing.T) {
	d, p := newDraft(t, 20)
	d.insert(strings.Repeat("x", 50))
	d.show()
	d.Edit(lineedit.ActErase)
	d.show()
	if got, want := p.line(), "> "+strings.Repeat("x", 49); got != want || len(p.rows) != 2 {
		t.Errorf("shown are %q, want %q on a line of its own", p.rows, want)
	}
	d.withdraw()
	d.show()
	if got, want := p.line(), "> ..."+strings.Repeat("x", 40); got != want {
		t.Errorf("shown again is %q, want %q", got, want)
	}
	d.insert("y")
	d.show()
	if got, want := p.line(), "> ..."+strings.Repeat("x", 40)+"y"; got != want {
		t.Errorf("shown is %q, want %q", got, want)
	}
	d.showAll()
	d.show()
	if got, want := p.line(), "> "+strings.Repeat("x", 49)+"y"; got != want {
		t.Errorf("all of it is %q, want %q", got, want)
	}
}

// TestDraftShowAll: every line is drawn, and marked as one of the draft.
func TestDraftShowAll(t *testing.T) {
	d, p := newDraft(t, 40)
	d.insert("one\ntwo\nthree")
	d.show()
	p.rows, p.at, d.shown = nil, 0, ""
	d.showAll()
	d.show()
	if got, want := strings.Join(p.rows, "\n"), "> one\n2> two\n3> three"; got != want {
		t.Errorf("showAll() draws %q, want %q", got, want)
	}
}

// TestDraftEnd: a draft has an end, and says when it is reached (B21).
func TestDraftEnd(t *testing.T) {
	d, _ := newDraft(t, 80)
	if !d.insert(strings.Repeat("é", texts.MaxChars-1)) || !d.insert("é") {
		t.Error("a message of the greatest length does not fit in")
	}
	if d.insert("é") || d.Length() != texts.MaxChars {
		t.Errorf("the draft took in %d characters, want %d", d.Length(), texts.MaxChars)
	}
	if d.insert("\nmore") || d.Lines() != 1 {
		t.Error("the draft took in another line")
	}
}

// FuzzDraft types whatever comes into a draft: the row with the cursor always
// shows its last line, and nothing but text is written.
func FuzzDraft(f *testing.F) {
	for _, seed := range []string{
		"hello\x7f\x7f", "one\ntwo\x15\x15\x15", "a b c\x17\x17", "\x1b[200~a\rb\tc\x1b[201~\x0c", "\x03\x04\t\r",
		strings.Repeat("x", 200) + "\x7f\x0c", "\u202eabc\u0301\u0301",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		d, p := newDraft(t, 60)
		narrow := !strings.ContainsFunc(string(sent), func(r rune) bool { return r >= utf8.RuneSelf })
		if !narrow {
			d.out = &strings.Builder{} // the paper knows no wide characters
		}
		k := lineedit.Keyboard{Controls: lineedit.Controls}
		for _, key := range k.Read(sent) {
			switch key.Action {
			case lineedit.ActText:
				d.insert(key.Text)
			case lineedit.ActNewline:
				d.insert("\n")
			case lineedit.ActErase:
				d.Edit(lineedit.ActErase)
			case lineedit.ActEraseWord:
				d.Edit(lineedit.ActEraseWord)
			case lineedit.ActEraseLine:
				d.Edit(lineedit.ActEraseLine)
			case lineedit.ActRedraw:
				d.showAll()
			case lineedit.ActEnter:
				d.take()
			case lineedit.ActTab:
				d.withdraw()
			}
			d.show()
			if !utf8.ValidString(string(d.Text)) || d.Length() > texts.MaxChars {
				t.Fatalf("the draft is %q", string(d.Text))
			}
			if d.shown != d.face() || narrow && p.line() != d.shown {
				t.Fatalf("the last row is %q, the draft shows %q of %q", p.line(), d.shown, string(d.Text))
			}
		}
	})
}
