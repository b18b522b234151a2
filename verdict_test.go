package main

import (
	"strconv"
	"strings"
)

// judge holds the history against what is known.
func (o *oracle) judge(history []object) {
	o.t.Helper()
	bySeq := map[uint64]string{}
	count := map[string]int{}
	for _, m := range history {
		before, isMended := strings.CutSuffix(m.Text, mended)
		if o.mended[m.Seq] && !isMended {
			o.t.Errorf("number %d is %q, was mended", m.Seq, m.Text)
		}
		bySeq[m.Seq] = before
		count[before]++
	}
	for text, n := range count {
		if n > 1 {
			o.t.Errorf("%q is there %d times", text, n)
		}
	}
	for seq, text := range o.shown {
		if bySeq[seq] != text {
			o.t.Errorf("number %d was shown as %q, is %q", seq, text, bySeq[seq])
		}
	}
	for _, w := range o.writers {
		w.judge(bySeq, history)
	}
	o.t.Logf("%d messages there, %d acknowledgements, %d shown, %d mended, %d refused", len(history), o.stored, len(o.shown), len(o.mended), o.refused)
}

func (w *writer) judge(bySeq map[uint64]string, history []object) {
	for n, seq := range w.stored {
		if bySeq[seq] != w.text(n) {
			w.t.Errorf("number %d was acknowledged as %q, is %q", seq, w.text(n), bySeq[seq])
		}
	}
	last := -1
	for _, m := range history {
		number, mine := strings.CutPrefix(strings.TrimSuffix(m.Text, mended), w.name+" says ")
		if !mine {
			continue
		}
		n, err := strconv.Atoi(number)
		if err != nil || n <= last {
			w.t.Errorf("%q comes after %s's %d", m.Text, w.name, last)
		}
		last = n
	}
}
