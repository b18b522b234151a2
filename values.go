package main

import (
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"talktalktalk/room"
	"talktalktalk/room/names"
	"talktalktalk/room/texts"
	"talktalktalk/webui/push"
)

// What the flags' values may be.
const (
	maxTitle    = 80     // characters of the room's title
	maxMessages = 100000 // of --flood
	minWindow   = time.Second
	maxWindow   = 24 * time.Hour
	minKeep     = span(time.Second)
	maxKeep     = span(36500 * 24 * time.Hour)
)

// A value that is not accepted says what it was and what is.
func refused(value []byte, accepted string) error {
	return fmt.Errorf("%q is not accepted; accepted: %s", value, accepted)
}

// An address is where a door listens, or off.
type address string

const off address = "off"

func (a *address) UnmarshalText(text []byte) error {
	*a = address(text)
	if _, port, err := net.SplitHostPort(string(text)); *a != off && (err != nil || !isPort(port)) {
		return refused(text, "HOST:PORT, :PORT or off")
	}
	return nil
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

// A title is shown on one line.
type title string

func (t *title) UnmarshalText(text []byte) error {
	*t = title(texts.Clean(string(text)))
	if *t == "" || utf8.RuneCountInString(string(*t)) > maxTitle || strings.ContainsFunc(string(*t), unicode.IsControl) {
		return refused(text, fmt.Sprintf("one line of 1 to %d characters", maxTitle))
	}
	return nil
}

// A name is one that a person could have (B33).
type name string

func (n *name) UnmarshalText(text []byte) error {
	*n = name(text)
	if length := utf8.RuneCount(text); length < 1 || length > names.Max || strings.ContainsFunc(string(text), notInName) {
		return refused(text, fmt.Sprintf("1 to %d letters, digits or _", names.Max))
	}
	return nil
}

func notInName(r rune) bool {
	return r != '_' && !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
}

// A flood is how much one person may send (B29); the zero value lifts the limit.
type flood room.Flood

func (f *flood) UnmarshalText(text []byte) error {
	if string(text) == "off" {
		*f = flood{}
		return nil
	}
	messages, window, _ := strings.Cut(string(text), "/")
	n, errN := strconv.Atoi(messages)
	d, errD := time.ParseDuration(window)
	if errN != nil || errD != nil || n < 1 || n > maxMessages || d < minWindow || d > maxWindow {
		return refused(text, fmt.Sprintf("off, or N/D with N messages (1 to %d) in the time D (1s to 24h), as in 10/5s", maxMessages))
	}
	*f = flood{Messages: n, Window: d}
	return nil
}

// A span is a length of time, as in 30d, 12h or 1d12h; 0 is for ever.
type span time.Duration

func (s *span) UnmarshalText(text []byte) error {
	*s = 0
	if string(text) == "forever" {
		return nil
	}
	days, rest, isDays := strings.Cut(string(text), "d")
	if !isDays {
		days, rest = "0", days
	}
	n, errN := strconv.ParseUint(days, 10, 16)
	d, errD := time.ParseDuration(cmp.Or(rest, "0s"))
	*s = span(d + time.Duration(n)*24*time.Hour)
	if errN != nil || errD != nil || *s < minKeep || *s > maxKeep {
		return refused(text, "forever, or a time from 1s to 100 years as in 90d, 12h or 1d12h")
	}
	return nil
}

// A count is a number of connections.
type count int

func (c *count) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 1 {
		return refused(text, "a number from 1")
	}
	*c = count(n)
	return nil
}

// A public is what the server is called outside; the zero value is whatever a
// request says. The ports are 0 where they are those of the doors.
type public struct {
	host     string
	web, ssh int
	path     string // below which a proxy serves the page, with a slash at both ends; "" for the root
}

var publicShape = regexp.MustCompile(`^(\[[^\[\]]+\]|[^:/\[\]]+)(?::(\d{1,5}):(\d{1,5}))?((?:/[A-Za-z0-9._~-]+)*)/?$`)

