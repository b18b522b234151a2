package room

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"talktalktalk/room/roomtest/chatter"
)

// FuzzScanMessage holds scanMessage to what package json reads.
func FuzzScanMessage(f *testing.F) {
	for _, e := range []entry{
		{Kind: kindSaid, ID: "c-1", Owner: "p1", Name: "ann", Text: "hi <b>", Via: Web},
		{Kind: kindSaid, Owner: "p1", Name: "Zoë", Text: "a\n\"b\"\\\u2028é\u0001😀\xff", Via: SSH, Action: true, Admin: true, Bot: true, Claim: true, Judged: true, Edited: 1763805600123},
		{Kind: kindGone, Owner: "p1", Name: "さくら", Via: API, Late: true},
		{Kind: kindEdited, Owner: "p1", Of: 3},
	} {
		body, err := e.encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	for _, body := range []string{
		``, `{}`, `{"k":"said"}`, ` {"k":"said"}`, `{"k":"said"} `, `{"k":"said"}}`, `{"k":"said",}`, `{"k" :"said"}`, `{"k":"said","k":"gone"}`,
		`{"K":"said"}`, `{"k":"said","T":"x"}`, `{"k":"said","t":"x","T":"y"}`, `{"k":"said","t":5}`, `{"k":"said","t":null}`, `{"k":"said","t":"a` + "\x00" + `"}`,
		`{"k":"said","t":"` + "\xff" + `"}`, `{"k":"said","t":"\ud800"}`, `{"k":"said","t":"\ud83d\ude00\/"}`, `{"k":"said","t":"\x"}`, `{"k":"said","t":"x\"}`,
		`{"k":"said","e":0}`, `{"k":"said","e":01}`, `{"k":"said","e":-1}`, `{"k":"said","e":1e3}`, `{"k":"said","e":9223372036854775808}`, `{"k":"said","e":1.5}`,
		`{"k":"said","me":false}`, `{"k":"said","me":true,"me":false}`, `{"k":"said","me":trueish}`, `{"k":"said","of":7}`, `{"k":"said","x":{}}`, `{"\u006b":"said"}`,
		`{"k":"said","v":"fax"}`, `{"k":"said","v":"` + "\xff" + `"}`, `{"k":"s\u0061id"}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, ok := scanMessage(body)
		var want entry
		if err := json.Unmarshal(body, &want); ok && (err != nil || !reflect.DeepEqual(got, want)) {
			t.Errorf("scanMessage(%q) = %+v, package json: %+v, %v", body, got, want, err)
		}
	})
}

// TestScanMessage: what encode writes of messages is scanned, not left to package json.
func TestScanMessage(t *testing.T) {
	talk := chatter.New(1)
	for range 1000 {
		m := talk.Next()
		if strings.Contains(m.Text, "\n") {
			m.Text += `"`
		}
		if e, ok := scanMessage(m.Body()); !ok || e.Text != m.Text || e.Name != m.Name {
			t.Fatalf("scanMessage(%s) = %+v, %v", m.Body(), e, ok)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	body := chatter.New(1).Next().Body()
	b.ReportAllocs()
	for b.Loop() {
		decode(body)
	}
}
