package script

import (
	"errors"
	"strings"
	"testing"
	"time"

	"talktalktalk/sshui/client"
)

func TestParse(t *testing.T) {
	for line, want := range map[string]command{
		"say it's fine":               {verb: "say", text: "it's fine"},
		"say  a  b ":                  {verb: "say", text: "a  b "},
		"say":                         {verb: "say"},
		"say --json hi":               {verb: "say", text: "hi", JSON: true},
		"say --jsonhi":                {verb: "say", text: "--jsonhi"},
		"say hi --json":               {verb: "say", text: "hi --json"},
		"say\none\ntwo":               {verb: "say", text: "\none\ntwo"},
		"say \"a\\ b\"":               {verb: "say", text: "\"a\\ b\""},
		"\tlast":                      {verb: "last", count: lastUsual},
		"last 7":                      {verb: "last", count: 7},
		"last --json 7":               {verb: "last", count: 7, JSON: true},
		"last 7 --json":               {verb: "last", count: 7, JSON: true},
		"since 1d12h --json":          {verb: "since", span: 36 * time.Hour, JSON: true},
		"tail":                        {verb: "tail", count: lastUsual},
		"tail -n 0":                   {verb: "tail"},
		"tail --json -n5":             {verb: "tail", count: 5, JSON: true},
		"who":                         {verb: "who"},
		"plain ":                      {verb: "plain"},
		"search a b":                  {verb: "search", text: "a b", count: lastUsual},
		`search "a  b" x -n 3 --json`: {verb: "search", text: `"a  b" x`, count: 3, JSON: true},
		"search --json -n 1000 a":     {verb: "search", text: "a", count: 1000, JSON: true},
		"search a -n b c":             {verb: "search", text: "a -n b c", count: lastUsual},
		"search":                      {verb: "search", count: lastUsual},
	} {
		if got, err := parse(line); got != want || err != nil {
			t.Errorf("parse(%q) = %+v, %v; want %+v", line, got, err, want)
		}
	}
	for _, line := range []string{
		"last 0", "last +1", "last 1.5", "last 99999999999999999999", "last a", "last 1 1",
		"since", "since 1", "since h", "since 1x", "since -1h", "since 1h 2h", "since 999999999w", "since 1h300000000000d",
		"search a -n", "search a -n 0", "search -n x a", "search a -n 1001", "tail 5", "tail -n", "tail -n -1", "tail -n +1", "tail -n 1 2", "tail -x 5",
		"who --JSON", "who sam", "version --json", "help me", "plain --json",
	} {
		if got, err := parse(line); !fails(err, client.ExitUsage) {
			t.Errorf("parse(%q) = %+v, %v; want how it is used", line, got, err)
		}
	}
	for _, line := range []string{"", " ", "nosuch", "SAY hi", "says hi", "\x00", "--json who"} {
		if got, err := parse(line); !fails(err, client.ExitUnknown) {
			t.Errorf("parse(%q) = %+v, %v; want exit code %d", line, got, err, client.ExitUnknown)
		}
	}
}

func TestParseSpan(t *testing.T) {
	for word, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "30m": 30 * time.Minute, "2h": 2 * time.Hour, "3d": 72 * time.Hour,
		"1w": 168 * time.Hour, "1d12h": 36 * time.Hour, "0s": 0, "15250w": 15250 * 168 * time.Hour,
	} {
		if got, ok := parseSpan(word); got != want || !ok {
			t.Errorf("parseSpan(%q) = %v, %v; want %v", word, got, ok, want)
		}
	}
	for _, word := range []string{"", "1", "h", "1h1", "1H", "1ms", "+1h", "１h", "15251w", "9223372036854775808s"} {
		if got, ok := parseSpan(word); ok {
			t.Errorf("parseSpan(%q) = %v, want none", word, got)
		}
	}
}

// FuzzParse: what is taken from a line is part of it, and within its bounds.
func FuzzParse(f *testing.F) {
	for _, line := range []string{
		"say it's fine", "say --json a", "last 20", "since 1d12h30m", "tail -n 5 --json", "search -n 5 a -n", "who", "", "\xff", "since 9999999999999999999w",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		q, err := parse(line)
		if err != nil {
			if q != (command{}) {
				t.Errorf("parse(%q) = %+v beside %v", line, q, err)
			}
			return
		}
		if _, known := usages[q.verb]; !known || !strings.Contains(line, q.text) || q.count < 0 || q.span < 0 {
			t.Errorf("parse(%q) = %+v", line, q)
		}
	})
}

// fails tells whether err is that of a command used in a way that exits with code.
func fails(err error, code int) bool {
	var usage *client.UsageError
	return errors.As(err, &usage) && usage.Code == code
}
