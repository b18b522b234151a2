package room

import (
	"slices"
	"time"

	"talktalktalk/room/names"
)

// What the log keeps of one person at most, and for how long.
const (
	claimsMost  = 3                   // names (B37)
	devicesMost = 20                  // keys and browsers
	formerMost  = 100                 // persons that were joined into this one
	mergesMost  = 500                 // joinings, of all, that readers who come back late are told of
	claimLapses = 90 * 24 * time.Hour // unseen
	seenEvery   = 24 * time.Hour      // at most so often the log is told that somebody was seen
)

// An identity is what the log has of a person who did more than talk.
type identity struct {
	Claims  []claim  `json:"c,omitempty"`
	Seen    int64    `json:"s,omitempty"` // ms since 1970, up to seenEvery ago; of who has claims
	Devices []device `json:"d,omitempty"` // of who was ever joined with another
	Former  []string `json:"f,omitempty"` // ids of the persons who are this one now
}

// A claim is a name that is its person's own. Its looks are those by the rules
// of the server that took it, so that the fold is the same under other rules.
type claim struct {
	Name  string   `json:"n"`
	Looks []string `json:"l"`
}

// A device is a credential as the person may know it again: an ssh key, or a browser.
type device struct {
	Cred  string `json:"c"`           // the credential's id, from which it cannot be had
	N     int    `json:"n,omitempty"` // what the person calls it; never another's
	Kind  Via    `json:"k"`           // through which door it comes
	Label string `json:"l,omitempty"` // "Firefox", "ed25519 SHA256:kX3vPq0a": what its owner reads
	// Rights tells that what the device may as such, being an admin's key, the
	// person may: it was the person's own, and did not join with the other's code.
	Rights bool `json:"r,omitempty"`
}

// persons is who is who, as the log has it. A credential is a person of its own,
// with the same id, until it is linked.
type persons struct {
	Identities  table[identity] `json:"ids,omitzero"`     // by person
	Claims      table[string]   `json:"claims,omitzero"`  // from each look of a claimed name to the person
	Credentials table[string]   `json:"creds,omitzero"`   // from those that were unlinked to the person they became
	Aliases     table[string]   `json:"aliases,omitzero"` // from former persons to who they are now
	Merges      []pastMerge     `json:"merges,omitempty"` // the newest, by rising Seq
	Swept       int64           `json:"swept,omitempty"`  // when lapsed claims were looked for, ms since 1970
}

// IsZero tells whether nobody did more than talk.
func (p persons) IsZero() bool {
	return p.Identities.IsZero() && p.Claims.IsZero() && p.Credentials.IsZero() && p.Aliases.IsZero() && len(p.Merges) == 0 && p.Swept == 0
}

// resolve is who the person with the given id is now.
func (p *persons) resolve(id string) string {
	if now := p.Aliases.get(id); now != "" {
		return now
	}
	return id
}

// holder is the person to whom a credential belongs.
func (p *persons) holder(cred string) string {
	if own := p.Credentials.get(cred); own != "" {
		cred = own
	}
	return p.resolve(cred)
}

// claimant is who has claimed a name with one of these looks, "" if nobody has, or not any more.
func (p *persons) claimant(looks []string, now time.Time) string {
	for _, look := range looks {
		if who := p.Claims.get(look); who != "" && p.Identities.get(who).seenLately(now) {
			return who
		}
	}
	return ""
}

// owns tells whether name is one that the person has claimed.
func (p *persons) owns(who, name string) bool {
	return slices.ContainsFunc(p.Identities.get(who).Claims, func(c claim) bool { return names.Fold(c.Name) == names.Fold(name) })
}

func (i identity) seenLately(now time.Time) bool {
	return now.Sub(time.UnixMilli(i.Seen)) < claimLapses
}

func (i identity) device(cred string) (device, bool) {
	at := slices.IndexFunc(i.Devices, func(d device) bool { return d.Cred == cred })
	if at < 0 {
		return device{}, false
	}
	return i.Devices[at], true
}

func (i identity) isNothing() bool {
	return len(i.Claims) == 0 && len(i.Devices) == 0 && len(i.Former) == 0
}

// set puts i in the place of what is known of who.
func (p *persons) set(who string, i identity) {
	if i.isNothing() {
		p.Identities = p.Identities.without(who)
		return
	}
	p.Identities = p.Identities.with(who, i)
}

// claimed judges e, by which somebody claims a name at the time at.
func (p *persons) claimed(e entry, at time.Time) *Refusal {
	if e.Name == "" || len(e.Looks) == 0 {
		return refuse(CodeBadRequest, "There is no name to claim.")
	}
	p.sweep(at)
	who := p.resolve(e.Owner)
	for _, look := range e.Looks {
		switch holder := p.Claims.get(look); {
		case holder == who:
			p.seen(who, at)
			return nil
		case holder == "":
		case p.Identities.get(holder).seenLately(at):
			return refuse(CodeNameReserved, "%s is claimed by somebody else.", e.Name)
		default:
			p.unclaim(holder, func(c claim) bool { return slices.Contains(c.Looks, look) })
		}
	}
	i := p.Identities.get(who)
	if len(i.Claims) >= claimsMost {
		return refuse(CodeBadRequest, "You have claimed %d names: %s. /release NAME gives one up.", claimsMost, i.claims())
	}
	i.Claims = append(slices.Clip(i.Claims), claim{e.Name, e.Looks})
	p.set(who, i)
	for _, look := range e.Looks {
		p.Claims = p.Claims.with(look, who)
	}
	p.seen(who, at)
	return nil
}

// released judges e, by which somebody gives a claim up.
func (p *persons) released(e entry) *Refusal {
	if !p.unclaim(p.resolve(e.Owner), func(c claim) bool { return c.Name == e.Name }) {
		return refuse(CodeNotFound, "You have not claimed %s.", e.Name)
	}
	return nil
}

// unclaim takes those claims of who that are meant, and tells whether there were any.
func (p *persons) unclaim(who string, meant func(claim) bool) (any bool) {
	i := p.Identities.get(who)
	var rest []claim
	for _, c := range i.Claims {
		if !meant(c) {
			rest = append(rest, c)
			continue
		}
		any = true
		for _, look := range c.Looks {
			p.Claims = p.Claims.without(look)
		}
	}
	if any {
		i.Claims = rest
		p.set(who, i)
	}
	return any
}

// seen notes when somebody who has claims was seen.
func (p *persons) seen(who string, at time.Time) {
	i := p.Identities.get(who)
	if len(i.Claims) == 0 {
		return
	}
	i.Seen = max(i.Seen, at.UnixMilli())
	p.set(who, i)
}

// sweep takes the claims that have lapsed, at most once in seenEvery.
func (p *persons) sweep(at time.Time) {
	if at.UnixMilli()-p.Swept < seenEvery.Milliseconds() {
		return
	}
	p.Swept = at.UnixMilli()
	for who, i := range p.Identities.all() {
		if len(i.Claims) > 0 && !i.seenLately(at) {
			p.unclaim(who, func(claim) bool { return true })
		}
	}
}

func (i identity) claims() (list string) {
	for n, c := range i.Claims {
		if n > 0 {
			list += ", "
		}
		list += c.Name
	}
	return list
}
