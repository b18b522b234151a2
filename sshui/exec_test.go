package sshui

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/client"
	"talktalktalk/sshui/script"
)

// A commandCase is a command that is given by OpenSSH's client, and what comes of it.
type commandCase struct {
	input, command string
	out, err       string // regular expressions for all of it
	code           int
}

// TestCommands plays commands one after the other.
func TestCommands(t *testing.T) {
	t.Parallel()
	h := build(t, testConfig{})
	sam := h.member("sam")
	for _, c := range append(usefulCommands, uselessCommands(h.secret)...) {
		t.Run(strings.Fields(c.command + " input")[0], func(t *testing.T) {
			got := sam.run(c.input, c.command)
			out := strings.ReplaceAll(c.out, "DATE", `\d{4}-\d\d-\d\d \d\d:\d\d`)
			if !regexp.MustCompile(`^` + out + `$`).MatchString(got.out) {
				t.Errorf("ssh host %.50q < %.50q printed %q, want %q", c.command, c.input, got.out, out)
			}
			if !regexp.MustCompile(`^` + c.err + `$`).MatchString(got.err) {
				t.Errorf("ssh host %.50q < %.50q complained %q, want %q", c.command, c.input, got.err, c.err)
			}
			if got.code != c.code {
				t.Errorf("ssh host %.50q < %.50q exited with %d, want %d", c.command, c.input, got.code, c.code)
			}
		})
	}
}

var usefulCommands = []commandCase{
	{command: "who"},
	{command: "last"},
	{command: "say it's \"fine\" \\ here"},
	{command: "say --json hello", out: `\{"type":"stored","seq":\d+,"at":\d+\}\n`},
	{command: "say hello --json"},
	{command: "say /me waves"},
	{command: "say /who", out: "nobody is here\n"},
	{command: "say /who --json", out: "nobody is here\n"},
	{command: "say --json /who", out: `\{"type":"notice","text":"nobody is here"\}\n`},
	{input: "from\na pipe\n"},
	{input: "/etc/passwd and others"},
	{input: "/me is no action"},
	{command: "last 100", out: `DATE sam: it's "fine" \\ here
DATE sam: hello
DATE sam: hello --json
DATE \* sam waves
DATE sam: from
  a pipe
DATE sam: /etc/passwd and others
DATE sam: /me is no action
`},
	{command: "since 1h", out: `(?s:.*)DATE sam: /me is no action\n`},
	{command: "since 0s"},
	{command: "  last   1  ", out: "DATE sam: /me is no action\n"},
	{command: "search HELLO", out: "DATE sam: hello\nDATE sam: hello --json\n"},
	{command: "search -n 1 hello", out: "DATE sam: hello --json\n"},
	{command: `search "a pipe" from:SAM`, out: "DATE sam: from\n  a pipe\n"},
	{command: `search pipe --json`, out: `\{"type":"message","seq":\d+,.*"text":"from\\na pipe".*\}` + "\n"},
	{command: "say /search fine", out: `DATE sam: it's "fine" \\ here` + "\n"},
	{command: "search nosuchword"},
	{command: "version", out: "talktalktalk v1.2.3\n"},
	{command: "help", out: regexp.QuoteMeta(script.HelpText)},
}

