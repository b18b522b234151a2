package names

import (
	"fmt"
	"math/rand/v2"
)

// Numbered returns name with the first number from 2 behind it that makes it
// free, cut to fit (B35).
func Numbered(name string, free func(string) bool) string {
	for n := 2; ; n++ {
		number := fmt.Sprint(n)
		base := []rune(name)
		base = base[:min(len(base), Max-len(number))]
		if try := string(base) + number; free(try) {
			return try
		}
	}
}

// Guest returns a free userNNN with a random number (B32), of more digits
// if those with few are taken.
func Guest(free func(string) bool) string {
	const tries = 20
	for low := 100; ; low *= 10 {
		for range tries {
			if name := fmt.Sprint("user", low+rand.IntN(9*low)); free(name) {
				return name
			}
		}
	}
}
