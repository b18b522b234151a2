package webui_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/storage"
	"talktalktalk/webui"
)

// limit is after what a test gives up on something that should happen.
const limit = time.Minute

// A house is a room on a disk, with its web door open.
type house struct {
	t    testing.TB
	log  *storage.Log
	room *room.Room
	door *webui.Server
	l    net.Listener
	addr string // of the door
	http *http.Client
}

// A plan is how a house differs from the usual one.
type plan struct {
	dir   string // of the log; "" for an empty one of its own
	flood room.Flood
	opts  webui.Options
	hurry webui.Hurry
	// behind puts something between the room and its log.
	behind func(room.Log) room.Log
	// narrow makes the system keep only a few KB for a peer that does not read.
	narrow bool
}

// A narrowListener gives its connections small buffers.
type narrowListener struct{ net.Listener }

func (l narrowListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		err = c.(interface{ SetWriteBuffer(bytes int) error }).SetWriteBuffer(4 << 10)
	}
	return c, err
}

// build opens a house, which is closed in order at the end of the test.
func build(t testing.TB, p plan) *house {
	t.Helper()
	if p.dir == "" {
		p.dir = t.TempDir()
	}
	if p.opts.Title == "" {
		p.opts.Title = "Test"
	}
	h := &house{t: t, http: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	var err error
	if h.log, err = storage.Open(p.dir, storage.Options{}); err != nil {
		t.Fatal(err)
	}
	var log room.Log = h.log
	if p.behind != nil {
		log = p.behind(log)
	}
	h.room, err = room.Open(t.Context(), log, room.Options{
		AdminName: "admin", Flood: p.flood, Memory: h.log.Memory(), Logger: logger(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	p.opts.Logger = logger(t)
	h.door = webui.NewHurried(h.room, p.opts, p.hurry)
	if h.l, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	h.addr = h.l.Addr().String()
	h.l = room.NewConnLimiter(10000, 10000).Listen(h.l.(*net.TCPListener))
	if p.narrow {
		h.l = narrowListener{h.l}
	}
	served := make(chan error, 1)
	go func() { served <- h.door.Serve(h.l) }()
	t.Cleanup(func() {
		h.close()
		if err := <-served; err != nil {
			t.Errorf("Serve() = %v, want nil", err)
		}
	})
	return h
}

// close closes everything in the order of main. Closing twice is fine.
func (h *house) close() {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	h.l.Close()
	if err := h.room.Close(ctx); err != nil {
		h.t.Errorf("Room.Close: %v", err)
	}
	if err := h.door.Shutdown(ctx); err != nil {
		h.t.Errorf("Shutdown: %v", err)
	}
	h.log.Close()
}

// get asks the door for path.
func (h *house) get(method, path string, header http.Header) *http.Response {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, "http://"+h.addr+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header = header
	if r.Header == nil {
		r.Header = http.Header{}
	}
	res, err := h.http.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { res.Body.Close() })
	return res
}

// body reads the whole of an answer.
func body(t testing.TB, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
