package search_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"talktalktalk/room"
	"talktalktalk/room/query"
	"talktalktalk/storage/search"
)

func (p *place) say(t *testing.T, s *room.Session, text string) room.Seq {
	t.Helper()
	r, err := s.Enter(t.Context(), "", text)
	if err != nil {
		t.Fatalf("Enter(%q) = %v", text, err)
	}
	return r.Seq
}

// wantFound wants a search to find these and no others.
func wantFound(t *testing.T, s *room.Session, query string, want ...room.Seq) {
	t.Helper()
	if got := search50(t, s, query); !slices.Equal(got, want) {
		t.Errorf("Search(%s) = %v, want %v", query, got, want)
	}
}

// TestAtOnce: what was said, edited or deleted is searched as it is now, the moment
// that its writer is told, and later.
func TestAtOnce(t *testing.T) {
	p := newPlace(t)
	s := p.join(t)
	for i := range 30 {
		one := p.say(t, s, fmt.Sprintf("Crème brûlée %d", i))
		wantFound(t, s, fmt.Sprintf("creme %d", i), one)
		other := p.say(t, s, fmt.Sprintf("marzipan %d", i))
		if _, err := s.Edit(t.Context(), "", one, fmt.Sprintf("nougat %d", i)); err != nil {
			t.Fatal(err)
		}
		wantFound(t, s, fmt.Sprintf("creme %d", i))
		wantFound(t, s, fmt.Sprintf("nougat %d", i), one)
		if _, err := s.Delete(t.Context(), "", other); err != nil {
			t.Fatal(err)
		}
		wantFound(t, s, fmt.Sprintf("marzipan %d", i))
	}
	p.indexed(t)
	wantFound(t, s, "creme")
	wantFound(t, s, "marzipan")
	if got := search50(t, s, "nougat from:sam"); len(got) != 30 {
		t.Errorf("%d messages with nougat found, want 30", len(got))
	}
}

// TestPages: older matches come with Before, to the first one.
func TestPages(t *testing.T) {
	p := newPlace(t)
	s := p.join(t)
	var said []room.Seq
	for i := range 25 {
		said = append(said, p.say(t, s, fmt.Sprint("word ", i)))
	}
	var got []room.Seq
	for more, before := true, room.Seq(0); more; {
		hits, err := s.Search(t.Context(), room.Search{Query: "word", Before: before, Limit: 10})
		if err != nil || len(hits.Events) == 0 {
			t.Fatalf("Search() = %v, %v", hits, err)
		}
		for _, e := range slices.Backward(hits.Events) {
			got = append(got, e.Seq)
		}
		more, before = hits.More, got[len(got)-1]
	}
	slices.Reverse(got)
	if !slices.Equal(got, said) {
		t.Errorf("pages of 10 have %v, want %v", got, said)
	}
}

// TestMadeAnew: an index that was thrown away, is damaged, is another log's or cut off is
// made again, and finds the same.
func TestMadeAnew(t *testing.T) {
	p := newPlace(t)
	if err := p.talk(1, 400); err != nil {
		t.Fatal(err)
	}
	p.indexed(t)
	const query = "has:link"
	want := search50(t, p.join(t), query)
	if len(want) == 0 {
		t.Fatal("nothing is found")
	}
	for what, spoil := range map[string]func(file string) error{
		"thrown away": func(file string) error { return os.RemoveAll(filepath.Dir(file)) },
		"empty":       func(file string) error { return os.WriteFile(file, nil, 0o600) },
		"cut off":     func(file string) error { return os.Truncate(file, 40_000) },
		"no database": func(file string) error { return os.WriteFile(file, bytes.Repeat([]byte("talk"), 5000), 0o600) },
		"overwritten": overwrite,
		"another log's": func(file string) error {
			err := os.RemoveAll(filepath.Dir(file))
			x := search.Open(filepath.Dir(file), search.Options{Epoch: "other"})
			return errors.Join(err, x.Take(t.Context(), room.Span{To: 400}, nil), x.Close())
		},
		"untouched": func(string) error { return nil },
	} {
		p = p.reopen(t, func() {
			if err := spoil(filepath.Join(p.indexDir(), search.FileName)); err != nil {
				t.Fatal(err)
			}
		})
		s := p.join(t)
		_, _ = s.Search(t.Context(), room.Search{Query: query}) // finds the damage, perhaps
		p.indexed(t)
		if got := search50(t, s, query); !slices.Equal(got, want) {
			t.Errorf("%s: Search(%s) = %v, want %v", what, query, got, want)
		}
	}
}

