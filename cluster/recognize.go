package cluster

import (
	"context"

	"talktalktalk/room"
)

// recognizeMost is how many of the last records are looked for in the stream.
const recognizeMost = 16

// recognize looks whether the stream has what was read of it last. It may have been put back to an
// older state and gone on from there, and then be as long as it was.
func (f *follower) recognize(ctx context.Context, a about) error {
	if f.recognized {
		return nil
	}
	f.reading.end() // it may be of what is there no more
	f.again()
	last, err := f.log.Before(ctx, f.at.Seq+1, recognizeMost)
	if err != nil {
		return err
	}
	if len(last) > 0 {
		page, err := f.log.bus.fetch(ctx, a.generation, last[0].Seq)
		if err != nil {
			return err
		}
		for _, r := range last {
			_, _, key, err := f.log.Current(ctx, r.Seq)
			if err != nil {
				return err
			}
			if !isAt(r.Seq, key, page) {
				f.log.audit.differ(&difference{a.generation, r.Seq, f.at.Seq})
				f.log.share(ctx, a)
				return &distrust{whyPutBack, howToRestore}
			}
		}
	}
	f.recognized = true
	return nil
}

// isAt tells whether a record with a key may have that number in the stream: nothing else has it. The
// record's own entry may be erased.
func isAt(seq room.Seq, key string, page []message) bool {
	for _, m := range page {
		if m.seq != seq {
			continue
		}
		e, err := decode(m.data)
		if err != nil || e.Kind == kindFounded || e.Kind == kindRest {
			return true // from a later program; or its key is told elsewhere
		}
		return (e.Kind == kindRecord || e.Kind == kindAmend) && e.Key == key
	}
	return true
}
