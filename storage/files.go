package storage

import (
	"fmt"
	"strings"
	"sync"

	"github.com/cockroachdb/pebble/v2/vfs"
)

const logSuffix = ".log" // of Pebble's write-ahead logs

// files is the file system that Pebble writes to. Where a file cannot be made
// (a folder that is read-only, no descriptor left, a folder that is gone),
// Pebble panics or tries again without a pause; so it is not told before the
// file can be made. It also knows the newest write-ahead log, since one that was
// removed takes what is written as if nothing were the matter.
type files struct {
	vfs.FS
	log *Log

	mu   sync.Mutex
	name string       // of the newest write-ahead log
	info vfs.FileInfo // what it was when it was made
}

func newFiles(disk vfs.FS, l *Log) *files { return &files{FS: disk, log: l} }

// Create makes a file, and waits until that can be done. While the log is being
// opened it does not wait. When the log closes first, Pebble gets an error; but a
// write-ahead log, without which it panics, it gets in memory: nothing is told
// to be stored any more then. Files elsewhere, of a copy, are none of this.
func (f *files) Create(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	if f.PathDir(name) != f.PathDir(f.PathJoin(f.log.dir, logSuffix)) {
		return f.log.disk.Create(name, category)
	}
	isLog := strings.HasSuffix(name, logSuffix)
	for {
		file, err := f.FS.Create(name, category)
		if err == nil && isLog {
			err = f.note(name, file)
		}
		if err == nil || !f.log.opened.Load() {
			return file, err
		}
		if f.log.outlast(err) {
			continue
		}
		_ = f.log.health.fail(err)
		if isLog {
			return vfs.NewMem().Create(f.PathBase(name), category)
		}
		return nil, err
	}
}

// note takes a new write-ahead log for the newest.
func (f *files) note(name string, file vfs.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.name, f.info = name, info
	return nil
}

// inPlace returns nil if the newest write-ahead log is in its folder. One that
// a newer one follows while it is looked for may rightly be gone.
func (f *files) inPlace() error {
	for {
		name, was := f.newest()
		if name == "" {
			return nil
		}
		err := f.has(name, was)
		if now, _ := f.newest(); err == nil || now == name {
			return err
		}
	}
}

func (f *files) newest() (name string, info vfs.FileInfo) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.name, f.info
}

// has returns nil if the file of that name is the one that it was.
func (f *files) has(name string, was vfs.FileInfo) error {
	is, err := f.Stat(name)
	if err != nil {
		return fmt.Errorf("the files of the history are gone: %w", err)
	}
	if !sameFile(was, is) {
		return fmt.Errorf("the files of the history were replaced: %s is another", name)
	}
	return nil
}
