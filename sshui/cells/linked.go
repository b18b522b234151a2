package cells

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"talktalktalk/room/markup"
	"talktalktalk/room/texts"
)

// Linked is a text in one line of so many cells, without its marks. What is left
// of a link that does not fit leads to the whole address (B54).
func (s *Layout) Linked(text string, width int) string {
	w, line := styler{Layout: s}, strings.Builder{}
	for _, block := range markup.Parse(texts.Legible(text)).Blocks {
		if block.Kind != markup.Lines {
			return ansi.Truncate(texts.Legible(text), width, "…")
		}
		for _, span := range block.Spans {
			link := ""
			if span.Style&markup.Link != 0 {
				link = w.link(span.Text)
			}
			line.WriteString(link + span.Text)
			if link != "" {
				line.WriteString(linkEnd)
			}
		}
	}
	return ansi.Truncate(line.String(), width, "…")
}
