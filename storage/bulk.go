package storage

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/objstorage/objstorageprovider"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// bulkBytes is how large a table gets that is written as a whole.
const bulkBytes = 32 << 20

// A bulk is a database that is filled with finished tables, past the write-ahead log:
// fast, and where the disk is full the error comes from the write and nothing
// waits for space. What is not closed without an error is worth nothing.
type bulk struct {
	disk  vfs.FS
	dir   string
	opts  *pebble.Options
	most  uint64 // how large a table gets: bulkBytes, but for tests
	db    *pebble.DB
	table *sstable.Writer // being written, or nil
	path  string          // of table
}

// openBulk makes a new database in dir, which must not exist.
func openBulk(disk vfs.FS, dir string) (*bulk, error) {
	if _, err := disk.Stat(dir); err == nil {
		return nil, fmt.Errorf("%s is there already", dir)
	}
	if err := makeFolder(disk, dir); err != nil {
		return nil, err
	}
	b := &bulk{disk: disk, dir: dir, most: bulkBytes, path: disk.PathJoin(dir, "table")}
	l := &Log{dir: dir, disk: disk, health: newHealth(), logger: silent, openFiles: openFilesUsual}
	l.files = newFiles(ordered{disk}, l)
	b.opts = l.pebbleOptions()
	b.opts.DisableAutomaticCompactions = true // they would not end with an error
	b.opts.Lock = nil
	b.opts.EnsureDefaults() // for the tables that are written here
	var err error
	if b.db, err = pebble.Open(dir, b.opts); err != nil {
		return nil, errors.Join(err, disk.RemoveAll(dir))
	}
	return b, nil
}

// set adds what a key maps to. Keys rise until next is called.
func (b *bulk) set(key, value []byte) error {
	if b.table == nil {
		f, err := b.disk.Create(b.path, vfs.WriteCategoryUnspecified)
		if err != nil {
			return err
		}
		format := b.db.FormatMajorVersion().MaxTableFormat()
		b.table = sstable.NewWriter(objstorageprovider.NewFileWritable(f), b.opts.MakeWriterOptions(6, format))
	}
	if err := b.table.Set(key, value); err != nil {
		return err
	}
	if b.table.Raw().EstimatedSize() >= b.most {
		return b.next()
	}
	return nil
}

// next puts what was set into the database; smaller keys may follow.
func (b *bulk) next() error {
	if b.table == nil {
		return nil
	}
	err := b.table.Close()
	b.table = nil
	if err != nil {
		return err
	}
	return b.db.Ingest(noDeadline, []string{b.path})
}

// close ends the work, with everything on the disk.
func (b *bulk) close() error {
	err := errors.Join(b.next(), b.db.Close())
	b.db = nil
	if err == nil {
		err = syncFolder(b.disk, b.dir)
	}
	return err
}

// abandon ends the work and removes what there is of it.
func (b *bulk) abandon() error {
	if b.table != nil {
		_ = b.table.Close() // it is removed
		b.table = nil
	}
	var err error
	if b.db != nil { // close has not
		err = b.db.Close()
	}
	return errors.Join(err, b.disk.RemoveAll(b.dir))
}
