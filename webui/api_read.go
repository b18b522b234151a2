package webui

import (
	"net/http"
	"strconv"

	"talktalktalk/room"
)

// listMessages answers with the newest messages, or those before or after a
// number.
func (s *Server) listMessages(r *http.Request) (reply, error) {
	ask, err := readAsked(r)
	if err != nil {
		return reply{}, err
	}
	ctx, done := s.within(s.patience.room)
	defer done()
	session, err := s.joinAPI(ctx, room.Visitor{Addr: addressOf(r), Recent: -1})
	if err != nil {
		return reply{}, err
	}
	defer session.Leave(room.Quit)
	turn := session.Before
	if ask.forth {
		turn = session.After
	}
	if ask.query != "" {
		hits, err := session.Search(ctx, room.Search{Query: ask.query, Before: ask.from, Limit: ask.limit})
		return reply{status: http.StatusOK, object: newHits("", hits)}, err
	}
	found, err := turn(ctx, ask.from, ask.limit)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, object: newPage("", found)}, nil
}

// asked is which messages a script wants.
type asked struct {
	from  room.Seq
	forth bool // those above from; else those below
	limit int
	query string // only those that it finds, "" for all
}

func readAsked(r *http.Request) (asked, error) {
	query := r.URL.Query()
	ask := asked{from: room.MaxSeq, limit: room.PageMost}
	ask.query = query.Get("q")
	if ask.query != "" && query.Get("after") != "" {
		return ask, badRequest("q is searched from the newest back: with before, not after")
	}
	if query.Get("before") != "" && query.Get("after") != "" {
		return ask, badRequest("before or after, not both")
	}
	for _, field := range []string{"before", "after"} {
		if text := query.Get(field); text != "" {
			seq, err := parseSeq(field, text)
			if err != nil {
				return ask, err
			}
			ask.from, ask.forth = seq, field == "after"
		}
	}
	if text := query.Get("limit"); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil {
			return ask, badRequest("limit: %.40q is no number", text)
		}
		ask.limit = limit // which the room clamps
	}
	return ask, nil
}

func parseSeq(field, text string) (room.Seq, error) {
	seq, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, badRequest("%s: %.40q is no message's number", field, text)
	}
	return min(room.Seq(seq), room.MaxSeq), nil
}

// listPeople answers with who is here.
func (s *Server) listPeople(r *http.Request) (reply, error) {
	ctx, done := s.within(s.patience.room)
	defer done()
	session, err := s.joinAPI(ctx, room.Visitor{Addr: addressOf(r), Recent: -1})
	if err != nil {
		return reply{}, err
	}
	defer session.Leave(room.Quit)
	members, online, err := session.People(maxPeople)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, object: newPeople("", members, online)}, nil
}
