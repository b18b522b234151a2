package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"modernc.org/sqlite" // registers itself as a driver
	sqlite3 "modernc.org/sqlite/lib"

	"talktalktalk/room"
)

// format is the version of the layout in doc.go, and of package query's words: an index
// of another one is made anew.
const format = 3

const (
	fileName = "index.db"

	// What SQLite keeps of the file in memory: the writer, and each reader.
	writerCache = 16 << 10 // KiB
	readerCache = 8 << 10
	readers     = 2 // that search at once

	checkpointPages = 4000 // in the write-ahead log before it goes into the file
)

// schema makes the tables that do not come with a part.
const schema = `
CREATE TABLE about (format INTEGER, epoch TEXT, after INTEGER, upto INTEGER);
CREATE TABLE times (block INTEGER PRIMARY KEY, first INTEGER, last INTEGER);
CREATE TABLE tainted (part INTEGER PRIMARY KEY, times INTEGER);
`

// A database is an open index file.
type database struct {
	write, read *sql.DB
	span        room.Span // when it was opened

	mu    sync.Mutex
	parts []int // that have a table, in order
}

// openDatabase opens the index in dir if it is one of this format and epoch, or
// makes a new one.
func openDatabase(dir, epoch string, pages int) (*database, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	db, err := connect(dir, pages)
	if err == nil {
		if err = db.recognize(epoch); err == nil {
			return db, nil
		}
		err = errors.Join(err, db.close())
	}
	if !errors.Is(err, errOther) && !isDamage(err) {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	if err := remove(dir); err != nil {
		return nil, fmt.Errorf("remove an index: %w", err)
	}
	if db, err = connect(dir, pages); err != nil {
		return nil, fmt.Errorf("make an index: %w", err)
	}
	if err = db.found(epoch); err != nil {
		return nil, errors.Join(fmt.Errorf("make an index: %w", err), db.close())
	}
	return db, nil
}

// remove removes the files of an index.
func remove(dir string) error {
	var errs []error
	for _, end := range []string{"-wal", "-shm", ""} {
		err := os.Remove(filepath.Join(dir, fileName+end))
		if !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// errOther is an index that is not this log's, or of another format.
var errOther = errors.New("another index")

// isDamage tells whether err says that the file is not as SQLite left it.
func isDamage(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	primary := e.Code() & 0xff
	return primary == sqlite3.SQLITE_CORRUPT || primary == sqlite3.SQLITE_NOTADB || e.Code() == sqlite3.SQLITE_IOERR_SHORT_READ
}

func connect(dir string, pages int) (*database, error) {
	name := (&url.URL{Scheme: "file", Opaque: filepath.ToSlash(filepath.Join(dir, fileName))}).String()
	common := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(NORMAL)", "busy_timeout(5000)"}}
	write, read := clone(common), clone(common)
	write["_pragma"] = append(write["_pragma"], "secure_delete(1)",
		fmt.Sprintf("cache_size(-%d)", writerCache), fmt.Sprintf("wal_autocheckpoint(%d)", checkpointPages))
	if pages > 0 {
		write["_pragma"] = append(write["_pragma"], fmt.Sprintf("max_page_count(%d)", pages))
	}
	write.Set("_txlock", "immediate")
	read["_pragma"] = append(read["_pragma"], "query_only(1)", fmt.Sprintf("cache_size(-%d)", readerCache))
	db := &database{}
	var err error
	if db.write, err = sql.Open("sqlite", name+"?"+write.Encode()); err != nil {
		return nil, err
	}
	db.write.SetMaxOpenConns(1)
	if db.read, err = sql.Open("sqlite", name+"?"+read.Encode()); err != nil {
		return nil, errors.Join(err, db.write.Close())
	}
	db.read.SetMaxOpenConns(readers)
	db.read.SetMaxIdleConns(readers)
	return db, nil
}

func clone(v url.Values) url.Values { return url.Values{"_pragma": slices.Clone(v["_pragma"])} }

func (db *database) close() error { return errors.Join(db.read.Close(), db.write.Close()) }

// recognize reads what the file says of itself. What has other tables than those
// here is not an index of this format.
func (db *database) recognize(epoch string) error {
	var tables int
	if err := db.write.QueryRow(`SELECT count(*) FROM sqlite_master`).Scan(&tables); err != nil {
		return err
	}
	if tables == 0 {
		return db.found(epoch)
	}
	var f int
	var e string
	row := db.write.QueryRow(`SELECT format, epoch, after, upto FROM about`)
	if err := row.Scan(&f, &e, &db.span.After, &db.span.To); err != nil {
		if isDamage(err) || isTrouble(err) {
			return err
		}
		return errOther
	}
	if f != format || e != epoch {
		return errOther
	}
	return db.listParts()
}

// isTrouble tells whether err is the disk's, not the file's.
func isTrouble(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOMEM:
		return true
	}
	return false
}

// found makes an empty file an index.
func (db *database) found(epoch string) error {
	return db.change(context.Background(), func(tx *sql.Tx) error {
		if _, err := tx.Exec(schema); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO about VALUES (?, ?, 0, 0)`, format, epoch)
		return err
	})
}

// change runs a transaction.
func (db *database) change(ctx context.Context, change func(tx *sql.Tx) error) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := change(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// listParts learns which parts there are.
func (db *database) listParts() error {
	rows, err := db.write.Query(`SELECT substr(name, 6) FROM sqlite_master WHERE name GLOB 'part_*' AND sql LIKE 'CREATE VIRTUAL%'`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		part, err := strconv.Atoi(strings.TrimSpace(name))
		if err != nil {
			return errOther
		}
		db.parts = append(db.parts, part)
	}
	slices.Sort(db.parts)
	return rows.Err()
}
