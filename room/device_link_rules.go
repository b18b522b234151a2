package room

import (
	"fmt"
	"slices"
)

// A pastMerge is that two persons were joined by the record Seq, for readers who come back
// when the log between is left out.
type pastMerge struct {
	Seq  Seq    `json:"s"`
	From string `json:"f"`
	To   string `json:"t"`
}

// mergedBetween are the joinings that were done after one number and before another, as
// readers are shown them.
func (p *persons) mergedBetween(after, before Seq) (events []*Event) {
	for _, m := range p.Merges {
		if m.Seq > after && m.Seq < before {
			events = append(events, &Event{Seq: m.Seq, Kind: Merged, Merge: Merge{From: m.From, To: m.To}})
		}
	}
	return events
}

// linked judges e, by which the person From becomes Owner. It returns who
// became whom, nothing if they were one already.
func (p *persons) linked(e entry) (Merge, *Refusal) {
	if e.Device == nil || e.Maker == nil {
		return Merge{}, refuse(CodeBadRequest, "There is nothing to join.")
	}
	from, to := p.resolve(e.From), p.resolve(e.Owner)
	switch {
	case p.holder(e.Maker.Cred) != to || p.holder(e.Device.Cred) != from:
		return Merge{}, refuse(CodeNotFound, "The device that made this code is somebody else's now.")
	case from == to:
		return Merge{}, nil
	}
	was, is := p.Identities.get(from), p.Identities.get(to)
	is.Devices = is.devices(*e.Maker, true)
	for _, d := range was.devices(*e.Device, false) {
		d.Rights = false // what they may, who made the code decides (B37)
		d.N = is.Devices[len(is.Devices)-1].N + 1
		is.Devices = append(is.Devices, d)
	}
	is.Former = append(slices.Clip(is.Former), from)
	is.Former = append(is.Former, was.Former...)
	if len(is.Devices) > devicesMost || len(is.Former) > formerMost {
		return Merge{}, refuse(CodeBadRequest, "That would be too many devices for one person, at most %d. /devices lists them.", devicesMost)
	}
	is.Claims = append(slices.Clip(is.Claims), was.Claims...)
	is.Seen = max(is.Seen, was.Seen)
	p.Identities = p.Identities.without(from)
	p.set(to, is)
	for _, id := range append([]string{from}, was.Former...) {
		p.Aliases = p.Aliases.with(id, to)
	}
	for _, c := range was.Claims {
		for _, look := range c.Looks {
			p.Claims = p.Claims.with(look, to)
		}
	}
	return Merge{From: from, To: to}, nil
}

// devices are those of the person, a copy; of one who was never joined, its only one.
func (i identity) devices(only device, rights bool) []device {
	if len(i.Devices) == 0 {
		only.Rights, only.N = rights, 1
		return []device{only}
	}
	return slices.Clone(i.Devices)
}

// unlinked judges e, by which credentials of Owner become somebody new each.
// What Owner was before, aliases among it, it stays.
func (p *persons) unlinked(e entry, seq Seq, key roomKey) *Refusal {
	who := p.resolve(e.Owner)
	i := p.Identities.get(who)
	rest := slices.DeleteFunc(slices.Clone(i.Devices), func(d device) bool { return slices.Contains(e.Creds, d.Cred) })
	switch len(rest) {
	case len(i.Devices):
		return refuse(CodeNotFound, "That is no device of yours. /devices lists them.")
	case 0:
		return refuse(CodeBadRequest, "One device at least must stay.")
	}
	for _, cred := range e.Creds {
		if _, ours := i.device(cred); ours {
			p.Credentials = p.Credentials.with(cred, key.publicID(fmt.Sprint("unlinked:", cred, ":", seq)))
		}
	}
	i.Devices = rest
	p.set(who, i)
	return nil
}
