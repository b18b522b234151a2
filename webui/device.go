package webui

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"talktalktalk/room"
	"talktalktalk/room/wire"
)

// What a User-Agent says of a browser and of what it runs on. Many browsers name
// others too, so the order counts. A person knows their own by such words; more
// is not kept of it.
var (
	browsers = [][2]string{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = [][2]string{
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Android", "Android"},
		{"Windows", "Windows"},
		{"CrOS", "ChromeOS"},
		{"Mac OS X", "Mac"},
		{"Linux", "Linux"},
	}
)

// deviceOf is what the person knows the browser by: "Firefox, Android".
func deviceOf(agent string) string {
	browser, system := nameIn(browsers, agent), nameIn(systems, agent)
	switch {
	case browser == "":
		return "browser"
	case system == "":
		return browser
	}
	return browser + ", " + system
}

func nameIn(names [][2]string, agent string) string {
	for _, name := range names {
		if strings.Contains(agent, name[0]) {
			return name[1]
		}
	}
	return ""
}

// pageOf is the address of the page that the request comes from, or that it
// could have come from.
func (s *Server) pageOf(r *http.Request) string {
	path := cmp.Or(s.opts.Path, "/")
	if from, err := url.Parse(r.Header.Get("Origin")); err == nil && from.Host != "" {
		return from.Scheme + "://" + from.Host + path
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: r.Host, Path: path}).String()
}

type (
	devices struct {
		Type    string   `json:"type"`
		ID      string   `json:"id,omitempty"`
		Devices []device `json:"devices"`
	}
	device struct {
		N     int      `json:"n"` // for /unlink
		Via   room.Via `json:"via"`
		Label string   `json:"label"`
		Seen  int64    `json:"seen,omitempty"` // ms
		Here  bool     `json:"here"`
		Own   bool     `json:"own"` // the one that asks
	}
)

// newDevices lists the keys and browsers of a person.
func newDevices(id string, all []room.Device) devices {
	list := make([]device, 0, len(all))
	for _, d := range all {
		listed := device{N: d.N, Via: d.Via, Label: d.Label, Here: d.Here, Own: d.Own}
		if !d.Seen.IsZero() {
			listed.Seen = d.Seen.UnixMilli()
		}
		list = append(list, listed)
	}
	return devices{Type: "devices", ID: id, Devices: list}
}

// newNotice answers a command, with the code and the address if it is /link.
func (c *socket) newNotice(id string, got room.Receipt) wire.Notice {
	n := wire.NewNotice(id, got.Answer)
	if got.Code != "" {
		n.Code, n.URL = got.Code, c.page+linkAnchor+got.Code
	}
	if got.Act != nil {
		did := wire.NewAct(*got.Act)
		n.Act = &did
	}
	return n
}

// linkAnchor is what stands before a code in the address that enters it.
const linkAnchor = "#link="
