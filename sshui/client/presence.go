package client

import (
	"fmt"
	"slices"
	"strings"

	"talktalktalk/room"
)

// namesMost is how many names are in one list.
const namesMost = 8

// PresenceText says who came and went, if that is news to self; otherwise it is "".
func PresenceText(g *room.PresenceChanges, self string) string {
	var news []string
	own := func(name string) bool { return name == self }
	if joined := slices.DeleteFunc(slices.Clone(g.Joined), own); len(joined) > 0 {
		news = append(news, enumerate(joined)+" joined")
	}
	if left := slices.DeleteFunc(slices.Clone(g.Left), own); len(left) > 0 {
		news = append(news, enumerate(left)+" left")
	}
	for _, r := range g.Renamed {
		if len(news) < namesMost && !own(r.New) {
			news = append(news, r.Old+" is now "+r.New)
		}
	}
	if g.More {
		news = append(news, "others came or went, too")
	}
	return strings.Join(news, "; ")
}

// enumerate lists some of the names, and how many more there are.
func enumerate(all []string) string {
	some := all[:min(len(all), namesMost)]
	list := strings.Join(some, ", ")
	if more := len(all) - len(some); more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}

// MergePresence adds what has changed since to a gathering that nobody has spoken
// after: who came and went again is no news any more.
func MergePresence(g, more *room.PresenceChanges) *room.PresenceChanges {
	all := &room.PresenceChanges{Online: more.Online, More: g.More || more.More, Renamed: slices.Concat(g.Renamed, more.Renamed)}
	all.Joined, all.Left = slices.Clone(g.Joined), slices.Clone(g.Left)
	for _, name := range more.Joined {
		all.Joined, all.Left = pass(name, all.Joined, all.Left)
	}
	for _, name := range more.Left {
		all.Left, all.Joined = pass(name, all.Left, all.Joined)
	}
	all.Joined, all.Left = newest(all.Joined), newest(all.Left)
	all.Renamed = newest(all.Renamed)
	return all
}

// pass adds a name to one list, unless that only takes back what the other says.
func pass(name string, to, from []string) (newTo, newFrom []string) {
	if i := slices.Index(from, name); i >= 0 {
		return to, slices.Delete(from, i, i+1)
	}
	return append(to, name), from
}

// foldMost is how much of a kind a gathering holds.
const foldMost = 100

func newest[T any](list []T) []T { return list[max(len(list)-foldMost, 0):] }
