package webui

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed static
var static embed.FS

// index is the page's template; all other files of static are assets.
const index = "index.html"

// types are the content types of assets, written down because browsers obey
// them (nosniff) while the system's own table may lack or distort them.
var types = map[string]string{
	".css":         "text/css; charset=utf-8",
	".ico":         "image/x-icon",
	".js":          "text/javascript; charset=utf-8",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".webmanifest": "application/manifest+json",
}

// assets are the files that the page loads. Their URL holds a hash of all of
// them, so that they may be kept for ever, and so that modules, which import
// each other by relative names, are always of one version.
type assets struct {
	dir   string            // "assets/<hash>/"
	files map[string][]byte // by their name below dir
}

// newAssets reads the folder static of files, which the program has in it.
func newAssets(files fs.FS) *assets {
	a := &assets{files: make(map[string][]byte)}
	hash := sha256.New()
	err := fs.WalkDir(files, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		hash.Write([]byte(name + "\x00"))
		hash.Write(body)
		a.files[strings.TrimPrefix(name, "static/")] = body
		return err
	})
	if err != nil {
		panic(err) // embedded files can always be read
	}
	a.dir = "assets/" + hex.EncodeToString(hash.Sum(nil)[:8]) + "/"
	return a
}

// url is where the page finds the asset, relative to the page.
func (a *assets) url(name string) string { return a.dir + name }

func (a *assets) serve(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/"+a.dir)
	body, exists := a.files[name]
	kind, public := types[path.Ext(name)]
	if !exists || !public {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
}

// parsePage parses the page's template.
func parsePage(a *assets) *template.Template {
	return template.Must(template.New(index).
		Funcs(template.FuncMap{"asset": a.url}).
		Parse(string(a.files[index])))
}

// serveRoom serves the page.
func (s *Server) serveRoom(w http.ResponseWriter, r *http.Request) {
	var page bytes.Buffer
	if err := s.page.Execute(&page, s.invitation(r)); err != nil {
		s.log.Error("the page cannot be drawn", "err", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	http.ServeContent(w, r, index, time.Time{}, bytes.NewReader(page.Bytes()))
}
