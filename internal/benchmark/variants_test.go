package benchmark

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"heed/internal/desk"
)

// storyRows is the story without a row that cannot be read, as the public file writes it.
func storyRows(t *testing.T) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimSuffix(story, "bad,\"row\n"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows[2][4] += "\n\nYours, \"AB\""
	return rows
}

func written(rows [][]string, change func(row []string) []string) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range rows {
		if row = slices.Clone(row); change != nil {
			row = change(row)
		}
		_ = w.Write(row) // into memory
	}
	w.Flush()
	return b.String()
}

// column changes one column below the header.
func column(at int, change func(string) string) func([]string) []string {
	return func(row []string) []string {
		if row[0] != "tweet_id" {
			row[at] = change(row[at])
		}
		return row
	}
}

// The copies of the public set that are about differ in form, and measure the same.
func TestCopiesOfTheSet(t *testing.T) {
	t.Parallel()
	rows := storyRows(t)
	plain := written(rows, nil)
	want := measured(t, read(t, plain, nil))
	if len(want.Companies) != 2 || want.Source.Refused != 0 || want.Source.Posts != 13 {
		t.Fatalf("%+v", want.Source)
	}
	for name, content := range map[string]string{
		"windows":        "\ufeff" + strings.ReplaceAll(plain, "\n", "\r\n"),
		"lower booleans": written(rows, column(2, strings.ToLower)),
		"upper booleans": written(rows, column(2, strings.ToUpper)),
		"ruby dates":     written(rows, column(3, rubyDate(t))),
		"several answered": written(rows, column(6, func(s string) string {
			if s == "" {
				return s
			}
			return s + ",424242"
		})),
		"several answers": written(rows, column(5, func(s string) string { return s + "9,31,32" })),
		"floats":          written(rows, column(6, func(s string) string { return strings.TrimPrefix(s+".0", ".0") })),
		"nan": written(rows, column(6, func(s string) string {
			if s == "" {
				return "nan"
			}
			return s
		})),
		"other order": written(rows, func(r []string) []string { return []string{r[4], r[6], r[2], "", r[0], r[3], r[1], r[5]} }),
		"more columns": written(rows, func(r []string) []string {
			if r[0] == "tweet_id" {
				return append(r, "likes", "")
			}
			return append(r, "3", "x,\ny")
		}),
		"semicolons":   strings.ReplaceAll(semicolons(rows), "\r", ""),
		"gzip":         compressed(t, plain, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }),
		"zstd":         compressed(t, plain, func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z }),
		"no last line": strings.TrimSuffix(plain, "\n"),
	} {
		if diff := cmp.Diff(want, measured(t, read(t, content, nil))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func rubyDate(t *testing.T) func(string) string {
	return func(s string) string {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return at.Format("Mon Jan 02 15:04:05 -0700 2006")
	}
}

func semicolons(rows [][]string) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = ';'
	_ = w.WriteAll(rows) // into memory
	return b.String()
}

func compressed(t *testing.T, content string, to func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := to(&b)
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A compressed file that ends too early says so, whoever notices first.
func TestCutOff(t *testing.T) {
	t.Parallel()
	whole := compressed(t, strings.Repeat(story, 200), func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	for range 20 {
		_, err := Read(context.Background(), Options{Paths: []string{"-"}, Stdin: strings.NewReader(whole[:len(whole)/2])})
		if desk.KindOf(err) != desk.Invalid || !strings.Contains(err.Error(), "ends in the middle") {
			t.Fatalf("%v", err)
		}
	}
}

// The table of few companies, of one and of none is for people.
func TestTableOfFew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ content, want string }{
		"nothing":     {"", "0 posts, 0 cases\n"},
		"no rows":     {header, "0 posts, 0 cases\n"},
		"one":         {header + "7,503,True,2017-11-06T10:00:00Z,@BoltBank my card was stolen!,8,\n8,BoltBank,False,2017-11-06T10:00:01Z,Which?,,7\n", "1 of 1"},
		"apart":       {story, "Too small to rank, under 30 cases:\n"},
		"one refused": {story, "1 row refused, 0 repeated ids left out\n"},
	} {
		l, err := read(t, c.content, nil).League()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := l.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), c.want) {
			t.Errorf("%s: want %q in\n%s", name, c.want, b.String())
		}
	}
}

// Of a file that was cut nothing is measured, and it is said how what is there can be.
func TestCutFile(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for range 50 {
		_, _ = io.WriteString(z, story)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "cut.csv.gz")
	if err := os.WriteFile(path, b.Bytes()[:b.Len()/2], 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Read(t.Context(), Options{Paths: []string{path}})
	e := new(desk.Error)
	if !errors.As(err, &e) || e.Kind != desk.Invalid || !strings.Contains(e.Mend, "Nothing was measured") || !strings.Contains(e.Mend, "gzip -dc") {
		t.Errorf("%v, mend %q", err, e.Mend)
	}
}
