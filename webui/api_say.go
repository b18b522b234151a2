package webui

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"talktalktalk/room"
	"talktalktalk/room/wire"
)

// sayBytes is how many bytes the body of a say has at most: as many as a frame
// of the WebSocket, which say the same.
const sayBytes = maxFrame

// A saying is what a script wants to say, and as whom.
type saying struct {
	Text *string `json:"text"`
	Name string  `json:"name"`
	ID   string  `json:"id"`
}

// sayOnce stores a message and answers when it is on the disk.
func (s *Server) sayOnce(r *http.Request) (reply, error) {
	say, err := readSaying(r)
	if err != nil {
		return reply{}, err
	}
	ctx, done := s.within(s.patience.disk)
	defer done()
	session, err := s.joinAPI(ctx, room.Visitor{Addr: addressOf(r), Name: say.Name, Recent: -1})
	if err != nil {
		return reply{}, err
	}
	defer session.Leave(room.Quit)
	receipt, err := session.Enter(ctx, say.ID, *say.Text)
	if err != nil {
		return reply{}, err
	}
	if receipt.Seq == 0 { // it was a command
		return reply{status: http.StatusOK, object: wire.NewNotice(say.ID, receipt.Answer)}, nil
	}
	return reply{
		status: http.StatusCreated,
		place:  fmt.Sprintf("../m/%d", receipt.Seq),
		object: said{
			Stored: wire.NewStored(say.ID, receipt),
			Name:   session.Name(), Notes: session.Welcome().Notices,
		},
	}, nil
}

// said is the answer to a say: the name under which it was said, and why that
// is not the one asked for.
type said struct {
	wire.Stored
	Name  string   `json:"name"`
	Notes []string `json:"notes,omitempty"`
}

// readSaying reads a body: JSON if the request says so, or does not say and
// looks like it; else the text itself.
func readSaying(r *http.Request) (saying, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, sayBytes))
	if err != nil {
		return saying{}, unread(err)
	}
	text := string(body)
	say := saying{Text: &text}
	switch kind := mediaType(r); {
	case isJSON(kind), kind != "text/plain" && looksLikeJSON(body):
		if say, err = decodeSaying(body); err != nil {
			return say, err
		}
	case strings.HasPrefix(kind, "multipart/"):
		return say, badRequest("the body is plain text or JSON")
	}
	if say.ID == "" {
		say.ID = r.Header.Get("Idempotency-Key")
	}
	return say, nil
}

func decodeSaying(body []byte) (say saying, err error) {
	if json.Unmarshal(body, &say) != nil {
		return say, badRequest(`the body is no JSON as in {"text":"hi","name":"sam","id":"1"}`)
	}
	if say.Text == nil {
		return say, badRequest("text is missing")
	}
	return say, nil
}

// unread is what a body that could not be read to its end is answered with.
func unread(err error) error {
	if errors.As(err, new(*http.MaxBytesError)) {
		return err
	}
	return badRequest("the body did not come in full")
}

// mediaType is what the request says of its body, without parameters. curl -d
// says that everything is a form.
func mediaType(r *http.Request) string {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return kind
}

func isJSON(kind string) bool {
	return kind == "application/json" || strings.HasSuffix(kind, "+json")
}

// looksLikeJSON tells whether body is an object, which nobody says as a text.
func looksLikeJSON(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) && json.Valid(body)
}
