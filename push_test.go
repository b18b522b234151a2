package main

import (
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"talktalktalk/webui/push/pushtest"
)

// A pushObject is what the page and the server tell each other of notices.
type pushObject struct {
	object
	Endpoint string            `json:"endpoint,omitempty"`
	Keys     map[string]string `json:"keys,omitempty"`
}

// TestPush has a browser be told by the program itself, which trusts the push
// service by the machine's certificates, over a restart.
func TestPush(t *testing.T) {
	t.Parallel()
	service := pushtest.NewService(t)
	roots := filepath.Join(t.TempDir(), "roots.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: service.Certificate().Raw})
	if err := os.WriteFile(roots, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	env, flag := []string{"SSL_CERT_FILE=" + roots, "SSL_CERT_DIR=/nonexistent"}, "--push-services="+service.Host()
	s := startWith(t, env, filepath.Join(t.TempDir(), "data"), flag)
	ann, _ := browse(t, s, object{Name: "ann"})
	phone := service.NewBrowser()
	p256dh, auth := phone.Keys()
	if err := ann.conn.WriteJSON(pushObject{
		object: object{Type: "subscribe", ID: "1"}, Endpoint: phone.Endpoint, Keys: map[string]string{"p256dh": p256dh, "auth": auth},
	}); err != nil {
		t.Fatal(err)
	}
	if o := ann.answer("1"); o.Type != "subscribed" {
		t.Fatalf("subscribe is answered by %+v", o)
	}
	ann.conn.Close()
	bob, _ := browse(t, s, object{Name: "bob"})
	awaitAway(bob, "ann")
	for i, want := range []string{"ann, are you there?", "ann? the server was away"} {
		bob.say(string(rune('a'+i)), want)
		push, err := phone.Next(withPatience(t))
		if err != nil {
			t.Fatal(err)
		}
		var shown map[string]string
		if err := json.Unmarshal(push.Payload, &shown); err != nil || len(shown) != 2 || shown["title"] != "bob · TalkTalkTalk" || shown["body"] != want {
			t.Errorf("the notice shows %v, %v", shown, err)
		}
		s.stop()
		s = startWith(t, env, s.data, flag)
		bob, _ = browse(t, s, object{Name: "bob"})
	}
	if phone.Waiting() > 0 {
		t.Error("a notice came twice")
	}
}

// awaitAway waits until nobody of the name has a connection.
func awaitAway(b *browser, name string) {
	b.t.Helper()
	for i := 0; ; i++ {
		id := "people-" + string(rune('a'+i%26)) + string(rune('a'+i/26%26))
		b.send(object{Type: "people", ID: id})
		list := b.await("people", func(o object) bool { return o.ID == id })
		away := true
		for _, p := range list.People {
			away = away && (p.Name != name || len(p.Doors) == 0)
		}
		if away {
			return
		}
	}
}
