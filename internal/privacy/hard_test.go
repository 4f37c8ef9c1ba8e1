package privacy

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

// A hard line of testdata/hard.txt: braces stand around what is private.
type hardLine struct {
	number int
	text   string
	spans  []desk.Span
}

func hardLines(t testing.TB) (list []hardLine) {
	t.Helper()
	b, err := os.ReadFile("testdata/hard.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range strings.Split(strings.TrimRight(string(b), "\n"), "\n") {
		h := hardLine{number: i + 1}
		for l != "" {
			before, rest, open := strings.Cut(l, "{")
			h.text += before
			if l = ""; open {
				inside, after, _ := strings.Cut(rest, "}")
				h.spans = append(h.spans, desk.Span{Start: len(h.text), End: len(h.text) + len(inside)})
				h.text += inside
				l = after
			}
		}
		list = append(list, h)
	}
	return list
}

// What stays wrong, as docs/signals.md tells: "- " was missed, "+ " is no private data.
var stillWrong = []string{ // read only
	`- "four one five five five five oh one three two" in "text four one five five five five oh one three two"`,
	`+ unsure "4155550132" in "part A-4155550132-X does not fit"`,
	`+ unsure "534678912" in "sudoku 534678912"`,
	`- "ACX 44182" in "member no: ACX 44182"`,
	`- "\"jo doe\"@example.com" in "mail \"jo doe\"@example.com"`,
	`- "4938271932284" in "charged twice on 4938271932284"`,
}

// Numbers written to hide, and what only looks like them. A line that is read otherwise
// than here is either a mistake or to be told in the documentation.
func TestHard(t *testing.T) {
	t.Parallel()
	var wrong []string
	overlap := func(a, b desk.Span) bool { return a.Start < b.End && b.Start < a.End }
	for _, h := range hardLines(t) {
		got := Find(h.text)
		for _, s := range h.spans {
			if !slices.ContainsFunc(got, func(f desk.Finding) bool { return overlap(f.Span, s) }) {
				wrong = append(wrong, fmt.Sprintf("- %q in %q", h.text[s.Start:s.End], h.text))
			}
		}
		for _, f := range got {
			if !slices.ContainsFunc(h.spans, func(s desk.Span) bool { return overlap(f.Span, s) }) {
				wrong = append(wrong, fmt.Sprintf("+ %s %q in %q", map[bool]string{true: "unsure", false: f.Type}[f.Unsure], h.text[f.Span.Start:f.Span.End], h.text))
			}
		}
	}
	if d := cmp.Diff(stillWrong, wrong); d != "" {
		t.Error(d)
	}
}

// Folding gives each finding its place in the text as it was written.
func TestFoldedPlaces(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"дом: ٠٥٠١٢٣٤٥٦٧ phone ٠٥٠١٢٣٤٥٦٧ ok":             "٠٥٠١٢٣٤٥٦٧",
		"é\u200b my phone: 0\u200b7700 900\u200b123, yes": "0\u200b7700 900\u200b123",
		"jo\u200b@exa\u00admple.com\u200b!":               "jo\u200b@exa\u00admple.com\u200b",
		"1️⃣ call me +1 4️⃣1️⃣5️⃣ 555 0132 \xff":          "+1 4️⃣1️⃣5️⃣ 555 0132",
	} {
		found := Find(text)
		if len(found) == 0 {
			t.Errorf("nothing in %q", text)
			continue
		}
		if s := found[len(found)-1].Span; text[s.Start:s.End] != want {
			t.Errorf("%q in %q, want %q", text[s.Start:s.End], text, want)
		}
	}
}