func (p *public) UnmarshalText(text []byte) error {
	parts := publicShape.FindStringSubmatch(string(text))
	if parts == nil || !isHost(parts[1]) || parts[2] != "" && !(isPort(parts[2]) && isPort(parts[3])) {
		return refused(text, "HOST, or HOST:WEB:SSH with the two ports outside, and a /PATH if a proxy strips one; an IPv6 address in []")
	}
	p.host = strings.Trim(parts[1], "[]")
	p.web, _ = strconv.Atoi(parts[2])
	p.ssh, _ = strconv.Atoi(parts[3])
	if parts[4] != "" {
		p.path = parts[4] + "/"
	}
	return nil
}

// hosts is a list of host names, each with a port where that is not the usual.
type hosts []string

func (h *hosts) UnmarshalText(text []byte) error {
	*h = nil
	for host := range strings.SplitSeq(string(text), ",") {
		host = strings.ToLower(strings.TrimSpace(host))
		bare := host
		if name, port, err := net.SplitHostPort(host); err == nil && isPort(port) {
			bare = name
		}
		if !isHost(bare) {
			return refused(text, "hosts as in chat.example.org or chat.example.org:8443, separated by commas")
		}
		*h = append(*h, host)
	}
	return nil
}

// services are the push services that may be asked: none, if the server is off
// the network, say.
type services push.Services

func (s *services) UnmarshalText(text []byte) error {
	*s = services{}
	if string(text) == "off" {
		return nil
	}
	var named []string
	for one := range strings.SplitSeq(string(text), ",") {
		if one = strings.TrimSpace(one); one == "public" {
			s.Public = true
		} else {
			named = append(named, one)
		}
	}
	if len(named) > 0 && (*hosts)(&s.Hosts).UnmarshalText([]byte(strings.Join(named, ","))) != nil {
		return refused(text, "public, off, or hosts as in push.example.org or push.home:8443, separated by commas")
	}
	return nil
}

// networks is a list of networks, or of single addresses.
type networks []netip.Prefix

func (n *networks) UnmarshalText(text []byte) error {
	*n = nil
	for part := range strings.SplitSeq(string(text), ",") {
		network, err := parseNetwork(strings.TrimSpace(part))
		if err != nil {
			return refused(text, "networks as in 10.0.0.0/8, or addresses, separated by commas")
		}
		*n = append(*n, network)
	}
	return nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	return netip.ParsePrefix(text)
}

// isHost tells whether text is an IP address or looks like the name of a host.
func isHost(text string) bool {
	if net.ParseIP(strings.Trim(text, "[]")) != nil {
		return true
	}
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return r != '-' && r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// A domain is a host's name that a certificate can be had for; the zero value
// is none.
type domain string

func (d *domain) UnmarshalText(text []byte) error {
	*d = domain(strings.ToLower(string(text)))
	if !isHost(string(*d)) || net.ParseIP(string(*d)) != nil || !strings.Contains(strings.Trim(string(*d), "."), ".") {
		return refused(text, "the full name of a host, as in chat.example.org")
	}
	return nil
}

// A link is the address of another server; the zero value is none.
type link string

func (l *link) UnmarshalText(text []byte) error {
	*l = link(text)
	if u, err := url.Parse(string(text)); err != nil || u.Scheme != "https" || u.Host == "" {
		return refused(text, "an address that begins with https://")
	}
	return nil
}

// servers are the addresses of NATS servers; "" for none.
type servers string

// secretPart is what is not shown of such addresses, whatever is wrong with them: a password
// may have any character.
var secretPart = regexp.MustCompile(`(?s)^.*@`)

func (s *servers) UnmarshalText(text []byte) error {
	*s = servers(text)
	for one := range strings.SplitSeq(string(text), ",") {
		u, err := url.Parse(one)
		if err != nil || u.Scheme != "nats" && u.Scheme != "tls" || !isHost(u.Hostname()) || u.Port() != "" && !isPort(u.Port()) || u.Path != "" {
			return refused(secretPart.ReplaceAll(text, []byte("…@")), "addresses of NATS servers, as in nats://10.0.0.1,nats://10.0.0.2,nats://10.0.0.3")
		}
	}
	return nil
}

// A format is that of the log.
type format string

func (f *format) UnmarshalText(text []byte) error {
	*f = format(text)
	if *f != "text" && *f != "json" {
		return refused(text, "text or json")
	}
	return nil
}

// oneLine keeps what is printed on its line, whatever it quotes.
func oneLine(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text))
}
