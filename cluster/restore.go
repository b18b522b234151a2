package cluster

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"talktalktalk/room/replica"
)

// Why a stream is not restored.
var (
	errNoCopy  = errors.New("this folder has followed no stream: the first server that starts with --cluster makes one")
	errWhole   = errors.New("NATS has the stream, with all that is here: nothing is to be restored")
	errOthers  = errors.New(`NATS has a stream of another room. If nobody needs it, remove it ("nats stream rm ` + streamName + `") and try again`)
	errAlready = errors.New("the stream was restored already, from another server: this one starts on an empty folder")
)

// restoreMost is how long NATS may take to be there.
const restoreMost = 30 * time.Second

// restorable is what the new stream tells of itself, when the one that there is may
// be replaced; it is removed then.
func (b *bus) restorable(ctx context.Context, epoch string, at replica.Position) (about, error) {
	if at.Generation == "" {
		return about{}, errNoCopy
	}
	next := about{epoch: epoch, generation: newGeneration(), former: at.Generation, head: at.Seq}
	ctx, cancel := context.WithTimeout(ctx, restoreMost)
	defer cancel()
	for {
		a, err := b.describe(ctx)
		switch {
		case errors.Is(err, errNoStream):
			return next, b.removeNotes(ctx, at.Generation)
		case err == nil && a.epoch != epoch:
			return about{}, errOthers
		case err == nil && a.generation != at.Generation:
			return about{}, errAlready
		case err == nil && a.last >= at.Seq && a.differs == "":
			return about{}, errWhole
		case err == nil:
			return next, b.remove(ctx, a.generation)
		}
		if !rest(ctx, time.Second) {
			return about{}, err
		}
	}
}

// remove removes the stream, and all that is in it and beside it.
func (b *bus) remove(ctx context.Context, generation string) error {
	if err := b.removeNotes(ctx, generation); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, publishMost)
	defer cancel()
	return b.js.DeleteStream(ctx, streamName)
}

// removeNotes removes what is beside a stream, if it is there.
func (b *bus) removeNotes(ctx context.Context, generation string) error {
	ctx, cancel := context.WithTimeout(ctx, publishMost)
	defer cancel()
	err := b.js.DeleteStream(ctx, notesStream(generation))
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil
	}
	return err
}
