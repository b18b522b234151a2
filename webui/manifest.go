package webui

import (
	"net/http"

	"talktalktalk/room/wire"
)

// lightGround is the color of the page's ground, as its style sheet has it.
const lightGround = "#fbfaf8"

// serveManifest tells browsers how to install the page. It stands beside the page
// and not with the assets, since the title is the owner's.
func (s *Server) serveManifest(w http.ResponseWriter, r *http.Request) {
	type icon struct {
		Src     string `json:"src"`
		Type    string `json:"type"`
		Sizes   string `json:"sizes"`
		Purpose string `json:"purpose"`
	}
	png := func(name, sizes, purpose string) icon {
		return icon{pageAssets().url(name), types[".png"], sizes, purpose}
	}
	body := wire.Encode(struct {
		Name       string `json:"name"`
		ShortName  string `json:"short_name"`
		StartURL   string `json:"start_url"`
		Scope      string `json:"scope"`
		Display    string `json:"display"`
		Background string `json:"background_color"`
		Theme      string `json:"theme_color"`
		Icons      []icon `json:"icons"`
	}{
		s.opts.Title, s.opts.Title, "./", "./", "standalone", lightGround, lightGround,
		[]icon{png("icons/icon-192.png", "192x192", "any"), png("icons/icon-512.png", "512x512", "any"), png("icons/icon-maskable.png", "512x512", "maskable")},
	})
	newDocument("application/manifest+json", body).serve(w, r)
}