// overwrite damages all but the first page of a file.
func overwrite(file string) error {
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil {
		_, err = f.WriteAt(bytes.Repeat([]byte{0xa5}, int(info.Size())-4096), 4096)
	}
	return err
}

// TestErased: the words of what was edited or deleted are nowhere in the files when they are cleaned.
func TestErased(t *testing.T) {
	p := newPlace(t)
	s := p.join(t)
	if err := p.talk(1, 500); err != nil {
		t.Fatal(err)
	}
	one, other := p.say(t, s, "the xylophonist"), p.say(t, s, "the yarborough")
	if err := p.talk(1, 500); err != nil {
		t.Fatal(err)
	}
	p.indexed(t)
	if have := p.inFiles(t, "xylophonist", "yarborough"); len(have) != 2 {
		t.Fatalf("the files have %v: this tests nothing", have)
	}
	if _, err := s.Edit(t.Context(), "", one, "the zither"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Delete(t.Context(), "", other); err != nil {
		t.Fatal(err)
	}
	p.indexed(t)
	if err := p.index.Clean(t.Context()); err != nil {
		t.Fatal(err)
	}
	if have := p.inFiles(t, "xylophonist", "yarborough"); len(have) > 0 {
		t.Errorf("the files still have %v", have)
	}
	wantFound(t, s, "zither", one)
	wantFound(t, s, "xylophonist")
}

// inFiles tells which words are in the files of the index. FTS5 leaves out the
// beginning that a word shares with the one before it.
func (p *place) inFiles(t *testing.T, words ...string) (have []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(p.indexDir(), "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range words {
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(content, []byte(word[2:])) {
				have = append(have, word)
				break
			}
		}
	}
	return have
}

// TestFull: on a full disk the room goes on, and a search says that it lacks
// something; when there is space again, it finds everything.
func TestFull(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	if err := p.talk(1, 1000); err != nil {
		t.Fatal(err)
	}
	p.indexed(t)
	want := search50(t, p.join(t), "has:link")
	p.small = 16
	p = p.reopen(t, func() {
		if err := os.RemoveAll(p.indexDir()); err != nil {
			t.Fatal(err)
		}
	})
	s := p.join(t)
	for !p.room.Indexing().Stalled {
		select {
		case <-p.index.took:
		case <-t.Context().Done():
			t.Fatal("the index is never full")
		}
	}
	seq := p.say(t, s, "the disk is full")
	hits, err := s.Search(t.Context(), room.Search{Query: "disk full"})
	if err != nil || len(hits.Events) != 1 || hits.Events[0].Seq != seq || !strings.Contains(hits.Indexing.Note(), "disk") {
		t.Errorf("Search() = %+v, %v; want message %d and a note of the disk", hits, err, seq)
	}
	if err := p.index.Enlarge(1 << 20); err != nil {
		t.Fatal(err)
	}
	p.indexed(t)
	wantFound(t, s, "has:link", want...)
	if note := p.room.Indexing().Note(); note != "" {
		t.Errorf("everything is indexed, but it says %q", note)
	}
}

// TestTrimmed: what is below the span is not found, nor in the files.
func TestTrimmed(t *testing.T) {
	ctx := context.Background()
	x := search.Open(t.TempDir(), search.Options{Epoch: "e"})
	defer x.Close()
	take := func(span room.Span, documents ...room.Document) {
		t.Helper()
		if err := x.Take(ctx, span, documents); err != nil {
			t.Fatal(err)
		}
	}
	doc := func(seq room.Seq) room.Document { return room.Document{Seq: seq, Name: "sam", Text: "word"} }
	const part = 1 << 19
	take(room.Span{After: 0, To: 3*part + 1}, doc(1), doc(part), doc(part+1), doc(2*part), doc(2*part+1), doc(3*part))
	for _, c := range []struct {
		after room.Seq
		want  []room.Seq
	}{
		{part + 1, []room.Seq{3 * part, 2*part + 1, 2 * part}},
		{3 * part, nil},
	} {
		take(room.Span{After: c.after, To: 3*part + 1})
		got, err := x.Find(ctx, query.Query{From: "sam"}, room.Span{To: room.MaxSeq}, 10)
		if !slices.Equal(got, c.want) || err != nil {
			t.Errorf("above %d there are %v, %v, want %v", c.after, got, err, c.want)
		}
	}
}
