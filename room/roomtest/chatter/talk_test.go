package chatter

import (
	"testing"
	"unicode/utf8"
)

// TestTalk: the same seed says the same, another one something else, in time
// and of the size of what people say in chats.
func TestTalk(t *testing.T) {
	a, b, other := New(1), New(1), New(2)
	const n = 3000
	differ, size := false, 0
	for last := a.at; n > a.number; {
		m, same := a.Next(), b.Next()
		if m != same {
			t.Fatalf("message %d is %+v and %+v", a.number, m, same)
		}
		if !m.At.After(last) || !utf8.ValidString(m.Text) || m.Text == "" {
			t.Fatalf("message %d is %+v after %v", a.number, m, last)
		}
		last, size = m.At, size+len(m.Text)
		differ = differ || other.Next().Text != m.Text
	}
	if !differ {
		t.Error("seeds 1 and 2 say the same")
	}
	if mean := size / n; mean < 40 || mean > 160 {
		t.Errorf("a message has %d bytes in the mean, want about 100", mean)
	}
}

func BenchmarkNext(b *testing.B) {
	t := New(1)
	for b.Loop() {
		t.Next()
	}
}
