package script

import (
	"fmt"
	"slices"

	"talktalktalk/room"
)

// search prints the newest q.count messages that are found, oldest first. What was
// not searched is said on standard error.
func (c *run) search(s *room.Session, q command) error {
	var pages [][]*room.Event // newest first
	var note string
	for left, before, more := q.count, room.Seq(0), true; left > 0 && more; {
		var hits room.Hits
		err := c.Patiently(func() (err error) {
			hits, err = s.Search(c.Context, room.Search{Query: q.text, Before: before, Limit: min(left, room.PageMost)})
			return err
		})
		if err != nil {
			return err
		}
		if len(hits.Events) > 0 {
			before = hits.Events[0].Seq
		}
		pages = append(pages, hits.Events)
		left, more, note = left-len(hits.Events), hits.More, hits.Indexing.Note()
	}
	if note != "" {
		fmt.Fprintf(c.Stderr, "%s\n", note)
	}
	for _, events := range slices.Backward(pages) {
		if err := c.print(events, q); err != nil {
			return err
		}
	}
	return nil
}
