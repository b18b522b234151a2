package wire

import (
	"bytes"
	"encoding/json"
	"testing"

	"talktalktalk/room"
)

// byPackageJSON is object as package json writes it.
func byPackageJSON(t *testing.T, object any) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(object); err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// FuzzAppend holds Append to what package json writes.
func FuzzAppend(f *testing.F) {
	f.Add("message", "ann", "hi <b> & \"c\" \\ \n\t\r\b\f\u0000\u001f\u007f\u2028\u2029é😀\xff\xed\xa0\x80\ufffd", "", uint64(7), int64(0), 3, uint8(0))
	f.Add("changed", "", "", "<em>x</em>", uint64(1<<53), int64(-1), 0, uint8(255))
	f.Fuzz(func(t *testing.T, kind, name, text, more string, seq uint64, at int64, color int, set uint8) {
		type plain Message // without Append
		m := Message{
			Type: kind, Seq: room.Seq(seq), At: at, Who: more, Name: name, Via: room.Via(more), Text: text, HTML: more,
			Action: set&1 != 0, Admin: set&2 != 0, Bot: set&4 != 0, Color: color, CID: more, Claimed: set&8 != 0, Note: name,
			Edited: at, Deleted: set&16 != 0,
		}
		if got, want := string(Encode(m)), byPackageJSON(t, plain(m)); got != want {
			t.Errorf("Encode(%+v) =\n%s, package json\n%s", m, got, want)
		}
	})
}
