package webui_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// parts are the folders of the page's script, and whose modules each may
// import. The wiring, app.js, knows all; types in comments count for nothing.
var parts = map[string]struct {
	is  string
	may []string
}{
	"shared":     {"small things that any part needs: texts, times, names, storage, templates", nil},
	"connection": {"the WebSocket, its retries, and the outbox", []string{"shared"}},
	"people":     {"who is here, one's own name, who is ignored", []string{"connection", "shared"}},
	"settings":   {"notifications, sound and switches", []string{"connection", "shared"}},
	"log":        {"messages, their history, and the window of it that is on the page", []string{"connection", "people", "shared"}},
	"moderation": {"what admins do and did, and what of that concerns oneself", []string{"connection", "log", "people", "shared"}},
	"search":     {"what is looked for and found", []string{"connection", "shared"}},
	"composer":   {"the field, completion, editing, and what is not sent yet", []string{"connection", "log", "people", "shared"}},
}

var imported = regexp.MustCompile(`(?m)^(?:import|export) [^'"]*'(\.[^']+)'`)

// TestModules holds the parts of the page's script to what they may know.
func TestModules(t *testing.T) {
	static := os.DirFS("static")
	files, err := fs.Glob(static, "*/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("modules %v, %v", files, err)
	}
	for _, file := range files {
		part, known := parts[path.Dir(file)]
		if !known {
			t.Errorf("%s is in a folder that nobody has described", file)
			continue
		}
		text, err := fs.ReadFile(static, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range imported.FindAllStringSubmatch(string(text), -1) {
			from := path.Dir(path.Join(path.Dir(file), match[1]))
			if from != path.Dir(file) && !slices.Contains(part.may, from) {
				t.Errorf("%s (%s) imports %s, and may import %s only", file, part.is, match[1], strings.Join(part.may, ", "))
			}
		}
	}
}
