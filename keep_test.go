package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// TestKeep serves a history of ten years with --keep: what is older goes at the
// start, for readers of all kinds and from the disk, and a resend, a permalink or a
// page beyond finds nothing. Then it is killed while that goes on, again and again.
func TestKeep(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	take(t, data, original(t, 1500))
	s := startOn(t, data, "--flood=off")
	ann, welcome := browse(t, s, object{Name: "ann"})
	for i := range 20 {
		ann.say(fmt.Sprint("c-", i), fmt.Sprint("said here ", i))
	}
	seq := ann.say("c-last", "the last")
	s.stop()
	old := lines(t, export(t, data))

	for range amount(t, killsVariable, 3) {
		s := launch(t, data, "--web=127.0.0.1:0", "--ssh=127.0.0.1:0", "--keep=3650d")
		s.logged("INFO (history) ") // after which it goes on at any moment
		s.kill()
		if now := lines(t, export(t, data)); len(now) != len(old) && len(now) != 21 {
			t.Fatalf("after a kill there are %d messages, want %d or 21", len(now), len(old))
		}
	}
	s = startOn(t, data, "--flood=off", "--keep=3650d")
	if len(lines(t, export(t, data))) != 21 {
		s.logged("(old messages removed)")
	}
	again, w := browse(t, s, object{Token: welcome.Token, Epoch: welcome.Epoch, After: old[10].Seq})
	if w.Who != welcome.Who || w.Epoch != welcome.Epoch {
		t.Errorf("ann is %s in epoch %s, was %s in %s", w.Who, w.Epoch, welcome.Who, welcome.Epoch)
	}
	if history := again.history(); len(history) != 21 || history[20].Seq != seq || !strings.HasPrefix(history[0].Text, "said here 0") {
		t.Errorf("%d messages, want the 21 that were said here", len(history))
	}
	if got := again.say("c-last", "the last"); got != seq {
		t.Errorf("said again, the last is %d, was %d", got, seq)
	}
	again.send(object{Type: "delete", ID: "d-1", Seq: old[0].Seq})
	if o := again.answer("d-1"); o.Code != "not_found" {
		t.Errorf("to delete what is gone: %+v", o)
	}
	for path, want := range map[string]int{fmt.Sprint("/m/", old[0].Seq): 404, fmt.Sprint("/m/", seq): 200} {
		response, err := http.Get("http://" + s.web + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, response.StatusCode, want)
		}
	}
	s.stop()
}
