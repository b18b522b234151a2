package cluster

import (
	"context"
	"fmt"

	"talktalktalk/room"
)

// A difference is that servers that follow one stream have not the same records among some
// numbers. Then all go on to follow and to show what they have, and refuse to write: whoever
// finds it writes it into the stream, where it stands until the stream is restored.
type difference struct {
	generation string
	from, to   room.Seq
}

// What is said of it.
const (
	whyDiffers   = "the servers of this room have different messages among the numbers %d to %d"
	howToCompare = `. All can be read, and nothing is added. "talktalktalk cluster status" tells on each server how many it has of them: on one that has all stop the server and run "talktalktalk cluster restore", and the others take over what it has`
	differsForm  = "%d-%d"
)

// err is why nothing is written.
func (d *difference) err() error {
	why := &distrust{fmt.Sprintf(whyDiffers, d.from, d.to), howToCompare}
	return fmt.Errorf("%w: %w", forVisitors(why), why)
}

// differs is why nothing is written, if it is for that.
func (l *Log) differs() error {
	if d := l.audit.found.Load(); d != nil {
		return d.err()
	}
	return nil
}

// share brings together what is known here of differences, and what the stream tells.
func (l *Log) share(ctx context.Context, a about) {
	d := l.audit.found.Load()
	if d != nil && d.generation != a.generation { // it was restored since
		l.audit.found.CompareAndSwap(d, nil)
		l.logger.Info("the stream is another one: what was different is forgotten")
		return
	}
	switch {
	case d == nil && a.differs != "":
		d = &difference{generation: a.generation}
		_, _ = fmt.Sscanf(a.differs, differsForm, &d.from, &d.to) // what cannot be read is of a later program
		if l.audit.found.CompareAndSwap(nil, d) {
			l.logger.Error("only reading", "why", d.err())
		}
	case d != nil && a.differs == "":
		if err := l.bus.flag(ctx, d.generation, fmt.Sprintf(differsForm, d.from, d.to)); err != nil {
			l.logger.Warn("the other servers do not know yet that they differ", "why", err)
		}
	}
}
