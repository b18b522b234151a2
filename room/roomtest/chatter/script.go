package chatter

import (
	"math/rand/v2"
	"strings"
)

// A script has words, the frequent ones first.
type script struct {
	words        []string
	which        *rand.Zipf // an index of words
	space, comma string
}

func newScripts(r *rand.Rand) []*script {
	return []*script{
		newScript(r, LatinWords, 1, 4, latin, " ", ","),
		newScript(r, 20_000, 1, 4, cyrillic, " ", ","),
		newScript(r, 12_000, 1, 2, han, "", "，"),
		newScript(r, 12_000, 2, 3, kana, "", "、"),
	}
}

// newScript makes up so many words of least to most syllables.
func newScript(r *rand.Rand, words, least, most int, syllables []string, space, comma string) *script {
	s := &script{space: space, comma: comma}
	known := map[string]bool{}
	for len(s.words) < words {
		// Frequent words are short ones.
		n := least + r.IntN(min(most, least+1+len(s.words)*most/words)-least+1)
		var b strings.Builder
		for range n {
			b.WriteString(syllables[r.IntN(len(syllables))])
		}
		w := b.String()
		if known[w] {
			w += syllables[r.IntN(len(syllables))]
		}
		if known[w] {
			continue
		}
		known[w] = true
		s.words = append(s.words, w)
	}
	s.which = rand.NewZipf(r, zipf, 3, uint64(words-1))
	return s
}

var (
	latin    = strings.Fields("a be ca den é fo gri ha in jo ka lu mor ne ö pra qui ros sta ti ver wil xen ya zu ça tion er ing ent lo ma re ü ñi st")
	cyrillic = strings.Fields("а бе ва го де жи за ик й ко ли мо не об про ра ст ту ё фи хо це че ши э ю я ров ний ать")
	kana     = strings.Fields("あ い う え お か き く け こ さ し す せ そ た ち つ て と な に ぬ ね の は ひ ふ へ ほ ま み む め も や ゆ よ が ぎ ぐ げ ご だ で ど ば び ぶ パ テ リ スト カー")
	han      = runes(0x4e00, 1500)
)

// runes are so many characters from first on.
func runes(first rune, n int) (all []string) {
	for i := range n {
		all = append(all, string(first+rune(i)))
	}
	return all
}
