package room

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"talktalktalk/room/names"
)

// A hook lets a program post (B56). Its secret is in the address that the
// program posts to; the log has its hash. A hook is made and removed by acts of
// admins.

// hooksMost is how many hooks there are at once.
const hooksMost = 100

// hooks are all of them, and how many were ever made. The list is never changed,
// but replaced.
type hooks struct {
	Last int    `json:"last,omitempty"`
	All  []hook `json:"all,omitempty"` // by rising N
}

type hook struct {
	N    int       `json:"n"`
	Who  string    `json:"who"` // as whom it posts
	Name string    `json:"name"`
	Hash string    `json:"hash"` // of the secret
	At   time.Time `json:"at"`
}

// hook takes an act in that makes or removes a hook. That it is an admin's, the
// server says that proposes it.
func (s *state) hook(rec Record, e entry) effect {
	done := effect{attempt: e.Attempt}
	switch {
	case !e.Admin:
		done.refused = refuse(CodeForbidden, "Only an admin may use hooks.")
	case e.Kind == kindHooked:
		who := roomKey(s.Key).publicID(fmt.Sprint("hook:", rec.Seq))
		done.refused = s.Hooks.add(hook{Who: who, Name: e.Name, Hash: e.Hash, At: rec.Time})
	default:
		done.refused = s.Hooks.remove(e.N)
	}
	return done
}

func (h *hooks) add(one hook) *Refusal {
	switch {
	case one.Name == "" || one.Hash == "":
		return refuse(CodeBadRequest, "A hook has a name.")
	case len(h.All) >= hooksMost:
		return refuse(CodeBadRequest, "There are %d hooks already; /hook remove N removes one.", hooksMost)
	}
	h.Last++
	one.N = h.Last
	h.All = append(slices.Clip(h.All), one)
	return nil
}

func (h *hooks) remove(n int) *Refusal {
	i := slices.IndexFunc(h.All, func(one hook) bool { return one.N == n })
	if i < 0 {
		return refuse(CodeNotFound, "There is no hook %d. /hooks lists them.", n)
	}
	h.All = slices.Delete(slices.Clone(h.All), i, i+1)
	return nil
}

// named is the hook that posts as who, the zero one if there is none.
func (h hooks) named(who string) hook {
	i := slices.IndexFunc(h.All, func(one hook) bool { return one.Who == who })
	if i < 0 {
		return hook{}
	}
	return h.All[i]
}

// Hook is the public id of the hook with the given secret, for Visitor.Hook;
// false if there is none, or none any more.
func (r *Room) Hook(secret string) (who string, ok bool) {
	hash := hashOfHook(secret)
	for _, one := range r.now().Hooks.All {
		if one.Hash == hash {
			return one.Who, true
		}
	}
	return "", false
}

// hashOfHook needs no salt: secrets of hooks are random.
func hashOfHook(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// manageHook obeys /hook new NAME and /hook remove N.
func (s *Session) manageHook(ctx context.Context, c Call) (Receipt, error) {
	if c.Args[0] == "remove" {
		return s.removeHook(ctx, c.Args[1])
	}
	name, note := names.Tidy(c.Args[1])
	switch {
	case name == "" || s.room.secret.Load().in(c.Args[1]):
		return Receipt{}, refuse(CodeBadRequest, "A name has 1 to %d letters, digits and _.", names.Max)
	case names.IsReserved(name, s.room.opts.AdminName):
		return Receipt{}, refuse(CodeNameReserved, "that name is reserved")
	}
	secret := strings.ToLower(rand.Text())
	err := s.act(ctx, entry{Kind: kindHooked, Owner: s.Who(), Admin: s.Admin(), Name: name, Hash: hashOfHook(secret)})
	if err != nil {
		return Receipt{}, err
	}
	if note != "" {
		note = " (" + note + ")"
	}
	page := cmp.Or(s.page, "the page's address and /")
	return Receipt{Answer: fmt.Sprintf("The hook %s%s takes posts at this address, which is shown only now:\n%shooks/%s", name, note, page, secret)}, nil
}

func (s *Session) removeHook(ctx context.Context, number string) (Receipt, error) {
	n, err := strconv.Atoi(number)
	if err != nil {
		return Receipt{}, refuse(CodeBadRequest, "Which one? A number is meant; /hooks lists them.")
	}
	name := ""
	for _, one := range s.room.now().Hooks.All {
		if one.N == n {
			name = one.Name
		}
	}
	if err := s.act(ctx, entry{Kind: kindUnhooked, Owner: s.Who(), Admin: s.Admin(), N: n}); err != nil {
		return Receipt{}, err
	}
	return Receipt{Answer: fmt.Sprintf("the hook %d %s is removed", n, name)}, nil
}

// listHooks obeys /hooks.
func (s *Session) listHooks(context.Context, Call) (Receipt, error) {
	all := s.room.now().Hooks.All
	if len(all) == 0 {
		return Receipt{Answer: "There is no hook; /hook new NAME makes one."}, nil
	}
	lines := []string{"Hooks that may post; /hook remove N removes one:"}
	zone := s.zone()
	for _, one := range all {
		lines = append(lines, fmt.Sprintf("%d %s, since %s", one.N, one.Name, one.At.In(zone).Format(time.DateOnly)))
	}
	return Receipt{Answer: strings.Join(lines, "\n")}, nil
}

// hookName is as what a hook posts that wishes to be called name: as that, if a
// program may be, else by the hook's own name.
func (r *Room) hookName(who, name string) string {
	if tidy, _ := names.Tidy(name); tidy != "" && !names.IsReserved(tidy, r.opts.AdminName) && !r.secret.Load().in(name) {
		return tidy
	}
	return r.now().Hooks.named(who).Name
}
