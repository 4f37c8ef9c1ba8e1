package benchmark

import (
	"bytes"
	"strings"
	"testing"

	"heed/internal/report"
)

// The table for people has every figure that a public file can tell, and says its bias.
func TestText(t *testing.T) {
	t.Parallel()
	l, err := read(t, story, nil).League()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := l.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"13 posts, 5 cases", "1 row refused", "AcmeHelp", "BoltBank", "no fair sample", "negative"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	shown := map[string]bool{}
	for _, block := range blocks {
		for _, c := range block.columns {
			shown[c[0]] = true
		}
	}
	for _, f := range report.Figures() {
		if !shown[f.Name] && f.Name != "promise_keeping" {
			t.Errorf("the table leaves out %s", f.Name)
		}
	}
}
