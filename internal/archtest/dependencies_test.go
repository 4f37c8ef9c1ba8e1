package archtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDependenciesAreArguedFor keeps docs/dependencies.md whole: what is required directly
// has its line there.
func TestDependenciesAreArguedFor(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile(filepath.Join(root, "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	required := 0
	for line := range strings.Lines(string(mod)) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) != 2 || !strings.HasPrefix(fields[1], "v") || strings.Contains(line, "// indirect") {
			continue
		}
		required++
		if !strings.Contains(string(doc), fields[0]) {
			t.Errorf("%s is not argued for in docs/dependencies.md", fields[0])
		}
	}
	if required == 0 {
		t.Error("no requirement was read")
	}
}
