package query

import (
	"strings"
	"testing"
)

// show writes words as "a+b c": + before one that is joined to the former.
func show(words []Word) string {
	var b strings.Builder
	for i, w := range words {
		switch {
		case w.Joined:
			b.WriteString("+")
		case i > 0:
			b.WriteString(" ")
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "",
		"Hello, World!":             "hello world",
		"it's foo_bar 2.5 C++":      "it s foo bar 2 5 c",
		"Zoë CAFÉ cafe\u0301 naïve": "zoe cafe cafe naive",
		"Straße STRASSE øre Łódź":   "strasse strasse ore lodz",
		"Ёлка Йод":                  "елка иод",
		"ΣΊΣΥΦΟΣ σίσυφος":           "σισυφοσ σισυφοσ",
		"İstanbul ısı":              "istanbul isi",
		"ｆｕｌｌ ﬁne ²":                "full fine 2",
		"我們去":                       "我+們+去",
		"我，們 a我們b":                  "我 們 a 我+們 b",
		"がぎ か\u3099 ｶﾞ":             "が+ぎ が ガ",
		"カード〜々":                     "カ+ー+ド 々",
		"กำลัง":                     "ก+\u0e4d+า+ล+ั+ง",
		"서울에서 한\u1100\u1161":        "서+울+에+서 한+가",
		"हिन्दी नुक़्ता":            "हिन्दी नुक़्ता",
		"אֱלֹהִים מלך":              "אלהים מלך",
		"مُحَمَّد أحمد":             "محمد احمد",
		"yes 👍🏽👍 🎉\ufe0f":           "yes 👍 👍 🎉",
		"https://Foo.example/A1?b":  "https foo example a1 b",
	} {
		if got := show(Words(text)); got != want {
			t.Errorf("Words(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestName(t *testing.T) {
	for name, want := range map[string]string{
		"Sam": "sam", "Zoë": "zoe", "小明": "小明", "sam_2": "sam_2", "John Doe": "john_doe", "ÉTÉ e\u0301": "ete_e", "": "",
	} {
		if got := Name(name); got != want {
			t.Errorf("Name(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestHasLink(t *testing.T) {
	for text, want := range map[string]bool{
		"see https://a.example": true, "HTTP://a": true, "(http://[::1]/)": true, "ftp://a, then http://b": true, "这http://a": false,
		"http://": false, "xhttp://a": false, "https:// a": false, "://a": false, "a.example": false, "": false,
	} {
		if got := HasLink(text); got != want {
			t.Errorf("HasLink(%q) = %v, want %v", text, got, want)
		}
	}
}

// FuzzWords: words are in order, within the text, and found again by themselves.
func FuzzWords(f *testing.F) {
	for _, text := range []string{"Hello, World", "我們 e\u0301", "한\u1100\u1161กำ", "👍🏽 \xff ﷺ ﬁ", "a\u0300\u0301\u0302 ̈"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, w := range Words(text) {
			if w.Text == "" || w.From < 0 || w.From > w.To || w.To > len(text) || w.To < end {
				t.Fatalf("Words(%q) has %+v after %d", text, w, end)
			}
			end = w.To
			again := Words(w.Text)
			if len(again) != 1 || again[0].Text != w.Text {
				t.Errorf("Words(%q) = %+v, want itself", w.Text, again)
			}
		}
	})
}
