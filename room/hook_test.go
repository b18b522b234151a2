package room

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

// TestHooksFold: acts of admins make and remove hooks, whatever checkpoint the
// fold begins from; numbers are given once, and no secret is kept.
func TestHooksFold(t *testing.T) {
	at := time.Date(2026, 11, 22, 14, 5, 0, 0, time.UTC)
	acts := []struct {
		entry
		refused Code
	}{
		{entry{Kind: kindFounded, Key: []byte("0123456789abcdef0123456789abcdef")}, ""},
		{entry{Kind: kindHooked, Admin: true, Name: "one", Hash: hashOfHook("a")}, ""},
		{entry{Kind: kindHooked, Name: "forged", Hash: hashOfHook("b")}, CodeForbidden},
		{entry{Kind: kindHooked, Admin: true, Name: "two", Hash: hashOfHook("c")}, ""},
		{entry{Kind: kindUnhooked, Admin: true, N: 1}, ""},
		{entry{Kind: kindUnhooked, Admin: true, N: 1}, CodeNotFound},
		{entry{Kind: kindUnhooked, N: 2}, CodeForbidden},
		{entry{Kind: kindHooked, Admin: true, Name: "", Hash: hashOfHook("d")}, CodeBadRequest},
		{entry{Kind: kindHooked, Admin: true, Name: "three", Hash: hashOfHook("e")}, ""},
	}
	for checkpoint := range len(acts) {
		s := &state{}
		for i, act := range acts {
			body, err := act.encode()
			if err != nil {
				t.Fatal(err)
			}
			before := s.view().Hooks.All
			kept := append([]hook(nil), before...)
			done := s.apply(Record{Seq: Seq(i + 1), Time: at, Body: body})
			if (done.refused == nil) != (act.refused == "") || done.refused != nil && done.refused.Code != act.refused {
				t.Errorf("act %d is refused with %v, want %q", i, done.refused, act.refused)
			}
			if len(before) > 0 && !reflect.DeepEqual(before, kept) {
				t.Errorf("act %d changes what was published", i)
			}
			if i == checkpoint {
				text, err := json.Marshal(s)
				if err != nil {
					t.Fatal(err)
				}
				s = &state{}
				if err := json.Unmarshal(text, s); err != nil {
					t.Fatal(err)
				}
			}
		}
		var names []string
		var numbers []int
		for _, one := range s.Hooks.All {
			names, numbers = append(names, one.Name), append(numbers, one.N)
			if one.Who == "" || one.Hash == "" || !one.At.Equal(at) {
				t.Errorf("a hook is %+v", one)
			}
		}
		if !reflect.DeepEqual(names, []string{"two", "three"}) || !reflect.DeepEqual(numbers, []int{2, 3}) {
			t.Errorf("from checkpoint %d there are %v with numbers %v", checkpoint, names, numbers)
		}
	}
}

// TestHooksMost: there are so many hooks and no more.
func TestHooksMost(t *testing.T) {
	var many hooks
	for range hooksMost {
		many.add(hook{Name: "x", Hash: "y"})
	}
	if many.add(hook{Name: "x", Hash: "y"}) == nil {
		t.Error("there may be any number of hooks")
	}
}
