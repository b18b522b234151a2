package webui

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"talktalktalk/room"
)

// maxPeople is how many entries a list of people has at most.
const maxPeople = 500

// A request is a client's frame. Its body is decoded by who answers it, since
// the same field means different things in different types.
type request struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	body []byte
}

// into decodes the body; fields that to does not have are ignored.
func (r request) into(to any) error {
	if err := json.Unmarshal(r.body, to); err != nil {
		return badRequest("%s: a field has the wrong type", r.Type)
	}
	return nil
}

func badRequest(format string, a ...any) *room.Refusal {
	return &room.Refusal{Code: room.CodeBadRequest, Text: fmt.Sprintf(format, a...)}
}

// answers are what a visitor who is in may ask, by type. The objects are
// sent, an error is told to the client, and a farewell ends the socket.
var answers = map[string]func(*socket, context.Context, request) ([]any, error){
	"say":     (*socket).say,
	"name":    (*socket).name,
	"before":  (*socket).before,
	"after":   (*socket).after,
	"search":  (*socket).search,
	"count":   (*socket).count,
	"read":    (*socket).read,
	"edit":    (*socket).edit,
	"delete":  (*socket).delete,
	"people":  (*socket).people,
	"devices": (*socket).devices,
	"ping":    (*socket).pong,

	"subscribe":   (*socket).subscribe,
	"unsubscribe": (*socket).unsubscribe,
	"standing":    (*socket).standing,
}

// take answers one frame. Its error ends the socket.
func (c *socket) take(frame []byte) error {
	r := request{body: frame}
	objects, err := c.do(&r)
	ended := c.reply(r, objects, err)
	if wait := c.pace.pause(err); ended == nil && wait > 0 {
		c.door.rest(wait)
	}
	return ended
}

// reply sends the objects that answer r, and tells the client of err, unless
// that ends the socket and is returned.
func (c *socket) reply(r request, objects []any, err error) error {
	var ours *farewell
	switch {
	case errors.Is(err, room.ErrClosing):
		return restarting
	case errors.As(err, &ours):
		c.answer(objects...)
		return ours
	case err != nil:
		objects = append(objects, newRefusal(r.ID, c.door.refusal(r.Type, err)))
	}
	c.answer(objects...)
	if out := asRemoved(err); out != nil {
		return sentOut(out, true)
	}
	return nil
}

func (c *socket) do(r *request) ([]any, error) {
	// A field of the wrong type does not keep the others from being decoded,
	// so the answer may bear the id all the same.
	if json.Unmarshal(r.body, r) != nil {
		return nil, badRequest("a frame is one JSON object with a type and, where it has one, a text as its id")
	}
	ctx, done := c.door.within(c.door.patience.room)
	defer done()
	if c.session == nil {
		return nil, c.hello(ctx, *r)
	}
	answer, known := answers[r.Type]
	if !known {
		return nil, badRequest("this type is unknown, or not for now")
	}
	return answer(c, ctx, *r)
}

// refusal is what the client may know of err. The rest goes to the log.
func (s *Server) refusal(asked string, err error) *room.Refusal {
	if errors.Is(err, context.DeadlineExceeded) {
		why := room.ErrUnavailable // a disk that does not answer takes nothing either
		if known := s.room.Writable(); errors.Is(known, why) {
			why = known
		}
		err = fmt.Errorf("%w: %w", why, err)
	}
	refusal, expected := room.AsRefusal(err)
	if !expected {
		s.log.Error("a request failed", "type", asked, "err", err)
	}
	return refusal
}

func (c *socket) name(ctx context.Context, r request) ([]any, error) {
	var wish struct {
		Name string `json:"name"`
	}
	if err := r.into(&wish); err != nil {
		return nil, err
	}
	got, note, err := c.session.Rename(ctx, wish.Name)
	if err != nil {
		return nil, err
	}
	c.told(got)
	now := c.session.Identity()
	answer := named{Type: "named", ID: r.ID, Name: got, Note: note, Admin: now.Admin, Claimed: now.Claimed}
	news := append(c.newCommands(), c.newOrder(true)...) // of another rank, other things hold
	return append([]any{answer}, news...), nil
}

func (c *socket) before(ctx context.Context, r request) ([]any, error) {
	return c.leaf(ctx, r, c.session.Before)
}

func (c *socket) after(ctx context.Context, r request) ([]any, error) {
	return c.leaf(ctx, r, c.session.After)
}

// leaf answers with the page of history that turn gives.
func (c *socket) leaf(ctx context.Context, r request, turn func(context.Context, room.Seq, int) (room.Page, error)) ([]any, error) {
	where := struct {
		Seq   *room.Seq `json:"seq"`
		Limit int       `json:"limit"`
	}{Limit: room.Backlog}
	if err := r.into(&where); err != nil {
		return nil, err
	}
	if where.Seq == nil {
		return nil, badRequest("%s: seq is missing", r.Type)
	}
	p, err := turn(ctx, *where.Seq, where.Limit)
	if err != nil {
		return nil, err
	}
	return []any{newPage(r.ID, p)}, nil
}

// count answers how many messages there are above a number.
func (c *socket) count(ctx context.Context, r request) ([]any, error) {
	var from struct {
		Seq *room.Seq `json:"seq"`
	}
	if err := r.into(&from); err != nil {
		return nil, err
	}
	if from.Seq == nil {
		return nil, badRequest("count: seq is missing")
	}
	n, err := c.session.Count(ctx, *from.Seq)
	if err != nil {
		return nil, err
	}
	return []any{count{Type: "count", ID: r.ID, Count: n}}, nil
}

// read takes how far the person has read. There is no answer (B11).
func (c *socket) read(_ context.Context, r request) ([]any, error) {
	var read struct {
		Seq *room.Seq `json:"seq"`
	}
	if err := r.into(&read); err != nil {
		return nil, err
	}
	if read.Seq == nil {
		return nil, badRequest("read: seq is missing")
	}
	c.session.Read(*read.Seq)
	return nil, nil
}

func (c *socket) people(_ context.Context, r request) ([]any, error) {
	members, online, err := c.session.People(maxPeople)
	if err != nil {
		return nil, err
	}
	return []any{newPeople(r.ID, members, online)}, nil
}

// devices lists the person's keys and browsers.
func (c *socket) devices(_ context.Context, r request) ([]any, error) {
	list, err := c.session.ListDevices()
	if err != nil {
		return nil, err
	}
	return []any{newDevices(r.ID, list)}, nil
}

func (c *socket) pong(_ context.Context, r request) ([]any, error) {
	return []any{pong{Type: "pong", ID: r.ID, Head: c.door.room.Head()}}, nil
}
