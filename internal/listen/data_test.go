package listen

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// data reads a file of the evaluation data, or skips where it is absent.
func data(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("HEED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Skipf("skipped: the evaluation data is not here (%v); set HEED_DATA", err)
	}
	return b
}

// TestTweetDeckCases reads the trees of another parser. Not shared are the case where
// OR binds tighter than AND (here AND does), and operators that only one network has,
// which are refused by name.
func TestTweetDeckCases(t *testing.T) {
	t.Parallel()
	unshared := map[string]string{ // and the operator refused, if any
		"forced": "", "pairs": "filter:", "list": "list:", "extreme example": "filter:",
	}
	var cases []struct {
		Name  string `json:"name"`
		Query string `json:"query"`
		Tree  []any  `json:"tree"`
	}
	if err := json.Unmarshal(data(t, "query/tweetdeck_cases.json"), &cases); err != nil {
		t.Fatal(err)
	}
	shared := 0
	for _, c := range cases {
		q, err := new(parser).read(c.Query)
		if operator, ok := unshared[c.Name]; ok {
			if operator != "" && (err == nil || c.Query[err.Offset:err.Offset+err.Length] != operator) {
				t.Errorf("%s: %v, want %s refused", c.Name, err, operator)
			}
			continue
		}
		shared++
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			continue
		}
		want, err := new(parser).read(written(t, c.Tree))
		if err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		if q.String() != want.String() {
			t.Errorf("%s: %s is read as %s, want %s", c.Name, c.Query, &q, &want)
		}
	}
	if shared < 6 {
		t.Errorf("only %d cases are shared", shared)
	}
}

// written writes a tree with all its brackets.
func written(t *testing.T, tree []any) string {
	t.Helper()
	rest := func() []any { return tree[1].([]any) }
	switch tree[0] {
	case "And", "Or":
		var parts []string
		for _, k := range rest() {
			parts = append(parts, "("+written(t, k.([]any))+")")
		}
		return strings.Join(parts, map[any]string{"And": " ", "Or": " OR "}[tree[0]])
	case "Including", "Group":
		return written(t, rest())
	case "Excluding":
		return "-(" + written(t, rest()) + ")"
	case "Text":
		return tree[1].(string)
	case "Exactly":
		return `"` + tree[1].(string) + `"`
	}
	t.Fatalf("unknown node %v", tree[0])
	return ""
}

// TestVendorExamples reads the examples of two other tools for the operators that our
// language shares; the others ask for fields and signs that it does not have.
func TestVendorExamples(t *testing.T) {
	t.Parallel()
	shared := map[string]int{"AND": 1, "OR (capitals)": 1, "NOT": 1, "proximity": 1, "NEAR/n": 2, "ONEAR/n": 1, "NEAR/nf": 1, "AND -": 1}
	seen := 0
	for line := range strings.Lines(string(data(t, "query/vendor_operators.md"))) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 || shared[strings.TrimSpace(cells[1])] == 0 {
			continue
		}
		seen++
		if _, err := new(parser).read(strings.TrimSpace(cells[2])); err != nil {
			t.Errorf("%s: %s: %v", cells[1], cells[2], err)
		}
	}
	if want := 9; seen != want {
		t.Errorf("%d examples, want %d", seen, want)
	}
}
