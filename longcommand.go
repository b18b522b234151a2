package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// An errand is what a command does that has one sentence as its answer, and may
// take long. The server that does one writes lines: "progress DONE TOTAL", any
// number of them, and at the end "done TEXT" or "failed TEXT".
type errand func(ctx context.Context, report report) (answer string, err error)

// The words that the lines begin with.
const (
	wordProgress = "progress"
	wordDone     = "done"
	wordFailed   = "failed"
)

// reportEvery is how often a server reports at most.
const reportEvery = 200 * time.Millisecond

// run does an errand for whoever asks for it by the control socket. It is given
// up when they go away.
func (c *control) run(w http.ResponseWriter, r *http.Request, do errand) {
	ctx, done := c.unhurried(w, r)
	defer done()
	flush := http.NewResponseController(w).Flush
	_ = flush() // they know that it has begun
	var last time.Time
	answer, err := do(ctx, func(done, total uint64) {
		if now := time.Now(); now.Sub(last) >= reportEvery {
			last = now
			fmt.Fprintln(w, wordProgress, done, total)
			_ = flush() // an error ends ctx
		}
	})
	if err != nil {
		fmt.Fprintln(w, wordFailed, oneLine(err.Error()))
		return
	}
	fmt.Fprintln(w, wordDone, oneLine(answer))
}

// follow waits for the end of an errand that a server does.
func follow(response *http.Response, report report) (answer string, err error) {
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		switch word, text, _ := strings.Cut(lines.Text(), " "); word {
		case wordProgress:
			var done, total uint64
			if _, err := fmt.Sscan(text, &done, &total); err == nil {
				report(done, total)
			}
		case wordDone:
			return text, nil
		case wordFailed:
			return "", errors.New(text)
		}
	}
	if err := lines.Err(); err != nil {
		return "", fmt.Errorf("the server broke off: %w", err)
	}
	return "", errors.New("the server broke off")
}
