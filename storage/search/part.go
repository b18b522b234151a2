package search

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"talktalktalk/room"
)

// partSize is how many numbers a part has. What is looked up is looked up in every
// part, and what is deleted costs the rewriting of a part.
const partSize = 1 << 19

func partOf(seq room.Seq) int { return int(seq / partSize) }

// tableOf is the name of a part's table.
func tableOf(part int) string { return fmt.Sprintf("part_%d", part) }

// partsIn returns the parts that there are in a span, the newest first.
func (db *database) partsIn(in room.Span) (parts []int) {
	if in.Empty() {
		return nil
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	for _, part := range slices.Backward(db.parts) {
		if partOf(in.After+1) <= part && part <= partOf(in.To) {
			parts = append(parts, part)
		}
	}
	return parts
}

// needPart makes the table of a part if there is none.
func (db *database) needPart(ctx context.Context, tx *sql.Tx, part int) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf(`CREATE VIRTUAL TABLE IF NOT EXISTS %s USING fts5(
		tokens, content='', contentless_delete=1, detail=full, tokenize="%s")`, tableOf(part), tokenizer))
	return err
}

// havePart notes that a part has a table.
func (db *database) havePart(part int) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if i, found := slices.BinarySearch(db.parts, part); !found {
		db.parts = slices.Insert(db.parts, i, part)
	}
}

// lackPart notes that a part has no table any more.
func (db *database) lackPart(part int) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.parts = slices.DeleteFunc(db.parts, func(p int) bool { return p == part })
}
