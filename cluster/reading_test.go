package cluster

import (
	"errors"
	"fmt"
	"testing"

	"github.com/nats-io/nats.go"

	"talktalktalk/room"
)

// TestReadingCounts: what is erased is left out, and what gets lost on its way is missed; so is what
// is of another stream, and what is not sent is asked for again.
func TestReadingCounts(t *testing.T) {
	r := reading{generation: "g", next: 7}
	sent := func(subject string, seq, count int) error {
		page, err := r.take(nil, &nats.Msg{Subject: subject, Sub: &nats.Subscription{}, Reply: fmt.Sprintf("$JS.ACK.s.c.1.%d.%d.1000000000.0", seq, count)})
		if err == nil && (len(page) != 1 || page[0].seq != room.Seq(seq) || page[0].time.Unix() != 1) {
			t.Errorf("%d is read as %v", seq, page)
		}
		return err
	}
	if err := r.status("409", "2000"); err != nil || r.asked != -2000 {
		t.Errorf("2000 are not sent: %v, %d are to come", err, r.asked)
	}
	for count, seq := range []int{7, 8, 11} {
		if err := sent(logSubject("g"), seq, count+1); err != nil {
			t.Errorf("%d is sent: %v", seq, err)
		}
	}
	if r.next != 12 {
		t.Errorf("%d is next, want 12", r.next)
	}
	if err := r.status("409", ""); err == nil {
		t.Error("the consumer is gone, and nobody notices")
	}
	if err := sent(logSubject("other"), 12, 4); !errors.Is(err, errForeign) {
		t.Errorf("another room's message: %v", err)
	}
	if err := sent(logSubject("g"), 13, 5); err == nil {
		t.Error("12 was lost, and nobody notices")
	}
	if err := sent(logSubject("g"), 11, 5); err == nil {
		t.Error("11 comes again, and nobody notices")
	}
}

func (r *reading) status(status, unsent string) error {
	_, err := r.take(nil, &nats.Msg{Header: nats.Header{headStatus: {status}, headUnsent: {unsent}}})
	return err
}
