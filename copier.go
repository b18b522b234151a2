package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A copier copies files to another place, for their owner only, and syncs them.
type copier struct {
	ctx    context.Context
	report report
	done   uint64 // bytes
	total  uint64
}

// entry copies a file or a folder; what is neither is passed over.
func (c *copier) entry(e fs.DirEntry, from, to string) error {
	switch {
	case e.IsDir():
		return c.folder(from, to)
	case e.Type().IsRegular():
		return c.file(from, to)
	}
	return nil
}

func (c *copier) folder(from, to string) error {
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := c.entry(e, filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	syncFolder(to)
	return nil
}

func (c *copier) file(from, to string) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.CopyBuffer(w, onlyReader{c, r}, make([]byte, 1<<20))
	return errors.Join(err, w.Sync(), w.Close())
}

// An onlyReader reads for a copier.
type onlyReader struct {
	c *copier
	r io.Reader
}

func (o onlyReader) Read(b []byte) (int, error) {
	if err := o.c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := o.r.Read(b)
	o.c.done += uint64(n)
	o.c.report(o.c.done, max(o.c.total, o.c.done))
	return n, err
}

// folderSize is how many bytes the files in a folder have.
func folderSize(name string) (size uint64, err error) {
	err = filepath.WalkDir(name, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			size += uint64(info.Size())
		}
		return err
	})
	return size, err
}
