package room_test

import (
	"fmt"
	"sync"
	"testing"

	"talktalktalk/room"
)

// BenchmarkRename lets n people take one name at once.
func BenchmarkRename(b *testing.B) {
	for _, n := range []int{20, 200, 2000} {
		b.Run(fmt.Sprint("people=", n), func(b *testing.B) {
			h := newHouse(b, room.Options{})
			var people []*room.Session
			for i := range n {
				people = append(people, h.join(room.Visitor{Name: fmt.Sprint("x", i, "y")}))
			}
			for b.Loop() {
				var renaming sync.WaitGroup
				for i, s := range people {
					renaming.Go(func() {
						for _, name := range []string{"sam", fmt.Sprint("x", i, "y")} {
							if _, _, err := s.Rename(b.Context(), name); err != nil {
								b.Error(err)
							}
						}
					})
				}
				renaming.Wait()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(2*n*b.N), "ns/rename")
		})
	}
}
