package plain

import (
	"fmt"
	"strings"
	"time"

	"talktalktalk/room"
)

// showFound draws what a search has found, oldest first, each with its number.
func (f *form) showFound(hits room.Hits) {
	then := formatter{zone: f.formatter.zone, width: f.formatter.width}
	var b []byte
	for _, e := range hits.Events {
		if f.session.Ignores(e.Owner) {
			continue
		}
		note := strings.TrimSuffix(fmt.Sprintf("%d, %s", e.Seq, noteOn(e, f.callsMe(e))), ", ")
		b = then.appendMessage(b, e, note)
	}
	text := hits.Summary()
	if len(b) > 0 {
		text += "; /goto and a number shows what was said around one"
	}
	f.print(f.formatter.appendNotice(b, text))
	f.formatter.minute = time.Time{} // the next message says its day again
}
