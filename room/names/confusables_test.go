package names

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// alike are names that look like name: with one letter or all of them replaced
// by what confusables has for it, or by letters that compatibility maps to it.
func alike(name string) map[string]bool {
	others := map[rune][]rune{}
	for _, group := range strings.Fields(confusables) {
		r, n := utf8.DecodeRuneInString(group)
		if to := []rune(strings.ToLower(group[n:])); len(to) == 1 && IsNameRune(r) {
			others[to[0]] = append(others[to[0]], r)
		}
	}
	for _, first := range []rune{'\uff41', '\U0001d41a', '\U0001d44e', '\U0001d482', '\U0001d4ea', '\U0001d51e', '\U0001d552', '\U0001d5ba', '\U0001d68a'} {
		for letter := range rune(26) {
			others['a'+letter] = append(others['a'+letter], first+letter)
		}
	}
	found := map[string]bool{}
	letters := []rune(name)
	for at, letter := range letters {
		for _, other := range append(others[letter], unicode.ToUpper(letter)) {
			one := append([]rune{}, letters...)
			one[at] = other
			found[string(one)] = true
			for then, second := range letters[at+1:] {
				if more := others[second]; len(more) > 0 {
					two := append([]rune{}, one...)
					two[at+1+then] = more[len(found)%len(more)]
					found[string(two)] = true
				}
			}
		}
	}
	return found
}

// TestAlike: at least 200 names that look like another one share a skeleton with
// it, and those that look like the reserved one are reserved.
func TestAlike(t *testing.T) {
	for _, name := range []string{"admin", "sam_cooper", "oskar"} {
		all := alike(name)
		if len(all) < 200 {
			t.Errorf("%d look like %s, too few to tell", len(all), name)
		}
		for other := range all {
			if !share(Skeletons(name), Skeletons(other)) {
				t.Errorf("%q passes for another name than %s", other, name)
			}
			if name == "admin" && !IsReserved(other, name) {
				t.Errorf("%q is not reserved", other)
			}
		}
	}
}

func share(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

// TestOrdinaryNames: names as people have them in many scripts stay as they were
// typed, and are nobody else's.
func TestOrdinaryNames(t *testing.T) {
	ordinary := strings.Fields("sam Zoë José Łukasz Þór Nguyễn müller O_Neil иван Мария Ђорђе Ніна Γιώργος Ελένη محمد فاطمة علي דוד שרה राम सीता अनिल " +
		"王小明 李娜 佐藤 さくら ユウキ 田中さくら 민준 서연 金민준 สมชาย สมหญิง ann2 user481")
	for i, name := range ordinary {
		if got, note := Tidy(name); got != name || note != "" {
			t.Errorf("%s becomes %q: %s", name, got, note)
		}
		if IsReserved(name, "admin") {
			t.Errorf("%s is reserved", name)
		}
		for _, other := range ordinary[:i] {
			if share(Skeletons(name), Skeletons(other)) {
				t.Errorf("%s is taken for %s", name, other)
			}
		}
	}
}
