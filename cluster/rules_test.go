package cluster

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"talktalktalk/room"
)

// TestReplay: servers that follow at any pace, and one that comes when much has been
// erased from the stream, end with the same log; and no text is left that is
// not in it.
func TestReplay(t *testing.T) {
	for range 300 {
		s := &streamModel{messages: map[room.Seq][]byte{}, times: map[room.Seq]time.Time{}, over: map[string]room.Seq{}}
		live := []*copyModel{newCopyModel(), newCopyModel(), newCopyModel()}
		alike := map[room.Seq][]told{}
		for range 200 {
			m := live[rand.IntN(len(live))]
			switch rand.IntN(4) {
			case 0, 1:
				if m.read >= m.whole { // else nobody is shown anything
					s.propose(m)
				}
			case 2:
				if m == live[2] && rand.IntN(8) > 0 {
					continue // it is away most of the time
				}
				s.follow(t, m, rand.IntN(20))
			default:
				s.erase(m)
			}
			m.checkBlocks(t, alike)
		}
		all := append(live, newCopyModel())
		for _, m := range all {
			s.follow(t, m, int(s.last))
			compare(t, m, live[0])
			m.checkBlocks(t, alike)
		}
		for _, m := range live {
			for len(m.marks) > 0 {
				s.erase(m)
			}
		}
		late := newCopyModel()
		for late.read < s.last {
			s.follow(t, late, 10)
			late.checkBlocks(t, alike)
		}
		compare(t, late, live[0])
		s.checkErased(t, late)
		if t.Failed() {
			return
		}
	}
}

func compare(t *testing.T, got, want *copyModel) {
	t.Helper()
	for seq, w := range want.records {
		g, there := got.records[seq]
		if !there || !bytes.Equal(g.Body, w.Body) || !g.Time.Equal(w.Time) {
			t.Errorf("record %d is %v %q %v, want %q %v", seq, there, g.Body, g.Time, w.Body, w.Time)
		}
		v, _, _ := got.version(seq)
		if u, _, _ := want.version(seq); v != u {
			t.Errorf("version of %d is %v, want %v", seq, v, u)
		}
	}
	if len(got.records) != len(want.records) || !maps.Equal(got.changes, want.changes) || !maps.Equal(got.keyOf, want.keyOf) {
		t.Errorf("%d records, %d changes, %d keys, want %d, %d, %d", len(got.records), len(got.changes), len(got.keyOf), len(want.records), len(want.changes), len(want.keyOf))
	}
}

// A told is what a copy has of some numbers, as servers tell each other of a block.
type told struct {
	has, bodies string
	last, at    room.Seq
}

// checkBlocks looks whether m has what any other has had, as far as they must be alike, where all
// is read and nothing trimmed.
func (m *copyModel) checkBlocks(t *testing.T, alike map[room.Seq][]told) {
	t.Helper()
	const size = 16
	for to := room.Seq(size); to < m.read+size && m.read >= m.whole; to += size {
		if m.rules.lowest > to-size+1 {
			continue
		}
		own := told{at: m.read}
		for seq := to - size + 1; seq <= min(to, m.read); seq++ {
			if _, there := m.records[seq]; there {
				v, _, _ := m.version(seq)
				own.has += fmt.Sprint(" ", seq, ":", m.keyOf[seq])
				own.bodies += fmt.Sprint(" ", seq, ":", v.By, string(m.records[seq].Body))
				own.last = max(own.last, seq, v.By)
			}
		}
		for _, other := range alike[to] {
			bodies := max(own.last, other.last) <= min(own.at, other.at)
			if (bodies || to <= min(own.at, other.at)) && own.has != other.has || bodies && own.bodies != other.bodies {
				t.Errorf("up to %d there is %+v, elsewhere %+v", to, own, other)
			}
		}
		alike[to] = append(alike[to], own)
	}
}

// checkErased looks whether every text in the stream is one that the log has. The new text of
// a message that was trimmed goes with a later trim.
func (s *streamModel) checkErased(t *testing.T, m *copyModel) {
	texts := map[string]bool{}
	for _, r := range m.records {
		texts[string(r.Body)] = true
	}
	var join assembler
	var draft *placed
	for seq := room.Seq(1); seq <= s.last; seq++ {
		b, there := s.messages[seq]
		if !there {
			continue
		}
		e := join.take(seq, time.Time{}, b)
		if e == nil {
			continue
		}
		if draft != nil && (e.Kind != kindAmend || e.Mends[0].Of >= m.rules.lowest) {
			t.Errorf("message %d still holds %q", draft.form.To, draft.Body)
		}
		draft = nil
		switch {
		case !bytes.Contains(e.Body, []byte("text")) || texts[string(e.Body)]:
		case e.Kind == kindDraft:
			draft = e
		default:
			t.Errorf("message %d still holds %q", seq, e.Body)
		}
	}
}
