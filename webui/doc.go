// Package webui is the web door of the room: the page, the WebSocket that it
// speaks, the pages of single messages, HTTP for scripts, and /healthz. It knows
// package room and nothing else of the program.
//
// # A connection
//
// A connection is a socket. After the upgrade the HTTP server knows nothing
// more of it: the handler has returned, and goroutines of the door's own carry
// it on, with a context and a list of the door's own.
//
//   - The reading one owns the socket. It decodes what the client asks, asks
//     the room, and writes the answer itself, so that answers need no queue:
//     who does not read them is not listened to either. Only for what waits
//     for the disk, it starts a goroutine that answers, and at most 64 at a
//     time. It alone ends the connection, whatever the cause.
//   - The writing one is there only while there is something to write, once the
//     visitor has been let in and has caught up (writerturn.go): silent connections
//     have one stack each, not two. It takes all that Session.Poll has and sends
//     it as one frame. One goroutine, the announcer, waits for the room's news and
//     starts them all, a few at a time.
//
// One mutex puts their frames one after the other, and every write has a
// deadline. Nobody keeps anything for a slow reader: its place in the room's
// feed is all there is.
//
// # Scripts
//
// A request below /api is a visitor who passes: it joins, asks one thing and
// leaves, and is the person of its address and the name that it gives, so that
// budgets and ids hold from one request to the next. Only /api/stream stays; its
// goroutine is the HTTP server's own, and it, too, is a place in the feed and
// nothing more.
//
// # The page
//
// The page is served from memory, compressed at the start, below a URL with its
// hash, to be kept for ever. The script's modules and the style sheet's chapters are
// in the folder static; the browser gets them joined into one file each and minified,
// since a first visit is to be quick on a slow line. These two files are in the folder
// bundle and committed, so that the program is built by Go alone. Who changes a module
// or a chapter runs
//
//	go generate ./webui
//
// and commits what it made; TestBundle fails where that was forgotten. Where two
// branches changed the page, git leaves a conflict in bundle: merge static, run the
// same again, and git add it. The templates, icons and the service worker are used as
// they are. All URLs in the pages are relative, so that everything works below a prefix that a proxy
// strips. What people wrote gets into the pages escaped by html/template, or
// through the policy of render.
//
// # What is shared
//
// An event is encoded once per server. Readers that keep up find the same
// stretch of events, so the frame of the last few stretches is kept ready and
// sent to all of them as it is.
//
// # Who ends what
//
// One goroutine, the keeper, serves all sockets: every 25 s (B6) it has their
// writers ping, and when the room or the door closes it interrupts their readers,
// which say "bye" and close with 1012. A reader that ends waits for the answers
// that are due and for its writer, then leaves the room. Shutdown returns when the
// keeper, the announcer and all readers have ended. Nobody has longer than two
// seconds for all this.
package webui
