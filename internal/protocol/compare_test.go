package protocol_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"heed/internal/desk"
	"heed/internal/protocol"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	old := parse(t, `{"rules": [{"name": "Complaints", "when": "signals.intent == 'complaint'", "within": "4h", "hours": "calendar"}, {"name": "Rest", "respond": "watch"}]}`)
	draft := parse(t, `{"rules": [{"name": "Complaints", "when": "signals.intent == 'complaint'", "within": "1h", "hours": "calendar"}, {"name": "Spam", "when": "signals.intent == 'spam'", "respond": "no"}, {"name": "Rest", "within": "1d", "hours": "calendar"}]}`)
	at := time.Date(2024, 5, 1, 9, 30, 0, 0, time.UTC)
	past := []protocol.Past{
		{Case: 1, At: at, Hour: 9, Answered: at.Add(2 * time.Hour), Facts: protocol.Facts{Intent: "complaint", Lang: "en", Network: "bluesky", Followers: -1}},
		{Case: 2, At: at, Hour: 9, Facts: protocol.Facts{Intent: "spam", Lang: "en", Network: "bluesky", Followers: -1}},
		{Case: 3, At: at, Hour: 23, Facts: protocol.Facts{Intent: "praise", Lang: "de", Network: "email", Private: true, Followers: -1}},
		{Case: 4, At: at, Hour: 23, Facts: protocol.Facts{Intent: "praise", Lang: "de", Network: "bluesky", Followers: -1}},
	}
	due := func(i int, d desk.Decision) time.Time {
		if d.Within == 0 {
			return time.Time{}
		}
		return past[i].At.Add(d.Within)
	}
	got := protocol.Compare(old, draft, past, due, at.Add(48*time.Hour), protocol.Pick{})
	want := protocol.Comparison{
		Cases: 4, Changed: 4, Picked: 4,
		Moves:  []protocol.Move{{From: "Rest", To: "Rest", Cases: 2}, {From: "Complaints", To: "Complaints", Cases: 1}, {From: "Rest", To: "Spam", Cases: 1}},
		Before: protocol.Side{Answer: 1, Watch: 3, Hours: [24]int{9: 1}},
		After:  protocol.Side{Answer: 3, Ignore: 1, Breaches: 3, Hours: [24]int{9: 1, 23: 2}},
		Groups: []protocol.Group{
			{By: "language", Name: "de", Cases: 2, After: protocol.Share{Answer: 2, Breaches: 2}},
			{By: "language", Name: "en", Cases: 2, Before: protocol.Share{Answer: 1}, After: protocol.Share{Answer: 1, Breaches: 1}},
			{By: "channel", Name: "bluesky", Cases: 3, Before: protocol.Share{Answer: 1}, After: protocol.Share{Answer: 2, Breaches: 2}},
			{By: "channel", Name: "email", Cases: 1, After: protocol.Share{Answer: 1, Breaches: 1}},
		},
		Gaps: []protocol.Gap{{Name: "privacy", One: 3, Other: 1, Answered: [2]protocol.Counts{{Before: 1, After: 2}, {After: 1}}, Before: protocol.Interval{Known: true}, After: protocol.Interval{Known: true}}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(protocol.Comparison{}, "Changes")); diff != "" {
		t.Error(diff)
	}
	if len(got.Changes) != 4 || got.Changes[0].Case != 1 || !got.Changes[0].DueAfter.Equal(at.Add(time.Hour)) || !got.Changes[1].DueBefore.IsZero() {
		t.Errorf("changes: %+v", got.Changes)
	}
	for pick, want := range map[protocol.Pick][]desk.CaseID{ // each number and the cases behind it
		{Side: "before", What: "answer"}:                              {1},
		{Side: "before", What: "watch"}:                               {2, 3, 4},
		{Side: "after", What: "no"}:                                   {2},
		{Side: "after", What: "late"}:                                 {1, 3, 4},
		{By: "language", Name: "en"}:                                  {1, 2},
		{By: "channel", Name: "bluesky", Side: "after", What: "late"}: {1, 4},
		{From: "Rest", To: "Rest"}:                                    {3, 4},
		{By: "language"}:                                              nil,
		{By: "hour", Name: "23", Side: "after", What: "answer"}:       {3, 4},
		{By: "hour", Name: "9", Side: "before", What: "answer"}:       {1},
		{By: "privacy", Name: "other"}:                                {3},
		{By: "privacy", Name: "one", Side: "after", What: "answer"}:   {1, 4},
		{By: "reach", Name: "one"}:                                    nil,
	} {
		got := protocol.Compare(old, draft, past, due, at.Add(48*time.Hour), pick)
		var ids []desk.CaseID
		for _, c := range got.Changes {
			ids = append(ids, c.Case)
		}
		if !cmp.Equal(ids, want) || got.Picked != len(want) || got.Changed != 4 {
			t.Errorf("%+v: %v, want %v", pick, ids, want)
		}
	}
	same := protocol.Compare(old, old, past, due, at, protocol.Pick{})
	if same.Changed != 0 || same.Before != same.After {
		t.Errorf("a protocol differs from itself: %+v", same)
	}
}

// A protocol that answers fame first is seen in the gap.
func TestEquityGap(t *testing.T) {
	t.Parallel()
	fair := parse(t, `{"rules": []}`)
	fame := parse(t, `{"reach": true, "rules": [{"name": "Famous", "when": "message.followers > 1000"}, {"name": "Rest", "respond": "watch"}]}`)
	var past []protocol.Past
	for i := range 100 {
		followers := 10
		if i%4 == 0 {
			followers = 5000
		}
		past = append(past, protocol.Past{Facts: protocol.Facts{Intent: "complaint", Followers: followers}})
	}
	got := protocol.Compare(fair, fame, past, func(int, desk.Decision) time.Time { return time.Time{} }, time.Time{}, protocol.Pick{})
	g := got.Gaps[0]
	if g.Name != "reach" || g.One != 25 || g.Other != 75 || g.Before.Value != 0 || g.After.Value != 1 {
		t.Errorf("%+v", g)
	}
}
