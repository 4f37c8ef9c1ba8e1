package privacy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// data gives the path of an evaluation file, or skips the test where it is absent.
func data(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("HEED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(dir, filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("skipped: %s is not here; set HEED_DATA to the evaluation data", name)
	}
	return path
}

func readJSON(t *testing.T, path string, to any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, to); err != nil {
		t.Fatal(err)
	}
}

// A tally compares found spans with expected ones; they agree where they overlap by
// more than half of either.
type tally struct{ hit, missed, false int }

func (y *tally) add(want, got [][2]int) (missed, extra [][2]int) {
	used := make([]bool, len(got))
	for _, w := range want {
		i := slices.IndexFunc(got, func(g [2]int) bool {
			both := min(w[1], g[1]) - max(w[0], g[0])
			return both*2 > w[1]-w[0] && both*2 > g[1]-g[0]
		})
		if i < 0 {
			y.missed++
			missed = append(missed, w)
			continue
		}
		y.hit++
		used[i] = true
	}
	for i, g := range got {
		if !used[i] {
			y.false++
			extra = append(extra, g)
		}
	}
	return missed, extra
}

func (y *tally) recall() float64    { return float64(y.hit) / float64(max(1, y.hit+y.missed)) }
func (y *tally) precision() float64 { return float64(y.hit) / float64(max(1, y.hit+y.false)) }

// spans gives what was found of a type, in code points as the files count.
func spans(text, region, kind string) [][2]int {
	var list [][2]int
	for _, f := range FindIn(text, region) {
		if f.Type == kind {
			start := utf8.RuneCountInString(text[:f.Span.Start])
			list = append(list, [2]int{start, start + utf8.RuneCountInString(text[f.Span.Start:f.Span.End])})
		}
	}
	return list
}

var measured = []struct {
	label, kind       string
	recall, precision float64 // floors
}{
	{"EMAIL_ADDRESS", Email, .95, .90},
	{"PHONE_NUMBER", Phone, .95, .90},
	{"CREDIT_CARD", Card, .95, .95},
	{"IBAN_CODE", IBAN, .95, .90},
	{"IP_ADDRESS", IP, .90, .90},
}

func TestMeasureSentences(t *testing.T) {
	t.Parallel()
	var rows []struct {
		Text  string `json:"full_text"`
		Spans []struct {
			Type  string `json:"entity_type"`
			Start int    `json:"start_position"`
			End   int    `json:"end_position"`
		} `json:"spans"`
	}
	readJSON(t, data(t, "private-data/sentences.json"), &rows)
	for _, m := range measured {
		var y tally
		for i, r := range rows {
			var want [][2]int
			for _, s := range r.Spans {
				if s.Type == m.label {
					want = append(want, [2]int{s.Start, s.End})
				}
			}
			missed, extra := y.add(want, spans(r.Text, "", m.kind))
			if testing.Verbose() && missed != nil || extra != nil {
				t.Logf("%s: row %d: missed %v, false %v", m.kind, i, missed, extra)
			}
		}
		report(t, m.kind, y, m.recall, m.precision)
	}
}

func TestMeasureCases(t *testing.T) {
	t.Parallel()
	var rows []struct {
		Entities  []string `json:"entities"`
		Text      string   `json:"text"`
		Positions [][2]int `json:"expected_positions"`
		Results   [][2]int `json:"expected_res"`
	}
	readJSON(t, data(t, "private-data/recognizer_cases.json"), &rows)
	for _, m := range measured {
		var y tally
		for i, r := range rows {
			if !slices.Contains(r.Entities, m.label) {
				continue
			}
			missed, extra := y.add(append(r.Positions, r.Results...), spans(r.Text, "", m.kind))
			if testing.Verbose() && missed != nil || extra != nil {
				t.Logf("%s: case %d: missed %v, false %v", m.kind, i, missed, extra)
			}
		}
		if y != (tally{}) {
			report(t, m.kind, y, .90, .90)
		}
	}
}

// TestMeasureChecked counts every type that carries a check digit: what is found of
// the type that a case is about, and what is found where nothing is to be.
func TestMeasureChecked(t *testing.T) {
	t.Parallel()
	var rows []struct {
		Entities []string `json:"entities"`
		Text     string   `json:"text"`
		Length   *int     `json:"expected_len"`
		Place    [][2]int `json:"expected_positions"`
	}
	readJSON(t, data(t, "private-data/recognizer_cases.json"), &rows)
	checked := []string{"CREDIT_CARD"}
	for _, s := range allSchemes() {
		if s.check != nil {
			checked = append(checked, strings.ToUpper(s.kind))
		}
	}
	var all tally
	types := map[string]*tally{}
	for _, r := range rows {
		if len(r.Entities) == 0 || !slices.Contains(checked, r.Entities[0]) {
			continue
		}
		want, got := len(r.Place), len(Find(r.Text))
		if r.Length != nil {
			want = *r.Length
		}
		y := types[r.Entities[0]]
		if y == nil {
			y = &tally{}
			types[r.Entities[0]] = y
		}
		for _, y := range []*tally{y, &all} {
			y.hit, y.missed, y.false = y.hit+min(want, got), y.missed+max(0, want-got), y.false+max(0, got-want)
		}
	}
	for name, y := range types {
		t.Logf("%-28s %d found, %d missed, %d false", name, y.hit, y.missed, y.false)
	}
	report(t, "check digits", all, .85, .85)
}

// The tables name the strictest leniency of libphonenumber at which a text still
// counts; we aim at "valid".
func TestMeasurePhoneCases(t *testing.T) {
	t.Parallel()
	var rows []struct{ Table, Text, Region string }
	readJSON(t, data(t, "private-data/phone_matcher_cases.json"), &rows)
	right, all := map[string]int{}, map[string]int{}
	for _, r := range rows {
		want := r.Table != "IMPOSSIBLE_CASES" && r.Table != "POSSIBLE_ONLY_CASES"
		all[r.Table]++
		if got := len(spans(r.Text, r.Region, Phone)) > 0; got == want {
			right[r.Table]++
		} else if testing.Verbose() {
			t.Logf("%s %s: found %v", r.Table, r.Region, got)
		}
	}
	sum := 0
	for table, n := range all {
		t.Logf("%s: %d of %d", table, right[table], n)
		sum += right[table]
	}
	t.Logf("phone matcher cases: %d of %d", sum, len(rows))
	if sum*100 < len(rows)*95 {
		t.Error("fewer than 95 of 100 right")
	}
}

func report(t *testing.T, kind string, y tally, recall, precision float64) {
	t.Helper()
	t.Logf("%-6s recall %.3f precision %.3f (%d found, %d missed, %d false)", kind, y.recall(), y.precision(), y.hit, y.missed, y.false)
	if y.recall() < recall || y.precision() < precision {
		t.Errorf("%s: below recall %.2f or precision %.2f", kind, recall, precision)
	}
}
