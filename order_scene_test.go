package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// untold wants nobody to have been told of what was tried: neither who watches
// nor an admin, by whatever object.
func (sc *scene) untold(line string, heard, told int) {
	sc.t.Helper()
	sc.shows("")
	for _, o := range sc.watcher.seen.all()[heard:] {
		if o.Type != "presence" && !strings.HasPrefix(o.Text, "mark ") {
			sc.t.Errorf("%s is refused, and others are told %+v", line, o)
		}
	}
	for _, o := range sc.boss.seen.all()[told:] {
		if o.Type == "act" || o.Type == "notice" && o.ID == "" {
			sc.t.Errorf("%s is refused, and an admin is told %+v", line, o)
		}
	}
}

// picture is all that acts could have changed: who is banned, what somebody new
// is told of the room, who is here, and what was said.
func (sc *scene) picture() string {
	sc.t.Helper()
	b, welcome := browse(sc.t, sc.s, object{Name: "looker"})
	defer b.cut()
	b.await("synced", func(o object) bool { return o.Type == "synced" })
	var told []string
	for _, o := range b.seen.all() {
		if o.Type == "standing" {
			told = append(told, fmt.Sprintf("%+v", o))
		}
	}
	var said []object
	for _, m := range b.history() {
		if !strings.HasPrefix(m.Text, "mark ") {
			said = append(said, m)
		}
	}
	return fmt.Sprint(sc.must("/bans"), welcome.Topic, told, said)
}

// number0 is number, 0 before the first act.
func (sc *scene) number0() int {
	if strings.HasPrefix(sc.must("/log 1"), "no admin") {
		return 0
	}
	return sc.number()
}

// setScene starts a server, and has somebody come in at a door.
func setScene(t *testing.T, role, door string) (*scene, actor) {
	key := newKey(t)
	keys := filepath.Join(t.TempDir(), "keys")
	line := ssh.MarshalAuthorizedKey(newKey(t).PublicKey())
	if role == "key" {
		line = ssh.MarshalAuthorizedKey(key.PublicKey())
	}
	if err := os.WriteFile(keys, line, 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, "--admin-keys="+keys, "--flood=10000/5s")
	secret := s.secret()
	boss, _ := browse(t, s, object{Name: secret})
	watcher, _ := browse(t, s, object{Name: "watcher"})
	sc := &scene{t: t, s: s, boss: &orderer{browser: boss}, watcher: watcher}
	return sc, enterAs(t, s, role, door, secret, key)
}

// enterAs has somebody come in.
func enterAs(t *testing.T, s *process, role, door, secret string, key ssh.Signer) actor {
	c := &commander{t, s, key}
	if door == "web" {
		b, _ := browse(t, s, object{Name: "actor"})
		who := &orderer{browser: b}
		switch role {
		case "claimed":
			who.order("/claim")
		case "secret":
			b.send(object{Type: "name", ID: "secret", Name: secret})
			b.answer("secret")
		case "key": // of which the browser becomes a device
			_, code, _ := c.run("say /link")
			who.order("/link " + strings.Fields(code[strings.Index(code, "/link ")+6:])[0])
		}
		return who
	}
	term := open(t, s, "actor", key)
	switch role {
	case "claimed":
		term.press("/claim\r")
		term.await("claim", func(line string) bool { return strings.Contains(line, "is yours") })
	case "secret":
		term.press("/nick " + secret + "\r")
		term.await("name", func(line string) bool { return strings.Contains(line, "you are admin") })
	}
	return c
}
