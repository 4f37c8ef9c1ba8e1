package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"heed/internal/channel"
	"heed/internal/explain"
	"heed/internal/privacy"
)

// TestExplainDocumentation runs the example of docs/explain.md, and holds the page to the types of
// private data and the networks that there are.
func TestExplainDocumentation(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(top, "docs", "explain.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	asked := regexp.MustCompile(`echo '(\{.*\})' \| heed explain --protocol default`).FindStringSubmatch(page)
	shown := regexp.MustCompile("(?s)```json\n(.*?)```").FindStringSubmatch(page)
	if asked == nil || shown == nil {
		t.Fatal("docs/explain.md has no example")
	}
	opts, err := explaining("default")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := explain.Run(strings.NewReader(asked[1]), &out, opts); err != nil {
		t.Fatal(err)
	}
	var want, got map[string]any
	if err := json.Unmarshal([]byte(shown[1]), &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	all, some := got["lengths"].(map[string]any), want["lengths"].(map[string]any)
	for network := range all {
		if _, in := some[network]; !in {
			delete(all, network)
		}
	}
	// The model is made anew now and then, which moves a score by a hundredth.
	if d := cmp.Diff(want, got, cmpopts.EquateApprox(0, .02)); d != "" {
		t.Errorf("docs/explain.md shows another answer (-shown +true):\n%s", d)
	}
	for _, kind := range privacy.Types() {
		if !strings.Contains(page, "`"+kind+"`") {
			t.Errorf("docs/explain.md does not name the type %s", kind)
		}
	}
	for network := range channel.Lengths() {
		if !strings.Contains(page, "| `"+string(network)+"` | ") {
			t.Errorf("docs/explain.md does not name the limit of %s", network)
		}
	}
}
