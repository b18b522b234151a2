package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

var update = flag.Bool("update", false, "write deploy/man and deploy/completion anew")

// manuals are the files that are made from the flags.
var manuals = map[string]func(*kong.Application) string{
	"deploy/man/talktalktalk.1":           manPage,
	"deploy/completion/talktalktalk":      bashCompletion,
	"deploy/completion/_talktalktalk":     zshCompletion,
	"deploy/completion/talktalktalk.fish": fishCompletion,
}

// TestManual holds the man page and the completion of shells to the flags that
// there are. With -update it writes them.
func TestManual(t *testing.T) {
	parser, err := newParser(new(commandLine), output{})
	if err != nil {
		t.Fatal(err)
	}
	for name, form := range manuals {
		want := []byte(form(parser.Model))
		if *update {
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the flags say (%v): go test -run TestManual -update .", name, err)
		}
	}
}

// TestManualNamesAll: the flags are in the README, too.
func TestManualNamesAll(t *testing.T) {
	parser, err := newParser(new(commandLine), output{})
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range flagsOf(parser.Model.Node) {
		if !bytes.Contains(readme, []byte("`--"+f.Name)) {
			t.Errorf("the README has no --%s", f.Name)
		}
	}
	for _, c := range parser.Model.Children {
		if !bytes.Contains(readme, []byte("`talktalktalk "+c.Name)) {
			t.Errorf("the README has no command %s", c.Name)
		}
	}
}

// flagsOf are the flags of a command, or of all of them.
func flagsOf(n *kong.Node) (flags []*kong.Flag) {
	for _, f := range n.Flags {
		if !f.Hidden && f.Name != "help" {
			flags = append(flags, f)
		}
	}
	return flags
}

// help is what -h says of a flag, with its default.
func help(f *kong.Flag) string { return kong.DefaultHelpValueFormatter(f.Value) }

func manPage(app *kong.Application) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH TALKTALKTALK 1\n.SH NAME\ntalktalktalk \\- %s\n", roff(app.Help))
	b.WriteString(".SH SYNOPSIS\n.B talktalktalk\n[\\fICOMMAND\\fR] [\\fIFLAGS\\fR]\n.SH COMMANDS\n")
	for _, c := range app.Children {
		fmt.Fprintf(&b, ".TP\n\\fB%s\\fR", c.Name)
		for _, p := range c.Positional {
			fmt.Fprintf(&b, " \\fI%s\\fR", roff(strings.ToUpper(p.Name)))
		}
		fmt.Fprintf(&b, "\n%s\n", roff(c.Help))
		for _, f := range flagsOf(c) {
			fmt.Fprintf(&b, ".RS\n.TP\n%s\n%s\n.RE\n", roffFlag(f), roff(help(f)))
		}
	}
	b.WriteString(".SH FLAGS\nEach can be an environment variable, which a flag goes before.\n")
	for _, f := range flagsOf(app.Node) {
		fmt.Fprintf(&b, ".TP\n%s\n%s\n", roffFlag(f), roff(help(f)))
	}
	b.WriteString(`.SH ENVIRONMENT
.TP
\fB` + secretVariable + `\fR
The admin secret itself, at least 16 characters.
.SH EXIT STATUS
0 done, 1 failed, 2 wrong usage: one line on standard error says what is accepted.
.SH FILES
Everything that lasts is in the folder of \fB\-\-data\fR.
.SH SEE ALSO
.BR ssh (1)
`)
	return b.String()
}

func roffFlag(f *kong.Flag) string {
	text := `\fB\-\-` + roff(f.Name) + `\fR`
	if !f.IsBool() {
		text += ` \fI` + roff(f.FormatPlaceHolder()) + `\fR`
	}
	return text
}

// roff escapes text for a line of a man page.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "…", "...").Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		return `\&` + text
	}
	return text
}

// A word is one that a shell offers.
type word struct{ text, help string }

func commandWords(app *kong.Application) (words []word) {
	for _, c := range app.Children {
		words = append(words, word{c.Name, c.Help})
	}
	return words
}

// flagWords are the flags of all and those of single commands, and which take files.
func flagWords(app *kong.Application) (words []word, files []string) {
	for _, f := range allFlags(app) {
		words = append(words, word{"--" + f.Name, help(f)})
		if f.Tag.Type == "path" {
			files = append(files, "--"+f.Name)
		}
	}
	return words, files
}

func bashCompletion(app *kong.Application) string {
	flags, files := flagWords(app)
	return fmt.Sprintf(`# bash completion of talktalktalk
_talktalktalk() {
	local word=$2 before=$3
	COMPREPLY=()
	case $before in
	%s | import | backup) compopt -o default; return ;;
	esac
	case $word in
	-*) COMPREPLY=($(compgen -W '%s' -- "$word")) ;;
	*) [ "$COMP_CWORD" -eq 1 ] && COMPREPLY=($(compgen -W '%s' -- "$word")) ;;
	esac
}
complete -F _talktalktalk talktalktalk
`, strings.Join(files, " | "), spaced(flags), spaced(commandWords(app)))
}

func spaced(words []word) string {
	var all []string
	for _, w := range words {
		all = append(all, w.text)
	}
	return strings.Join(all, " ")
}

func zshCompletion(app *kong.Application) string {
	quote := strings.NewReplacer("'", `'\''`, "[", `\[`, "]", `\]`, ":", `\:`)
	var b strings.Builder
	b.WriteString("#compdef talktalktalk\n_arguments \\\n  '1:command:((")
	for i, c := range commandWords(app) {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, `%s\:"%s"`, c.text, quote.Replace(c.help))
	}
	b.WriteString("))' \\\n  '*:file:_files'")
	for _, f := range allFlags(app) {
		value := ""
		switch {
		case f.Tag.Type == "path":
			value = ":file:_files"
		case !f.IsBool():
			value = ":value: "
		}
		fmt.Fprintf(&b, " \\\n  '--%s[%s]%s'", f.Name, quote.Replace(help(f)), value)
	}
	return b.String() + "\n"
}

func allFlags(app *kong.Application) []*kong.Flag {
	all := flagsOf(app.Node)
	for _, c := range app.Children {
		all = append(all, flagsOf(c)...)
	}
	return all
}

func fishCompletion(app *kong.Application) string {
	quote := strings.NewReplacer(`\`, `\\`, "'", `\'`)
	var b strings.Builder
	b.WriteString("# fish completion of talktalktalk\ncomplete -c talktalktalk -f\n")
	for _, c := range commandWords(app) {
		fmt.Fprintf(&b, "complete -c talktalktalk -n __fish_use_subcommand -a %s -d '%s'\n", c.text, quote.Replace(c.help))
	}
	b.WriteString("complete -c talktalktalk -n '__fish_seen_subcommand_from import backup' -F\n")
	for _, f := range allFlags(app) {
		form := " -x"
		switch {
		case f.IsBool():
			form = ""
		case f.Tag.Type == "path":
			form = " -rF"
		}
		fmt.Fprintf(&b, "complete -c talktalktalk -l %s%s -d '%s'\n", f.Name, form, quote.Replace(help(f)))
	}
	return b.String()
}
