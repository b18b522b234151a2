package hook

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// A Post is what a program wants to have said.
type Post struct {
	Text string
	Name string // under which it wants to say it, "" for the hook's own
	ID   string // by which the same post is known when it is sent again, "" if it has none
}

// ErrBody is why there is no Post: its text is for whoever sent the body.
var ErrBody = errors.New(`the body is JSON as in {"text":"…","username":"…"}, a form with such a field "payload", or plain text`)

// ErrNothing is why there is no Post, though the body can be read.
var ErrNothing = errors.New("the body has nothing to say: no text")

// formField is the field in which some programs send their JSON.
const formField = "payload"

// Read makes a Post of the header and the body of a request.
func Read(header http.Header, body []byte) (Post, error) {
	text, structured, err := content(header.Get("Content-Type"), body)
	if err != nil {
		return Post{}, err
	}
	post := Post{Text: string(text)}
	if structured {
		if post, err = translate(header, text); err != nil {
			return Post{}, err
		}
	}
	if strings.TrimSpace(post.Text) == "" {
		return Post{}, ErrNothing
	}
	return post, nil
}

// content takes the form off the body and tells whether what is in it is JSON.
// curl -d calls everything a form.
func content(kind string, body []byte) (text []byte, structured bool, err error) {
	media, _, err := mime.ParseMediaType(kind)
	if err != nil {
		media = ""
	}
	if media == "application/x-www-form-urlencoded" && bytes.HasPrefix(body, []byte(formField+"=")) {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, false, ErrBody
		}
		body, media = []byte(form.Get(formField)), "application/json"
	}
	body = bytes.TrimSpace(body)
	switch {
	case bytes.HasPrefix(body, []byte("{")) && json.Valid(body) && media != "text/plain":
		return body, true, nil
	case media == "application/json", strings.HasSuffix(media, "+json"), strings.HasPrefix(media, "multipart/"):
		return nil, false, ErrBody
	}
	return body, false, nil
}

// translate reads JSON, whoever sent it.
func translate(header http.Header, body []byte) (Post, error) {
	var o object
	if json.Unmarshal(body, &o) != nil {
		return Post{}, ErrBody
	}
	for _, f := range forges { // Gitea before GitHub, whose header it sends, too
		if event := header.Get("X-" + f + "-Event"); event != "" {
			return Post{Text: forgeLine(event, o), ID: header.Get("X-" + f + "-Delivery")}, nil
		}
	}
	switch {
	case o["alerts"] != nil:
		return Post{Text: alertsLine(o)}, nil
	case o["ruleName"] != nil || o["evalMatches"] != nil:
		return Post{Text: oldGrafanaLine(o)}, nil
	}
	return slackPost(o), nil
}
