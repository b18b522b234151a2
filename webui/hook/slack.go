package hook

import (
	"cmp"
	"regexp"
	"strings"
)

// slackPost reads what Slack's incoming webhooks take. Programs that send
// attachments often have no text beside them.
func slackPost(o object) Post {
	lines := []string{o.text("text")}
	for _, a := range o.list("attachments") {
		whole := join("\n", a.text("pretext"), join(" ", a.text("title"), a.text("title_link")), a.text("text"))
		if whole == "" {
			whole = a.text("fallback")
		}
		lines = append(lines, whole)
	}
	return Post{Text: unslack(join("\n", lines...)), Name: o.text("username")}
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
