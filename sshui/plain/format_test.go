package plain

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"talktalktalk/room"
	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/sshtest"
)

func draw(s *formatter, events []*room.Event) string {
	var b []byte
	for _, e := range events {
		if e.Kind == room.Said {
			b = s.appendMessage(b, e, "")
		} else {
			b = s.appendGathering(b, e.PresenceChanges, "me")
		}
	}
	return string(b)
}

// TestScroll holds the plain form at several widths against what it should be.
func TestScroll(t *testing.T) {
	for _, width := range []int{0, 20, 40, 80, 300} {
		s := &formatter{zone: time.UTC, width: func() int { return width }}
		got := draw(s, sshtest.Conversation())
		sshtest.Golden(t, fmt.Sprintf("plain-%d", width), got)
		for line := range strings.Lines(got) {
			line = strings.TrimSuffix(line, "\n")
			if width >= narrowest && cells.Cells(line) > width {
				t.Errorf("at width %d a row has %d cells: %q", width, cells.Cells(line), line)
			}
			if strings.ContainsFunc(line, unicode.IsControl) {
				t.Errorf("a row holds control characters: %q", line)
			}
		}
	}
}
