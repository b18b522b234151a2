package names

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestTidyName(t *testing.T) {
	for _, c := range []struct {
		typed, want string
		noted       bool
	}{
		{"sam", "sam", false},
		{"  Sam_42 ", "Sam_42", false},
		{"e\u0301va", "éva", false},
		{"<img src=x onerror=alert(1)>", "imgsrcxonerroral", true},
		{"\u202esam", "sam", true},
		{"a\u200bb\u00add\ufe0f", "abd", true},
		{"\u3164\u115f", "", true}, // letters that cannot be seen
		{"z" + string(slices.Repeat([]rune{0x336}, 12)), "z" + string(slices.Repeat([]rune{0x336}, 8)), true},
		{"\u0301sam", "sam", true},
		{"12345678901234567890", "1234567890123456", true},
		{"Жанна", "Жанна", false},
		{"pаul", "pul", true}, // the а is Cyrillic
		{"山田はなこ", "山田はなこ", false},
		{"김철수金", "김철수金", false},
		{"はな김", "はな", true},
		{"山김は", "山김", true},
		{"", "", false},
		{"😀", "", true},
		{"\xff\xfe", "", false},
	} {
		got, note := Tidy(c.typed)
		if got != c.want || (note != "") != c.noted {
			t.Errorf("Tidy(%q) = %q, %q; want %q, noted %v", c.typed, got, note, c.want, c.noted)
		}
	}
}

func TestReservedLookAlikes(t *testing.T) {
	for _, name := range []string{
		"admin", "Admin", "ADMIN", "аdmin", "ａｄｍｉｎ", "adm1n", "admın", "ADMlN", "admîn", "admiṇ", "adrnin", "𝐚𝐝𝐦𝐢𝐧", "admin2", "ADМІN", "αdmin",
	} {
		if !IsReserved(name, "admin") {
			t.Errorf("IsReserved(%q) = false", name)
		}
	}
	for _, name := range []string{"adam", "badmin", "administrator", "sam", "ad", "mina", "admi"} {
		if IsReserved(name, "admin") {
			t.Errorf("IsReserved(%q) = true", name)
		}
	}
}

func TestLooksAlike(t *testing.T) {
	alike := func(a, b string) bool {
		return slices.ContainsFunc(Skeletons(a), func(k string) bool { return slices.Contains(Skeletons(b), k) })
	}
	for _, pair := range [][2]string{{"sam", "SAM"}, {"bob", "ВОВ"}, {"paul", "рaul"}, {"Ill", "lll"}, {"o0", "0o"}, {"modern", "rnodem"}, {"straße", "StRaße"}} {
		if !alike(pair[0], pair[1]) {
			t.Errorf("%q and %q are not alike: %q, %q", pair[0], pair[1], Skeletons(pair[0]), Skeletons(pair[1]))
		}
	}
	for _, pair := range [][2]string{{"sam", "sum"}, {"user1", "user2"}, {"hat", "nat"}, {"josé", "jose"}} {
		if alike(pair[0], pair[1]) {
			t.Errorf("%q and %q are alike: %q, %q", pair[0], pair[1], Skeletons(pair[0]), Skeletons(pair[1]))
		}
	}
}

func TestNumberedFits(t *testing.T) {
	taken := map[string]bool{"abcdefghijklmno2": true}
	free := func(name string) bool { return !taken[name] }
	if got := Numbered("abcdefghijklmnop", free); got != "abcdefghijklmno3" {
		t.Errorf("Numbered = %q", got)
	}
}

// TestNumbered: the first free number, and to find it costs the same however
// many are called so.
func TestNumbered(t *testing.T) {
	for _, c := range []struct {
		taken func(n int) bool
		want  string
		asked int // at most
	}{
		{func(n int) bool { return false }, "sam2", 1},
		{func(n int) bool { return n < 40 && n != 17 }, "sam17", 16},
		{func(n int) bool { return n < countTo-1 }, "sam31", countTo - 2},
		{func(n int) bool { return n < countTo }, "sam32", countTo - 1},
		{func(n int) bool { return n <= 20000 }, "sam20001", countTo + 11 + 16},
		{func(n int) bool { return n <= 1e6 }, "sam1000001", countTo + 16 + 22},
	} {
		asked := 0
		got := Numbered("sam", func(name string) bool {
			asked++
			n, err := strconv.Atoi(strings.TrimPrefix(name, "sam"))
			if err != nil {
				t.Fatalf("asks for %q", name)
			}
			return !c.taken(n)
		})
		if got != c.want || asked > c.asked {
			t.Errorf("Numbered = %s, asked %d times; want %s, at most %d", got, asked, c.want, c.asked)
		}
	}
}

func BenchmarkNumbered(b *testing.B) {
	for _, taken := range []int{0, 50, 1000, 20000} {
		b.Run(strconv.Itoa(taken), func(b *testing.B) {
			names := map[string]bool{}
			for n := 2; n < taken+2; n++ {
				for _, look := range Skeletons("sam" + strconv.Itoa(n)) {
					names[look] = true
				}
			}
			free := func(name string) bool {
				for _, look := range Skeletons(name) {
					if names[look] {
						return false
					}
				}
				return true
			}
			for b.Loop() {
				Numbered("sam", free)
			}
		})
	}
}

func TestNatural(t *testing.T) {
	names := []string{"user10", "User2", "user1", "a", "user", "user02x", "B"}
	slices.SortFunc(names, Compare)
	if want := []string{"a", "B", "user", "user1", "User2", "user02x", "user10"}; !slices.Equal(names, want) {
		t.Errorf("sorted %q, want %q", names, want)
	}
}

func FuzzName(f *testing.F) {
	for _, s := range []string{"sam", "аdmin", "ａｄｍｉｎ", "山田", "\u3164", "z\u0489\u0489", "user99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		name, _ := Tidy(typed)
		if n := utf8.RuneCountInString(name); n > Max {
			t.Fatalf("Tidy(%q) has %d characters", typed, n)
		}
		for _, r := range name {
			if !IsNameRune(r) || unicode.IsControl(r) {
				t.Fatalf("Tidy(%q) = %q holds %U", typed, name, r)
			}
		}
		if again, note := Tidy(name); again != name || note != "" {
			t.Fatalf("Tidy(%q) = %q, then %q (%s)", typed, name, again, note)
		}
		if name != "" && len(Skeletons(name)) == 0 {
			t.Fatalf("no Skeletons of %q", name)
		}
	})
}
