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

	"talktalktalk/room"
)

// Limits of the control socket.
const (
	controlTimeout = 5 * time.Second // for a request and its answer
	maxAnswer      = 4 << 10         // bytes
)

// A control answers the commands of the same user (secret, health) over a
// socket in the data folder, as HTTP.
type control struct {
	room     *room.Room
	secret   adminSecret
	logger   *slog.Logger
	listener net.Listener
	server   http.Server

	renewing sync.Mutex // one new secret at a time, so that file and room agree
}

func newControl(r *room.Room, secret adminSecret, logger *slog.Logger) (*control, error) {
	l, err := listenControl()
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	c := &control{room: r, secret: secret, logger: logger, listener: l}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", c.health)
	mux.HandleFunc("POST /secret", c.newSecret)
	c.server = http.Server{
		Handler:      mux,
		ReadTimeout:  controlTimeout,
		WriteTimeout: controlTimeout,
		ErrorLog:     slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	return c, nil
}

func (c *control) health(w http.ResponseWriter, _ *http.Request) {
	if c.room.Writable() != nil {
		fmt.Fprintln(w, "read-only")
		return
	}
	fmt.Fprintln(w, "ok")
}

func (c *control) newSecret(w http.ResponseWriter, _ *http.Request) {
	plain, err := c.renew()
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	fmt.Fprintln(w, plain)
}

// renew makes a new secret and puts it in force.
func (c *control) renew() (string, error) {
	if c.secret.from != "" {
		return "", errOwners{c.secret.from}
	}
	c.renewing.Lock()
	defer c.renewing.Unlock()
	plain, secret, err := newSecret()
	if err != nil {
		return "", err
	}
	c.room.SetSecret(secret)
	c.logger.Info("admin secret replaced")
	return plain, nil
}

// listenControl binds the socket where nobody else can reach it, and shows it
// under its name when nobody else can use it. The renaming also replaces the
// socket of a server that was killed.
func listenControl() (net.Listener, error) {
	hidden, err := os.MkdirTemp(".", "control-") // 0700
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

// serve answers until close.
func (c *control) serve() error {
	if err := c.server.Serve(c.listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// close removes the socket, and waits for the requests under way until ctx ends.
func (c *control) close(ctx context.Context) error {
	return errors.Join(os.Remove(controlSocket), c.server.Shutdown(ctx))
}

// errNoServer is why a command reaches no server.
var errNoServer = errors.New("no server is running on this data folder")

// askServer sends a request to the server that runs on the data folder in
// which this process works, and returns its answer.
func askServer(method, path string) (string, error) {
	client := http.Client{Timeout: controlTimeout, Transport: &http.Transport{DialContext: dialControl, DisableKeepAlives: true}}
	request, err := http.NewRequest(method, "http://control"+path, nil)
	if err != nil {
		return "", err
	}
	response, err := client.Do(request)
	if errors.Is(err, errNoServer) {
		return "", errNoServer
	}
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
		return "", fmt.Errorf("ask the server: %w", wrapped.Err) // without the made-up address
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return "", fmt.Errorf("the server's answer: %w", err)
	}
	answer := strings.TrimSpace(string(text))
	if response.StatusCode != http.StatusOK {
		return "", errors.New(answer)
	}
	return answer, nil
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
