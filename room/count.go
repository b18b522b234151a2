package room

import "context"

// Count returns how many messages there are above seq, out of the person's
// budget for reading; otherwise as Before. It looks at no more of the log than
// what lies between two checkpoints, however much there is.
func (s *Session) Count(ctx context.Context, seq Seq) (int, error) {
	if err := s.room.limits.read(s.self().id); err != nil {
		return 0, err
	}
	_, newest := s.room.feed.newest(1)
	if newest == nil || seq >= newest.Seq {
		return 0, nil
	}
	before, err := s.room.countTo(ctx, seq)
	if err != nil {
		return 0, err
	}
	return int(newest.count - before), nil
}
