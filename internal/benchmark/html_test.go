package benchmark

import (
	"bytes"
	"strings"
	"testing"
)

// The page escapes what strangers wrote, and is written for companies too small to rank
// and for none at all.
func TestHTML(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"none":    header,
		"small":   story,
		"hostile": strings.ReplaceAll(strings.ReplaceAll(story, "AcmeHelp,", "<script>alert(1)</script>,"), "8,BoltBank", "8,\"\"\"><img src=x>\""),
	} {
		l, err := read(t, content, nil).League()
		if err != nil {
			t.Fatal(name, err)
		}
		var b bytes.Buffer
		if err := l.WriteHTML(&b); err != nil {
			t.Fatal(name, err)
		}
		page := b.String()
		for _, bad := range []string{"<script", "<img", "NaN", "zTempl", "%!"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s: the page holds %s", name, bad)
			}
		}
	}
}
