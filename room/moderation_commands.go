package room

import (
	"context"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"talktalktalk/room/texts"
)

// How long what admins do lasts, if they do not say (INTERFACE).
const (
	muteUsual = 10 * time.Minute
	banUsual  = 24 * time.Hour
)

// The widest networks that may be banned: a slip is not to shut out half the world.
const (
	netBits4 = 8
	netBits6 = 24
)

const (
	logUsual = 20  // acts that /log lists
	logMost  = 100 // at most
)

// kick obeys /kick NAME [REASON].
func (s *Session) kick(ctx context.Context, c Call) (Receipt, error) {
	return s.moderate(ctx, c, kindKicked, c.Args[0], "", c.Args[1], 0)
}

// mute obeys /mute NAME [SPAN] [REASON].
func (s *Session) mute(ctx context.Context, c Call) (Receipt, error) {
	return s.moderate(ctx, c, kindMuted, c.Args[0], c.Args[1], c.Args[2], muteUsual)
}

// unmute obeys /unmute NAME.
func (s *Session) unmute(ctx context.Context, c Call) (Receipt, error) {
	return s.moderate(ctx, c, kindUnmuted, c.Args[0], "", "", 0)
}

// moderate proposes an act against a person.
func (s *Session) moderate(ctx context.Context, c Call, k kind, name, span, why string, usual time.Duration) (Receipt, error) {
	return s.order(ctx, c, k, func() (deed, error) {
		why, err := s.reason(why)
		if err != nil {
			return deed{}, err
		}
		t, err := s.target(ctx, name)
		if err != nil {
			return deed{}, err
		}
		return deed{Whom: t.who, Name: t.name, Spare: t.admin, Loose: t.loose, Creds: t.creds, Nets: t.nets, Span: spanOf(span, usual), Why: why}, nil
	})
}

// ban obeys /ban NAME|KEY|ADDRESS[/BITS] [SPAN] [REASON].
func (s *Session) ban(ctx context.Context, c Call) (Receipt, error) {
	what := c.Args[0]
	if strings.HasPrefix(what, fingerprintPrefix) {
		return s.banOf(ctx, c, deed{Name: what, Creds: []string{s.room.key.keyID(what)}, Whom: s.room.now().Persons.holder(s.room.key.keyID(what))})
	}
	net, is, err := parseNet(what)
	if err != nil {
		return Receipt{}, err
	}
	if is {
		return s.banOf(ctx, c, deed{Name: netText(net), Nets: []netip.Prefix{net}, Whole: true})
	}
	return s.moderate(ctx, c, kindBanned, what, c.Args[1], c.Args[2], banUsual)
}

// fingerprintPrefix begins the fingerprint of an ssh key.
const fingerprintPrefix = "SHA256:"

// banOf bans a key or an address.
func (s *Session) banOf(ctx context.Context, c Call, d deed) (Receipt, error) {
	return s.order(ctx, c, kindBanned, func() (_ deed, err error) {
		d.Span = spanOf(c.Args[1], banUsual)
		if d.Whom != "" {
			t, err := s.located(ctx, Ignored{Who: d.Whom})
			if err != nil {
				return deed{}, err
			}
			d.Spare = t.admin || s.room.admins[d.Creds[0]]
		}
		d.Why, err = s.reason(c.Args[2])
		return d, err
	})
}

// parseNet reads an address or a network; false for what is neither.
func parseNet(typed string) (net netip.Prefix, is bool, err error) {
	if addr, err := netip.ParseAddr(typed); err == nil {
		return network(addr), true, nil
	}
	net, err = netip.ParsePrefix(typed)
	if err != nil {
		return netip.Prefix{}, false, nil
	}
	if net.Addr().Is4In6() && net.Bits() >= 96 {
		net = netip.PrefixFrom(net.Addr().Unmap(), net.Bits()-96)
	}
	least := netBits6
	if net.Addr().Is4() {
		least = netBits4
	}
	if net.Bits() < least {
		return netip.Prefix{}, false, refuse(CodeBadRequest, "That is too wide: at least /%d.", least)
	}
	return net.Masked(), true, nil
}

// netText is a network as people know it: a single address without its bits.
func netText(net netip.Prefix) string {
	if net.IsSingleIP() {
		return net.Addr().String()
	}
	return net.String()
}

// unban obeys /unban N.
func (s *Session) unban(ctx context.Context, c Call) (Receipt, error) {
	return s.order(ctx, c, kindUnbanned, func() (deed, error) { return deed{Of: numberOf(c.Args[0])}, nil })
}

