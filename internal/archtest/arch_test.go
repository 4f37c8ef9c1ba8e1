package archtest

import (
	"path/filepath"
	"testing"
)

// TestArchitecture holds this module to the table.
func TestArchitecture(t *testing.T) {
	t.Parallel()
	found, err := Check(filepath.Join("..", ".."), Table())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Error(v)
	}
}
