package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"golang.org/x/crypto/ssh"

	"talktalktalk/metrics"
	"talktalktalk/room"
	"talktalktalk/sshui"
	"talktalktalk/storage"
	"talktalktalk/storage/search"
	"talktalktalk/webui"
)

// partsMost is how many parts of a house can fail by themselves.
const partsMost = 8

// A house is the whole of a server: the log, the room, the doors, and the
// socket for commands. Its parts are nil until open has opened them.
type house struct {
	*settings
	keys   []ssh.PublicKey
	secret adminSecret
	https  *https // nil if the page is served as it is
	stderr io.Writer
	logger *slog.Logger

	meter     *metrics.Meter // nil if nobody watches
	files     descriptors
	folder    io.Closer  // the lock on the data folder
	failed    chan error // why a part has ended by itself
	log       *storage.Log
	index     *search.Index
	room      *room.Room
	entrances []entrance
	gates     []*room.Gate    // of the entrances
	web       net.Listener    // of the page, nil if that door is off
	ssh       webui.OtherDoor // what the page tells of it
	control   *control
	work      sync.WaitGroup
}

// A door lets people into the room.
type door interface {
	Serve(l net.Listener) error // until l is closed
	Shutdown(ctx context.Context) error
}

// An entrance is a door and where it stands open.
type entrance struct {
	door
	listener net.Listener
	line     string // of the log, says where to knock
}

// open opens the parts in the order in which they need each other. After an
// error the parts that are open are left for close.
func (h *house) open(ctx context.Context) (err error) {
	if err := enterFolder(h.Data); err != nil {
		return usageError{err}
	}
	if err := checkFinished(); err != nil {
		return err
	}
	if h.files, err = shareDescriptors(); err != nil {
		return err
	}
	if h.folder, err = lockData(h.Data); err != nil {
		return err
	}
	if err := settleHistory(); err != nil {
		return err
	}
	h.note("remove what commands left", errors.Join(os.RemoveAll(stagedCopy), removeSorting()))
	if h.log, err = h.openLog(); err != nil {
		return err
	}
	secret, err := h.secret.first(h.stderr)
	if err != nil {
		return err
	}
	h.index = search.Open(searchFolder, search.Options{Epoch: h.log.Epoch(), Logger: h.logger})
	h.room, err = room.Open(ctx, h.log, room.Options{
		AdminName: string(h.AdminName),
		Secret:    secret,
		AdminKeys: fingerprints(h.keys),
		Flood:     room.Flood(h.Flood),
		Memory:    h.log.Memory(),
		Index:     h.index,
		Meter:     h.watching(),
		Keep:      time.Duration(h.Keep),
		Logger:    h.logger,
	})
	if err != nil {
		return fmt.Errorf("open the room: %w", err)
	}
	if err := h.describe(ctx); err != nil {
		return err
	}
	if err := errors.Join(h.listenWeb(), h.openSSH(), h.openWeb(), h.openMetrics()); err != nil {
		return err
	}
	return h.openControl()
}

// fingerprints name keys as the ssh door does.
func fingerprints(keys []ssh.PublicKey) []string {
	names := make([]string, 0, len(keys))
	for _, k := range keys {
		names = append(names, ssh.FingerprintSHA256(k))
	}
	return names
}

func (h *house) openLog() (*storage.Log, error) {
	log, err := storage.Open(historyFolder, storage.Options{Logger: h.logger, OpenFiles: h.files.storeFiles})
	return log, inUse(err, h.Data)
}

// inUse names the data folder in an error of who is locked out of it.
func inUse(err error, data string) error {
	if errors.Is(err, storage.ErrInUse) {
		return fmt.Errorf("another talktalktalk is using the data folder %q", data)
	}
	return err
}

// listenWeb opens the address of the page, which the ssh door tells of.
func (h *house) listenWeb() (err error) {
	if h.Web == off {
		return nil
	}
	if h.web, err = h.listen("web", h.Web, h.TrustedProxies...); err != nil {
		return fmt.Errorf("web door: %w", err)
	}
	return nil
}

// page is where people find the page.
func (h *house) page() sshui.Page {
	if h.web == nil {
		return sshui.Page{}
	}
	_, port := visible(h.web)
	inside, _ := strconv.Atoi(port) // what a listener says is a number
	return sshui.Page{Scheme: h.scheme(), Port: cmp.Or(h.Public.web, inside)}
}

