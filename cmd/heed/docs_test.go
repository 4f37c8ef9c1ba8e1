package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"heed/internal/config"
)

const top = "../.."

// pages are what is written for people, by their paths from the top of the tree.
func pages(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	read := func(path string) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(top, path)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.ToSlash(name)] = string(b)
	}
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		read(filepath.Join(top, name))
	}
	err := filepath.WalkDir(filepath.Join(top, "docs"), func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			read(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	linkInPage  = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading     = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	notInAnchor = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
)

// TestLinksLead follows every link from page to page, with the heading that it names.
func TestLinksLead(t *testing.T) {
	t.Parallel()
	all := pages(t)
	for name, page := range all {
		for _, m := range linkInPage.FindAllStringSubmatch(page, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			path, anchor, _ := strings.Cut(m[1], "#")
			to := name
			if path != "" {
				to = filepath.ToSlash(filepath.Join(filepath.Dir(name), path))
			}
			if _, err := os.Stat(filepath.Join(top, to)); err != nil {
				t.Errorf("%s: the link %s leads nowhere", name, m[1])
			}
			if anchor != "" && !slices.Contains(anchors(all[to]), anchor) {
				t.Errorf("%s: %s has no heading for %s", name, to, m[1])
			}
		}
	}
	for name, page := range all { // every page of docs is reached from the README, at most over one other
		if !strings.HasPrefix(name, "docs/") || strings.HasPrefix(name, "docs/licences/") {
			continue
		}
		base := filepath.Base(name)
		if !slices.ContainsFunc([]string{"README.md", "docs/questions.md", "docs/running.md"}, func(from string) bool { return from != name && strings.Contains(all[from], base) }) {
			t.Errorf("%s: no page that a newcomer reads leads to it (%d bytes)", name, len(page))
		}
	}
}

func anchors(page string) (out []string) {
	for _, m := range heading.FindAllStringSubmatch(page, -1) {
		out = append(out, strings.ReplaceAll(notInAnchor.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return out
}

var (
	inCode   = regexp.MustCompile("`(?:HEED_[A-Z_]+=\\S+ )*heed ([a-z][^`]*)`")
	inBlock  = regexp.MustCompile(`(?m)^\s*(?:\$ )?(?:.*(?:\||\* |ExecStart=) ?)?(?:HEED_[A-Z_]+=\S+ )*(?:sudo -u heed )?(?:heed|go run \./cmd/heed|bin/heed|/usr/local/bin/heed) ([a-z].*)$`)
	variable = regexp.MustCompile(`\bHEED_[A-Z_]+\b`)
)

// TestCommandsInPages holds every command line that a page or an example shows to the
// commands and flags that there are.
func TestCommandsInPages(t *testing.T) {
	t.Parallel()
	seen := 0
	try := func(where, line string) {
		args := words(line)
		if len(args) == 0 {
			return
		}
		seen++
		if err := parses(args); err != nil {
			t.Errorf("%s: %q: %v", where, line, err)
		}
	}
	for name, page := range pages(t) {
		if name == "CHANGELOG.md" {
			continue // tells of what was
		}
		for _, m := range inCode.FindAllStringSubmatch(page, -1) {
			try(name, m[1])
		}
		for _, m := range inBlock.FindAllStringSubmatch(blocks(page), -1) {
			try(name, m[1])
		}
	}
	each(root(), func(c *cobra.Command) {
		for _, m := range inBlock.FindAllStringSubmatch(c.Example, -1) {
			try(c.CommandPath()+" --help", m[1])
		}
	})
	if seen < 80 {
		t.Errorf("only %d command lines were found in pages and examples", seen)
	}
}

// TestVariablesInPages looks for settings that pages name and nobody reads.
func TestVariablesInPages(t *testing.T) {
	t.Parallel()
	known := []string{"HEED_CONFIG", "HEED_TOKEN", "HEED_DATA", "HEED_HEARD"} // the last two: of tests, and a stream of NATS
	for _, s := range config.Settings() {
		known = append(known, s.Env)
	}
	for name, page := range pages(t) {
		for _, v := range variable.FindAllString(page, -1) {
			if !slices.Contains(known, v) && !strings.HasPrefix(v, "HEED_TEST_") && !strings.HasPrefix(v, "HEED_WEB_") && v != "HEED_" {
				t.Errorf("%s names %s, which is no setting", name, v)
			}
		}
	}
}

var (
	goFile   = regexp.MustCompile(`\b(?:internal|cmd|test)/[\w/.-]+\.(?:go|s|sql)\b`)
	function = regexp.MustCompile(`\b(?:Test|Benchmark|Fuzz)[A-Z]\w+`)
	target   = regexp.MustCompile("`make ([a-z-]+)")
	declared = regexp.MustCompile(`(?m)^func ((?:Test|Benchmark|Fuzz)\w+)\(`)
)

// TestWhatPagesNameIsThere looks for files, tests and targets that pages send a reader to.
func TestWhatPagesNameIsThere(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile(filepath.Join(top, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	functions := testFunctions(t)
	for name, page := range pages(t) {
		if name == "CHANGELOG.md" {
			continue
		}
		for _, f := range goFile.FindAllString(page, -1) {
			if _, err := os.Stat(filepath.Join(top, f)); err != nil {
				t.Errorf("%s names %s, which is not there", name, f)
			}
		}
		for _, at := range function.FindAllStringIndex(page, -1) {
			f := page[at[0]:at[1]]
			several := strings.HasPrefix(page[at[1]:], "…")
			if !slices.ContainsFunc(functions, func(d string) bool { return d == f || several && strings.HasPrefix(d, f) }) {
				t.Errorf("%s names %s, which is not there", name, f)
			}
		}
		for _, m := range target.FindAllStringSubmatch(page, -1) {
			if !strings.Contains(string(makefile), "\n"+m[1]+":") {
				t.Errorf("%s names make %s, which is not there", name, m[1])
			}
		}
	}
}

func testFunctions(t *testing.T) (out []string) {
	t.Helper()
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "node_modules" {
			return filepath.SkipDir
		}
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range declared.FindAllStringSubmatch(string(b), -1) {
			out = append(out, m[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// blocks is what a page shows as code, line by line.
func blocks(page string) string {
	var out strings.Builder
	fenced := false
	for line := range strings.Lines(page) {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
			continue
		}
		if fenced || strings.HasPrefix(line, "    ") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// words are the arguments of a command line as a shell would give them, as far as the first
// command goes.
func words(line string) []string {
	var out []string
	var word strings.Builder
	quote, inside, spaces := rune(0), false, 0
	end := func() {
		if inside {
			out = append(out, word.String())
		}
		word.Reset()
		inside = false
	}
scan:
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, inside = r, true
		case r == ' ' || r == '\n':
			if end(); r == ' ' {
				if spaces++; spaces == 2 && len(out) > 0 {
					break scan // what it does
				}
				continue
			}
		case strings.ContainsRune("|<>#&;", r):
			break scan
		default:
			word.WriteRune(r)
			inside = true
		}
		spaces = 0
	}
	end()
	return out
}

// parses tells whether the program takes these arguments.
func parses(args []string) error {
	c, rest, err := root().Find(args)
	if err != nil {
		return unknown(root(), args)
	}
	err = c.ParseFlags(rest)
	var bare *pflag.ValueRequiredError // a flag that is only spoken of
	if errors.As(err, &bare) || errors.Is(err, pflag.ErrHelp) {
		return nil
	}
	return err
}

func each(c *cobra.Command, do func(*cobra.Command)) {
	do(c)
	for _, one := range c.Commands() {
		each(one, do)
	}
}
