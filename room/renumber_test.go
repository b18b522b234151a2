package room

import (
	"reflect"
	"testing"
)

// TestRenumberReaches: renumber reaches every number that a record can have.
func TestRenumberReaches(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(path string, at reflect.Type, reached bool)
	walk = func(path string, at reflect.Type, reached bool) {
		if at == seqType {
			if !reached {
				t.Errorf("%s is a number that renumber does not reach", path)
			}
			return
		}
		if seen[at] {
			return
		}
		seen[at] = true
		switch at.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(path, at.Elem(), reached)
		case reflect.Map:
			walk(path+" key", at.Key(), false)
			walk(path, at.Elem(), reached)
		case reflect.Struct:
			for i := range at.NumField() {
				f := at.Field(i)
				walk(path+"."+f.Name, f.Type, reached && f.IsExported())
			}
		}
	}
	walk("entry", reflect.TypeFor[entry](), true)
}

// TestMoveNote: a note has its last-read number moved, and nothing else changed.
func TestMoveNote(t *testing.T) {
	m := &Interleaved{moved: []moved{{from: 1, by: 100}}}
	for before, want := range map[string]string{
		`{"name":"ann","read":7,"later":{"a":[1,2]}}`: `{"later":{"a":[1,2]},"name":"ann","read":107}`,
		`{"name":"ann"}`: `{"name":"ann"}`,
		`no note`:        `no note`,
	} {
		if got := string(m.MoveNote([]byte(before))); got != want {
			t.Errorf("MoveNote(%s) = %s, want %s", before, got, want)
		}
	}
}
