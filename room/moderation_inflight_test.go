package room_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
)

// A lateLog lets something happen when a message is on its way: it has been let
// through, and is not in the log.
type lateLog struct {
	room.Log
	meanwhile func()
}

func (l *lateLog) Submit(ctx context.Context, key string, body []byte) (room.Outcome, error) {
	if do := l.meanwhile; do != nil && strings.Contains(string(body), "on its way") {
		l.meanwhile = nil
		do()
	}
	return l.Log.Submit(ctx, key, body)
}

// What is on its way when its writer is muted, banned or locked out is shown to
// nobody, its writer is told why, also when it asks again, and it is erased.
func TestOnItsWay(t *testing.T) {
	for line, want := range map[string]room.Code{
		"/mute sam": room.CodeMuted, "/ban sam": room.CodeBanned, "/lock": room.CodeLocked,
		"/mute ann": "", "/slow 1s": "",
	} {
		h := newHouse(t, secretOptions)
		late := &lateLog{Log: h.log}
		if err := h.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
		var err error
		if h.Room, err = room.Open(t.Context(), late, h.opts); err != nil {
			t.Fatal(err)
		}
		boss, sam, ann := h.admin(), h.join(at(browser("", "sam"), "192.0.2.7")), h.join(at(browser("", "ann"), "192.0.2.8"))
		late.meanwhile = func() { h.say(boss, "", line) }
		for range 2 {
			if _, err := sam.Enter(t.Context(), "c-1", "on its way"); code(err) != want || want == "" && err != nil {
				t.Errorf("%s: sam is told %v, want %q", line, err, want)
			}
		}
		got := read(t, ann, 1)[0]
		if (got.Text == "") != (want != "") {
			t.Errorf("%s: ann reads %q", line, got.Text)
		}
		if want == "" {
			continue
		}
		h.erased(got.Seq)
		h.say(boss, "", "/undo")
		if _, err := sam.Enter(t.Context(), "c-1", "on its way"); err == nil {
			t.Errorf("%s: sam is told that it is stored", line)
		}
	}
}

// erased waits until the text of a record is gone from the log.
func (h *house) erased(seq room.Seq) {
	h.t.Helper()
	for end := time.Now().Add(time.Minute); ; {
		page, err := h.log.After(h.t.Context(), seq-1, 1)
		if err != nil || len(page) == 0 {
			h.t.Fatal(errors.Join(err, h.Writable()))
		}
		if !strings.Contains(string(page[0].Body), `"t":`) {
			return
		}
		if time.Now().After(end) {
			h.t.Fatalf("record %d is %s", seq, page[0].Body)
		}
	}
}
