package webui

import (
	"context"
	"encoding/base64"
	"strings"

	"talktalktalk/room"
)

// A Pusher tells browsers whose page is closed that their person was called
// (package push).
type Pusher interface {
	Key() string                 // by which browsers know the server again (VAPID), base64url
	Allows(endpoint string) bool // whether a browser may be told there
}

type (
	// pushing is what a client is told of this: the key to subscribe for, and
	// whether its browser is told now.
	pushing struct {
		Key string `json:"key"`
		On  bool   `json:"on"`
	}
	subscribed struct {
		Type string `json:"type"`
		ID   string `json:"id,omitempty"`
		On   bool   `json:"on"`
	}
)

// pushing is nil where nobody is pushed to.
func (c *socket) pushing() *pushing {
	if c.door.opts.Pusher == nil {
		return nil
	}
	return &pushing{c.door.opts.Pusher.Key(), c.session.Subscribed()}
}

// subscribe has the browser be told while its page is closed.
func (c *socket) subscribe(_ context.Context, r request) ([]any, error) {
	var asked struct {
		Endpoint string `json:"endpoint"`
		Keys     struct {
			P256DH string `json:"p256dh"`
			Auth   string `json:"auth"`
		} `json:"keys"`
	}
	if err := r.into(&asked); err != nil {
		return nil, err
	}
	key, err1 := unpadded(asked.Keys.P256DH)
	auth, err2 := unpadded(asked.Keys.Auth)
	pusher := c.door.opts.Pusher
	switch {
	case pusher == nil:
		return nil, &room.Refusal{Code: room.CodeForbidden, Text: "This server tells nobody whose page is closed."}
	case err1 != nil || err2 != nil:
		return nil, badRequest("subscribe: the keys are no base64url")
	case !pusher.Allows(asked.Endpoint):
		return nil, &room.Refusal{Code: room.CodeForbidden, Text: "This server does not reach your browser's push service."}
	}
	return c.act(r, func(ctx context.Context) ([]any, error) {
		if err := c.session.Subscribe(ctx, room.Subscription{Endpoint: asked.Endpoint, Key: key, Auth: auth}); err != nil {
			return nil, err
		}
		return []any{subscribed{Type: "subscribed", ID: r.ID, On: true}}, nil
	})
}

// unsubscribe ends that.
func (c *socket) unsubscribe(_ context.Context, r request) ([]any, error) {
	return c.act(r, func(ctx context.Context) ([]any, error) {
		if err := c.session.Unsubscribe(ctx); err != nil {
			return nil, err
		}
		return []any{subscribed{Type: "subscribed", ID: r.ID}}, nil
	})
}

// unpadded decodes base64url, with padding or without.
func unpadded(text string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
}
