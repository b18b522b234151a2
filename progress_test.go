package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestProgress: for two seconds nothing is said, then now and then a line with
// how much, how fast and how long still.
func TestProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		p := newProgress(&out, "export", "messages")
		p.report(100, 1000)
		time.Sleep(progressAfter - 1)
		p.report(1999, 10000)
		if out.Len() > 0 {
			t.Errorf("early it says %q", out.String())
		}
		time.Sleep(time.Nanosecond)
		p.report(2000, 10000)
		p.report(2001, 10000)
		time.Sleep(lineEvery)
		p.report(7000, 0)
		p.end()
		const want = "export: 2,000 of 10,000 messages (20 %), 1,000/s, 8s left\nexport: 7,000 messages, 1,000/s\n"
		if out.String() != want {
			t.Errorf("it says %q, want %q", out.String(), want)
		}
	})
}

// TestProgressBar: on a terminal it is one line that is drawn anew, and goes.
func TestProgressBar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		p := newProgress(&out, "export", "messages")
		p.bar = true
		time.Sleep(2 * progressAfter)
		p.report(500, 1000)
		p.report(501, 1000)
		p.end()
		p.end()
		want := clearLine + "export [############------------] 50 % · 125/s, 4s left" + clearLine
		if out.String() != want {
			t.Errorf("it draws %q, want %q", out.String(), want)
		}
	})
}
