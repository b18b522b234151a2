//go:build unix

package main

import (
	"math"
	"syscall"
)

// raiseDescriptors raises the soft limit of open files to the hard one, and
// returns what it is then.
func raiseDescriptors() (int, error) {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return 0, err
	}
	if l.Cur < l.Max {
		raised := l
		raised.Cur = l.Max
		if syscall.Setrlimit(syscall.RLIMIT_NOFILE, &raised) == nil { // macOS may refuse: then it stays as it is
			l = raised
		}
	}
	return int(min(uint64(l.Cur), math.MaxInt32)), nil
}
