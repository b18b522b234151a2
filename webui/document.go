package webui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// A document is what a request is answered with: as it is, and compressed.
type document struct {
	kind   string // the content type
	tag    string // of its content, for a browser that has it already
	body   []byte
	zipped func() []byte // made when first asked for; nil if it is not shorter
}

// zippers are writers to use again: a new one costs 800 KB.
var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestCompression) // the level is right
	return z
}}

func newDocument(kind string, body []byte) document {
	hash := sha256.Sum256(body)
	return document{
		kind: kind, body: body, tag: `W/"` + hex.EncodeToString(hash[:8]) + `"`,
		zipped: sync.OnceValue(func() []byte { return zip(body) }),
	}
}

// zip compresses body, and returns nil if that does not make it shorter.
func zip(body []byte) []byte {
	var b bytes.Buffer
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&b)
	_, _ = z.Write(body) // to memory
	_ = z.Close()
	if b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

// serve answers with the document, or tells that the browser has it.
func (d document) serve(w http.ResponseWriter, r *http.Request) { d.serveAs(w, r, http.StatusOK) }

// serveAs is serve with another status.
func (d document) serveAs(w http.ResponseWriter, r *http.Request, status int) {
	h := w.Header()
	h.Set("ETag", d.tag)
	h.Set("Vary", "Accept-Encoding")
	if status == http.StatusOK && strings.Contains(r.Header.Get("If-None-Match"), d.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := d.body
	if takesGzip(r) {
		if zipped := d.zipped(); zipped != nil {
			h.Set("Content-Encoding", "gzip")
			body = zipped
		}
	}
	h.Set("Content-Type", d.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client's loss
}

// refusedWeight is a weight by which a client says that it takes something not.
var refusedWeight = regexp.MustCompile(`^\s*q=0(\.0*)?\s*$`)

// takesGzip tells whether the client can read what is compressed by gzip.
func takesGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(coding, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			return !refusedWeight.MatchString(weight)
		}
	}
	return false
}
