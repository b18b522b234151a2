package webui

import (
	"bytes"
	"net/http"
	"time"
)

// workerFile is the page's service worker. It stands beside the page, for which
// it speaks, and not with the assets: browsers ask for it anew by its address.
const workerFile = "static/sw.js"

// serveWorker serves the service worker.
func (s *Server) serveWorker(w http.ResponseWriter, r *http.Request) {
	body, err := embedded.ReadFile(workerFile)
	if err != nil {
		panic(err) // embedded files can always be read
	}
	w.Header().Set("Content-Type", types[".js"])
	http.ServeContent(w, r, workerFile, time.Time{}, bytes.NewReader(body))
}
