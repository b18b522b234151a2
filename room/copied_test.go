package room

import (
	"reflect"
	"testing"
	"time"
)

// TestCopied: a copy of an event tells all that the event does, but for the forms,
// which are made anew.
func TestCopied(t *testing.T) {
	e := &Event{of: 7, count: 8}
	from := reflect.ValueOf(e).Elem()
	for i := range from.NumField() {
		if f := from.Field(i); f.CanSet() {
			fill(f)
		}
	}
	to := reflect.ValueOf(e.copied()).Elem()
	for i := range from.NumField() {
		field := from.Type().Field(i)
		if field.Name == "forms" {
			continue
		}
		if from.Field(i).IsZero() {
			t.Fatalf("this test gives %s no value", field.Name)
		}
		if !same(to.Field(i), from.Field(i)) {
			t.Errorf("the copy's %s is %v, the event's %v", field.Name, to.Field(i), from.Field(i))
		}
	}
}

func same(a, b reflect.Value) bool {
	if a.CanInterface() {
		return reflect.DeepEqual(a.Interface(), b.Interface())
	}
	return a.Equal(b)
}

// fill gives a field some value that is not its zero.
func fill(f reflect.Value) {
	switch {
	case f.Type() == reflect.TypeFor[time.Time]():
		f.Set(reflect.ValueOf(time.UnixMilli(1)))
	case f.Kind() == reflect.Pointer:
		f.Set(reflect.New(f.Type().Elem()))
	case f.Kind() == reflect.String:
		f.SetString("x")
	case f.Kind() == reflect.Bool:
		f.SetBool(true)
	case f.CanUint():
		f.SetUint(1)
	case f.CanInt():
		f.SetInt(1)
	case f.Kind() == reflect.Slice:
		f.Set(reflect.MakeSlice(f.Type(), 1, 1))
	case f.Kind() == reflect.Struct:
		for i := range f.NumField() {
			fill(f.Field(i))
		}
	}
}
