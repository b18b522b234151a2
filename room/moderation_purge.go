package room

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"talktalktalk/room/names"
)

// newcomersWord in the place of a name means all who wrote for the first time
// within the span.
const newcomersWord = "newcomers"

const (
	sweptMost     = 2000           // people of one purge
	newcomersMost = 24 * time.Hour // of the span in which they are looked for
)

// purge obeys /purge NAME [SPAN], /purge ADDRESS[/BITS] [SPAN], of all who came
// from there lately, and /purge newcomers SPAN: so a raid is ended by one command,
// whatever names it came under.
func (s *Session) purge(ctx context.Context, c Call) (Receipt, error) {
	var from Seq
	return s.ordered(ctx, c, func() (deed, error) {
		span := time.Duration(spanOf(c.Args[1], 0)) * time.Millisecond
		since := time.Now().Add(-span)
		if span > 0 {
			after, err := s.room.lastBefore(ctx, since)
			if err != nil {
				return deed{}, err
			}
			from = after + 1
		}
		if isNewcomers(c.Args[0]) && (span == 0 || span > newcomersMost) {
			return deed{}, refuse(CodeBadRequest, "Who is new? /purge %s 10m is those who wrote for the first time in the last 10 minutes; %s at most.", newcomersWord, SpanText(newcomersMost))
		}
		d, err := s.swept(ctx, c.Args[0], from, since)
		d.Span = span.Milliseconds()
		return d, err
	}, func(key string, d deed) (Seq, error) {
		e := s.acting(kindSwept, d)
		e.Of = from
		return s.room.propose(ctx, key, e)
	})
}

func isNewcomers(what string) bool { return names.Fold(what) == newcomersWord }

// swept says whose messages are meant; from is 0 for all that they said.
func (s *Session) swept(ctx context.Context, what string, from Seq, since time.Time) (deed, error) {
	net, is, err := parseNet(what)
	switch {
	case err != nil:
		return deed{}, err
	case isNewcomers(what):
		who, err := s.room.newcomers(ctx, from, since)
		if err != nil {
			return deed{}, err
		}
		return s.several(ctx, who, "newcomer", newcomersWord)
	case is:
		return s.several(ctx, s.room.presence.from(net), "person from "+netText(net), "people from "+netText(net))
	}
	t, err := s.target(ctx, what)
	return deed{Whom: t.who, Name: t.name, Spare: t.admin}, err
}

// several are those of ids who are no admins; one and many are what to call them.
func (s *Session) several(ctx context.Context, ids []string, one, many string) (deed, error) {
	var d deed
	for _, id := range ids {
		t, err := s.located(ctx, Ignored{Who: id})
		if err != nil {
			return deed{}, err
		}
		if !t.admin && !slices.Contains(d.Whoms, t.who) && len(d.Whoms) < sweptMost {
			d.Whoms = append(d.Whoms, t.who)
		}
	}
	if len(d.Whoms) == 0 {
		return deed{}, refuse(CodeNotFound, "There are no %s of whom anything is known.", many)
	}
	if d.Name = "1 " + one; len(d.Whoms) > 1 {
		d.Name = fmt.Sprintf("%d %s", len(d.Whoms), many)
	}
	return d, nil
}

// newcomers are those who wrote from a number on and not before the time since,
// as far as is known, the first sweptMost of them.
func (r *Room) newcomers(ctx context.Context, from Seq, since time.Time) (found []string, err error) {
	now, seen := r.now(), map[string]bool{}
	for seq := from - 1; len(found) < sweptMost; {
		page, err := r.log.After(ctx, seq, pageSize)
		if err != nil || len(page) == 0 {
			return found, err
		}
		seq = page[len(page)-1].Seq
		for _, rec := range page {
			e := decode(rec.Body)
			who := now.Persons.resolve(e.Owner)
			if e.Kind != kindSaid || e.Bot || e.Admin || seen[who] || now.Order.hides(e.Owner, rec.Seq) {
				continue
			}
			seen[who] = true
			if !now.Order.Known.before(who, since) && len(found) < sweptMost {
				found = append(found, who)
			}
		}
	}
	return found, nil
}

// from are those who are or lately were at an address of the network.
func (ps *presence) from(net netip.Prefix) (ids []string) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for id, p := range ps.people {
		for s := range p.sessions {
			if net.Contains(s.addr.Unmap().WithZone("")) {
				ids = append(ids, id)
			}
		}
	}
	for _, half := range []map[string][]netip.Prefix{ps.where.now, ps.where.before} {
		for id, nets := range half {
			if slices.ContainsFunc(nets, func(n netip.Prefix) bool { return net.Bits() <= n.Bits() && net.Contains(n.Addr()) }) {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
