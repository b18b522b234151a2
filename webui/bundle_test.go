package webui_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"talktalktalk/webui"
)

// A bundle is what an entry imports and the entry, and nothing of a comment.
func TestBundle(t *testing.T) {
	files := folder(map[string]string{
		"app.js":   "// Wires.\nimport { one } from './b.js';\nconsole.log(one(`/* a */ b`));\n",
		"b.js":     "import { Two } from './c.js';\n/** Says more. */\nexport const one = a => new Two(a);\n",
		"c.js":     "export class Two { #a; constructor(a) { this.#a = a; } }\n",
		"app.css":  "/* The look. */\n@import \"page.css\";\nmain { color: red }\n",
		"page.css": "body { margin: 0 }\n",
	})
	for entry, want := range map[string][]string{"app.js": {`"/* a */ b"`, "class{#", "console.log("}, "app.css": {"body{margin:0}", "main{color:red}"}} {
		got := string(webui.Bundle(files, entry))
		for _, part := range want {
			if !strings.Contains(got, part) {
				t.Errorf("the bundle of %s is %s, without %s", entry, got, part)
			}
		}
		for _, part := range []string{"Wires", "Says", "look", "import"} {
			if strings.Contains(got, part) {
				t.Errorf("the bundle of %s is %s, with %s", entry, got, part)
			}
		}
	}
}

// What is no file of the folder is not looked for elsewhere, and a mistake is told.
func TestBundleRefuses(t *testing.T) {
	for _, text := range []string{"import './bundle.go';", "import '../go.mod';", "import 'elsewhere';", "const a = ;", "import { none } from './app.js'; none(); export const one = 1;"} {
		if refused := refused(folder(map[string]string{"app.js": text})); !strings.HasPrefix(refused, "bundle app.js: ") {
			t.Errorf("%q is refused as %q", text, refused)
		}
	}
}

// refused is what the bundle of app.js panics with.
func refused(files fs.FS) (why string) {
	defer func() { why = fmt.Sprint(recover()) }()
	webui.Bundle(files, "app.js")
	return
}

func folder(texts map[string]string) fs.FS {
	files := fstest.MapFS{}
	for name, text := range texts {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}
