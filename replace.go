package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"talktalktalk/storage"
)

// How one history takes the place of another, in steps that may end anywhere:
// it is built in historyBuilt; when it is all on the disk it is called
// historyNext, which decides; then the former one is called historyFormer, the
// new one historyFolder, and the former one removed. settleHistory goes on from
// wherever a crash has left it.
const (
	historyBuilt  = "history.part"
	historyNext   = "history.next"
	historyFormer = "history.former"
)

// replaceHistory puts what is in historyBuilt in the place of the history.
func replaceHistory() error {
	if err := os.Rename(historyBuilt, historyNext); err != nil {
		return err
	}
	syncFolder(".")
	return settleHistory()
}

// settleHistory ends what a crash has interrupted. It is for whoever has locked
// the data folder, before the history is opened.
func settleHistory() error {
	if err := os.RemoveAll(historyBuilt); err != nil {
		return err
	}
	if exists(historyNext) {
		if exists(historyFolder) {
			if err := errors.Join(os.RemoveAll(historyFormer), os.Rename(historyFolder, historyFormer)); err != nil {
				return err
			}
		}
		if err := os.Rename(historyNext, historyFolder); err != nil {
			return err
		}
		syncFolder(".")
	}
	return os.RemoveAll(historyFormer)
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// removeSorting removes what imports that were killed have left.
func removeSorting() error {
	left, err := filepath.Glob(sorting + "*")
	for _, name := range left {
		lock, inUse := storage.Lock(name)
		if inUse != nil {
			continue // it goes on
		}
		err = errors.Join(err, lock.Close(), os.RemoveAll(name))
	}
	return err
}

// lockData keeps every other process away from the data folder data, in which
// this one works.
func lockData(data string) (io.Closer, error) {
	lock, err := storage.Lock(".")
	if err != nil {
		return nil, inUse(err, data)
	}
	return lock, nil
}
