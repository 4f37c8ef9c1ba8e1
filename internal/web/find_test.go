package web

import (
	"net/http"
	"strings"
	"testing"
)

// A number may be a word or a case: both are offered. The caret of a field that holds words
// stands before them, so only an empty one takes it.
func TestFindOffersTheCaseOfANumber(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	page := b.get("/search?q=42")
	has(t, page, `href="/cases/42"`, `id="found-case"`, "Open case #42 of ")
	lacks := func(page string, not ...string) {
		t.Helper()
		for _, s := range not {
			if strings.Contains(page, s) {
				t.Errorf("it has %q", s)
			}
		}
	}
	lacks(page, "autofocus", "No results")
	for _, other := range []string{"4711", "42a", "0", "-42", "99999999999999999999"} {
		lacks(b.get("/search?q="+other), "found-case")
		b.status(http.StatusOK)
	}
	has(t, b.get("/search"), "autofocus")
}
