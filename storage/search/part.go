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

// rowOf is the rowid of a document in its part: the newest has the lowest one, since
// FTS5 goes up the rows half as fast again as down.
func rowOf(seq room.Seq) int64 { return partSize - int64(seq%partSize) }

// seqOf is the reverse of rowOf.
func seqOf(part int, row int64) room.Seq { return room.Seq(part)*partSize + room.Seq(partSize-row) }

// numbersOf is the span of a part's numbers. There is no number 0.
func numbersOf(part int) room.Span {
	first := room.Seq(part) * partSize
	return room.Span{After: max(first, 1) - 1, To: first + partSize - 1}
}

// rowsIn are the rows of a part that are in a span, both inclusive; none if low is above high.
func rowsIn(part int, in room.Span) (low, high int64) {
	in = in.And(numbersOf(part))
	if in.Empty() {
		return 1, 0
	}
	return rowOf(in.To), rowOf(in.After + 1)
}

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

// fullIn returns the parts that there are and that are all in a span: nothing but
// changes to what is in them will come.
func (db *database) fullIn(in room.Span) (parts []int) {
	for _, part := range db.partsIn(in) {
		if all := numbersOf(part); all.And(in) == all {
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
