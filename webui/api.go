package webui

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"

	"talktalktalk/room"
	"talktalktalk/room/wire"
)

// jsonType is the content type of what scripts are answered with.
const jsonType = "application/json; charset=utf-8"

// apiPaths are the requests of HTTP for scripts (INTERFACE), by path.
func (s *Server) apiPaths() map[string]apiPath {
	return map[string]apiPath{
		"/api/say":      {http.MethodPost, s.answerJSON(s.sayOnce)},
		"/api/messages": {http.MethodGet, s.answerJSON(s.listMessages)},
		"/api/people":   {http.MethodGet, s.answerJSON(s.listPeople)},
		"/api/stream":   {http.MethodGet, s.serveStream},
	}
}

type apiPath struct {
	method string
	serve  http.HandlerFunc
}

// takes tells whether the path is asked as it is to be.
func (p apiPath) takes(method string) bool {
	return method == p.method || method == http.MethodHead && p.method == http.MethodGet
}

// api answers scripts. A page of another origin may not speak for its visitor
// here either, and no GET changes anything.
func (s *Server) api() http.Handler {
	paths := s.apiPaths()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		path, known := paths[r.URL.Path]
		switch {
		case !known:
			writeJSON(w, http.StatusNotFound, newFailure(&room.Refusal{Code: room.CodeNotFound, Text: "There is nothing here."}))
		case !path.takes(r.Method):
			w.Header().Set("Allow", path.method)
			writeJSON(w, http.StatusMethodNotAllowed, newFailure(badRequest("%s takes %s only", r.URL.Path, path.method)))
		case !mayConnect(r, s.opts.Origins):
			s.fail(w, r, errForeign)
		default:
			path.serve(w, r)
		}
	})
}

var errForeign = &room.Refusal{Code: room.CodeForbidden, Text: "Pages of other origins may not ask this."}

// A reply is what a script is answered with when all went well.
type reply struct {
	status int
	place  string // of what was made, "" if nothing was
	object any
}

// answerJSON serves what do returns.
func (s *Server) answerJSON(do func(*http.Request) (reply, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := do(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if answer.place != "" {
			w.Header().Set("Location", answer.place)
		}
		writeJSON(w, answer.status, answer.object)
	}
}

func writeJSON(w http.ResponseWriter, status int, object any) {
	body := append(wire.Encode(object), '\n')
	w.Header().Set("Content-Type", jsonType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client's loss
}

// joinAPI lets a script in for one request. It is a person by its address and the
// name that it gives, so that its budgets and its ids last longer than that.
func (s *Server) joinAPI(ctx context.Context, v room.Visitor) (*room.Session, error) {
	v.Via, v.Passing, v.Typed = room.API, true, true
	return s.room.Join(ctx, v)
}

// statuses are those of refusals. What is not listed is forbidden for now.
var statuses = map[room.Code]int{
	room.CodeFlood:          http.StatusTooManyRequests,
	room.CodeSlow:           http.StatusTooManyRequests,
	room.CodeTooLong:        http.StatusRequestEntityTooLarge,
	room.CodeTooManyLines:   http.StatusRequestEntityTooLarge,
	room.CodeEmpty:          http.StatusBadRequest,
	room.CodeBadRequest:     http.StatusBadRequest,
	room.CodeUnknownCommand: http.StatusBadRequest,
	room.CodeNameReserved:   http.StatusBadRequest,
	room.CodeTooLate:        http.StatusBadRequest,
	room.CodeSecret:         http.StatusBadRequest,
	room.CodeNotFound:       http.StatusNotFound,
	room.CodeUnavailable:    http.StatusServiceUnavailable,
	room.CodeInternal:       http.StatusInternalServerError,
}

// A failure is the answer to a request of a script that was refused.
type failure struct {
	Error failureDetail `json:"error"`
}

type failureDetail struct {
	Code    room.Code `json:"code"`
	Text    string    `json:"text"`
	RetryMS int64     `json:"retry_ms,omitempty"`
}

func newFailure(r *room.Refusal) failure {
	told := newRefusal("", r)
	return failure{failureDetail{told.Code, told.Text, told.RetryMS}}
}

// fail answers a script whose request failed.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		err = &room.Refusal{Code: room.CodeTooLong, Text: fmt.Sprintf("The request has more than %d bytes.", tooLarge.Limit)}
	case errors.Is(err, room.ErrClosing):
		err = &room.Refusal{Code: room.CodeUnavailable, Text: "The server is restarting.", Wait: restarting.bye.wait()}
	}
	refusal := s.refusal(r.Pattern, err) // not the path, which may hold a secret
	status, listed := statuses[refusal.Code]
	if !listed {
		status = http.StatusForbidden
	}
	if refusal.Wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(refusal.Wait.Seconds()))))
	}
	writeJSON(w, status, newFailure(refusal))
}
