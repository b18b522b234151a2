package webui

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"html/template"
	"log"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"talktalktalk/room"
)

// Options are the settings of the door.
type Options struct {
	Title string // the room's, on the page and in every welcome
	// Origins are further hosts ("chat.example", "chat.example:8443") whose
	// pages may open the WebSocket, besides the host that was asked.
	Origins []string
	// Proxies are believed what they say of the client and the host that it asked.
	Proxies []netip.Prefix
	// PerAddress is how many WebSockets a client's address may have, be it behind
	// a proxy; 0 for no limit.
	PerAddress int
	// PerDoor is how many connections the door's listener accepts at most, for
	// /healthz to say; 0 for what the room's limit is.
	PerDoor int
	Host    string       // that the page names; "" for the one that a request was sent to
	Path    string       // below which a proxy serves the page, "/chat/"; "" for the root
	SSH     OtherDoor    // that the page names, too
	Pusher  Pusher       // nil: nobody is told whose page is closed
	HSTS    bool         // tell who comes by HTTPS to come by nothing else
	Logger  *slog.Logger // nil for silence
}

// Limits on one HTTP request.
const (
	headerTime  = 10 * time.Second // until a request's header is complete
	requestTime = 30 * time.Second // until its answer is written
	idleTime    = 30 * time.Second // between two requests of a connection
	headerBytes = 16 << 10
)

// A Server is the web door. Its methods are safe for concurrent use.
type Server struct {
	room     *room.Room
	opts     Options
	log      *slog.Logger
	http     *http.Server
	upgrader websocket.Upgrader
	limiter  *room.ConnLimiter
	pages    *template.Template
	drawn    atomic.Pointer[drawnRoom]
	last     atomic.Pointer[lately]
	patience patience
	joined   joiner
	commands [2]atomic.Pointer[[]byte] // encoded, by rank

	ctx      context.Context // of all that sockets ask of the room
	cut      context.CancelFunc
	stopping context.Context // done when the room or the door closes
	stop     context.CancelFunc
	keeping  sync.WaitGroup // the keeper and the announcer
	reading  sync.WaitGroup // the readers of sockets

	dropped atomic.Int64 // sockets and streams that did not read

	mu      sync.Mutex
	sockets map[*socket]struct{}
	listed  []*socket // sockets as a list, never modified; nil if it must be made anew
	shut    bool      // no socket may be added any more
}

// New returns the web door of r. Its Shutdown must be called.
func New(r *room.Room, opts Options) *Server { return newServer(r, opts, usual) }

func newServer(r *room.Room, opts Options, p patience) *Server {
	s := &Server{
		room:     r,
		opts:     opts,
		log:      opts.Logger,
		upgrader: newUpgrader(opts.Origins),
		patience: p,
		sockets:  make(map[*socket]struct{}),
	}
	s.limiter = room.NewConnLimiter(cmp.Or(opts.PerAddress, room.PerDoor), room.PerDoor)
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.pages = parsePages()
	s.ctx, s.cut = context.WithCancel(context.Background())
	s.stopping, s.stop = context.WithCancel(s.ctx)
	s.http = &http.Server{
		Handler:           s.routes(),
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       headerTime,
		WriteTimeout:      requestTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          log.New(complaints{s.log}, "", 0),
	}
	s.keeping.Go(s.keep)
	s.keeping.Go(s.announce)
	return s
}

// complaints are the HTTP server's, most of what strangers do: all under one
// message, so that a log can bound them.
type complaints struct{ log *slog.Logger }

func (c complaints) Write(line []byte) (int, error) {
	c.log.Warn("http", "err", string(bytes.TrimSpace(line)))
	return len(line), nil
}

// Dropped is how many connections were cut because they did not read.
func (s *Server) Dropped() int64 { return s.dropped.Load() }

// Serve serves connections of l until the caller closes l, and then returns
// nil; connections go on until Shutdown. l is already behind the room's limiter.
func (s *Server) Serve(l net.Listener) error {
	err := s.http.Serve(l)
	if errors.Is(err, net.ErrClosed) || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Shutdown says goodbye to every connection and returns when all of them and
// all goroutines of the door have ended. When ctx ends first, it cuts them and
// returns ctx's error.
func (s *Server) Shutdown(ctx context.Context) error {
	s.bar()
	release := context.AfterFunc(ctx, s.cutAll)
	defer release()

	s.endRequests(ctx)
	s.reading.Wait()
	s.cut()
	s.keeping.Wait()
	return ctx.Err()
}

// bar lets nobody in any more and has those inside take their leave.
func (s *Server) bar() {
	s.mu.Lock()
	s.shut = true
	s.mu.Unlock()
	s.stop()
}

// endRequests gives what is being served a moment. The HTTP server would also
// wait, and longer, for strangers that have not said anything yet.
func (s *Server) endRequests(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, s.patience.farewell)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		s.http.Close()
	}
}

// admit lists c and starts its reader, unless the door is shut.
func (s *Server) admit(c *socket) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return false
	}
	s.sockets[c] = struct{}{}
	s.listed = nil
	s.reading.Go(c.begin)
	return true
}

func (s *Server) forget(c *socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sockets, c)
	s.listed = nil
}

// all returns the sockets that there are now. The caller must not modify the list.
func (s *Server) all() []*socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listed == nil {
		s.listed = slices.AppendSeq(make([]*socket, 0, len(s.sockets)), maps.Keys(s.sockets))
	}
	return s.listed
}
