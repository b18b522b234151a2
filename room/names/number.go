package names

import (
	"hash/fnv"
	"math/rand/v2"
	"strconv"
)

// countTo is up to which number Numbered tries one after the other.
const countTo = 32

// Numbered returns name with the first number from 2 behind it that makes it
// free, cut to fit (B35). However many are called so, it asks a few dozen times
// at most: above countTo it returns a number whose forerunner is taken, which is
// the first free one unless somebody in the middle has left.
func Numbered(name string, free func(string) bool) string {
	base := []rune(name)
	with := func(n int) string {
		number := strconv.Itoa(n)
		return string(base[:min(len(base), Max-len(number))]) + number
	}
	for n := 2; n < countTo; n++ {
		if try := with(n); free(try) {
			return try
		}
	}
	taken, n := countTo-1, countTo
	for !free(with(n)) {
		taken, n = n, 2*n+rand.IntN(n) // at random, or some could take the names of all steps beforehand
	}
	for n-taken > 1 {
		if middle := (taken + n) / 2; free(with(middle)) {
			n = middle
		} else {
			taken = middle
		}
	}
	return with(n)
}

// Guest returns a free userNNN with a random number (B32), of more digits
// if those with few are taken.
func Guest(free func(string) bool) string { return guest(rand.IntN, free) }

// GuestAs is Guest with numbers that seem random, and are the same for the same
// seed.
func GuestAs(seed string, free func(string) bool) string {
	h := fnv.New64a()
	h.Write([]byte(seed))
	return guest(rand.New(rand.NewPCG(h.Sum64(), 0)).IntN, free)
}

func guest(random func(n int) int, free func(string) bool) string {
	const tries = 20
	for low := 100; ; low *= 10 {
		for range tries {
			if name := "user" + strconv.Itoa(low+random(9*low)); free(name) {
				return name
			}
		}
	}
}
