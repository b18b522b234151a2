package cluster

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// How notes go between servers.
const (
	notesAtOnce = 256             // are sent, or asked for
	notesEvery  = 5 * time.Second // it is looked for some, whether anything is heard of them or not
	notesAgain  = time.Second     // what failed is tried again
	notesEnd    = time.Second     // to send what is left, at the end
	headTTL     = "Nats-TTL"
)

// The bucket with the notes belongs to a stream, and is a key-value bucket as NATS
// makes them. Its keys are the persons.
func notesBucket(generation string) string { return streamName + "-notes-" + generation }
func notesStream(generation string) string { return "KV_" + notesBucket(generation) }
func notesNews(generation string) string   { return streamName + ".noted." + generation + ".>" }
func noteSubject(generation, person string) string {
	return "$KV." + notesBucket(generation) + "." + base64.RawURLEncoding.EncodeToString([]byte(person))
}

// A wireNote is a note as the bucket has it.
type wireNote struct {
	Person string `json:"w"`
	Until  int64  `json:"u"` // ms since 1970
	Note   []byte `json:"n"`
}

// run sends and reads notes until ctx ends.
func (n *notes) run(ctx context.Context) {
	defer func() { n.news() }()
	failed := false
	for {
		pause, err := notesEvery, n.exchange(ctx)
		if err != nil && ctx.Err() == nil {
			if !failed {
				n.log.logger.Warn("what is kept of persons does not reach the other servers", "why", err)
			}
			n.generation = "" // it may be gone
			pause = notesAgain
		}
		failed = err != nil
		timer := time.NewTimer(pause)
		select {
		case <-n.wake:
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			if n.generation != "" {
				ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), notesEnd)
				defer cancel()
				_ = n.sendAll(ctx) // the next start compares
			}
			return
		}
		timer.Stop()
	}
}

// exchange reads what others have saved, and sends what was saved here.
func (n *notes) exchange(ctx context.Context) error {
	generation := n.log.generation.Load()
	if generation == nil || n.log.Writable() != nil || !n.watched() {
		return nil
	}
	if n.generation != *generation {
		if err := n.begin(ctx, *generation); err != nil {
			return fmt.Errorf("notes: %w", err)
		}
	}
	if err := n.read(ctx); err != nil {
		return err
	}
	if n.setAll(false) {
		if err := n.compare(ctx); err != nil {
			n.setAll(true)
			return err
		}
	}
	return n.sendAll(ctx)
}

// begin makes the bucket, if there is none yet, and reads it from its beginning.
func (n *notes) begin(ctx context.Context, generation string) error {
	a, err := n.log.bus.describe(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, publishMost)
	defer cancel()
	_, err = n.log.bus.js.Stream(ctx, notesStream(generation))
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		_, err = n.log.bus.js.CreateStream(ctx, bucketConfig(generation, a.replicas))
	}
	if err != nil {
		return err
	}
	n.news()
	n.news = func() {}
	heard, err := n.log.bus.conn.Subscribe(notesNews(generation), func(*nats.Msg) { wake(n.wake) })
	if err != nil {
		return err
	}
	n.news = func() { _ = heard.Unsubscribe() } // fails when the connection is closed, and then it is gone
	n.generation, n.cursor = generation, 0
	n.setAll(true)
	return nil
}

func bucketConfig(generation string, replicas int) jetstream.StreamConfig {
	bucket := notesBucket(generation)
	all := "$KV." + bucket + ".>"
	return jetstream.StreamConfig{
		Name: notesStream(generation), Subjects: []string{all}, Replicas: replicas, MaxMsgsPerSubject: 1,
		Discard: jetstream.DiscardNew, AllowRollup: true, DenyDelete: true, AllowDirect: true, AllowMsgTTL: true,
		RePublish: &jetstream.RePublish{Source: all, Destination: notesNews(generation), HeadersOnly: true},
	}
}

// read takes in what others have saved since it was read last.
func (n *notes) read(ctx context.Context) error {
	for {
		page, err := n.log.bus.get(ctx, notesStream(n.generation), "", firstFrom(n.cursor+1))
		if err != nil || len(page) == 0 {
			return err
		}
		for _, m := range page {
			if err := n.takeMessage(ctx, m); err != nil {
				return err
			}
			n.cursor = max(n.cursor, m.seq)
		}
	}
}

func (n *notes) takeMessage(ctx context.Context, m message) error {
	var w wireNote
	if json.Unmarshal(m.data, &w) != nil || w.Person == "" {
		return nil // somebody has removed it by hand
	}
	return n.take(ctx, replica.Note{Person: w.Person, Note: w.Note, Until: time.UnixMilli(w.Until).UTC()})
}

// compare finds the notes of the own store that the bucket lacks.
func (n *notes) compare(ctx context.Context) error {
	return n.log.AllNotes(ctx, func(all []replica.Note) error {
		for len(all) > 0 {
			some := all[:min(len(all), notesAtOnce)]
			all = all[len(some):]
			if err := n.compareSome(ctx, some); err != nil {
				return err
			}
		}
		return nil
	})
}

func (n *notes) compareSome(ctx context.Context, some []replica.Note) error {
	lacking := map[string]bool{}
	var subjects []string
	for _, note := range some {
		lacking[note.Person] = true
		subjects = append(subjects, noteSubject(n.generation, note.Person))
	}
	page, err := n.log.bus.get(ctx, notesStream(n.generation), "", map[string]any{"multi_last": subjects})
	if err != nil {
		return err
	}
	for _, m := range page {
		var w wireNote
		if json.Unmarshal(m.data, &w) == nil {
			delete(lacking, w.Person) // whether it is the later one, read has seen
		}
	}
	var persons []string
	for person := range lacking {
		persons = append(persons, person)
	}
	return n.publish(ctx, persons)
}

// sendAll sends what was saved here.
func (n *notes) sendAll(ctx context.Context) error {
	for {
		persons := n.takeUnsent()
		if len(persons) == 0 {
			return nil
		}
		if err := n.publish(ctx, persons); err != nil {
			for _, person := range persons {
				n.send(person)
			}
			return err
		}
	}
}

// publish stores the notes of persons in the bucket, and waits for it.
func (n *notes) publish(ctx context.Context, persons []string) error {
	ctx, cancel := context.WithTimeout(ctx, publishMost)
	defer cancel()
	var stored []jetstream.PubAckFuture
	for _, person := range persons {
		note, err := n.log.Note(ctx, person)
		if err != nil {
			return err
		}
		rest := int(time.Until(note.Until).Seconds())
		if rest < 1 {
			continue
		}
		m := nats.NewMsg(noteSubject(n.generation, person))
		m.Header.Set(headTTL, strconv.Itoa(rest)+"s")
		if m.Data, err = json.Marshal(wireNote{person, note.Until.UnixMilli(), note.Note}); err != nil {
			return err
		}
		ack, err := n.log.bus.js.PublishMsgAsync(m)
		if err != nil {
			return err
		}
		stored = append(stored, ack)
	}
	for _, ack := range stored {
		select {
		case <-ack.Ok():
		case err := <-ack.Err():
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// firstFrom asks for the first messages from a number on.
func firstFrom(seq room.Seq) map[string]any {
	return map[string]any{"seq": seq, "batch": fetchMost, "max_bytes": fetchBytes}
}
