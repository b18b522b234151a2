package archive

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

var now = time.UnixMilli(1_700_000_000_000).UTC()

// readAll reads the history at path.
func readAll(t *testing.T, path string) (events []*room.Event, dropped []error) {
	t.Helper()
	s, err := Open(path, now)
	if err != nil {
		t.Fatal(err)
	}
	for item, err := range s.All() {
		if err != nil {
			t.Fatal(err)
		}
		if item.Event == nil {
			dropped = append(dropped, item.Dropped)
		} else {
			events = append(events, item.Event)
		}
	}
	return events, dropped
}

// TestLines: what is exported comes back as it was.
func TestLines(t *testing.T) {
	var want []*room.Event
	var export []byte
	for i, e := range []*room.Event{
		{Text: "hi <b>&amp; \u200d日本"},
		{Text: "waves\n\twith tab", Action: true, Admin: true, Via: room.SSH},
		{Text: "by a program", Bot: true, Via: room.API},
		{Text: "mended", Edited: now.Add(-time.Minute)},
		{Deleted: true},
		{Text: strings.Repeat("x", texts.MaxChars)},
		{Text: strings.Repeat("\nx", texts.MaxLines)[1:]},
	} {
		e.Kind, e.Seq, e.Time, e.Owner, e.Name = room.Said, room.Seq(3*i), now.Add(-time.Hour), "pabc", "Zoë_1"
		if e.Via == "" {
			e.Via = room.Web
		}
		want = append(want, e)
		export = AppendLine(export, e)
	}
	path := filepath.Join(t.TempDir(), "export")
	write(t, path, string(export))
	got, dropped := readAll(t, path)
	if len(got) != len(want) || len(dropped) > 0 {
		t.Fatalf("%d messages and %v, want %d", len(got), dropped, len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("message %d is %+v, was %+v", i, got[i], want[i])
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestHostileLines: what others wrote is cleaned by the rules that hold on entry.
func TestHostileLines(t *testing.T) {
	for _, c := range []struct{ line, name, text string }{
		{`"name":"<b>x</b>","text":"\u001b[31m\u202eevil\u2028\u0000"`, "bxb", "[31mevil"},
		{`"name":"\u200b","text":"hi"`, nobody, "hi"},
		{`"text":"hi"`, nobody, "hi"},
		{`"name":"seventeen_letters","text":"` + strings.Repeat("é", 5000) + `"`, "seventeen_letter", strings.Repeat("é", texts.MaxChars)},
		{`"name":"x","text":"` + strings.Repeat(`\n`, 3) + strings.Repeat(`a\n`, 500) + `"`, "x", strings.Repeat("a\n", texts.MaxLines)[:2*texts.MaxLines-1]},
		{`"name":"x","text":"gone","deleted":true`, "x", ""},
	} {
		path := filepath.Join(t.TempDir(), "export")
		write(t, path, fmt.Sprintf(`{"type":"message","at":%d,"cid":"c-1","via":"a b",%s}`, now.UnixMilli(), c.line))
		got, dropped := readAll(t, path)
		if len(got) != 1 || len(dropped) > 0 {
			t.Fatalf("%s: %d messages, %v", c.line, len(got), dropped)
		}
		if e := got[0]; e.Name != c.name || e.Text != c.text || e.Via != room.Web || e.ID != "" || !strings.HasPrefix(e.Owner, "i") {
			t.Errorf("%.60s is %+v, want %q, %q", c.line, e, c.name, c.text)
		}
	}
	path := filepath.Join(t.TempDir(), "export")
	for line, want := range map[string]error{
		fmt.Sprintf(`"at":%d,"text":"later"`, now.UnixMilli()+1): ErrNoTime,
		`"at":-1,"text":"before"`:                                ErrNoTime,
		`"text":"never"`:                                         ErrNoTime,
		`"at":7,"text":" \u0000 "`:                               ErrEmpty,
	} {
		write(t, path, `{"type":"message",`+line+`}`)
		if got, dropped := readAll(t, path); len(got) > 0 || len(dropped) != 1 || !errors.Is(dropped[0], want) {
			t.Errorf("%s: %d messages, %v, want %v", line, len(got), dropped, want)
		}
	}
}

// TestDumb reads databases of the original's that something is wrong with.
func TestDumb(t *testing.T) {
	path := filepath.Join(t.TempDir(), "talk.db")
	value := func(text string) string { return text + strings.Repeat(" ", 512-len(text)) }
	write(t, path+datSuffix,
		value(`{"message": "a &amp;amp; b", "username": "bob", "id": 2, "datetime": 1000.5}`)+
			value(`{"message": "first", "username": "ann", "id": 1, "datetime": 999}`)+
			value(`{"message": "no time", "username": "ann"}`)+
			value(`{"message": "never", "username": "ann", "datetime": 99999999999}`)+
			value(`{"message": "as text", "username": "ann", "datetime": "1001"}`)+
			value(`["no message"]`)+
			value(`{"message": "NaN", "datetime": NaN}`))
	write(t, path+dirSuffix, "'10', (0, 512)\n'9', (512, 512)\n'11', (1024, 512)\n'12', (1536, 512)\n\"13\", (2048, 512)\n"+
		"'14', (2560, 512)\n'15', (3072, 512)\n'16', (9999, 512)\n'17', (0, 999999999)\n'x', (0, 512)\n'9', (512, 512)\nnonsense\n")
	got, dropped := readAll(t, path)
	for i, want := range []struct {
		text string
		at   int64
	}{{"first", 999_000}, {"a &amp; b", 1_000_500}, {"no time", 1_000_500}, {"never", 1_000_500}, {"as text", 1_001_000}} {
		if i >= len(got) || got[i].Text != want.text || got[i].Time.UnixMilli() != want.at {
			t.Fatalf("message %d of %d is not %+v", i, len(got), want)
		}
	}
	if len(got) != 5 || len(dropped) != 6 {
		t.Errorf("%d messages, and %d left out: %v; want 5 and 6", len(got), len(dropped), dropped)
	}
	if got[0].Owner == got[1].Owner || got[0].Owner != got[2].Owner {
		t.Errorf("ann is %s and %s, bob %s", got[0].Owner, got[2].Owner, got[1].Owner)
	}
}

// FuzzParseLine: whatever a line says, a message that is made of it is one that
// could have been said.
func FuzzParseLine(f *testing.F) {
	f.Add([]byte(`{"type":"message","seq":1,"at":1,"who":"p1","name":"ann","via":"web","text":"hi","edited":5}`))
	f.Add([]byte(`{"type":"message","at":1e3,"deleted":true}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := ParseLine(line)
		if err != nil || newTidier(now).tidy(e) != nil {
			return
		}
		if texts.Clean(e.Text) != e.Text || utf8.RuneCountInString(e.Text) > texts.MaxChars || e.Name == "" || e.Owner == "" {
			t.Errorf("%q gives %+v", line, e)
		}
		again, err := ParseLine(AppendLine(nil, e))
		if err != nil || !reflect.DeepEqual(again, e) {
			t.Errorf("%+v comes back as %+v, %v", e, again, err)
		}
	})
}
