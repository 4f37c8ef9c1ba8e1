package benchmark

import (
	"os"
	"strings"
	"testing"

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
