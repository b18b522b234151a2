package main

import (
	"cmp"

	"talktalktalk/webui"
	"talktalktalk/webui/push"
)

// openPush begins to tell people who are called while their page is closed.
func (s *server) openPush() {
	if push.Services(s.PushServices).None() {
		return
	}
	contact := ""
	if host := cmp.Or(s.Public.host, string(s.TLSDomain)); host != "" {
		contact = "https://" + host + "/"
	}
	s.push = push.New(s.room, push.Options{
		Title: string(s.Title), Contact: contact, Services: push.Services(s.PushServices), Logger: s.logger,
	})
}

// pusher is that for the page's door; nil, and no interface of it, if nobody is told.
func (s *server) pusher() webui.Pusher {
	if s.push == nil {
		return nil
	}
	return s.push
}

// watchPush shows what became of the notices.
func (s *server) watchPush() {
	if s.push == nil {
		return
	}
	p := s.push
	for result, count := range map[string]func(push.Counts) int64{
		"sent":    func(c push.Counts) int64 { return c.Sent },
		"gone":    func(c push.Counts) int64 { return c.Gone },
		"failed":  func(c push.Counts) int64 { return c.Failed },
		"dropped": func(c push.Counts) int64 { return c.Dropped },
	} {
		s.meter.Counter("pushes_total", "Notices for browsers whose page is closed, by what became of them.",
			func() float64 { return float64(count(p.Counts())) }, "result", result)
	}
}
