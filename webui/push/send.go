package push

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"
)

const (
	keptFor = 24 * time.Hour // that a push service keeps a notice for a browser that is off
	topic   = "called"       // of all notices: of one room the newest replaces those that are kept

	// nobody is the contact of a server that does not know its own address. Some
	// push services refuse who gives none.
	nobody = "https://example.org/"
)

// deliver sends what is in the queue, until ctx ends.
func (n *Notifier) deliver(ctx context.Context) {
	for {
		select {
		case one := <-n.queue:
			n.send(ctx, one)
		case <-ctx.Done():
			return
		}
	}
}

// send sends a notice, and takes in what the push service says of it.
func (n *Notifier) send(ctx context.Context, one notice) {
	host := hostOf(one.to.Endpoint)
	if !n.Allows(one.to.Endpoint) || n.rests.has(host) || n.rests.has(one.to.Endpoint) {
		n.dropped.Add(1)
		return
	}
	status, err := n.post(ctx, one)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		n.failed.Add(1)
		n.rests.add(host)
		n.opts.Logger.Warn("a push service is not to be had", "host", host, "err", unaddressed(err))
	case status == http.StatusNotFound || status == http.StatusGone:
		n.gone.Add(1)
		if err := n.room.Unreachable(ctx, one.to.Endpoint); err != nil && ctx.Err() == nil {
			n.opts.Logger.Warn("that a browser is gone is not stored", "err", err)
		}
	case status >= http.StatusMultipleChoices:
		n.failed.Add(1)
		n.rests.add(one.to.Endpoint) // nobody's browser is to make the service rest for others
		n.opts.Logger.Warn("a push service refuses", "host", host, "status", status)
	default:
		n.sent.Add(1)
	}
}

// post encrypts and sends it.
func (n *Notifier) post(ctx context.Context, one notice) (status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, pushTime)
	defer cancel()
	res, err := webpush.SendNotificationWithContext(ctx, one.payload, &webpush.Subscription{
		Endpoint: one.to.Endpoint,
		Keys:     webpush.Keys{P256dh: base64.RawURLEncoding.EncodeToString(one.to.Key), Auth: base64.RawURLEncoding.EncodeToString(one.to.Auth)},
	}, &webpush.Options{
		HTTPClient:      n.client,
		Subscriber:      cmp.Or(n.opts.Contact, nobody),
		Topic:           topic,
		TTL:             int(keptFor.Seconds()),
		Urgency:         webpush.UrgencyHigh,
		VAPIDPublicKey:  n.keys.public,
		VAPIDPrivateKey: n.keys.private,
	})
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, headerMost) // so that the connection can be used again
	return res.StatusCode, nil
}

// hostOf names the service in the log, and no browser: an endpoint is a secret.
func hostOf(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	return u.Host
}

// unaddressed is err without the endpoint, which an HTTP client puts into it.
func unaddressed(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}