func uselessCommands(secret string) []commandCase {
	long := strings.Repeat("x", texts.MaxChars)
	return []commandCase{
		{command: "say", err: "There is nothing to send.\n", code: client.ExitData},
		{command: "say   ", err: "There is nothing to send.\n", code: client.ExitData},
		{command: "say \u202e\x1b", err: "There is nothing to send.\n", code: client.ExitData},
		{input: "", err: "There is nothing to send.\n", code: client.ExitData},
		{input: " \n\n", err: "There is nothing to send.\n", code: client.ExitData},
		{input: long},
		{input: long + "x", err: "Too long: 4001 characters, at most 4000.\n", code: client.ExitData},
		{input: strings.Repeat("a\n", texts.MaxLines+1), err: "Too long: 101 lines, at most 100.\n", code: client.ExitData},
		{command: "say " + secret, err: "That holds an admin secret, so it was not sent.\n", code: client.ExitUsage},
		{command: "say /nosuch", err: "There is no such command.*\n", code: client.ExitUsage},

		{command: "search", err: "There is no word to look for.\n", code: client.ExitUsage},
		{command: "search after:today", err: "Behind after: stands a day, as in after:2026-01-31.\n", code: client.ExitUsage},
		{command: "search a -n x", err: "usage: search WORDS .*\n", code: client.ExitUsage},
		{command: "search " + secret, err: "That holds an admin secret, so it was not searched for.\n", code: client.ExitUsage},

		{command: "last x", err: `usage: last \[n\] \[--json\]` + "\n", code: client.ExitUsage},
		{command: "last 0", err: "usage: .*\n", code: client.ExitUsage},
		{command: "last -1", err: "usage: .*\n", code: client.ExitUsage},
		{command: "last 1 2", err: "usage: .*\n", code: client.ExitUsage},
		{command: "since", err: "usage: .*\n", code: client.ExitUsage},
		{command: "since yesterday", err: "usage: .*\n", code: client.ExitUsage},
		{command: "tail 5", err: "usage: .*\n", code: client.ExitUsage},
		{command: "tail -n -5", err: "usage: .*\n", code: client.ExitUsage},
		{command: "who is there", err: "usage: .*\n", code: client.ExitUsage},
		{command: "help --json", err: "usage: .*\n", code: client.ExitUsage},
		{command: "plain talk", err: "usage: .*\n", code: client.ExitUsage},

		{command: "nosuch", err: `no such command; "help" lists them` + "\n", code: client.ExitUnknown},
		{command: "Say hi", err: "no such command.*\n", code: client.ExitUnknown},
		{command: "scp -t .", err: "no such command.*\n", code: client.ExitUnknown},
		{command: "\x1b]0;x\x07", err: "no such command.*\n", code: client.ExitUnknown},
		{command: strings.Repeat("last", 10000), err: "no such command.*\n", code: client.ExitUnknown},
	}
}

// TestEndlessInput: what never ends is refused without being read to the end.
func TestEndlessInput(t *testing.T) {
	t.Parallel()
	h := build(t, testConfig{})
	cmd := h.member("sam").ssh([]string{"-T"})
	cmd.Stdin = endless{}
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != client.ExitData {
		t.Errorf("yes | ssh host: %v, want exit code %d", err, client.ExitData)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'y'
	}
	return len(b), nil
}

// TestCutInput: what was to become a message is none if the client is cut off
// before its end.
func TestCutInput(t *testing.T) {
	h := build(t, testConfig{})
	c := h.dial("sam")
	h.open(c, looks{}).types("half a message")
	c.Close()
	eventually(t, "the door is empty", h.empty)
	if got := h.history(); got != "" {
		t.Errorf("said was %q, want nothing", got)
	}
}

// TestJSON: objects hold what INTERFACE says, and as it says.
func TestJSON(t *testing.T) {
	h := build(t, testConfig{})
	sam := h.member("sam")
	sam.run("hi <b>\n\tthere", "")
	sam.run("", "say /me waves")
	lines := strings.SplitAfter(sam.run("", "last --json").out, "\n")
	if len(lines) != 3 {
		t.Fatalf("last --json printed %q, want two lines", lines)
	}
	if want := `"name":"sam","via":"ssh","text":"hi <b>\n\tthere","color":`; !strings.Contains(lines[0], want) {
		t.Errorf("last --json printed %q, want %q in it", lines[0], want)
	}
	var m struct {
		Type   string
		Seq    room.Seq
		At     int64
		Who    string
		Action bool
		HTML   *string
	}
	if err := json.Unmarshal([]byte(lines[1]), &m); err != nil {
		t.Fatal(err)
	}
	if age := time.Since(time.UnixMilli(m.At)); age < 0 || age > limit {
		t.Errorf("at is %v ago", age)
	}
	if m.Type != "message" || m.Seq == 0 || m.Who == "" || !m.Action || m.HTML != nil {
		t.Errorf("last --json printed %s", lines[1])
	}
}

