package search

import (
	"context"
	"fmt"
)

// OpenSmall is Open for a disk on which so many pages of the index fit.
func OpenSmall(dir string, opts Options, pages int) *Index { return open(dir, opts, pages) }

// Enlarge makes room for so many pages.
func (x *Index) Enlarge(pages int) error {
	return x.writingTo(context.Background(), func(db *database) error {
		_, err := db.write.Exec(fmt.Sprintf("PRAGMA max_page_count(%d)", pages))
		return err
	})
}

// Clean takes the words of what was deleted out of the files now.
func (x *Index) Clean(ctx context.Context) error { return x.cleanAll(ctx) }

// FileName is the name of the index's file.
const FileName = fileName

// PartSize is how many numbers a part has.
const PartSize = partSize

// Segments is how many segments a part's table has.
func (x *Index) Segments(ctx context.Context, part int) (n int, err error) {
	err = x.using(ctx, func(db *database) error {
		n, err = db.segments(ctx, part)
		return err
	})
	return n, err
}
