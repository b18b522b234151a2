package webui

import (
	"bytes"
	"html/template"
	"net/http"
	"slices"

	"talktalktalk/room"
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
		ParseFS(static, "static/*.html"))
}

// A roomView is what the template of the room's page is given. The messages are
// for who has no JavaScript (B43); a script asks for them itself.
type roomView struct {
	invitation
	Messages []row
	Newest   room.Seq // 0 if nobody has said anything
}

// A drawnRoom is the room's page as it was drawn last. Most who ask find it true.
type drawnRoom struct {
	invitation
	events []*room.Event
	page   document
}

// serveRoom serves the page.
func (s *Server) serveRoom(w http.ResponseWriter, r *http.Request) {
	s.drawnRoom(s.invitation(r)).page.serve(w, r)
}

func (s *Server) drawnRoom(i invitation) *drawnRoom {
	events := s.room.Newest(room.Backlog)
	last := s.drawn.Load()
	if last != nil && last.invitation == i && slices.Equal(last.events, events) {
		return last
	}
	now := &drawnRoom{i, events, s.draw(roomPage, newRoomView(i, events))}
	s.drawn.Store(now)
	return now
}

func newRoomView(i invitation, events []*room.Event) roomView {
	v := roomView{invitation: i}
	for _, e := range events {
		v.Messages = append(v.Messages, newRow(e, ""))
		v.Newest = e.Seq
	}
	return v
}

// draw fills a template of static.
func (s *Server) draw(page string, view any) document {
	var b bytes.Buffer
	if err := s.pages.ExecuteTemplate(&b, page, view); err != nil {
		panic(err) // the templates fit the views, whatever these hold
	}
	return newDocument(htmlType, b.Bytes())
}
