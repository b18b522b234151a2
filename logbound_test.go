package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestLogBound: lines of one message that come too often are left out and
// counted, and take nothing from those of others.
func TestLogBound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		log := newLogger("text", &out)
		for range 1000 {
			log.With("door", "web").Info("connection ended")
		}
		log.Info("stopping")
		if n := strings.Count(out.String(), "connection ended"); n != linesAtOnce || !strings.Contains(out.String(), "stopping") {
			t.Errorf("%d lines of one message, want %d, and that of another", n, linesAtOnce)
		}
		out.Reset()
		time.Sleep(time.Second)
		log.Info("connection ended")
		if !strings.Contains(out.String(), "left_out=900") {
			t.Errorf("the next line is %q, want that it tells of 900", &out)
		}
		out.Reset()
		for i := range 100_000 {
			log.Info(fmt.Sprint("message ", i))
		}
		if n := strings.Count(out.String(), "\n"); n > 2*messagesKnown+linesAtOnce {
			t.Errorf("ever new messages made %d lines", n)
		}
	})
}
