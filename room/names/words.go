package names

import (
	"hash/maphash"
	"slices"
	"unicode/utf8"
)

// Words are those of a text, as keys, each once. They tell at once of nearly
// everybody that the text does not mention them; it is to be read only for the
// others.
type Words []uint32 // rising

var wordSeed = maphash.MakeSeed() // so that nobody can write words that pass for others

// WordsOf takes the words out of text, which is prose as Mentions has it. It
// takes n log n time for n words, and four bytes for each.
func WordsOf(text string) (words Words) {
	for start := 0; start < len(text); {
		end := wordEnd(text, start)
		if end == start {
			_, size := utf8.DecodeRuneInString(text[start:])
			start += size
			continue
		}
		words = append(words, wordKey(text[start:end]))
		start = end
	}
	slices.Sort(words)
	return slices.Clip(slices.Compact(words))
}

// Have tells whether name may be one of the words. If it is not, Mentions finds
// nothing in the text.
func (w Words) Have(name string) bool {
	_, found := slices.BinarySearch(w, wordKey(name))
	return found
}

func wordKey(word string) uint32 { return uint32(maphash.String(wordSeed, Fold(word))) }
