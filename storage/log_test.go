package storage

import (
	"context"
	"fmt"
	"testing"
)

func TestSmoke(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for i := range 100 {
		seq, _, err := l.Append(ctx, fmt.Sprint("k", i/2), []byte("x"))
		if err != nil || int(seq) != i/2+1 {
			t.Fatal(seq, err)
		}
	}
	if _, err := Open(dir, Options{}); err == nil {
		t.Fatal("twice")
	} else {
		t.Log(err)
	}
	rs, err := l.Before(ctx, 51, 3)
	t.Log(rs, err)
	for b, err := range l.Follow(ctx, 20) {
		t.Log(len(b), err)
		break
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l, err = Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for b, err := range l.Follow(ctx, 20) {
		t.Log(len(b), b[0].Seq, err)
		break
	}
	t.Log(l.Close(), l.Close())
}
