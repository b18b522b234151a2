package room

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// link obeys /link: it makes a code, or takes one that was made elsewhere (B37).
func (s *Session) link(ctx context.Context, c Call) (Receipt, error) {
	if !s.cred.stable {
		return Receipt{}, noWayBack
	}
	if c.Args[0] != "" {
		return s.enterCode(ctx, c.Args[0])
	}
	if err := spend(s.room.tries.made, s.Who()); err != nil {
		return Receipt{}, err
	}
	code, err := s.room.codes.add(s.Who(), s.cred.device)
	if err != nil {
		return Receipt{}, err
	}
	s.room.presence.remember(s.self(), s.Name()) // which the other device is to have
	s.room.keep(ctx, s.self())
	return Receipt{Code: code, Answer: fmt.Sprintf(
		"your other device becomes you if it types /link %s within %d minutes, once", code, int(codeHolds.Minutes()))}, nil
}

// enterCode makes the session's person the one who made the code.
func (s *Session) enterCode(ctx context.Context, typed string) (Receipt, error) {
	wrong, err := s.room.limits.joint.guess(ctx, countCodes, s.Who(), s.addr)
	if err != nil {
		return Receipt{}, err
	}
	code, used, giveBack, err := s.room.takeCode(ctx, typed, s.cred.Cred)
	wrong(err != nil)
	if err != nil {
		return Receipt{}, err
	}
	if !used {
		err = s.become(ctx, code)
	}
	if err == nil && s.passing {
		s.room.settle(ctx, s) // nobody else does, since it is not listed
	}
	if err != nil {
		giveBack()
		return Receipt{}, err
	}
	return Receipt{Answer: fmt.Sprintf("you are %s, at this device too; /devices lists yours", s.Name())}, nil
}

func (s *Session) become(ctx context.Context, c code) error {
	now := s.room.now()
	if now.Persons.resolve(c.person) == s.Who() {
		return refuse(CodeBadRequest, "That is a code of your own: it is for your other device.")
	}
	return s.act(ctx, entry{Kind: kindLinked, Owner: c.person, Maker: &c.device, From: s.Who(), Device: &s.cred.device})
}

// A Device is a key or browser of the person's.
type Device struct {
	N     int // for /unlink
	Via   Via
	Label string    // what the person knows it by
	Seen  time.Time // when it came last; zero if that is not known
	Here  bool      // is connected
	Own   bool      // is the one that asks
}

// Devices are those of the person, in the order in which they were joined.
func (s *Session) Devices() []Device {
	i := s.room.now().Persons.Identities.get(s.Who())
	here, seen := s.room.presence.cameBy(s.self())
	var list []Device
	for _, d := range i.devices(s.cred.device, true) {
		own := d.Cred == s.cred.Cred
		listed := Device{N: max(d.N, 1), Via: d.Kind, Label: d.Label, Here: here[d.Cred] || own, Own: own}
		if at := seen[d.Cred]; at > 0 {
			listed.Seen = time.UnixMilli(at).UTC()
		}
		list = append(list, listed)
	}
	return list
}

// ListDevices is Devices out of the person's budget for reading; a *Refusal
// when that is used up.
func (s *Session) ListDevices() ([]Device, error) {
	if err := s.room.limits.read(s.Who()); err != nil {
		return nil, err
	}
	return s.Devices(), nil
}

// cameBy tells which credentials p is here by, and when each was seen last.
func (ps *presence) cameBy(p *person) (here map[string]bool, seen map[string]int64) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	here, seen = map[string]bool{}, map[string]int64{}
	for s := range p.sessions {
		here[s.cred.Cred] = true
	}
	for cred, at := range p.note.Seen {
		seen[cred] = at
	}
	return here, seen
}

// devices obeys /devices.
func (s *Session) devices(context.Context, Call) (Receipt, error) {
	var lines []string
	zone := s.zone()
	for _, d := range s.Devices() {
		d.Seen = d.Seen.In(zone)
		lines = append(lines, d.String())
	}
	return Receipt{Answer: strings.Join(lines, "\n")}, nil
}

// String is the device as a list shows it: "2 Firefox (web), last seen 2026-11-20 14:05 UTC".
func (d Device) String() string {
	text := fmt.Sprintf("%d %s (%s)", d.N, d.Label, d.Via)
	if d.Label == "" {
		text = fmt.Sprintf("%d (%s)", d.N, d.Via)
	}
	switch {
	case d.Own:
		return text + ", this one"
	case d.Here:
		return text + ", here"
	case d.Seen.IsZero():
		return text
	}
	return text + ", last seen " + d.Seen.Format("2006-01-02 15:04 MST")
}

// unlinkOthers is the word for all devices but the one that asks.
const unlinkOthers = "others"

// unlink obeys /unlink N and /unlink others.
func (s *Session) unlink(ctx context.Context, c Call) (Receipt, error) {
	i := s.room.now().Persons.Identities.get(s.Who())
	if len(i.Devices) < 2 {
		return Receipt{}, refuse(CodeNotFound, "You have this device only. /link joins another.")
	}
	others := strings.EqualFold(c.Args[0], unlinkOthers)
	n, err := strconv.Atoi(c.Args[0])
	if err != nil && !others {
		return Receipt{}, refuse(CodeBadRequest, "Which one? /devices lists them; /unlink N parts one, /unlink others all but this one.")
	}
	e := entry{Kind: kindUnlinked, Owner: s.Who()}
	var labels []string
	for _, d := range i.Devices {
		if others && d.Cred != s.cred.Cred || !others && d.N == n {
			e.Creds = append(e.Creds, d.Cred)
			labels = append(labels, d.Label)
		}
	}
	if len(e.Creds) == 0 {
		return Receipt{}, refuse(CodeNotFound, "That is no device of yours. /devices lists them.")
	}
	if err := s.act(ctx, e); err != nil {
		return Receipt{}, err
	}
	return Receipt{Answer: "parted from " + strings.Join(labels, ", ") + ": somebody new from now on"}, nil
}

// BrowserZone is the zone that the person's browser said last (B15), "" if there is none.
func (s *Session) BrowserZone() string {
	if zone := s.self().zone.Load(); zone != nil {
		return *zone
	}
	return ""
}
