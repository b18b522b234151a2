package webui_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// FuzzFrame sends what a client might send. Whatever it is, it is answered or
// refused by the rules: valid objects only, and the connection stays, unless
// the frame itself was against the rules or the visitor asked to leave.
func FuzzFrame(f *testing.F) {
	for _, seed := range []string{
		`{"type":"hello","name":"sam","token":"t","epoch":"e","after":1}`,
		`{"type":"say","id":"c-1","text":"hi\nthere"}`,
		`{"type":"say","id":"c-2","text":"/nick b\u0430b"}`,
		`{"type":"say","id":"c-3","text":"/quit"}`,
		`{"type":"name","id":"c-4","name":"<img src=x onerror=alert(1)>"}`,
		`{"type":"before","id":"c-5","seq":1200,"limit":100}`,
		`{"type":"after","id":"c-6","seq":18446744073709551615}`,
		`{"type":"people","id":"c-7"}`,
		`{"type":"count","id":"c-8","seq":1200}`,
		`{"type":"edit","id":"c-9","seq":1,"text":"hi"}`,
		`{"type":"delete","id":"c-10","seq":18446744073709551615}`,
		`{"type":"ping","id":"\ud800\u0000"}`,
		`{"TYPE":"ping","type":["ping"],"id":{}}`,
		`{"type":"say","id":"c-8","text":"` + strings.Repeat("e\u0301", 300) + "\u202e\"}",
		strings.Repeat(`{"type":`, 3000),
		"\xff", "", "null", "[1]", "\n", "{}\n{}",
	} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	h := build(f, plan{})
	f.Fuzz(func(t *testing.T, frame []byte, hello bool) {
		here := *h
		here.t = t
		c := here.connect()
		if hello {
			c.send(`{"type":"hello","name":"fuzz"}`)
			c.until("synced")
		}
		c.send(string(frame))
		c.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"ping","id":"the end"}`))
		code := 0
		for {
			o, err := c.read()
			var end *websocket.CloseError
			if errors.As(err, &end) {
				code = end.Code
			} else if err != nil {
				t.Fatalf("%q: %v", frame, err)
			}
			if err != nil || o.text("id") == "the end" {
				break
			}
		}
		if !slices.Contains(endings(frame), code) {
			t.Errorf("%q closed with %d, want one of %v", frame, code, endings(frame))
		}
	})
}

// endings are the codes with which frame may end the connection, 0 for not.
func endings(frame []byte) []int {
	switch {
	case len(frame) > 64<<10:
		return []int{websocket.CloseMessageTooBig}
	case !utf8.Valid(frame):
		return []int{websocket.CloseInvalidFramePayloadData}
	}
	return []int{0, websocket.CloseNormalClosure} // the latter for a /quit in one spelling or another
}
