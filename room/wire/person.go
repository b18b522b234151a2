package wire

import "talktalktalk/room"

// A Person is somebody in the list of those who are here.
type Person struct {
	Who   string     `json:"who"`
	Name  string     `json:"name"`
	Via   []room.Via `json:"via"` // never null: empty for one just gone
	Admin bool       `json:"admin"`

	Claimed bool `json:"claimed,omitempty"` // the name is the person's own
}

// NewPerson is m as an object.
func NewPerson(m room.Member) Person {
	return Person{Who: m.Who, Name: m.Name, Via: append([]room.Via{}, m.Via...), Admin: m.Admin, Claimed: m.Claimed}
}
