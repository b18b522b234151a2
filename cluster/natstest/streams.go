package natstest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Lose removes the room's stream alone.
func (c *Cluster) Lose(t testing.TB) {
	t.Helper()
	if err := c.with(context.Background(), readyMost, func(ctx context.Context, js jetstream.JetStream) error { return js.DeleteStream(ctx, stream) }); err != nil {
		t.Fatal(err)
	}
}

// Streams are the names of all streams.
func (c *Cluster) Streams(t testing.TB) (all []string) {
	t.Helper()
	err := c.with(context.Background(), readyMost, func(ctx context.Context, js jetstream.JetStream) error {
		names := js.StreamNames(ctx)
		for name := range names.Name() {
			all = append(all, name)
		}
		return names.Err()
	})
	if err != nil && !errors.Is(err, jetstream.ErrEndOfData) {
		t.Fatal(err)
	}
	return all
}

// Last is the last message of a stream.
func (c *Cluster) Last(t testing.TB, stream string) (last *jetstream.RawStreamMsg) {
	t.Helper()
	err := c.with(context.Background(), readyMost, func(ctx context.Context, js jetstream.JetStream) error {
		s, err := js.Stream(ctx, stream)
		if err == nil {
			last, err = s.GetMsg(ctx, s.CachedInfo().State.LastSeq)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return last
}

// AwaitConsumers waits until so many consumers read the room's stream.
func (c *Cluster) AwaitConsumers(t testing.TB, n int) {
	t.Helper()
	err := c.with(context.Background(), readyMost, func(ctx context.Context, js jetstream.JetStream) error {
		for {
			s, err := js.Stream(ctx, stream)
			if err != nil {
				return fmt.Errorf("wait for %d consumers: %w", n, err)
			}
			if s.CachedInfo().State.Consumers == n {
				return nil
			}
			<-time.After(lookAgain)
		}
	})
	if err != nil {
		t.Error(err)
	}
}

// Differ writes into the room's stream what servers write that find that they have different records.
func (c *Cluster) Differ(t testing.TB) {
	t.Helper()
	c.configure(t, func(config *jetstream.StreamConfig) { config.Metadata["differs"] = "1-1024" })
}

// configure changes the configuration of the room's stream.
func (c *Cluster) configure(t testing.TB, change func(*jetstream.StreamConfig)) {
	t.Helper()
	err := c.with(context.Background(), readyMost, func(ctx context.Context, js jetstream.JetStream) error {
		s, err := js.Stream(ctx, stream)
		if err != nil {
			return err
		}
		config := s.CachedInfo().Config
		change(&config)
		_, err = js.UpdateStream(ctx, config)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
