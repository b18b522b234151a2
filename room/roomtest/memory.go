package roomtest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"talktalktalk/room"
)

// TestMemory tests what room.Memory says, on logs in places that newPlace makes.
func TestMemory(t *testing.T, newPlace func(t *testing.T) Place) {
	t.Run("SaveLoad", func(t *testing.T) { testSaveLoad(t, newPlace(t)) })
	t.Run("SaveAtOnce", func(t *testing.T) { testSaveAtOnce(t, newPlace(t)) })
}

func save(t *testing.T, m room.Memory, person, note string, until time.Time) {
	t.Helper()
	if err := m.Save(t.Context(), person, []byte(note), until); err != nil {
		t.Errorf("Save(%q) = %v", person, err)
	}
}

func load(t *testing.T, m room.Memory, person string, want any) {
	t.Helper()
	note, err := m.Load(t.Context(), person)
	if err != nil {
		t.Errorf("Load(%q) = %v", person, err)
	}
	if want == nil && note != nil || want != nil && (note == nil || string(note) != want) {
		t.Errorf("Load(%q) = %q, want %v", person, note, want)
	}
}

func testSaveLoad(t *testing.T, place Place) {
	log := open(t, place)
	m := log.Memory()
	load(t, m, "ann", nil)

	later := time.Now().Add(time.Hour)
	save(t, m, "ann", "first", later)
	save(t, m, "ann", "second", later)
	save(t, m, "ann2", "a longer name", later)
	save(t, m, "empty", "", later)
	save(t, m, "gone", "over already", time.Now().Add(-time.Second))
	note := []byte("as it was")
	if err := m.Save(t.Context(), "bob", note, later); err != nil {
		t.Error(err)
	}
	copy(note, "XXX")

	look := func() {
		load(t, m, "ann", "second")
		load(t, m, "ann2", "a longer name")
		load(t, m, "an", nil)
		load(t, m, "empty", "")
		load(t, m, "gone", nil)
		load(t, m, "bob", "as it was")
		if got := everything(t, log); len(got) != 0 {
			t.Errorf("notes are in the log: %s", list(got))
		}
	}
	look()
	log = reopen(t, log, place)
	m = log.Memory()
	look()
}

func testSaveAtOnce(t *testing.T, place Place) {
	log := open(t, place)
	later := time.Now().Add(time.Hour)
	var work sync.WaitGroup
	for p := range 8 {
		work.Go(func() {
			person := fmt.Sprint("person", p)
			for i := range 50 {
				save(t, log.Memory(), person, fmt.Sprint(i), later)
				load(t, log.Memory(), person, fmt.Sprint(i))
			}
		})
	}
	work.Wait()
}
