package room

import (
	"strings"
	"testing"
	"unicode/utf8"

	"talktalktalk/room/texts"
)

func TestCheckText(t *testing.T) {
	for text, want := range map[string]Code{
		"":                                     CodeEmpty,
		"x":                                    "",
		strings.Repeat("é", texts.MaxChars):    "",
		strings.Repeat("é", texts.MaxChars+1):  CodeTooLong,
		strings.Repeat("\n", texts.MaxLines-1): "",
		strings.Repeat("x\n", texts.MaxLines) + "x": CodeTooManyLines,
	} {
		var got Code
		if err := checkText(text); err != nil {
			r, _ := AsRefusal(err)
			got = r.Code
		}
		if got != want {
			t.Errorf("checkText of %d characters = %q, want %q", utf8.RuneCountInString(text), got, want)
		}
	}
}
