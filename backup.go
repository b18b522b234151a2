package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"talktalktalk/storage"
)

type backupCommand struct {
	Dir string `arg:"" type:"path" help:"Folder for the copy. It is made if need be, and must be empty."`
}

// Run makes the backup, of what the server stages if one runs: the server need not
// be able to write where the command is.
func (c backupCommand) Run(s *settings, out output) error {
	ctx, stop := untilInterrupted()
	defer stop()
	p := newProgress(out.stderr, "backup", "bytes")
	defer p.end()
	answer := ""
	err := s.withHistory(ctx, work{
		method:  "POST",
		request: "/backup",
		through: func(*http.Response) (err error) {
			answer, err = backup(ctx, c.Dir, p.report)
			return err
		},
		alone: func(log *storage.Log) error {
			err := stageCopy(ctx, log)
			if err == nil {
				answer, err = backup(ctx, c.Dir, p.report)
			}
			return errors.Join(err, os.RemoveAll(stagedCopy))
		},
	})
	if err != nil {
		return err
	}
	p.end()
	_, err = fmt.Fprintln(out.stdout, answer)
	return err
}

// backup stages a copy of the log for whoever asks, until they are gone.
func (c *control) backup(w http.ResponseWriter, r *http.Request) {
	o, serving := c.serving(w)
	if !serving {
		return
	}
	c.backingUp.Lock()
	defer c.backingUp.Unlock()
	c.hold(w, r, func(ctx context.Context) error { return stageCopy(ctx, o.log) })
	if err := os.RemoveAll(stagedCopy); err != nil {
		c.logger.Error("remove what was staged for a backup", "err", err)
	}
}

// What a backup under way makes.
const (
	stagedCopy = "backup.part"       // in the data folder: the log's copy, on its file system
	unfinished = "unfinished-backup" // in the backup's folder: what is not all there yet
)

// passing is what in the data folder is not worth a copy, or, the log, is copied
// otherwise.
var passing = []string{historyFolder, searchFolder, historyBuilt, historyNext, historyFormer, controlSocket, storage.LockName, stagedCopy, unfinished}

// stageCopy copies the log to stagedCopy, while it is in use.
func stageCopy(ctx context.Context, log *storage.Log) error {
	if err := os.RemoveAll(stagedCopy); err != nil { // of a backup that was killed
		return err
	}
	return log.Copy(ctx, stagedCopy)
}

// backup copies the data folder to dir, with stagedCopy for the log. A copy is all
// there or has the folder unfinished in it; then the next backup to dir begins
// anew, and no server starts on it.
func backup(ctx context.Context, dir string, report report) (string, error) {
	if err := prepareBackup(dir); err != nil {
		return "", err
	}
	size, err := fillBackup(ctx, dir, report)
	if err == nil {
		err = finishBackup(dir)
	}
	if err != nil {
		_ = os.RemoveAll(filepath.Join(dir, unfinished)) // the error at hand says more
		_ = os.Remove(dir)
		return "", fmt.Errorf("backup to %s: %w", dir, err)
	}
	return fmt.Sprintf("%s: %s bytes", dir, grouped(size)), nil
}

// prepareBackup makes dir a folder with nothing but an empty unfinished in it.
func prepareBackup(dir string) error {
	here, err := os.Stat(".")
	if err != nil {
		return err
	}
	for above := dir; above != filepath.Dir(above); above = filepath.Dir(above) { // by whatever link it is named
		if info, err := os.Stat(above); err == nil && os.SameFile(info, here) {
			return fmt.Errorf("%s is in the data folder; a backup belongs elsewhere", dir)
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := clearUnfinished(dir); err != nil {
		return err
	}
	if entries, err := os.ReadDir(dir); len(entries) > 0 || err != nil {
		return cmp.Or(err, fmt.Errorf("%s is not empty; a backup wants a folder of its own", dir))
	}
	return errors.Join(os.Chmod(dir, 0o700), os.Mkdir(filepath.Join(dir, unfinished), 0o700))
}

// clearUnfinished removes a backup that was killed: what it may have made, and
// nothing else.
func clearUnfinished(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, unfinished)); err != nil {
		return nil
	}
	made, err := lasting()
	if err != nil {
		return err
	}
	for _, e := range made {
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return errors.Join(os.RemoveAll(filepath.Join(dir, historyFolder)), os.RemoveAll(filepath.Join(dir, unfinished)))
}

// lasting is what in the data folder is worth a copy, but for the log.
func lasting() ([]fs.DirEntry, error) {
	entries, err := os.ReadDir(".")
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return slices.Contains(passing, e.Name()) || strings.HasPrefix(e.Name(), hiddenControl) || strings.HasPrefix(e.Name(), sorting)
	}), err
}

// fillBackup puts the copy into the folder unfinished of dir.
func fillBackup(ctx context.Context, dir string, report report) (size uint64, err error) {
	c := &copier{ctx: ctx, report: report}
	if c.total, err = folderSize(stagedCopy); err != nil {
		return 0, err
	}
	history := filepath.Join(dir, unfinished, historyFolder)
	err = os.Rename(stagedCopy, history)
	if err != nil { // another file system, mostly
		err = c.folder(stagedCopy, history)
	}
	if err = errors.Join(err, os.Chmod(history, 0o700)); err != nil {
		return 0, err
	}
	rest, err := lasting()
	if err != nil {
		return 0, err
	}
	for _, e := range rest {
		if err := c.entry(e, e.Name(), filepath.Join(dir, unfinished, e.Name())); err != nil {
			return 0, err
		}
	}
	return folderSize(filepath.Join(dir, unfinished))
}

// finishBackup makes what is unfinished the whole: the log last.
func finishBackup(dir string) error {
	from := filepath.Join(dir, unfinished)
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	var names []string
	for _, e := range entries {
		if e.Name() != historyFolder {
			names = append(names, e.Name())
		}
	}
	for _, name := range append(names, historyFolder) {
		if err := os.Rename(filepath.Join(from, name), filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	syncFolder(dir)
	if err := os.Remove(from); err != nil {
		return err
	}
	syncFolder(dir)
	return nil
}

// checkFinished returns an error if the data folder is a backup that is not all there.
func checkFinished() error {
	if _, err := os.Stat(unfinished); err == nil {
		return errors.New("the folder is a backup that was broken off; make it again")
	}
	return nil
}
