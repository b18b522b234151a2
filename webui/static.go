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

// The script's modules and the style sheet's chapters are joined into one file
// each and minified: on a slow line fifty requests are slow, and half of the bytes.
// What comes of it is committed, so that a build needs nothing but Go.
//
//go:generate go tool -modfile=../tools/go.mod esbuild --bundle --minify --format=esm --log-level=warning --outdir=bundle static/app.js static/app.css

//go:embed bundle static/*.html static/icons static/sw.js
var embedded embed.FS

// types are the content types of assets, written down because browsers obey
// them (nosniff) while the system's own table may lack or distort them.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".png": "image/png",
	".svg": "image/svg+xml",
}

// assets are the files that the page loads. Their URL holds a hash of all of
// them, so that they may be kept for ever.
type assets struct {
	dir   string              // "assets/<hash>/"
	files map[string]document // by their name below dir
}

// pageAssets are made once, when they are needed first.
var pageAssets = sync.OnceValue(func() *assets {
	bodies := make(map[string][]byte)
	take(bodies, "bundle", "*")
	take(bodies, "static", "icons/*")
	return pack(bodies)
})

// take adds to bodies what has a name like pattern in a folder of the program.
func take(bodies map[string][]byte, folder, pattern string) {
	files, _ := fs.Sub(embedded, folder) // the name is right
	names, _ := fs.Glob(files, pattern)  // so is the pattern
	for _, name := range names {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err) // embedded files can always be read
		}
		bodies[name] = body
	}
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
