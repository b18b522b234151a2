package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gorilla/websocket"
)

// asCrowd is the environment variable that makes the test binary a crowd at the address
// that it holds: a process of its own, so that the server and those who talk do not
// wait for processors that the crowd has.
const asCrowd = "TEST_AS_CROWD"

const (
	crowdAddresses = 25
	crowdEach      = 80 // people of one address
)

// Renamers are many people at the page's door.
type renamers struct {
	orders io.WriteCloser // when it is closed, all take one name
	words  *bufio.Reader
}

// newCrowd returns when all are here.
func newCrowd(b *testing.B, s *process) *renamers {
	b.Helper()
	cmd := program(b.Context(), b)
	cmd.Path, cmd.Args = "/usr/bin/nice", append([]string{"nice", cmd.Path}, cmd.Args[1:]...)
	cmd.Env = append(os.Environ(), asCrowd+"="+s.web)
	cmd.Stderr = os.Stderr
	orders, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	words, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	c := &renamers{orders, bufio.NewReader(words)}
	c.said(b)
	return c
}

// said is the next line that the crowd says.
func (c *renamers) said(b *testing.B) string {
	b.Helper()
	line, err := c.words.ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// beCrowd is the process: it says so when all are in, lets them all take one name when
// standard input ends, says how many have one, and stays.
func beCrowd(address string) error {
	s := &process{web: address}
	var people []*websocket.Conn
	for n := range crowdAddresses * crowdEach {
		conn, err := dialAs(context.Background(), s, fmt.Sprintf("127.0.3.%d", 1+n%crowdAddresses))
		if err != nil {
			return err
		}
		if _, err := converse(conn, object{Type: "hello", Name: fmt.Sprint("x", n, "y")}, "welcome"); err != nil {
			return err
		}
		people = append(people, conn)
	}
	fmt.Println("all are here")
	_, _ = io.Copy(io.Discard, os.Stdin)
	var named atomic.Int64
	var renaming sync.WaitGroup
	for _, conn := range people {
		renaming.Go(func() {
			if o, err := converse(conn, object{Type: "name", ID: "n", Name: "sam"}, "named"); err == nil && o.Type == "named" {
				named.Add(1)
			}
		})
	}
	renaming.Wait()
	fmt.Println(named.Load())
	select {}
}
