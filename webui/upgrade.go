package webui

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Limits and buffers of a connection. Both buffers are small, and that for
// writing is only borrowed while a frame is written, since most of the time
// most connections are silent.
const (
	upgradeTime = 10 * time.Second // for the peer to take the answer
	readBuffer  = 512
	writeBuffer = 4096
)

var buffers sync.Pool // of write buffers

// newUpgrader accepts WebSockets without compression: a window for each
// connection costs more memory than all else, and a bomb is a few bytes.
func newUpgrader(origins []string) websocket.Upgrader {
	return websocket.Upgrader{
		HandshakeTimeout: upgradeTime,
		ReadBufferSize:   readBuffer,
		WriteBufferSize:  writeBuffer,
		WriteBufferPool:  &buffers,
		CheckOrigin:      func(r *http.Request) bool { return mayConnect(r, origins) },
	}
}

// mayConnect says whether the page that the request comes from may speak for
// its visitor: our own, one of a listed host, or none at all (a script).
func mayConnect(r *http.Request, origins []string) bool {
	sent := r.Header["Origin"]
	if len(sent) == 0 {
		return true
	}
	from, err := url.Parse(sent[0])
	if len(sent) > 1 || err != nil || from.Scheme != "http" && from.Scheme != "https" {
		return false // "null" among them
	}
	for _, host := range append([]string{r.Host}, origins...) {
		if host != "" && strings.EqualFold(from.Host, host) {
			return true
		}
	}
	return false
}
