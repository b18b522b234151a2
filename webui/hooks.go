package webui

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"strings"

	"talktalktalk/room"
	"talktalktalk/webui/hook"
)

// hookBytes is how many bytes a post to a hook has at most: forges send whole
// lists of commits.
const hookBytes = 1 << 20

// errNoHook is told to whoever has no secret that is in force.
var errNoHook = &room.Refusal{Code: room.CodeNotFound, Text: "There is no such hook."}

// serveHook takes what a program posts (B56), and answers as Slack does, which
// such programs know, when it is on the disk.
func (s *Server) serveHook(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if err := s.takeHook(r); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "ok") // the client's loss
}

func (s *Server) takeHook(r *http.Request) error {
	who, known := s.room.Hook(r.PathValue("secret"))
	switch {
	case !mayConnect(r, s.opts.Origins):
		return errForeign
	case !known: // before anything of the body is read
		return errNoHook
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, hookBytes))
	if err != nil {
		return unread(err)
	}
	post, err := hook.Read(r.Header, body)
	switch {
	case errors.Is(err, hook.ErrNothing):
		return &room.Refusal{Code: room.CodeEmpty, Text: err.Error()}
	case err != nil:
		return badRequest("%s", err)
	}
	return s.post(who, cmp.Or(post.ID, r.Header.Get("Idempotency-Key")), post)
}

// post says what a program has to say. Where it comes from does not count: each
// hook has a budget of its own, and all of them one beside it.
func (s *Server) post(who, id string, post hook.Post) error {
	ctx, done := s.within(s.patience.disk)
	defer done()
	session, err := s.joinAPI(ctx, room.Visitor{Hook: who, Addr: netip.IPv6Unspecified(), Name: post.Name, Recent: -1})
	if err != nil {
		return err
	}
	defer session.Leave(room.Quit)
	text := post.Text
	if strings.HasPrefix(text, "/") {
		text = "/" + text // no program gives commands
	}
	_, err = session.Enter(ctx, id, text)
	return err
}
