package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"talktalktalk/cluster"
	"talktalktalk/room"
	"talktalktalk/storage"
)

// Limits of the control socket.
const (
	controlTimeout = 5 * time.Second // for a request and its answer
	maxAnswer      = 4 << 10         // bytes

	hiddenControl = "control-" // begins the name of the folder in which the socket is made
)

// A control answers the commands of the same user (secret, health, export …) over
// a socket in the data folder, as HTTP.
type control struct {
	secret   adminSecret
	logger   *slog.Logger
	listener net.Listener
	server   http.Server

	asides  chan *aside     // that commands ask for
	closing context.Context // ends with the answers that take their time
	cut     context.CancelFunc
	work    sync.WaitGroup

	renewing  sync.Mutex // one new secret at a time, so that file and room agree
	backingUp sync.Mutex // one backup at a time

	mu     sync.Mutex
	open   *opened       // nil while the server has stepped aside
	change chan struct{} // closed and replaced when open changes
}

// opened is what a server has open for its commands.
type opened struct {
	room *room.Room
	log  *storage.Log

	shared *cluster.Log // nil for a server that is alone
}

func newControl(secret adminSecret, logger *slog.Logger) (*control, error) {
	l, err := listenControl()
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	c := &control{secret: secret, logger: logger, listener: l, asides: make(chan *aside), change: make(chan struct{})}
	c.closing, c.cut = context.WithCancel(context.Background())
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", c.health)
	mux.HandleFunc("POST /secret", c.newSecret)
	mux.HandleFunc("GET /cluster", c.cluster)
	mux.HandleFunc("GET /export", c.export)
	mux.HandleFunc("POST /backup", c.backup)
	mux.HandleFunc("POST /aside", c.stepAside)
	mux.HandleFunc("GET /back", c.awaitBack)
	c.server = http.Server{
		Handler:      mux,
		ReadTimeout:  controlTimeout,
		WriteTimeout: controlTimeout,
		ErrorLog:     slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	return c, nil
}

// attend says what the commands work on from now on, nil for nothing.
func (c *control) attend(o *opened) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = o
	close(c.change)
	c.change = make(chan struct{})
}

// now is what the commands work on, if the server serves, and a channel that is
// closed when that changes.
func (c *control) now() (o opened, serving bool, change <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open == nil {
		return opened{}, false, c.change
	}
	return *c.open, true, c.change
}

// serving is now for a command that cannot wait; false: it is answered.
func (c *control) serving(w http.ResponseWriter) (opened, bool) {
	o, serving, _ := c.now()
	if !serving {
		http.Error(w, errAside.Error(), http.StatusServiceUnavailable)
	}
	return o, serving
}

func (c *control) health(w http.ResponseWriter, _ *http.Request) {
	o, serving := c.serving(w)
	if !serving {
		return
	}
	if o.room.Writable() != nil {
		fmt.Fprintln(w, "read-only")
		return
	}
	fmt.Fprintln(w, "ok")
}

func (c *control) newSecret(w http.ResponseWriter, _ *http.Request) {
	o, serving := c.serving(w)
	if !serving {
		return
	}
	plain, err := c.renew(o.room)
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	fmt.Fprintln(w, plain)
}

// renew makes a new secret and puts it in force.
func (c *control) renew(r *room.Room) (string, error) {
	if c.secret.from != "" {
		return "", errOwners{c.secret.from}
	}
	c.renewing.Lock()
	defer c.renewing.Unlock()
	plain, secret, err := newSecret()
	if err != nil {
		return "", err
	}
	r.SetSecret(secret)
	c.logger.Info("admin secret replaced")
	return plain, nil
}

// listenControl binds the socket where nobody else can reach it, and shows it
// under its name when nobody else can use it. The renaming also replaces the
// socket of a server that was killed.
func listenControl() (net.Listener, error) {
	hidden, err := os.MkdirTemp(".", hiddenControl) // 0700
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(hidden)
	path := filepath.Join(hidden, controlSocket)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false) // it knows the hidden name only
	err = os.Chmod(path, 0o600)
	if err == nil {
		err = os.Rename(path, controlSocket)
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// serve answers until close. If that ends before, failed is told why.
func (c *control) serve(failed func(error)) {
	c.work.Go(func() {
		if err := c.server.Serve(c.listener); !errors.Is(err, http.ErrServerClosed) {
			failed(fmt.Errorf("control socket: %w", err))
		}
	})
}

// unhurried lifts the time limits from an answer, which may take as long as
// whoever asks takes to read it. The context ends when they are gone, or when the
// control closes; the function ends what waits for that.
func (c *control) unhurried(w http.ResponseWriter, r *http.Request) (context.Context, func()) {
	limits := http.NewResponseController(w)
	_ = limits.SetReadDeadline(time.Time{}) // which would end r's context
	_ = limits.SetWriteDeadline(time.Time{})
	ctx, cancel := context.WithCancel(r.Context())
	stop := context.AfterFunc(c.closing, func() {
		cancel()
		_ = limits.SetWriteDeadline(time.Now())
	})
	return ctx, func() {
		stop()
		cancel()
	}
}

// hold does something for whoever asks, tells them that it is done, and returns when
// they are gone or the control closes.
func (c *control) hold(w http.ResponseWriter, r *http.Request, do func(ctx context.Context) error) {
	ctx, done := c.unhurried(w, r)
	defer done()
	if err := do(ctx); err != nil {
		http.Error(w, oneLine(err.Error()), http.StatusInternalServerError)
		return
	}
	_ = http.NewResponseController(w).Flush() // an error ends ctx
	<-ctx.Done()
}

// close removes the socket, ends the answers that take their time, and waits
// for the requests under way until ctx ends.
func (c *control) close(ctx context.Context) error {
	c.cut()
	err := errors.Join(os.Remove(controlSocket), c.server.Shutdown(ctx))
	c.work.Wait()
	return err
}

// errNoServer is why a command reaches no server.
var errNoServer = errors.New("no server is running on this data folder")

// askServer sends a request to the server that runs on the data folder in
// which this process works, and returns its answer.
func askServer(method, path string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), controlTimeout)
	defer cancel()
	response, err := openServer(ctx, method, path)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return "", fmt.Errorf("the server's answer: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

// openServer is askServer for an answer that takes its time; its Body is to be closed.
func openServer(ctx context.Context, method, path string) (*http.Response, error) {
	client := http.Client{Transport: &http.Transport{DialContext: dialControl, DisableKeepAlives: true}}
	request, err := http.NewRequestWithContext(ctx, method, "http://control"+path, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if errors.Is(err, errNoServer) {
		return nil, errNoServer
	}
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
		return nil, fmt.Errorf("ask the server: %w", wrapped.Err) // without the made-up address
	}
	if response.StatusCode == http.StatusOK {
		return response, nil
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("the server's answer: %w", err)
	}
	return nil, errors.New(strings.TrimSpace(string(text)))
}

// dialControl takes any failure for a server that is not there: a socket that
// is missing, or left over from a server that was killed.
func dialControl(ctx context.Context, _, _ string) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", controlSocket)
	if err != nil {
		return nil, errNoServer
	}
	return conn, nil
}

type healthCommand struct{}

// Run asks the server whether it serves. A room that can be read but not
// written serves (the disk is full, say), and says so.
func (healthCommand) Run(s *settings, out output) error {
	if err := os.Chdir(s.Data); err != nil {
		return errNoServer
	}
	answer, err := askServer("GET", "/health")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out.stdout, answer)
	return err
}
