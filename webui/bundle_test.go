package webui_test

import (
	"strings"
	"testing"

	"talktalktalk/webui"
)

// bundle joins files, given as name and text in turn, and returns the script
// of the first or why that cannot be.
func bundle(files ...string) (text, refused string) {
	defer func() {
		if p := recover(); p != nil {
			refused = p.(string)
		}
	}()
	read := func(name string) string {
		for i := 0; i < len(files); i += 2 {
			if files[i] == name {
				return files[i+1]
			}
		}
		return ""
	}
	return webui.Bundle(read, files[0]), ""
}

func TestBundle(t *testing.T) {
	got, refused := bundle(
		"app.js", "// Wires.\n\nimport { one } from './b.js';\nimport {\n  Two,\n} from './c.js';\n\n/** @type {number} */\nconst x = one(`/* a */ b`); // kept\n",
		"b.js", "import { Two } from './c.js';\n\nconst own = 1;\n/** Says\n * more.\n */\nexport function one(a) {\n  return own; /* b */\n}\n",
		"c.js", "import { T } from './types.js';\nexport class Two {}\nexport const three = 3, own = 2;\n",
		"types.js", "/** @typedef {number} T */\nexport {};\n",
	)
	const want = `const {Two,three} = (() => {
class Two {}
const three = 3, own = 2;
return {Two,three};
})();
const {one} = (() => {
const own = 1;
function one(a) {
return own; /* b */
}
return {one};
})();
const x = one(` + "`/* a */ b`" + `); // kept
`
	if got != want || refused != "" {
		t.Errorf("bundle = %s%s, want %s", got, refused, want)
	}
}

func TestBundleRefuses(t *testing.T) {
	for _, test := range []struct{ want, a, b string }{
		{"a.js imports itself", "import { b } from './b.js';\n", "import { a } from './a.js';\nexport const b = 1;\n"},
		{"b.js and a.js export same", "import { same } from './b.js';\nexport const same = 1;\n", "export const same = 1;\n"},
		{"a name must stay", "import { b as c } from './b.js';\n", "export const b = 1;\n"},
		{"form that is not known", "import b from './b.js';\n", ""},
		{"form that is not known", "import './b.js';\n", ""},
		{"form that is not known", "export default 1;\n", ""},
		{"form that is not known", "import { b } from 'elsewhere';\n", ""},
		{"to nobody", "export const a = 1;\n", ""},
		{"several lines", "const a = `\n`;\n", ""},
	} {
		if got, refused := bundle("a.js", test.a, "b.js", test.b); !strings.Contains(refused, test.want) {
			t.Errorf("%q and %q: %q, refused as %q, want %q", test.a, test.b, got, refused, test.want)
		}
	}
}
