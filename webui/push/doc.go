// Package push tells browsers whose page is closed that their person was called
// by name: by web push (RFC 8030), with the payload encrypted for the browser
// (RFC 8291) and signed for this server (VAPID, RFC 8292).
//
// A Notifier reads along as everybody does, by a place in the room's feed. For
// each message it asks the room who is called by it, away, and wants to be told
// (room.Called). A notice has what is shown, who called and the beginning of
// what they said, and nothing else; the push service sees its size alone, which is always the
// same, and when. A browser is told at most once in a while, and a notice is
// tried once: what a push service does not take is lost, and the message is in
// the room all the same. Notices wait in a queue of a bounded length; what does
// not fit is dropped and counted. Who is slower than the feed loses some, too.
//
// Where a browser is to be pushed to, a stranger has typed. So that nobody has
// the server knock at doors inside its own network, only https on port 443 of
// public addresses is asked, judged by the address that the name has at that
// moment; services that the owner names are exempt. Nothing is sent on by
// redirects or proxies, an answer is read for its status only, and everything has
// a time limit. What is gone (404, 410) is forgotten.
//
// The key pair of the server is derived from the room's own key, so it lasts as
// long as the log: browsers are bound to it.
package push