// TestWho: people who talk are listed, passing ones are not.
func TestWho(t *testing.T) {
	h := build(t, testConfig{})
	eve := h.open(h.dial("eve"), looks{command: "plain"})
	eve.sees("you are eve")
	sam := h.member("sam")
	if got := sam.run("", "who"); got.out != "eve (ssh)\n" {
		t.Errorf("who printed %q, want eve (ssh)", got.out)
	}
	want := regexp.MustCompile(`^\{"who":"p\w+","name":"eve","via":\["ssh"\],"admin":false\}\n$`)
	if got := sam.run("", "who --json"); !want.MatchString(got.out) {
		t.Errorf("who --json printed %q, want %v", got.out, want)
	}
}

// TestLastPages: more than a page of messages, and more than may be read at
// once, come whole and in order; so they do since a time.
func TestLastPages(t *testing.T) {
	h := build(t, testConfig{})
	var want strings.Builder
	for i := range 350 {
		h.say("ann", fmt.Sprintf("message %d", i))
		if i >= 7 {
			fmt.Fprintf(&want, "ann: message %d\n", i)
		}
	}
	sam := h.member("sam")
	dates := regexp.MustCompile(`(?m)^[-\d]+ [:\d]+ `)
	if got := dates.ReplaceAllString(sam.run("", "last 343").out, ""); got != want.String() {
		t.Errorf("last 343 printed %q", got)
	}
	for _, command := range []string{"last 1000000000", "since 1h"} {
		if got := dates.ReplaceAllString(sam.run("", command).out, ""); !strings.HasSuffix(got, want.String()) || strings.Count(got, "\n") != 350 {
			t.Errorf("%s printed %q", command, got)
		}
	}
}

// TestPatience: who reads faster than the budget waits and gets everything.
func TestPatience(t *testing.T) {
	h := build(t, testConfig{flood: room.Flood{Messages: 100, Window: time.Millisecond}})
	h.say("ann", "hello")
	s, err := h.room.Join(t.Context(), room.Visitor{Via: room.SSH, Key: "sam's", Passing: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Leave(room.Quit)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := &client.Client{Host: h.door.Host, Context: ctx}
	waited := false
	for range 1000 {
		err := c.Patiently(func() error {
			_, err := s.Before(ctx, room.MaxSeq, 1)
			waited = waited || err != nil
			return err
		})
		if err != nil {
			t.Fatalf("patiently() = %v", err)
		}
		if waited {
			break
		}
	}
	if !waited {
		t.Fatal("1000 pages at once: the budget of B29 is not there")
	}
	cancel()
	refusal := &room.Refusal{Code: room.CodeFlood, Wait: time.Hour}
	if err := c.Patiently(func() error { return refusal }); !errors.Is(err, context.Canceled) {
		t.Errorf("patiently() after the client has gone = %v, want %v", err, context.Canceled)
	}
}

// TestZone: times are UTC unless the client sends a zone that is one.
func TestZone(t *testing.T) {
	h := build(t, testConfig{})
	sam := h.member("sam")
	sam.run("", "say hi")
	for _, c := range []struct {
		tz   string
		zone string
	}{
		{"Pacific/Kiritimati", "Pacific/Kiritimati"},
		{":Asia/Tokyo", "Asia/Tokyo"},
		{"../../etc/passwd", "UTC"},
		{"/etc/localtime", "UTC"},
		{"Local", "UTC"},
		{"Nowhere/None", "UTC"},
		{strings.Repeat("A", 1000), "UTC"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		before := time.Now()
		got := finish(t, sam.ssh([]string{"-o", "SetEnv=TZ=" + c.tz}, "last"), "")
		hours := []string{before.Add(-time.Minute).In(zone).Format("02 15:"), time.Now().In(zone).Format("02 15:")}
		if at := got.out[len("2006-01-"):len("2006-01-02 15:")]; at != hours[0] && at != hours[1] {
			t.Errorf("TZ=%s ssh host last printed %q, want the hour of %s, %q", c.tz, got.out, c.zone, hours)
		}
	}
}
