package benchmark

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/report"
)

// Every name that JSON and CSV use stands in the documentation.
func TestDocs(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/benchmark.md")
	if err != nil {
		t.Fatal(err)
	}
	names := PairMeasures()
	for _, f := range report.Figures() {
		names = append(names, f.Name)
	}
	for _, name := range names {
		base, quantile, _ := strings.Cut(name, "_p9")
		if !strings.Contains(string(doc), "`"+name+"`") && !(quantile != "" && strings.Contains(string(doc), "`"+base+"_p50`, `_p9"+quantile+"`")) {
			t.Errorf("docs/benchmark.md does not name %s", name)
		}
	}
}

// The form that the documentation shows is the one that is written: its version, its names
// and their types; and nothing is written that is not documented.
func TestDocumentedForm(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/benchmark.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, _ := strings.Cut(string(doc), "## JSON")
	_, part, _ = strings.Cut(part, "```json")
	shown, part, _ := strings.Cut(part, "```")
	l, err := read(t, ranked(), nil).League()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := l.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	want, got := map[string]string{}, map[string]string{}
	shape(t, want, []byte(shown))
	shape(t, got, b.Bytes())
	want["companies[].tied"] = "bool" // left out where it is false
	got["companies[].tied"] = "bool"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(shown, `"heed_benchmark": 1,`) || Version != 1 {
		t.Errorf("the documentation shows another version than %d", Version)
	}
	var d document
	if err := json.Unmarshal(b.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range report.Figures() {
		names = append(names, f.Name)
		if !regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`).MatchString(f.Name) {
			t.Errorf("%s is not in snake_case", f.Name)
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff(names, slices.Sorted(maps.Keys(d.Companies[0].Measures))); diff != "" {
		t.Error(diff)
	}
	for key := range got {
		if name := key[strings.LastIndexAny(key, ".")+1:]; !strings.Contains(part+shown, name) {
			t.Errorf("%s is not documented", key)
		}
	}
}

// ranked is a file with two companies large enough to rank.
func ranked() string {
	var b strings.Builder
	b.WriteString(header)
	for i := range 2 * report.LeastCases {
		name, customer, post := []string{"AcmeHelp", "BoltBank"}[i%2], 1000+i, 10+2*i
		fmt.Fprintf(&b, "%d,%d,True,2017-11-06T10:00:00Z,@%s where is my parcel?,,\n", post, customer, name)
		fmt.Fprintf(&b, "%d,%s,False,2017-11-06T1%d:30:00Z,@%d We have sent a new one.,,%d\n", post+1, name, i%3, customer, post)
	}
	return b.String()
}

// shape notes the type of each value of a document by its path; measures are alike.
func shape(t *testing.T, into map[string]string, data []byte) {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, x := range v {
				if path == "companies[].measures" {
					name = "NAME"
				}
				walk(strings.TrimPrefix(path+"."+name, "."), x)
			}
		case []any:
			for _, x := range v {
				walk(path+"[]", x)
			}
		case nil: // a number that cannot be told
		default:
			into[path] = fmt.Sprintf("%T", v)
		}
	}
	walk("", v)
}
