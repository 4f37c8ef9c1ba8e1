package dataset

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFieldsAreDocumented holds docs/files.md to the fields that are read.
func TestFieldsAreDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "files.md"))
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		documented = append(documented, m[1])
	}
	var read, lists []string
	for f := range reflect.TypeFor[post]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		read = append(read, name)
		if f.Type.Kind() == reflect.Slice {
			lists = append(lists, name)
		}
	}
	slices.Sort(documented)
	slices.Sort(read)
	if d := cmp.Diff(read, documented); d != "" {
		t.Error("docs/files.md and the fields of post differ:", d)
	}
	columns := lists
	for _, s := range scalars {
		columns = append(columns, s.name)
	}
	slices.Sort(columns)
	if d := cmp.Diff(read, columns); d != "" {
		t.Error("fields that a CSV column can fill:", d)
	}
}
