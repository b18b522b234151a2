// Command talktalktalk serves one chat room at two doors: a page for browsers
// and an SSH server for terminals. People at both talk to each other, and what
// they said lasts in a data folder.
//
// This package knows all the others and nothing of their work: it reads the
// flags, opens the parts in order (storage, room, doors), and closes them in
// the opposite order. Commands like secret and health talk to a server that is
// running through a socket in its data folder (control.go).
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"
)

// Exit codes of the commands.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// A usageError is a mistake in how the program was called.
type usageError struct{ error }

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run carries out the command line and returns the exit code. Every failure
// is one line on stderr.
func run(args []string, stdout, stderr io.Writer) int {
	var line commandLine
	parser, err := newParser(&line, output{stdout, stderr})
	if err != nil {
		return fail(stderr, err)
	}
	command, err := parser.Parse(args)
	if err != nil {
		return fail(stderr, usageError{err})
	}
	return fail(stderr, command.Run(&line.settings))
}

// newParser reads command lines into line.
func newParser(line *commandLine, out output) (*kong.Kong, error) {
	return kong.New(line,
		kong.Name("talktalktalk"),
		kong.Description("One chat room, two doors: a web page and ssh."),
		kong.DefaultEnvars("TALK"),
		kong.Writers(out.stdout, out.stderr),
		kong.Bind(out))
}

// fail prints err, if there is one, and tells the exit code that stands for it.
func fail(stderr io.Writer, err error) int {
	if err == nil {
		return exitDone
	}
	fmt.Fprintf(stderr, "talktalktalk: %s\n", oneLine(err.Error()))
	if errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitFailed
}

// output is where a command writes: its answer, and everything else.
type output struct{ stdout, stderr io.Writer }
