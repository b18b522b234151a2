//go:build unix

package main

import (
	"io/fs"
	"os"
	"syscall"
)

// giveBack gives what root has made in the data folder to the folder's owner. A
// command that root starts must leave the server its files, which is another user
// in a sandbox.
func giveBack() error {
	if os.Geteuid() != 0 {
		return nil
	}
	folder, err := os.OpenRoot(".") // whose links lead nowhere else
	if err != nil {
		return err
	}
	defer folder.Close()
	own, err := folder.Stat(".")
	if err != nil {
		return err
	}
	owner := own.Sys().(*syscall.Stat_t)
	return fs.WalkDir(folder.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil || info.Sys().(*syscall.Stat_t).Uid != 0 {
			return err
		}
		return folder.Lchown(name, int(owner.Uid), int(owner.Gid))
	})
}
