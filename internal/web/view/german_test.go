package view

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"heed/internal/report"
)

var (
	once  = regexp.MustCompile(`(?:\btr\(ctx, |\bSay\(lang, |\bq\.say\(|\bsay\(|\bcut\(|\badd\([^"\n]*, )("(?:[^"\\]|\\.)*")`)
	deeds = regexp.MustCompile(`(?:\btold\(|\bchange\(ctx, by, id, |\bvalue, "", |"what": |\bwhat(?:, save)? :?= )"([^"]+)"`) // of the audit trail
	twice = regexp.MustCompile(`trn\(ctx, [^"\n]*?, "((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)"\)`)
)

// spoken are the strings of the interface, as the sources hold them.
func spoken(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, pattern := range []string{"*.templ", "*.go", "../*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") || strings.HasSuffix(f, "_templ.go") {
				continue
			}
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range once.FindAllStringSubmatch(string(b), -1) {
				out[strings.Trim(m[1], `"`)] = true
			}
			for _, m := range twice.FindAllStringSubmatch(string(b), -1) {
				out[m[1]], out[m[2]] = true, true
			}
		}
	}
	return out
}

// told are the words in which the services tell of changes.
func told(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, pattern := range []string{"../../admin/*.go", "../../auth/*.go", "../../builder/*.go", "../../monitor/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range deeds.FindAllStringSubmatch(string(b), -1) {
				out[m[1]] = true
			}
		}
	}
	if len(out) < 20 {
		t.Errorf("only %d deeds were found in the services", len(out))
	}
	return out
}

func TestGermanIsWhole(t *testing.T) {
	t.Parallel()
	want := spoken(t)
	maps.Copy(want, told(t))
	for _, k := range keyTable {
		want[k.does] = true
	}
	for _, g := range grammar {
		want[g.means] = true
	}
	for _, l := range slices.Concat(intents, sentiments, urgencies) {
		want[strings.ToUpper(l[:1])+l[1:]] = true
	}
	for _, v := range []string{"reply", "mine", "unassigned", "watch", "waiting", "done", "ignored"} {
		f := Filter{View: v}
		title, text := f.teach()
		want[f.title()], want[title], want[text] = true, true, true
		for _, o := range f.Orders() {
			want[f.ordered(o)] = true
		}
	}
	for _, f := range report.Figures() {
		want[f.Title], want[f.What] = true, true
	}
	for _, k := range slices.Sorted(maps.Keys(want)) {
		g := Say("de", k)
		known := 0
		for _, words := range []map[string]string{germanDesk, germanSettings, germanHours, germanHearing, germanReports, germanFigures, germanCases, germanWork} {
			if _, ok := words[k]; ok {
				known++
			}
		}
		switch {
		case known == 0:
			t.Errorf("no German for %q", k)
		case known > 1:
			t.Errorf("%d German strings for %q", known, k)
		case strings.Count(g, "%") != strings.Count(k, "%"):
			t.Errorf("%q has other places than %q", g, k)
		}
	}
}

func TestEnglishIsTheKey(t *testing.T) {
	t.Parallel()
	if got := Say("en", "%s left", "3 min"); got != "3 min left" {
		t.Error(got)
	}
	if got := Say("de", "%s left", "3 min"); got != "noch 3 min" {
		t.Error(got)
	}
	if got := Say("de", "no such string"); got != "no such string" {
		t.Error(got)
	}
}
