package sshui

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/sshui/client"
)

// TestFlood: the eleventh message is refused with the wait (B29, B30).
func TestFlood(t *testing.T) {
	t.Parallel()
	h := build(t, testConfig{flood: room.Flood{Messages: 10, Window: time.Hour}})
	sam := h.member("sam")
	for i := range 10 {
		if got := sam.run("", "say "+strconv.Itoa(i)); got.code != client.ExitDone {
			t.Fatalf("message %d: %+v", i, got)
		}
	}
	want := regexp.MustCompile(`^Too fast: try again in \d+ s\n$`)
	for _, got := range []outcome{sam.run("", "say too much"), sam.run("too much", "")} {
		if got.code != client.ExitLater || got.out != "" || !want.MatchString(got.err) {
			t.Errorf("the eleventh message: %+v, want exit code %d and %v", got, client.ExitLater, want)
		}
	}
	if n := strings.Count(h.history(), "\n"); n != 10 {
		t.Errorf("%d messages are stored, want 10", n)
	}
}

// TestUnwritable: nothing that was not stored looks as if it were.
func TestUnwritable(t *testing.T) {
	var disk *switched
	h := build(t, testConfig{wrap: func(l room.Log) room.Log {
		disk = &switched{Log: l}
		return disk
	}})
	disk.broken.Store(true)
	for _, got := range []outcome{h.member("sam").run("", "say hi"), h.member("sam").run("hi", "")} {
		if got.code != client.ExitUnavailable || got.out != "" || got.err == "" {
			t.Errorf("say to a full disk: %+v, want exit code %d", got, client.ExitUnavailable)
		}
	}
}

// TestUnsure: what was refused and came all the same stands once when it is sent again from
// a terminal, and twice when it is said twice.
func TestUnsure(t *testing.T) {
	var disk *switched
	h := build(t, testConfig{wrap: func(l room.Log) room.Log {
		disk = &switched{Log: l}
		return disk
	}})
	for name, l := range map[string]looks{"screen": {}, "plain": {command: "plain"}} {
		v := h.view(h.dial(name), l)
		disk.unsure.Store(true)
		v.types("it is " + name + "\r")
		v.shows("Nothing can be stored")
		disk.unsure.Store(false)
		v.types("\r")
		v.types("it is " + name + " again\r")
		v.shows(name + " again")
		v.types("it is " + name + " again\r")
		eventually(t, "what is said twice", func() bool { return strings.Count(h.history(), name+" again") == 2 })
		if n := strings.Count(h.history(), "it is "+name+"\n"); n != 1 {
			t.Errorf("at the %s one line stands %d times", name, n)
		}
		v.types("/quit\r")
		v.ends()
	}
}
