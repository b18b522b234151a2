package room

import (
	"slices"
	"testing"
	"time"
)

func TestCommandTable(t *testing.T) {
	words := map[string]bool{}
	for _, c := range commands {
		if words[c.Word] {
			t.Errorf("/%s stands there twice", c.Word)
		}
		words[c.Word] = true
		if c.work == nil {
			t.Errorf("/%s does nothing", c.Word)
		}
		for i, a := range c.Args {
			if a.Kind == ArgText && i < len(c.Args)-1 {
				t.Errorf("%s: a text takes all the rest, so it stands last", c.usage())
			}
			if offers := a.Offers(); a.Usual != "" && (offers[0] != a.Usual || !fits(a, a.Usual)) {
				t.Errorf("%s: %q is usual, offered are %v", c.usage(), a.Usual, offers)
			}
			if (a.Kind == ArgChoice) != (len(a.Choices) > 0) && a.Kind != ArgSpan {
				t.Errorf("%s: %q with the choices %v", c.usage(), a.Kind, a.Choices)
			}
		}
	}
}

func fits(a Argument, word string) bool {
	_, ok := a.fit(word)
	return ok
}

// TestUsualSpans: what a form offers first is what holds if nothing is said.
func TestUsualSpans(t *testing.T) {
	for _, c := range commands {
		for _, a := range c.Args {
			want, is := map[string]time.Duration{"mute": muteUsual, "ban": banUsual, "purge": 0}[c.Word]
			if a.Kind == ArgSpan && is && spanOf(a.Usual, 0) != want.Milliseconds() {
				t.Errorf("%s: usual is %q, without it %v", c.usage(), a.Usual, want)
			}
		}
	}
}

// TestMenus: a menu gives the first argument, and a form asks for no more than
// a span and a text.
func TestMenus(t *testing.T) {
	first := map[Subject]ArgKind{OfPerson: ArgName, OfMessage: ArgMessage}
	for _, c := range commands {
		rest := c.Args
		if kind, given := first[c.Menu.Of]; given {
			if len(c.Args) == 0 || c.Args[0].Kind != kind {
				t.Errorf("%s is in the menu of a %s", c.usage(), c.Menu.Of)
				continue
			}
			rest = c.Args[1:]
		}
		for _, a := range rest {
			if c.Menu.Of != OfNothing && a.Kind != ArgSpan && a.Kind != ArgText && !a.Optional {
				t.Errorf("%s: no form asks for %s", c.usage(), a.usage())
			}
		}
	}
}

func TestSplit(t *testing.T) {
	mute := Command{Word: "mute", Help: "hush", Args: []Argument{{Kind: ArgName}, {Kind: ArgSpan, Optional: true}, {Kind: ArgText, Name: "REASON", Optional: true}}}
	bell := Command{Word: "bell", Asks: true, Args: []Argument{{Kind: ArgChoice, Choices: []string{"off", "all"}}}}
	for _, c := range []struct {
		command Command
		rest    string
		want    []string
		code    Code
		text    string
	}{
		{mute, "bob", []string{"bob", "", ""}, "", ""},
		{mute, " @bob  10M \n too  loud ", []string{"bob", "10m", "too  loud"}, "", ""},
		{mute, "bob too loud", []string{"bob", "", "too loud"}, "", ""},
		{mute, "bob 0m", []string{"bob", "", "0m"}, "", ""},
		{mute, "bob forever", []string{"bob", "forever", ""}, "", ""},
		{mute, "  ", nil, CodeBadRequest, "Whom? /mute NAME [SPAN] [REASON]: hush"},
		{bell, "", []string{""}, "", ""},
		{bell, "ALL", []string{"all"}, "", ""},
		{bell, "loud", nil, CodeBadRequest, "Choose one of off, all."},
		{bell, "off now", nil, CodeBadRequest, "That is too much. /bell off|all"},
		{Command{Word: "me", Args: []Argument{{Kind: ArgText}}}, "", nil, CodeEmpty, "There is nothing behind the command. /me TEXT"},
		{Command{Word: "unban", Args: []Argument{{Kind: ArgNumber}}}, "x", nil, CodeBadRequest, "Which one? A number is meant, as 1234."},
		{Command{Word: "goto", Args: []Argument{{Kind: ArgMessage}}}, "#m12", []string{"12"}, "", ""},
		{Command{Word: "slow", Args: []Argument{{Kind: ArgSpan, Optional: true}}}, "down", nil, CodeBadRequest, "How long? A span is written as 30s, 10m, 2h, 7d or forever."},
		{Command{Word: "quit"}, "", []string{}, "", ""},
		{Command{Word: "quit"}, "smoking", []string{}, "", ""},
	} {
		got, err := c.command.split(c.rest)
		if r, _ := err.(*Refusal); err != nil && (r == nil || r.Code != c.code || r.Text != c.text) || err == nil && c.code != "" {
			t.Errorf("/%s %s: %v, want %s %q", c.command.Word, c.rest, err, c.code, c.text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("/%s %s: %q, want %q", c.command.Word, c.rest, got, c.want)
		}
	}
}

func TestParseSpan(t *testing.T) {
	for word, want := range map[string]time.Duration{
		"30s": 30 * time.Second, "10m": 10 * time.Minute, "2h": 2 * time.Hour, "7d": 7 * 24 * time.Hour, "forever": forever,
		"": 0, "m": 0, "10": 0, "0s": 0, "-1h": 0, "1.5h": 0, "99999d": 0, "1w": 0, "4294967296s": 0, "1h30m": 0,
	} {
		if got, ok := parseSpan(word); got != want || ok != (want > 0) {
			t.Errorf("parseSpan(%q) = %v, %v; want %v", word, got, ok, want)
		}
	}
	for _, word := range usualSpans {
		if _, ok := parseSpan(word); !ok {
			t.Errorf("Tab offers %q, which is no span", word)
		}
	}
}
