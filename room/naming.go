package room

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"talktalktalk/room/names"
)

// called decides what a newcomer is called, and adds to notices why it is not
// what was wished (B32, B34, B35, B38). A person whom the others see keeps the name.
// It runs under presence.mu.
func (r *Room) called(p *person, live bool, v Visitor, notices *[]string) face {
	secret := r.secret.Load()
	f := r.ranked(p)
	wish := r.wish(p, v)
	switch {
	case v.Typed && !v.Passing && secret.is(v.Name):
		f = r.unlockedFace(p)
		p.note.Name, p.note.Unlocked = f.name, secret.Hash()
		p.change()
		return f
	case f.name != "" && (live || wish == ""):
		return f
	case wish == "" && v.Passing && !p.stable: // what a script says line by line is one speaker's
		f.name = names.GuestAs(network(v.Addr).String()+" "+v.Name, r.freeFor(p))
		return f
	case wish == "":
		f.name = names.Guest(r.freeFor(p))
		return f
	}
	name, note := r.nearest(p, wish, f.admin)
	if f.name = name; note != "" {
		*notices = append(*notices, note)
	}
	return f
}

// wish is the name that a visitor asks for. A name typed at the page comes
// before the remembered one, an ssh user name after it.
func (r *Room) wish(p *person, v Visitor) string {
	claims := r.now().Persons.Identities.get(p.id).Claims
	switch {
	case v.Hook != "":
		return r.hookName(v.Hook, v.Name)
	case v.Typed && v.Name != "":
		return v.Name
	case p.note.Name != "":
		return p.note.Name
	case len(claims) > 0: // the note was lost, or never came along
		return claims[len(claims)-1].Name
	case names.IsMachineLike(v.Name) || r.secret.Load().in(v.Name):
		return ""
	}
	return v.Name
}

// howToOwn tells the owner of a claimed name how to get in under it.
const howToOwn = ". If that name is yours: type /link where you have it, and here /link with the code that you get"

// nearest is the usable name nearest to the one typed, and why it differs.
func (r *Room) nearest(p *person, typed string, admin bool) (name, note string) {
	free := r.freeFor(p)
	hint := ""
	name, note = names.Tidy(typed)
	switch {
	case name == "" || r.secret.Load().in(typed):
		name = names.Guest(free)
		note = "that is no name: it has letters, digits and _ only"
	case !admin && names.IsReserved(name, r.opts.AdminName):
		name = names.Guest(free)
		note = "that name is reserved"
	case !free(name):
		note = name + " is taken"
		if r.claimedByOther(name, p) {
			note, hint = name+" is claimed", howToOwn
		}
		name = names.Numbered(name, func(try string) bool {
			return free(try) && (admin || !names.IsReserved(try, r.opts.AdminName))
		})
	}
	if note != "" {
		note += ", you are " + name + hint
	}
	return name, note
}

// freeFor tells of a name whether p may have it: it is nobody's who is here, and
// nobody else has claimed it.
func (r *Room) freeFor(p *person) func(string) bool {
	return func(name string) bool { return r.presence.freeLocked(name, p) && !r.claimedByOther(name, p) }
}

// claimedByOther tells whether somebody other than p has claimed name, or one that looks like it.
func (r *Room) claimedByOther(name string, p *person) bool {
	owner := r.now().Persons.claimant(names.Skeletons(name), time.Now())
	return owner != "" && owner != p.id
}

// ranked is p's face with the rank that p has now: by the secret, or by a key.
func (r *Room) ranked(p *person) face {
	f := *p.face.Load()
	f.unlocked = p.note.Unlocked != "" && p.note.Unlocked == r.secret.Load().Hash()
	f.admin = f.unlocked || r.byKey(p)
	return f
}

// byKey tells whether p is an admin by a key. Of several devices those count
// whose rights are the person's (B37).
func (r *Room) byKey(p *person) bool {
	devices := r.now().Persons.Identities.get(p.id).Devices
	if len(devices) == 0 {
		return r.admins[p.cred]
	}
	return slices.ContainsFunc(devices, func(d device) bool { return d.Rights && r.admins[d.Cred] })
}

