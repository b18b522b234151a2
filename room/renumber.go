package room

import (
	"encoding/json"
	"reflect"
)

// renumber gives the numbers in an entry the values that they have in the log
// that was merged, and tells whether there are any.
func (e *entry) renumber(m *Interleaved) bool {
	if e.isMessage() {
		return false // the most, and they have none
	}
	var imported uint64
	at := func(seq Seq) {
		if moved := m.at(seq); moved != nil {
			imported = moved.imported
		}
	}
	if e.State != nil {
		at(e.State.At)
		e.State.Count += imported
	}
	if e.Kind == kindCounted {
		at(e.Of)
		e.Count += imported
	}
	return renumber(reflect.ValueOf(e).Elem(), m.Move)
}

var seqType = reflect.TypeFor[Seq]()

// renumber replaces each number in v by what move says it is, 0 aside, and tells
// whether there are any. It goes by the type, so that whoever adds a number to
// the state or to a record need not think of it. TestRenumberReaches fails where
// a number is out of its reach.
func renumber(v reflect.Value, move func(Seq) Seq) (any bool) {
	if v.Type() == seqType {
		if v.Uint() == 0 {
			return false
		}
		v.SetUint(uint64(move(Seq(v.Uint()))))
		return true
	}
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && renumber(v.Elem(), move)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && renumber(v.Field(i), move) {
				any = true
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return false
		}
		for i := range v.Len() {
			if renumber(v.Index(i), move) {
				any = true
			}
		}
	case reflect.Map:
		any = renumberMap(v, move)
	}
	return any
}

// renumberMap does the same for the values of a map, which cannot be changed in place.
func renumberMap(v reflect.Value, move func(Seq) Seq) (any bool) {
	for _, key := range v.MapKeys() {
		value := reflect.New(v.Type().Elem()).Elem()
		value.Set(v.MapIndex(key))
		if renumber(value, move) {
			v.SetMapIndex(key, value)
			any = true
		}
	}
	return any
}

// MoveNote is what a note of Memory is beside the log that was merged.
func (m *Interleaved) MoveNote(b []byte) []byte {
	var all map[string]json.RawMessage
	var n note
	if json.Unmarshal(b, &all) != nil || json.Unmarshal(b, &n) != nil || n.Read == 0 {
		return b
	}
	read, err := json.Marshal(m.Move(n.Read))
	if err != nil {
		return b
	}
	all["read"] = read
	if moved, err := json.Marshal(all); err == nil {
		return moved
	}
	return b
}
