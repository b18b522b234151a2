package main

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A border says who alone may import something. The program's own packages
// are named without the module's name in front.
type border struct {
	imported string   // an import path, and all below it
	by       []string // folders; "x/..." is x and all below it
	why      string
}

const module = "talktalktalk"

var borders = []border{
	{"talktalktalk", []string{"."}, "only main knows all"},
	{"talktalktalk/room", []string{".", "cluster", "room/replica", "webui/...", "sshui/...", "storage/...", "metrics", "room/roomtest", "room/wire", "room/archive"}, "every arrow points at room"},
	{"talktalktalk/room/replica", []string{"storage", "cluster"}, "the room knows nothing of copies"},
	{"talktalktalk/cluster", []string{"."}, "the room must not know whether it is alone"},
	{"talktalktalk/cluster/natstest", nil, "what tests share is for tests"},
	{"github.com/nats-io", []string{"cluster", "cluster/natstest"}, "the shared log must be able to run on something else"},
	{"talktalktalk/room/names", []string{".", "webui/...", "sshui/...", "room", "room/archive"}, "the store knows no names"},
	{"talktalktalk/room/texts", []string{".", "webui/...", "sshui/...", "room", "room/archive", "room/names", "room/markup"}, "the store knows no texts"},
	{"talktalktalk/room/archive", []string{"."}, "the commands move histories, no door does"},
	{"talktalktalk/room/query", []string{"webui/...", "sshui/...", "room", "storage/search"}, "the room and its index must mean the same words; the doors mark them"},
	{"talktalktalk/room/roomtest", nil, "the conformance suite is for tests"},
	{"talktalktalk/room/wire", []string{"webui/...", "sshui/script", "room/archive"}, "objects are what doors send, and an export has"},
	{"talktalktalk/room/markup", []string{"webui/...", "sshui/..."}, "markup is for the doors; the room keeps text as it was typed"},
	{"talktalktalk/webui/hook", []string{"webui"}, "what tools send is the business of webui"},
	{"talktalktalk/webui/push", []string{"."}, "the doors ask who is told by an interface of their own"},
	{"talktalktalk/webui/push/pushtest", nil, "what tests share is for tests"},
	{"github.com/SherClockHolmes/webpush-go", []string{"webui/push"}, "browsers are pushed to from one place"},
	{"talktalktalk/webui/encrypted", []string{"."}, "the doors know no certificates"},
	{"golang.org/x/crypto/acme", []string{"webui/encrypted"}, "the doors know no certificates"},
	{"modernc.org/sqlite", []string{"storage/search"}, "only the index is SQLite's; the log is Pebble's"},
	{"talktalktalk/storage/search", []string{"."}, "the index is made from the log by the room; the log knows nothing of it"},
	{"github.com/cockroachdb/pebble", []string{"storage/..."}, "the room must run on another log one day"},
	{"talktalktalk/sshui/client", []string{"sshui", "sshui/script", "sshui/screen", "sshui/plain"}, "what is typed and drawn knows no client"},
	{"talktalktalk/sshui/cells", []string{"sshui/client", "sshui/script", "sshui/screen", "sshui/plain", "sshui/lineedit"}, "the server draws nothing"},
	{"talktalktalk/sshui/lineedit", []string{"sshui/screen", "sshui/plain"}, "only forms to talk in have a line to edit"},
	{"talktalktalk/sshui/screen", []string{"sshui"}, "the programs of the door know nothing of each other"},
	{"talktalktalk/sshui/plain", []string{"sshui"}, "the programs of the door know nothing of each other"},
	{"talktalktalk/sshui/script", []string{"sshui"}, "the programs of the door know nothing of each other"},
	{"talktalktalk/sshui/sshtest", nil, "what tests share is for tests"},
	{"charm.land/bubbletea", []string{"sshui/screen"}, "only the screen is one of its programs"},
	{"charm.land", []string{"sshui/..."}, "terminals are the business of sshui"},
	{"github.com/charmbracelet", []string{"sshui/..."}, "terminals are the business of sshui"},
	{"github.com/pires/go-proxyproto", []string{"sshui"}, "proxies speak it to the ssh door"},
	{"talktalktalk/metrics", []string{"."}, "what is watched knows no watcher"},
	{"github.com/prometheus", []string{"metrics"}, "what is watched knows no watcher"},
	{"net/http/pprof", []string{"metrics"}, "it changes the whole program's default handler"},
	{"github.com/coreos/go-systemd", []string{"."}, "a door is given its listener"},
	{"github.com/yuin", []string{"room/markup"}, "both doors must read the same markup"},
	{"github.com/gorilla/websocket", []string{"webui/..."}, "browsers are the business of webui"},
	{"github.com/microcosm-cc/bluemonday", []string{"webui/..."}, "HTML is the business of webui"},
	{"github.com/alecthomas/kong", []string{"."}, "a package reads no flags"},
	{"flag", []string{".", "sshui/sshtest"}, "a package reads no flags"},
	{"testing", []string{"room/roomtest", "sshui/sshtest", "webui/push/pushtest", "cluster/natstest"}, "only tests test"},
}

