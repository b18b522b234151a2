package webui

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed static
var static embed.FS

// types are the content types of assets, written down because browsers obey
// them (nosniff) while the system's own table may lack or distort them.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".png": "image/png",
	".svg": "image/svg+xml",
}

// Files of static that are served with all that they import, as bundles.
const (
	scriptFile = "app.js"
	styleFile  = "app.css"
)

// assets are the files that the page loads. Their URL holds a hash of all of
// them, so that they may be kept for ever.
type assets struct {
	dir   string              // "assets/<hash>/"
	files map[string]document // by their name below dir
}

// pageAssets are made once, when they are needed first: bundling takes a while.
var pageAssets = sync.OnceValue(func() *assets { return newAssets(static) })

// newAssets takes what the page loads from the folder static of files, which
// the program has in it.
func newAssets(files fs.FS) *assets {
	folder, _ := fs.Sub(files, "static") // the name is right
	bodies := map[string][]byte{
		scriptFile: bundle(folder, scriptFile),
		styleFile:  bundle(folder, styleFile),
	}
	names, _ := fs.Glob(folder, "icons/*") // the pattern is right
	for _, name := range names {
		body, err := fs.ReadFile(folder, name)
		if err != nil {
			panic(err) // embedded files can always be read
		}
		bodies[name] = body
	}
	return pack(bodies)
}

// pack makes assets of bodies, by their names.
func pack(bodies map[string][]byte) *assets {
	a := &assets{files: make(map[string]document)}
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		hash.Write([]byte(name + "\x00"))
		hash.Write(bodies[name])
		a.files[name] = newDocument(types[path.Ext(name)], bodies[name])
	}
	a.dir = "assets/" + hex.EncodeToString(hash.Sum(nil)[:8]) + "/"
	return a
}

// url is where the page finds the asset, relative to the page.
func (a *assets) url(name string) string { return a.dir + name }

// serveAsset serves a file of the page.
func serveAsset(w http.ResponseWriter, r *http.Request) {
	a := pageAssets()
	file, exists := a.files[strings.TrimPrefix(r.URL.Path, "/"+a.dir)]
	if !exists {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	file.serve(w, r)
}
