package webui

import (
	"html/template"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// deletedText stands where a deleted message was.
const deletedText = "message deleted"

// A row is a message as the templates show it.
type row struct {
	Seq     room.Seq
	Name    string
	Time    time.Time
	Edited  time.Time // zero for never
	Action  bool
	Admin   bool
	Bot     bool
	Deleted bool
	Claimed bool
	Note    string        // for all, once
	Link    string        // where the time leads
	Body    template.HTML // escaped, or through the policy of render
	text    string
}

// newRow shows e; link is "" for a link to the row itself.
func newRow(e *room.Event, link string) row {
	r := row{
		Seq: e.Seq, Name: texts.Legible(e.Name), Time: e.Time, Edited: e.Edited,
		Action: e.Action, Admin: e.Admin, Bot: e.Bot, Deleted: e.Deleted, Claimed: e.Claimed, Note: texts.Legible(e.Note),
		Link: link, text: texts.Legible(e.Text),
	}
	if link == "" {
		r.Link = "#m" + strconv.FormatUint(uint64(e.Seq), 10)
	}
	if e.Deleted {
		r.text = deletedText
	}
	r.Body = shown(r.text)
	return r
}

// shown is what somebody wrote as a page holds it: with its markup, else escaped.
func shown(text string) template.HTML {
	if marked := render(text); marked != "" {
		return template.HTML(marked)
	}
	return template.HTML(template.HTMLEscapeString(text))
}

// summaryMost is how many characters of a message a search engine, or whoever
// shows a link to it, is told.
const summaryMost = 200

// Summary is the beginning of what the message says.
func (r row) Summary() string {
	text := []rune(r.text)
	if len(text) > summaryMost {
		text = append(text[:summaryMost], '…')
	}
	return r.Name + ": " + string(text)
}

// serveMessage serves /m/1234, the page of one message, and /m/1234.txt, what it
// says: as it was typed, but for what no screen should get (B53).
func (s *Server) serveMessage(w http.ResponseWriter, r *http.Request) {
	number, asText := strings.CutSuffix(r.PathValue("message"), ".txt")
	seq, err := strconv.ParseUint(number, 10, 64)
	if err != nil || number[0] == '0' {
		http.NotFound(w, r)
		return
	}
	if err := s.room.Knock(addressOf(r)); err != nil {
		s.refuse(w, err)
		return
	}
	ctx, done := s.within(s.patience.room)
	defer done()
	e, err := s.room.Message(ctx, addressOf(r), room.Seq(seq))
	switch {
	case err != nil:
		s.refuse(w, err)
	case e == nil:
		http.NotFound(w, r)
	case asText:
		newDocument("text/plain; charset=utf-8", []byte(newRow(e, "").text+"\n")).serveAs(w, r, status(e))
	default:
		view := struct {
			Title   string
			Message row
		}{s.opts.Title, newRow(e, "../#m"+number)}
		s.draw(messagePage, view).serveAs(w, r, status(e))
	}
}

// status is that of a message's page.
func status(e *room.Event) int {
	if e.Deleted {
		return http.StatusGone
	}
	return http.StatusOK
}

// refuse answers a request that failed.
func (s *Server) refuse(w http.ResponseWriter, err error) {
	refusal, expected := room.AsRefusal(err)
	if !expected {
		s.log.Error("a request failed", "err", err)
	}
	status := http.StatusServiceUnavailable
	switch refusal.Code {
	case room.CodeBanned:
		status = http.StatusForbidden
	case room.CodeFlood:
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(refusal.Wait.Seconds()))))
	}
	http.Error(w, refusal.Text, status)
}
