package texts

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"hi":                          "hi",
		" \n hi there\t\n":            "hi there",
		"a\r\nb\rc\nd":                "a\nb\nc\nd",
		"tab\there":                   "tab\there",
		"bell\a esc\x1b[31m del\x7f":  "bell esc[31m del",
		"c1\u009b31m":                 "c131m",
		"\u202eevil\u2066x\u2069":     "evilx",
		"line\u2028par\u2029":         "linepar",
		"keep\u200d\u200e\ufeffthese": "keep\u200d\u200e\ufeffthese",
		"bad\xff\xfe":                 "bad\ufffd\ufffd",
		"e\u0301":                     "e\u0301", // no normalization
		"\x1b]52;c;aGk=\x07":          "]52;c;aGk=",
		"\u2003wide\u3000":            "wide",
		"\x00\x01":                    "",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLegibleMarks(t *testing.T) {
	for in, want := range map[string]string{
		"a" + strings.Repeat("\u0301", 500) + "b":      "a" + strings.Repeat("\u0301", 8) + "b",
		"a" + strings.Repeat("\u0301\u200d", 20) + "b": "a" + strings.Repeat("\u0301\u200d", 4) + "b",
		"👩\u200d👩\u200d👧":                              "👩\u200d👩\u200d👧",
		"x\x1b[2J\u009d\u202ey":                        "x[2Jy",
		"two\nlines\t":                                 "two\nlines\t",
	} {
		if got := Legible(in); got != want {
			t.Errorf("Legible(%q) = %q, want %q", in, got, want)
		}
	}
}

// Text that leaves the room holds no control character but newline and tab.
// TestLegibleEach: each character alone, and behind a letter and marks, is what it is by
// dropUnsafe and extends.
func TestLegibleEach(t *testing.T) {
	marked := "e" + strings.Repeat("\u0301", MaxMarks)
	for r := rune(0); r <= unicode.MaxRune; r++ {
		want := marked + string(r)
		if dropUnsafe(r) < 0 || extends(r) {
			want = marked
		}
		if got := Legible(marked + string(r)); got != want {
			t.Fatalf("Legible(%q) = %q, want %q", marked+string(r), got, want)
		}
		if alone := string(r); legible(alone) && (dropUnsafe(r) < 0 || extends(r)) {
			t.Fatalf("legible(%q)", alone)
		}
	}
	if legible("a\xff") {
		t.Error("a byte that is no character is legible")
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"hi", "\x1b]52;c;aGk=\x07", "a\r\n\u202eb", "e\u0301\u0301", "\xff\x00", "\u2066\u200d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, out := range []string{Clean(s), Legible(s)} {
			for _, r := range out {
				if r != '\n' && r != '\t' && (unicode.IsControl(r) || 0x2028 <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069) {
					t.Fatalf("%q became %q, with %U", s, out, r)
				}
			}
		}
		clean := Clean(s)
		if !utf8.ValidString(clean) || Clean(clean) != clean {
			t.Fatalf("Clean(%q) = %q is not clean", s, clean)
		}
	})
}
