package room

import (
	"context"
	"fmt"
	"slices"

	"talktalktalk/room/names"
)

// ClaimMark stands behind a claimed name, at both doors (B37).
const ClaimMark = "✓"

// claim obeys /claim: the person's name is its own from now on (B37).
func (s *Session) claim(ctx context.Context, _ Call) (Receipt, error) {
	name := s.Name()
	switch {
	case !s.cred.stable:
		return Receipt{}, noWayBack
	case names.IsReserved(name, s.room.opts.AdminName):
		return Receipt{}, refuse(CodeNameReserved, "that name is reserved")
	case !s.room.presence.free(name, s.self()):
		return Receipt{}, refuse(CodeNameReserved, "%s is in use by somebody else.", name)
	}
	err := s.act(ctx, entry{Kind: kindClaimed, Owner: s.Who(), Name: name, Looks: names.Skeletons(name)})
	if err != nil {
		return Receipt{}, err
	}
	s.room.presence.remember(s.self(), name)
	s.room.keep(ctx, s.self())
	return Receipt{Answer: fmt.Sprintf("%s is yours at both doors, until you are not seen for %d days; /release gives it up", name, int(claimLapses.Hours()/24))}, nil
}

// noWayBack refuses what is for those only who can show who they are again.
var noWayBack = refuse(CodeForbidden, "That needs something to know you again by: come with an ssh key (ssh-keygen makes one).")

// release obeys /release: of the name that the person has, or of another.
func (s *Session) release(ctx context.Context, c Call) (Receipt, error) {
	name := c.Args[0]
	if name == "" {
		name = s.Name()
	}
	i := s.room.now().Persons.Identities.get(s.Who())
	at := slices.IndexFunc(i.Claims, func(c claim) bool { return names.Fold(c.Name) == names.Fold(name) })
	switch {
	case len(i.Claims) == 0:
		return Receipt{}, refuse(CodeNotFound, "You have claimed no name.")
	case at < 0:
		return Receipt{}, refuse(CodeNotFound, "You have not claimed %s, but %s.", name, i.claims())
	}
	name = i.Claims[at].Name
	if err := s.act(ctx, entry{Kind: kindReleased, Owner: s.Who(), Name: name}); err != nil {
		return Receipt{}, err
	}
	return Receipt{Answer: name + " is free for everybody again"}, nil
}

// act proposes an act of the person, within its budget.
func (s *Session) act(ctx context.Context, e entry) error {
	if s.room.isClosing() {
		return ErrClosing
	}
	if err := spend(s.room.tries.acts, s.Who()); err != nil {
		return err
	}
	_, err := s.room.propose(ctx, "", e)
	return err
}

// free tells whether nobody but p is here under a name that looks like name.
func (ps *presence) free(name string, p *person) bool {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return ps.freeLocked(name, p)
}

// remember has p be called name the next time, too.
func (ps *presence) remember(p *person, name string) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p.note.Name = name
	p.change()
}
