package main

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestServersKilled kills servers of a room, and NATS servers, while somebody writes at each,
// for the acceptance eight: what was acknowledged or shown is there, once, in one order at both doors of
// all servers, and nobody is refused meanwhile within 15 s. Asked for are the kills of one
// server; the other attacks are fewer in proportion, and NATS's leader stands still only if more
// than usual are asked for.
func TestServersKilled(t *testing.T) {
	t.Parallel()
	const few = 2
	kills, each := amount(t, killsVariable, few), 1
	if kills > few {
		each = writers
	}
	f := newFleet(t, 3, "--flood=off", "--per-address=100")
	o := newOracle(t, len(f.servers)*each)
	o.rests = time.Second      // so that it is not the processor that they wait for
	o.waits = 14 * time.Second // as long as the log does, but for the way
	stop := o.writeTo(f)
	w := &watch{fleet: f, terminals: make([]*terminal, len(f.servers))}
	w.look()
	for _, a := range []struct {
		name  string
		times int
		kill  func(round int) (restart func())
	}{
		{"one", kills, f.killOne},
		{"all", max(kills/4, 1), f.killAll},
		{"leader", max(kills/2, 1), f.killLeader},
		{"nats", max(kills/4, 1), f.killNATS},
		{"frozen", kills / 4, f.freezeLeader},
	} {
		if a.times == 0 {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			var pauses []time.Duration
			for round := range a.times {
				restart := a.kill(round)
				var longest time.Duration
				for range 2 * len(o.writers) * window { // what is under way, and as much
					begun := time.Now()
					o.more(withPatience(t), 1)
					longest = max(longest, time.Since(begun))
				}
				pauses = append(pauses, longest)
				restart()
				o.more(withPatience(t), 40+10*(round%5)) // early and late in what a start does
				w.look()
			}
			slices.Sort(pauses)
			t.Logf("%d kills, without an acknowledgement for %v in the median, %v at most", len(pauses), pauses[len(pauses)/2], pauses[len(pauses)-1])
		})
	}
	stop()
	w.judge(f.judge(o))
}

// killOne kills one of the servers, some of them again while they start.
func (f *fleet) killOne(round int) (restart func()) {
	i := rand.IntN(len(f.servers))
	f.all()[i].kill()
	return func() {
		f.launch(i)
		if round%4 == 3 {
			time.Sleep(rand.N(time.Second)) // anywhere in its start
			f.all()[i].kill()
			f.launch(i)
		}
		f.opened(i)
	}
}

// killAll kills all servers.
func (f *fleet) killAll(int) (restart func()) {
	for _, s := range f.all() {
		_ = s.send(syscall.SIGKILL) // at once, as far as that goes
	}
	for i, s := range f.all() {
		s.kill()
		f.launch(i)
	}
	return func() {
		for i := range f.servers {
			f.opened(i)
		}
	}
}

// killLeader kills the NATS server that leads the stream. It comes back at once, or when the
// others go on.
func (f *fleet) killLeader(round int) (restart func()) {
	f.nats.AwaitWhole(f.t)
	leader := f.nats.Leader(f.t)
	if leader == nil {
		f.t.Fatal("nobody leads the stream")
	}
	leader.Kill()
	if round%2 > 0 {
		return func() { leader.Run(f.t) }
	}
	leader.Run(f.t)
	return func() {}
}

// freezeLeader has the NATS server that leads the stream stand still, and go on as if it still led.
func (f *fleet) freezeLeader(int) (restart func()) {
	f.nats.AwaitWhole(f.t)
	leader := f.nats.Leader(f.t)
	if leader == nil {
		f.t.Fatal("nobody leads the stream")
	}
	leader.Freeze(f.t)
	since := time.Now()
	return func() {
		rest(since, frozenFor)
		leader.Thaw(f.t)
	}
}

// frozenFor is how long a NATS server stands still: longer than the others take to elect another.
const frozenFor = 6 * time.Second

// killNATS kills all NATS servers.
func (f *fleet) killNATS(int) (restart func()) {
	f.nats.AwaitWhole(f.t)
	for _, n := range f.nats.Nodes {
		n.Kill()
	}
	for _, n := range f.nats.Nodes {
		n.Run(f.t)
	}
	return func() {}
}

// A watch has somebody at the ssh door of each server, who comes back to it.
type watch struct {
	fleet     *fleet
	terminals []*terminal
	former    []*terminal
}

// look opens the terminals that are gone.
func (w *watch) look() {
	for i, s := range w.fleet.all() {
		if term := w.terminals[i]; term != nil {
			if !term.shown.over() {
				continue
			}
			w.former = append(w.former, term)
		}
		w.terminals[i] = open(w.fleet.t, s, "watcher"+strconv.Itoa(i), newKey(w.fleet.t))
	}
}

var said = regexp.MustCompile(`writer\d+ says \d+$`)

// judge wants every terminal to have had the order that the numbers have.
func (w *watch) judge(history []object) {
	numbers := map[string]uint64{}
	for _, m := range history {
		numbers[strings.TrimSuffix(m.Text, mended)] = m.Seq
	}
	lines := 0
	for _, term := range append(w.former, w.terminals...) {
		last := uint64(0)
		for _, line := range term.shown.all() {
			text := said.FindString(line)
			if text == "" {
				continue
			}
			lines++
			switch seq := numbers[text]; {
			case seq == 0:
				w.fleet.t.Errorf("a terminal had %q, which is not there", line)
			case seq <= last:
				w.fleet.t.Errorf("a terminal had %q, number %d, behind number %d", line, seq, last)
			default:
				last = seq
			}
		}
	}
	w.fleet.t.Logf("%d terminals read %d lines", len(w.former)+len(w.terminals), lines)
}
