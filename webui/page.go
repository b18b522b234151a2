package webui

import (
	"bytes"
	"html/template"
	"net/http"
	"slices"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// Templates in the folder static.
const (
	roomPage    = "index.html"
	messagePage = "message.html" // it also has the row that both show
)

const htmlType = "text/html; charset=utf-8"

func parsePages() *template.Template {
	return template.Must(template.New("").
		Funcs(template.FuncMap{"asset": func(name string) string { return pageAssets().url(name) }}).
		ParseFS(embedded, "static/*.html"))
}

// A roomView is what the template of the room's page is given.
type roomView struct {
	pageData
	*lately
	Refused string        // why nothing is shown, "" for most
	Topic   template.HTML // "" for none
}

// lately is what was said last, for who has no JavaScript (B43); a script asks
// for it itself.
type lately struct {
	events []*room.Event
	Rows   template.HTML // of the events
	Newest room.Seq      // 0 if nobody has said anything
}

// A drawnRoom is the room's page as it was drawn last. Most who ask find it true.
type drawnRoom struct {
	roomView
	page document
}

// serveRoom serves the page. From an address that is banned it shows nothing, but
// works: it may be an admin's, too.
func (s *Server) serveRoom(w http.ResponseWriter, r *http.Request) {
	if err := s.room.Knock(addressOf(r)); err != nil {
		refusal, _ := room.AsRefusal(err)
		view := roomView{pageData: s.pageData(r), lately: &lately{}, Refused: refusal.Text}
		s.draw(roomPage, view).serveAs(w, r, http.StatusForbidden)
		return
	}
	s.drawnRoom(s.pageData(r)).page.serve(w, r)
}

func (s *Server) drawnRoom(i pageData) *drawnRoom {
	topic, _ := s.room.Topic()
	view := roomView{pageData: i, lately: s.lately(), Topic: shown(texts.Legible(topic))}
	last := s.drawn.Load()
	if last != nil && last.roomView == view {
		return last
	}
	now := &drawnRoom{view, s.draw(roomPage, view)}
	s.drawn.Store(now)
	return now
}

// lately keeps the rows apart from the page, which says to each what host it
// asked: drawing a hundred rows takes milliseconds.
func (s *Server) lately() *lately {
	events := s.room.Newest(room.Backlog)
	last := s.last.Load()
	if last != nil && slices.Equal(last.events, events) {
		return last
	}
	now := &lately{events: events}
	var b bytes.Buffer
	for _, e := range events {
		s.fill(&b, "row", newRow(e, ""))
		now.Newest = e.Seq
	}
	now.Rows = template.HTML(b.String()) // which the template has escaped
	s.last.Store(now)
	return now
}

// draw fills a template and makes it a document.
func (s *Server) draw(page string, view any) document {
	var b bytes.Buffer
	s.fill(&b, page, view)
	return newDocument(htmlType, b.Bytes())
}

func (s *Server) fill(b *bytes.Buffer, name string, view any) {
	if err := s.pages.ExecuteTemplate(b, name, view); err != nil {
		panic(err) // the templates fit the views, whatever these hold
	}
}
