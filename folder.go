package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// What lies in the data folder. The names are relative because the process
// works inside the folder: that keeps the socket's path short enough for the
// kernel (about 100 bytes), however deep the folder lies.
const (
	historyFolder = "history"      // storage's
	searchFolder  = "search"       // storage/search's; made anew if it is missing
	hostKeyFile   = "host_key"     // sshui's
	secretFile    = "admin-secret" // the admin secret's hash
	controlSocket = "control.sock" // while a server runs

	certificateFolder = "certificates" // those fetched by ACME, and the account
)

// enterFolder makes the data folder, for its owner alone, and works inside it
// from now on.
func enterFolder(dir string) error {
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		err = os.Chdir(dir)
	}
	return wrongFolder(dir, err)
}

func wrongFolder(dir string, err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		err = path.Err
	}
	if err != nil {
		return fmt.Errorf("--data: %q cannot be used (%w); accepted: a folder that this user may write", dir, err)
	}
	return nil
}

// writeFile replaces a file of the data folder, as a whole or not at all, also
// if the machine stops in the middle.
func writeFile(name, text string) error {
	f, err := os.CreateTemp(".", name+"-") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // without effect after the renaming
	_, err = f.WriteString(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	syncFolder(".")
	return nil
}

// syncFolder makes a renaming in a folder last. Where a folder cannot be synced
// (Windows) the file system sees to it, so that an error tells nothing.
func syncFolder(name string) {
	if dir, err := os.Open(name); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}
