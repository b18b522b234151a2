package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

// A build is what the Go tool wrote into the binary about its making.
type build struct{ version, commit string }

func thisBuild() build {
	b := build{version: "(devel)", commit: "unknown"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.version = cmp.Or(info.Main.Version, b.version)
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			b.commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			b.commit += " (modified)" // the key comes after that of the revision
		}
	}
	return b
}

type versionCommand struct{}

// Run prints what this binary was made from.
func (versionCommand) Run(out output) error {
	b := thisBuild()
	_, err := fmt.Fprintf(out.stdout, "talktalktalk %s, commit %s, %s\n", b.version, b.commit, runtime.Version())
	return err
}
