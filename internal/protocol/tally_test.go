package protocol_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/protocol"
)

func TestTally(t *testing.T) {
	t.Parallel()
	p := parse(t, `{"defaults": {"respond": "yes", "within": "4h", "hours": "covered"}, "rules": [
		{"name": "Spam", "when": "signals.intent == \"spam\"", "respond": "no"},
		{"name": "Never", "when": "message.says(\"xyzzy\")", "respond": "watch"},
		{"name": "Fire", "when": "message.says(\"fire\")", "within": "15m", "hours": "calendar", "urgency": "high"}]}`)
	tally := p.Count()
	for _, f := range []protocol.Facts{{Intent: "spam"}, {Text: "fire"}, {Text: "fire!", Urgency: "low"}, {Text: "?"}, {Text: "?", Urgency: "low"}} {
		d := p.Decide(f)
		tally.Add(&d)
	}
	fire, four, eight := protocol.Bucket{Within: 15 * time.Minute, Hours: "calendar", Cases: 2}, protocol.Bucket{Within: 4 * time.Hour, Hours: "covered", Cases: 1}, protocol.Bucket{Within: 8 * time.Hour, Hours: "covered", Cases: 1}
	want := &protocol.Tally{Cases: 5, Answer: 4, Ignore: 1, By: []protocol.Bucket{fire, four, eight}, Rules: []protocol.RuleTally{
		{Name: "Spam", Respond: "no", Cases: 1}, {Name: "Never", Respond: "watch"}, {Name: "Fire", Respond: "yes", Cases: 2, By: []protocol.Bucket{fire}},
		{Name: protocol.Otherwise, Respond: "yes", Cases: 2, By: []protocol.Bucket{four, eight}}}}
	if d := cmp.Diff(want, tally); d != "" {
		t.Error(d)
	}
}
