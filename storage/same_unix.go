//go:build unix

package storage

import (
	"os"
	"syscall"
)

// sameFile tells whether two are of one file.
func sameFile(a, b os.FileInfo) bool {
	x, known := a.Sys().(*syscall.Stat_t)
	y, also := b.Sys().(*syscall.Stat_t)
	return !known || !also || x.Dev == y.Dev && x.Ino == y.Ino
}
