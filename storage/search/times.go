package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/query"
)

// blockSize is of how many numbers it is known when they were said: times need not
// rise, where a history was taken in or a clock was wrong.
const blockSize = 4096

// A stretch is the earliest and the latest time in a block, in ms since 1970.
type stretch struct{ first, last int64 }

// noteTimes widens what is known of the documents' blocks.
func noteTimes(ctx context.Context, tx *sql.Tx, documents []room.Document) error {
	blocks := map[room.Seq]stretch{}
	for _, d := range documents {
		if d.Text == "" {
			continue
		}
		at, block := d.Time.UnixMilli(), d.Seq/blockSize
		s, known := blocks[block]
		if !known {
			s = stretch{at, at}
		}
		blocks[block] = stretch{min(s.first, at), max(s.last, at)}
	}
	for block, s := range blocks {
		_, err := tx.ExecContext(ctx, `INSERT INTO times VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)`, int64(block), s.first, s.last)
		if err != nil {
			return err
		}
	}
	return nil
}

// narrow returns the part of a span outside of which nothing is of the days of q.
func (db *database) narrow(ctx context.Context, q query.Query, in room.Span) (room.Span, error) {
	if q.After.IsZero() && q.Before.IsZero() {
		return in, nil
	}
	after, before := int64(0), int64(1<<62)
	if !q.After.IsZero() {
		after = q.After.UnixMilli()
	}
	if !q.Before.IsZero() {
		before = q.Before.UnixMilli()
	}
	var low, high sql.NullInt64
	row := db.read.QueryRowContext(ctx, `SELECT min(block), max(block) FROM times WHERE last >= ? AND first < ?`, after, before)
	if err := row.Scan(&low, &high); err != nil || !low.Valid {
		return room.Span{}, err
	}
	first := room.Seq(low.Int64) * blockSize
	return in.And(room.Span{After: max(first, 1) - 1, To: room.Seq(high.Int64+1)*blockSize - 1}), nil
}

// Younger returns a stretch up to the number seq in which no message is older than t.
func (x *Index) Younger(ctx context.Context, t time.Time, seq room.Seq) (younger room.Span, err error) {
	err = x.using(ctx, func(db *database) error {
		younger, err = db.younger(ctx, t, seq)
		return err
	})
	switch {
	case errors.Is(err, errNone) || isDamage(err):
		return room.Span{}, nil
	case err != nil:
		return room.Span{}, fmt.Errorf("search by times: %w", err)
	}
	return younger, nil
}

// younger asks in one statement, so that what is in belongs to the times.
func (db *database) younger(ctx context.Context, t time.Time, seq room.Seq) (room.Span, error) {
	var in room.Span
	var older sql.NullInt64 // the last block with a message that is
	row := db.read.QueryRowContext(ctx, `SELECT after, upto, (SELECT max(block) FROM times WHERE block <= ? AND first < ?) FROM about`,
		int64(seq/blockSize), t.UnixMilli())
	if err := row.Scan(&in.After, &in.To, &older); err != nil || !in.Has(seq) {
		return room.Span{}, err
	}
	younger := room.Span{After: in.After, To: seq}
	if older.Valid {
		younger.After = max(in.After, room.Seq(older.Int64+1)*blockSize-1)
	}
	return younger, nil
}
