package text_test

import (
	"testing"

	"heed/internal/text"
)

// What would begin a formula has an apostrophe, and is read back as it was.
func TestCell(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"": "", "Acme": "Acme", "=1+1": "'=1+1", "+49": "'+49", "-x": "'-x", "@acme": "'@acme", "\tx": "'\tx", "\r=1": "'\r=1",
		"＝1": "'＝1", "＠x": "'＠x", "é": "é", "a=b": "a=b", "'tis": "'tis", "'": "'",
	} {
		got := text.Cell(said)
		if got != want {
			t.Errorf("%q is %q, want %q", said, got, want)
		}
		if back := text.Uncell(got); back != said {
			t.Errorf("%q is read back as %q", said, back)
		}
	}
}
