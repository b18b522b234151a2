package room

import (
	"context"
	"fmt"
	"strings"
)

// whoMost is how many names /who lists.
const whoMost = 100

// who obeys /who.
func (s *Session) who(context.Context, Call) (Receipt, error) {
	members, online, err := s.People(whoMost)
	if err != nil {
		return Receipt{}, err
	}
	if online == 0 {
		return Receipt{Answer: "nobody is here"}, nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d here: ", online)
	for i, m := range members {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(m.String())
	}
	if online > len(members) {
		fmt.Fprintf(&b, " and %d more", online-len(members))
	}
	return Receipt{Answer: b.String()}, nil
}

// String is the member as a list shows it: "sam (web, ssh)" (B35).
func (m Member) String() string {
	var about []string
	for _, via := range m.Via {
		about = append(about, string(via))
	}
	name := m.Name
	if m.Claimed {
		name += ClaimMark
	}
	if m.Admin {
		about = append(about, "admin")
	}
	if len(about) == 0 {
		about = []string{"away"}
	}
	return name + " (" + strings.Join(about, ", ") + ")"
}
