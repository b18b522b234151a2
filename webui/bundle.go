package webui

import (
	"fmt"
	"regexp"
	"strings"
)

// A bundler makes one file of the modules that a script imports, or of the
// chapters that a style sheet imports, without their comments: on a slow line
// fifty requests are slow, and a half of the bytes. It is no parser; it knows the
// forms that the files of static have, and panics at any other, so that the
// program's first start, which is a test's, tells.
type bundler struct {
	read    func(name string) string
	out     strings.Builder
	done    map[string]bool   // by file: it is written
	begun   map[string]bool   // or waits for what it imports
	exports map[string]string // which file exports a name
}

func newBundler(read func(name string) string) *bundler {
	return &bundler{read: read, done: map[string]bool{}, begun: map[string]bool{}, exports: map[string]string{}}
}

var (
	imports    = regexp.MustCompile(`(?m)^import \{[\w\s,]*\} from '\./([a-z]+\.js)';\n`)
	exported   = regexp.MustCompile(`(?m)^export (?:async )?(?:class|function|const) ([A-Za-z]+)`)
	exportWord = regexp.MustCompile(`(?m)^export (?:\{\};\n|(async |class |function |const ))`)
	foreign    = regexp.MustCompile(`(?m)^(?:import|export) |\bimport\.meta\b`)
	chapters   = regexp.MustCompile(`(?m)^@import "([a-z]+\.css)";\n`)
)

// script returns the module entry and all that it imports as one module. Each of
// those becomes a function, so that what it does not export is its own.
func (b *bundler) script(entry string) []byte {
	b.module(entry, true)
	return []byte(b.out.String())
}

func (b *bundler) module(name string, entry bool) {
	if b.done[name] {
		return
	}
	b.mustf(!b.begun[name], "%s imports itself in the end", name)
	b.begun[name] = true
	text := b.read(name)
	for _, m := range imports.FindAllStringSubmatch(text, -1) {
		b.mustf(!strings.Contains(m[0], " as "), "%s: %s: a name must stay as it is", name, m[0])
		b.module(m[1], false)
	}
	names := b.namesOf(name, text)
	text = exportWord.ReplaceAllString(imports.ReplaceAllString(text, ""), "$1")
	b.mustf(!foreign.MatchString(text), "%s imports or exports in a form that is not known here", name)
	b.write(name, bare(name, text), names, entry)
	b.done[name] = true
}

// namesOf are the names that the module exports, which stand beside those of all others.
func (b *bundler) namesOf(name, text string) (names []string) {
	for _, m := range exported.FindAllStringSubmatch(text, -1) {
		other, taken := b.exports[m[1]]
		b.mustf(!taken, "%s and %s export %s", other, name, m[1])
		b.exports[m[1]] = name
		names = append(names, m[1])
	}
	return names
}

func (b *bundler) write(name, text string, names []string, entry bool) {
	list := strings.Join(names, ",")
	switch {
	case entry:
		b.mustf(len(names) == 0, "%s exports %s to nobody", name, list)
		b.out.WriteString(text)
	case len(names) > 0: // else it has types only
		fmt.Fprintf(&b.out, "const {%s} = (() => {\n%sreturn {%[1]s};\n})();\n", list, text)
	}
}

// styles returns the style sheet entry with its chapters in their places.
func (b *bundler) styles(entry string) []byte {
	return []byte(chapters.ReplaceAllStringFunc(b.bareStyles(entry), func(line string) string {
		return b.bareStyles(chapters.FindStringSubmatch(line)[1])
	}))
}

func (b *bundler) bareStyles(name string) string { return bare(name, b.read(name)) }

func (b *bundler) mustf(ok bool, format string, args ...any) {
	if !ok {
		panic(fmt.Sprintf(format, args...))
	}
}

// bare is text without indentation and without the comments that stand at the
// beginning of a line. No string goes over several lines, so none is changed.
func bare(name, text string) string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(text) {
		if strings.Count(line, "`")%2 != 0 {
			panic(fmt.Sprintf("%s: a string over several lines: %s", name, line))
		}
		if line, inside = uncommented(strings.TrimSpace(line), inside); line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// uncommented is what a line has behind a comment at its beginning, and whether
// the comment goes on in the next line.
func uncommented(line string, inside bool) (rest string, still bool) {
	if !inside && strings.HasPrefix(line, "//") {
		return "", false
	}
	for inside || strings.HasPrefix(line, "/*") {
		_, after, ended := strings.Cut(line, "*/")
		if !ended {
			return "", true
		}
		line, inside = strings.TrimSpace(after), false
	}
	return line, false
}
