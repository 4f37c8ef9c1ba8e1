package listen

import (
	"strings"
	"testing"

	"heed/internal/desk"
)

// TestHostileAnswer: size does not change the answer.
func TestHostileAnswer(t *testing.T) {
	t.Parallel()
	noise := strings.Repeat("#tag \u200b\u202e\xff @x ", 100_000/2)
	p := PostOf(&desk.Message{Text: noise + "the acme app " + noise})
	for query, want := range map[string]bool{
		`"acme app"`: true, "acme NEAR/0 app": true, "app ONEAR/5 acme": false, "#tag acme": true, "acme -#tag": false, `"tag x the acme"`: true, "zebra": false,
		"#acme": false, "acne~1": false, "acmee~1": true,
	} {
		q, err := Parse(query)
		if err != nil {
			continue
		}
		hit, got := q.Match(&p)
		if got != want || len(hit.Spans) > maxSpans {
			t.Errorf("%s: %v with %d places, want %v", query, got, len(hit.Spans), want)
		}
	}
}
