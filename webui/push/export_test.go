package push

import (
	"net/http"
	"testing"

	"talktalktalk/room"
)

// NewTrusting is New for services whose certificates the client trusts.
func NewTrusting(t testing.TB, r *room.Room, opts Options, like *http.Client) *Notifier {
	client := opts.Services.client()
	client.Transport.(*http.Transport).TLSClientConfig = like.Transport.(*http.Transport).TLSClientConfig.Clone()
	n := newNotifier(r, opts, client)
	n.begin()
	t.Cleanup(n.Close)
	return n
}
