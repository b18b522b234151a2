package hook

import (
	"cmp"
	"regexp"
	"strings"
)

// slackPost reads what Slack's incoming webhooks take. Programs that send
// attachments or blocks often have no text beside them.
func slackPost(o object) Post {
	lines := []string{cmp.Or(o.text("text"), blocksText(o.list("blocks")))}
	for _, a := range o.list("attachments") {
		lines = append(lines, attachmentText(a))
	}
	return Post{Text: unslack(join("\n", lines...)), Name: o.text("username")}
}

func attachmentText(a object) string {
	lines := []string{a.text("pretext"), join(" ", a.text("title"), a.text("title_link")), a.text("text")}
	for _, f := range a.list("fields") {
		lines = append(lines, join(": ", f.text("title"), f.text("value")))
	}
	return cmp.Or(join("\n", lines...), blocksText(a.list("blocks")), a.text("fallback"))
}

// blocksText is what there is to read in blocks: a line for each, and for each
// field of one.
func blocksText(blocks []object) string {
	var lines []string
	for _, b := range blocks {
		lines = append(lines, b.at("text").text("text"))
		for _, f := range b.list("fields") {
			lines = append(lines, f.text("text"))
		}
		lines = append(lines, elementsText(b))
	}
	return join("\n", lines...)
}

// elementsText is what there is to read in a block's elements, and in theirs, as
// rich texts have them. Pictures and buttons have no text of that kind.
func elementsText(o object) string {
	var parts []string
	for _, e := range o.list("elements") {
		parts = append(parts, cmp.Or(e.text("text"), e.text("url"), elementsText(e)))
	}
	return join(" ", parts...)
}

// slackMark is Slack's way to write a link or to call somebody: <what|shown>.
var slackMark = regexp.MustCompile(`<((?:https?://|mailto:|[!@#])[^<>|\n]+)(?:\|([^<>\n]*))?>`)

// slackEscapes are all that Slack has.
var slackEscapes = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// unslack writes Slack's marks as anybody would.
func unslack(text string) string {
	text = slackMark.ReplaceAllStringFunc(text, func(mark string) string {
		parts := slackMark.FindStringSubmatch(mark)
		what, shown := parts[1], parts[2]
		switch {
		case what[0] == '#' && shown != "":
			return "#" + strings.TrimPrefix(shown, "#")
		case what[0] == '@' || what[0] == '#':
			return cmp.Or(shown, what)
		case what[0] == '!':
			return "@" + strings.TrimPrefix(what, "!")
		case shown == "" || shown == what:
			return strings.TrimPrefix(what, "mailto:")
		}
		return shown + " (" + strings.TrimPrefix(what, "mailto:") + ")"
	})
	return slackEscapes.Replace(text)
}