func (h *house) scheme() string {
	if h.https != nil {
		return "https"
	}
	return "http"
}

func (h *house) openSSH() error {
	if h.SSH == off {
		return nil
	}
	l, err := h.listen("ssh", h.SSH, h.TrustedProxies...)
	if err != nil {
		return fmt.Errorf("ssh door: %w", err)
	}
	d, err := sshui.New(h.room, sshui.Options{
		HostKey:    hostKeyFile,
		Title:      string(h.Title),
		Version:    thisBuild().version,
		PerAddress: int(h.PerAddress),
		Proxies:    h.TrustedProxies,
		Public:     h.Public.host,
		PublicPort: h.Public.ssh,
		Page:       h.page(),
		Logger:     h.logger,
	})
	if err != nil {
		return errors.Join(fmt.Errorf("ssh door: %w", err), l.Close())
	}
	h.watch("ssh", d)
	h.SSH = address(l.Addr().String()) // the same port again after the server has stepped aside
	host, port := visible(l)
	h.ssh = webui.OtherDoor{Port: h.outside(port), Fingerprint: d.Fingerprint()}
	h.entrances = append(h.entrances, entrance{d, l, fmt.Sprintf("ssh  ssh %s -p %s", host, port)})
	return nil
}

func (h *house) openWeb() error {
	if h.web == nil {
		return nil
	}
	l := h.web
	d := webui.New(h.room, webui.Options{
		Title:      string(h.Title),
		Origins:    h.Origins,
		Proxies:    h.TrustedProxies,
		PerAddress: int(h.PerAddress),
		PerDoor:    h.files.perDoor,
		Host:       h.Public.host,
		SSH:        h.ssh,
		HSTS:       h.HSTS,
		Logger:     h.logger,
	})
	h.watch("web", d)
	h.Web = address(l.Addr().String()) // as above
	host, port := visible(l)
	if h.https != nil {
		l = h.https.listen(l)
	}
	h.entrances = append(h.entrances, entrance{d, l, "web  " + h.scheme() + "://" + net.JoinHostPort(host, port)})
	h.openRedirect(port)
	return nil
}

// outside is the ssh door's port as people see it.
func (h *house) outside(port string) int {
	inside, _ := strconv.Atoi(port) // what a listener says is a number
	return cmp.Or(h.Public.ssh, inside)
}

// listen opens a door's address behind a gate of its own, which lets as many
// connections in as exempt proxies make.
func (h *house) listen(name string, a address, exempt ...netip.Prefix) (net.Listener, error) {
	l, err := listenAt(name, a)
	if err != nil {
		return nil, err
	}
	gate := room.NewGate(int(h.PerAddress), h.files.perDoor, exempt...)
	if h.Flood.Messages > 0 {
		gate.Paced()
	}
	h.gates = append(h.gates, gate)
	h.watchGate(name, gate)
	return gate.Listen(l), nil
}

// visible is the host and the port at which a person on this machine finds l.
func visible(l net.Listener) (host, port string) {
	host, port, _ = net.SplitHostPort(l.Addr().String()) // what a listener says splits
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return host, port
}

// fail tells serve that a part has ended by itself.
func (h *house) fail(err error) {
	select {
	case h.failed <- err:
	default: // one reason is enough
	}
}

// serve lets people in until ctx ends, a part fails, or a command asks the
// server to step aside.
func (h *house) serve(ctx context.Context) (*aside, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	h.work.Go(func() { h.giveBack(ctx) })
	h.logger.Info("connections", "per_door", h.files.perDoor, "open_files", h.files.limit)
	for _, e := range h.entrances {
		h.work.Go(func() {
			if err := e.Serve(e.listener); err != nil {
				h.fail(fmt.Errorf("door %s: %w", e.listener.Addr(), err))
			}
		})
		h.logger.Info(e.line, "addr", e.listener.Addr().String())
	}
	h.tell(daemon.SdNotifyReady)
	select {
	case <-ctx.Done():
		h.tell(daemon.SdNotifyStopping)
		h.logger.Info("stopping")
		return nil, nil
	case err := <-h.failed:
		return nil, err
	case a := <-h.control.asides:
		return a, nil
	}
}
