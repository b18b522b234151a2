package room

import (
	"encoding/json"
	"iter"
	"maps"
)

// tableParts is into how many parts a table is cut: a change copies one of them.
const tableParts = 256

// A table is a map by a text that never changes: with and without return
// another one, which shares with this one all but a part. So the fold hands the
// state out, to sessions and to a checkpoint, without a copy of what is large
// in it. The zero value is empty.
type table[V any] struct {
	parts *[tableParts]map[string]V
	size  int
}

// get returns the value of key, or the zero value.
func (t table[V]) get(key string) V {
	var none V
	if t.parts == nil {
		return none
	}
	return t.parts[partOf(key)][key]
}

// has tells whether there is a value of key.
func (t table[V]) has(key string) bool {
	if t.parts == nil {
		return false
	}
	_, ok := t.parts[partOf(key)][key]
	return ok
}

// with is the table with value as that of key. value must not be modified.
func (t table[V]) with(key string, value V) table[V] {
	had := t.has(key)
	t = t.open(key)
	t.parts[partOf(key)][key] = value
	if !had {
		t.size++
	}
	return t
}

// without is the table without key.
func (t table[V]) without(key string) table[V] {
	if !t.has(key) {
		return t
	}
	t = t.open(key)
	delete(t.parts[partOf(key)], key)
	t.size--
	return t
}

// open is a copy in which the part of key may be changed.
func (t table[V]) open(key string) table[V] {
	parts := new([tableParts]map[string]V)
	if t.parts != nil {
		*parts = *t.parts
	}
	part := maps.Clone(parts[partOf(key)])
	if part == nil {
		part = map[string]V{}
	}
	parts[partOf(key)] = part
	return table[V]{parts, t.size}
}

// all yields what the table holds, in no order.
func (t table[V]) all() iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		if t.parts == nil {
			return
		}
		for _, part := range t.parts {
			for key, value := range part {
				if !yield(key, value) {
					return
				}
			}
		}
	}
}

// partOf is the part that key is in.
func partOf(key string) int { return int(fnv1a(key)>>8) % tableParts }

// IsZero tells whether the table is empty.
func (t table[V]) IsZero() bool { return t.size == 0 }

// MarshalJSON encodes the table as a map.
func (t table[V]) MarshalJSON() ([]byte, error) { return json.Marshal(maps.Collect(t.all())) }

// UnmarshalJSON is the reverse of MarshalJSON.
func (t *table[V]) UnmarshalJSON(b []byte) error {
	var all map[string]V
	if err := json.Unmarshal(b, &all); err != nil {
		return err
	}
	parts := new([tableParts]map[string]V)
	for key, value := range all {
		part := &parts[partOf(key)]
		if *part == nil {
			*part = map[string]V{}
		}
		(*part)[key] = value
	}
	*t = table[V]{parts, len(all)}
	return nil
}