// TestBorders holds the packages to what each may import.
func TestBorders(t *testing.T) {
	t.Parallel()
	for folder, files := range sources(t) {
		for _, file := range files {
			for _, spec := range file.Imports {
				imported, _ := strconv.Unquote(spec.Path.Value) // it has been parsed
				if why := trespass(folder, imported); why != "" {
					t.Errorf("%s imports %s: %s", folder, imported, why)
				}
			}
		}
	}
}

// trespass says why folder must not import a path, "" if it may.
func trespass(folder, imported string) string {
	if folder == "room" && !standard(imported) && !within(imported, "golang.org/x") && !within(imported, module+"/room") {
		return "room imports the standard library, golang.org/x and its own rules only"
	}
	rules := slices.Clone(borders)
	slices.SortFunc(rules, func(a, b border) int { return cmp.Compare(len(b.imported), len(a.imported)) })
	for _, b := range rules { // the closest first
		if within(imported, b.imported) {
			if slices.ContainsFunc(b.by, func(by string) bool { return covers(by, folder) }) {
				return ""
			}
			return b.why
		}
	}
	return ""
}

// covers tells whether one of border.by means folder.
func covers(by, folder string) bool {
	if root, all := strings.CutSuffix(by, "/..."); all {
		return within(folder, root)
	}
	return by == folder
}

func within(p, root string) bool { return p == root || strings.HasPrefix(p, root+"/") }

func standard(p string) bool {
	first, _, _ := strings.Cut(p, "/")
	return !strings.Contains(first, ".") && first != module
}

// TestTrespass shows that the rules say no where they must.
func TestTrespass(t *testing.T) {
	for _, c := range []struct {
		folder, imported string
		ok               bool
	}{
		{"room", "golang.org/x/text/unicode/norm", true},
		{"room", "talktalktalk/storage", false},
		{"room", "github.com/cockroachdb/pebble/v2", false},
		{"room", "talktalktalk/room/markup", false},
		{"room", "talktalktalk/room/names", true},
		{"room/names", "talktalktalk/room", false},
		{"storage", "talktalktalk/room/names", false},
		{"sshui/screen", "talktalktalk/room", true},
		{"sshui/screen", "talktalktalk/webui", false},
		{"webui", "talktalktalk/room", true},
		{"webui", "talktalktalk/storage", false},
		{"webui", "talktalktalk/sshui", false},
		{"webui", "charm.land/wish/v2", false},
		{"sshui", "charm.land/wish/v2", true},
		{"sshui", "talktalktalk/webui", false},
		{"storage", "github.com/cockroachdb/pebble/v2/vfs", true},
		{"storage", "talktalktalk/webui", false},
		{"storage", "flag", false},
		{".", "talktalktalk/sshui", true},
	} {
		if why := trespass(c.folder, c.imported); (why == "") != c.ok {
			t.Errorf("trespass(%s, %s) = %q, want allowed: %v", c.folder, c.imported, why, c.ok)
		}
	}
}

// TestPackageComments: every folder tells in its package comment what it is.
func TestPackageComments(t *testing.T) {
	t.Parallel()
	for folder, files := range sources(t) {
		start := "Package " + path.Base(folder) + " "
		if folder == "." {
			start = "Command " + module + " "
		}
		if !slices.ContainsFunc(files, func(f *ast.File) bool { return strings.HasPrefix(f.Doc.Text(), start) }) {
			t.Errorf("%s: no package comment that begins with %q", folder, start)
		}
	}
}

// TestNoAmbientSettings: a package takes its settings from main, not from the
// environment or the command line.
func TestNoAmbientSettings(t *testing.T) {
	t.Parallel()
	ambient := []string{"Args", "Getenv", "LookupEnv", "Environ", "ExpandEnv", "Exit"}
	for folder, files := range sources(t) {
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && folder != "." {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == "os" && slices.Contains(ambient, s.Sel.Name) {
						t.Errorf("%s uses os.%s: only main may", folder, s.Sel.Name)
					}
				}
				return true
			})
		}
	}
}

// TestFolderNames: a folder is named by what it does.
func TestFolderNames(t *testing.T) {
	t.Parallel()
	vague := []string{"internal", "pkg", "cmd", "util", "utils", "common", "helper", "helpers", "base"}
	for folder := range sources(t) {
		if slices.Contains(vague, path.Base(folder)) {
			t.Errorf("%s: a name that says nothing about what is inside", folder)
		}
	}
}

// sources parses what the binary is made of, by folder; tests may import what
// they like.
func sources(t *testing.T) map[string][]*ast.File {
	t.Helper()
	folders := map[string][]*ast.File{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch base := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && (base == "node_modules" || base == "testdata" || base == "tools" || len(base) > 1 && base[0] == '.'):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(base) != ".go" || strings.HasSuffix(base, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		folder := filepath.ToSlash(filepath.Dir(name))
		folders[folder] = append(folders[folder], file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return folders
}
