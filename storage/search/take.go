package search

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2/vfs"

	"talktalktalk/room"
)

// Reserve is the free space, in bytes, under which nothing is taken in: more than
// what the log leaves, so that it is not the index that stops the talk.
const Reserve = 192 << 20

// Take makes the documents those of their numbers, and span the stretch that is in.
// What is below a span that now begins later is taken out.
func (x *Index) Take(ctx context.Context, span room.Span, documents []room.Document) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	if err := x.load(); err != nil {
		return err
	}
	if err := x.space(); err != nil {
		return err
	}
	was := x.Span()
	t := taking{was: was, span: span}
	err := x.using(ctx, func(db *database) error {
		t.db = db
		if err := db.change(ctx, func(tx *sql.Tx) error { return t.all(ctx, tx, documents) }); err != nil {
			return err
		}
		t.done()
		x.setSpan(span)
		return nil
	})
	if err != nil {
		return fmt.Errorf("index %d to %d: %w", span.After, span.To, err)
	}
	if t.tainted || t.full {
		x.wakeClean()
	}
	return nil
}

// space returns an error that wraps room.ErrUnavailable if the disk is nearly full.
func (x *Index) space() error {
	usage, err := vfs.Default.GetDiskUsage(x.dir)
	if err == nil && usage.AvailBytes < x.reserve {
		return fmt.Errorf("%w: %d MB are free on the disk, and %d are kept in reserve",
			room.ErrUnavailable, usage.AvailBytes>>20, x.reserve>>20)
	}
	return nil
}

// A taking is one transaction of Take.
type taking struct {
	db        *database
	was, span room.Span
	insert    map[int]*sql.Stmt // by part
	made      []int             // parts, or found
	dropped   []int             // likewise
	tainted   bool
	full      bool // a part is, that was not
}

func (t *taking) all(ctx context.Context, tx *sql.Tx, documents []room.Document) error {
	*t = taking{db: t.db, was: t.was, span: t.span, insert: map[int]*sql.Stmt{}}
	if err := t.forget(ctx, tx); err != nil {
		return err
	}
	for _, d := range slices.Backward(documents) { // by rising rows, or FTS5 would write a segment for each
		if err := t.put(ctx, tx, d); err != nil {
			return err
		}
	}
	if err := noteTimes(ctx, tx, documents); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE about SET after = ?, upto = ?`, t.span.After, t.span.To)
	return err
}

// put puts a document in, in the place of what is there.
func (t *taking) put(ctx context.Context, tx *sql.Tx, d room.Document) error {
	part := partOf(d.Seq)
	insert := t.insert[part]
	if insert == nil {
		if err := t.db.needPart(ctx, tx, part); err != nil {
			return err
		}
		t.made = append(t.made, part)
		var err error
		if insert, err = tx.PrepareContext(ctx, `INSERT INTO `+tableOf(part)+`(rowid, tokens) VALUES (?, ?)`); err != nil {
			return err
		}
		t.insert[part] = insert
	}
	if t.was.Has(d.Seq) {
		if err := t.erase(ctx, tx, part, room.Span{After: d.Seq - 1, To: d.Seq}); err != nil {
			return err
		}
	}
	if d.Text == "" {
		return nil
	}
	_, err := insert.ExecContext(ctx, rowOf(d.Seq), tokens(d))
	return err
}

// erase takes the documents out of a part that are in a span.
func (t *taking) erase(ctx context.Context, tx *sql.Tx, part int, span room.Span) error {
	low, high := rowsIn(part, span)
	result, err := tx.ExecContext(ctx, `DELETE FROM `+tableOf(part)+` WHERE rowid BETWEEN ? AND ?`, low, high)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); n == 0 || err != nil {
		return err
	}
	t.tainted = true
	_, err = tx.ExecContext(ctx, `INSERT INTO tainted VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1`, part)
	return err
}

// forget takes out what is below the span.
func (t *taking) forget(ctx context.Context, tx *sql.Tx) error {
	below := t.was.And(room.Span{To: t.span.After})
	if !below.Empty() {
		if _, err := tx.ExecContext(ctx, `DELETE FROM times WHERE block < ?`, int64((below.To+1)/blockSize)); err != nil {
			return err
		}
	}
	for _, part := range t.db.partsIn(below) {
		if partOf(below.To+1) == part {
			if err := t.erase(ctx, tx, part, below); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.ExecContext(ctx, `DROP TABLE `+tableOf(part)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM tainted WHERE part = ?`, part); err != nil {
			return err
		}
		t.dropped = append(t.dropped, part)
	}
	return nil
}

// done tells the database what has come and gone with the transaction.
func (t *taking) done() {
	for _, part := range t.dropped {
		t.db.lackPart(part)
	}
	for _, part := range t.made {
		t.db.havePart(part)
	}
	t.full = len(t.db.fullIn(t.span)) > len(t.db.fullIn(t.was))
}