// bans obeys /bans.
func (s *Session) bans(context.Context, Call) (Receipt, error) {
	lines, now := []string{}, time.Now()
	o := s.room.now().Order
	for _, b := range o.Bans {
		if rest, over := o.left(b.N, b.Until, now); !over {
			lines = append(lines, b.line(rest))
		}
	}
	if len(lines) == 0 {
		return Receipt{Answer: "nobody is banned"}, nil
	}
	return Receipt{Answer: strings.Join(lines, "\n")}, nil
}

// slow obeys /slow SPAN|off.
func (s *Session) slow(ctx context.Context, c Call) (Receipt, error) {
	d := deed{Off: c.Args[0] == offWord, Span: spanOf(c.Args[0], 0)}
	if most := slowMost.Milliseconds(); !d.Off && (d.Span == 0 || d.Span > most) {
		return Receipt{}, refuse(CodeBadRequest, "The slow mode is %s at most; /slow off ends it.", SpanText(slowMost))
	}
	return s.order(ctx, c, kindSlowed, func() (deed, error) { return d, nil })
}

// lock obeys /lock [SPAN]|off.
func (s *Session) lock(ctx context.Context, c Call) (Receipt, error) {
	return s.order(ctx, c, kindLocked, func() (deed, error) {
		return deed{Off: c.Args[0] == offWord, Span: spanOf(c.Args[0], 0)}, nil
	})
}

// topic obeys /topic TEXT, /topic off, and /topic, which asks.
func (s *Session) topic(ctx context.Context, c Call) (Receipt, error) {
	if c.Args[0] == "" {
		t := s.room.now().Order.Topic
		if t.Text == "" {
			return Receipt{Answer: "there is no topic; /topic TEXT sets one"}, nil
		}
		return Receipt{Answer: fmt.Sprintf("the topic, by %s: %s; /topic off takes it away", t.By, t.Text)}, nil
	}
	text, err := s.short(c.Args[0], topicMost)
	if err != nil {
		return Receipt{}, err
	}
	return s.order(ctx, c, kindTopic, func() (deed, error) { return deed{Why: text, Off: text == offWord}, nil })
}

// undo obeys /undo [N]: without a number the last act that is not taken back.
func (s *Session) undo(ctx context.Context, c Call) (Receipt, error) {
	return s.order(ctx, c, kindUndone, func() (deed, error) {
		if c.Args[0] != "" {
			return deed{Of: numberOf(c.Args[0])}, nil
		}
		acts := s.room.now().Order.Acts
		for i := len(acts) - 1; i >= 0; i-- {
			if a := acts[i]; a.Kind != kindUndone && a.Undone == 0 {
				return deed{Of: a.N}, nil
			}
		}
		return deed{}, refuse(CodeNotFound, "There is nothing to take back.")
	})
}

// acts obeys /log [N].
func (s *Session) acts(_ context.Context, c Call) (Receipt, error) {
	n := logUsual
	if c.Args[0] != "" {
		n = min(numberOf(c.Args[0]), logMost)
	}
	var lines []string
	o, zone := s.room.now().Order, s.zone()
	for _, a := range o.latest(n) {
		lines = append(lines, a.logLine(time.Now().In(zone)))
	}
	if len(lines) == 0 {
		return Receipt{Answer: "no admin has done anything yet"}, nil
	}
	return Receipt{Answer: strings.Join(lines, "\n")}, nil
}

// reason is why something is done, "" for no reason.
func (s *Session) reason(typed string) (string, error) {
	if strings.TrimSpace(typed) == "" {
		return "", nil
	}
	return s.short(typed, reasonMost)
}

// short is a text of one line that others will read.
func (s *Session) short(typed string, most int) (string, error) {
	text := oneLine(texts.Clean(typed))
	switch n := utf8.RuneCountInString(text); {
	case s.room.secret.Load().in(typed):
		return "", refuse(CodeSecret, "That holds an admin secret, so nothing was done.")
	case n == 0:
		return "", refuse(CodeEmpty, "There is nothing in it.")
	case n > most:
		return "", refuse(CodeTooLong, "Too long: %d characters, at most %d.", n, most)
	}
	return text, nil
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// cut is the beginning of text.
func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// numberOf is that of an argument, which has been found to be one.
func numberOf(typed string) int {
	n, _ := strconv.Atoi(typed)
	return n
}

// offWord ends what was begun by a command.
const offWord = "off"

// allWord is a span that has no beginning.
const allWord = "all"

// spanOf is a span as a record has it, 0 for ever; usual if none was typed.
func spanOf(typed string, usual time.Duration) int64 {
	span, ok := parseSpan(typed)
	switch {
	case !ok:
		return usual.Milliseconds()
	case span == forever:
		return 0
	}
	return span.Milliseconds()
}