// unlockedFace is that of someone who typed the secret: the reserved name, or
// for a second one that name with a number.
func (r *Room) unlockedFace(p *person) face {
	name, free := r.opts.AdminName, r.freeFor(p)
	if !free(name) {
		name = names.Numbered(name, free)
	}
	return face{name: name, admin: true, unlocked: true}
}

// guessed counts a name that can only be meant as the admin secret, and is not,
// as a guess, and refuses all such where there were too many.
func (r *Room) guessed(ctx context.Context, typed, who string, addr netip.Addr) error {
	secret := r.secret.Load()
	if !secret.is(typed) && !secret.in(typed) && utf8.RuneCountInString(strings.TrimSpace(typed)) <= names.Max {
		return nil
	}
	wrong, err := r.limits.joint.guess(ctx, countSecrets, who, addr)
	if err == nil {
		wrong(!secret.is(typed))
	}
	return err
}

// rename gives p another name, or the nearest usable one.
func (r *Room) rename(ctx context.Context, p *person, typed string) (got, notice string, err error) {
	typed = strings.TrimSpace(typed)
	err = r.presence.change(p, func() (face, error) {
		f, n, err := r.renamed(p, typed)
		if err != nil {
			return f, err
		}
		got, notice = f.name, n
		p.note.Name, p.note.Unlocked = f.name, ""
		if f.unlocked {
			p.note.Unlocked = r.secret.Load().Hash()
		}
		p.change()
		return f, nil
	})
	if err == nil {
		r.keep(ctx, p)
	}
	return got, notice, err
}

// nick obeys /nick.
func (s *Session) nick(ctx context.Context, c Call) (Receipt, error) {
	if c.Args[0] == "" {
		return Receipt{Answer: fmt.Sprintf("you are %s; /nick NAME changes that", s.Name())}, nil
	}
	got, note, err := s.Rename(ctx, c.Args[0])
	if err != nil {
		return Receipt{}, err
	}
	if note == "" {
		note = "you are " + got
	}
	return Receipt{Answer: note}, nil
}

// renamed is the face that goes with a name that p typed. Who unlocked the
// reserved name gives its rank up with it.
func (r *Room) renamed(p *person, typed string) (f face, note string, err error) {
	if r.secret.Load().is(typed) {
		return r.unlockedFace(p), "", nil
	}
	f = *p.face.Load()
	name, _ := names.Tidy(typed)
	switch {
	case name == "" || r.secret.Load().in(typed):
		return f, "", refuse(CodeBadRequest, "A name has 1 to %d letters, digits and _.", names.Max)
	case names.IsReserved(name, r.opts.AdminName) && !f.admin:
		return f, "", refuse(CodeNameReserved, "that name is reserved")
	case r.claimedByOther(name, p):
		return f, "", refuse(CodeNameReserved, "%s is claimed by somebody else%s.", name, howToOwn)
	}
	if f.unlocked && !names.IsReserved(name, r.opts.AdminName) {
		f.admin, f.unlocked = r.byKey(p), false
	}
	f.name, note = r.nearest(p, typed, f.admin)
	return f, note, nil
}

// SetSecret puts another admin secret in force. Whoever was unlocked by the
// one before is an admin no longer, and is renamed if the name was reserved (B38).
func (r *Room) SetSecret(s Secret) {
	r.secret.Store(&s)
	r.presence.each(func(p *person) face {
		f := *p.face.Load()
		if !f.unlocked || p.note.Unlocked == s.Hash() {
			return f
		}
		p.note.Unlocked = ""
		p.change()
		f.admin, f.unlocked = r.byKey(p), false
		if names.IsReserved(f.name, r.opts.AdminName) && !f.admin {
			f.name = names.Guest(r.freeFor(p))
		}
		return f
	})
}
