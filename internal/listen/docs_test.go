package listen

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestDocs runs the examples of docs/search.md.
func TestDocs(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile(filepath.Join("..", "..", "docs", "search.md"))
	if err != nil {
		t.Fatal(err)
	}
	ran := map[string]int{}
	head := ""
	for line := range strings.Lines(string(source)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		switch {
		case !strings.HasPrefix(line, "|"):
			if search, ok := strings.CutPrefix(line, "    "); ok {
				mustParse(t, search)
			}
			head = ""
			continue
		case strings.HasPrefix(line, "|---"):
			continue
		case head == "":
			head = strings.TrimSpace(cells[1])
			continue
		}
		ran[head]++
		switch head {
		case "finds":
			runExample(t, code(cells[0])[0], code(cells[1])[0], code(cells[2])[0])
		case "keeps posts":
			for _, search := range code(cells[0]) {
				mustParse(t, search)
			}
		case "heed says":
			runRefusal(t, code(cells[0])[0], strings.TrimSpace(cells[1]), code(cells[2])[0])
		case "points":
			for _, search := range code(cells[0]) {
				if got := strconv.Itoa(mustParse(t, search).Cost()); got != strings.TrimSpace(cells[1]) {
					t.Errorf("%s costs %s points, the page says %s", search, got, cells[1])
				}
			}
		default:
			t.Errorf("unknown table %q", head)
		}
	}
	if ran["finds"] < 30 || ran["keeps posts"] < 8 || ran["heed says"] < 12 || ran["points"] < 8 {
		t.Errorf("too few examples were run: %v", ran)
	}
}

// code is what stands between backticks.
func code(cell string) []string {
	var out []string
	for i, part := range strings.Split(cell, "`") {
		if i%2 == 1 {
			out = append(out, part)
		}
	}
	return out
}

func runExample(t *testing.T, search, finds, misses string) {
	t.Helper()
	q := mustParse(t, search)
	for post, want := range map[string]bool{finds: true, misses: false} {
		m := said(post)
		p := PostOf(&m)
		if _, got := q.Match(&p); got != want {
			t.Errorf("%s on %q: %v, want %v", search, post, got, want)
		}
	}
}

func runRefusal(t *testing.T, search, says, instead string) {
	t.Helper()
	_, err := Parse(search)
	var at *SyntaxError
	if !errors.As(err, &at) || at.Message != says {
		t.Errorf("%s: heed says %v, the page says %s", search, err, says)
	}
	mustParse(t, instead)
}
