package casework_test

import (
	"testing"
	"time"

	"heed/internal/casework"
	"heed/internal/desk"
)

var enough = desk.Decision{Respond: "no", Rule: "thanks"}

// solvedAt is a message that says that it is solved and nothing else.
func solvedAt(id desk.MessageID, after time.Duration) *desk.Message {
	m := said(id, after)
	m.Text, m.Signals.Solved, m.Signals.Thanks.Label = "it works again, thank you", true, desk.Confirms
	return m
}

// answered is a case whose customer has been answered and that stands at a stage.
func answered(stage desk.Stage, waitingFor string) *desk.Case {
	c := opened(said(1, 0))
	casework.Answer(c, answer(2, time.Minute, desk.Sent))
	casework.SetStage(c, stage, waitingFor, "", at(2*time.Minute))
	return c
}

// The customer's word ends a case where all of it is sure, and in no other.
func TestSolvedByTheCustomersWord(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*desk.Case, *desk.Message, *desk.Decision)
		want   bool
	}{
		{"waiting for the customer", func(*desk.Case, *desk.Message, *desk.Decision) {}, true},
		{"answered", func(c *desk.Case, _ *desk.Message, _ *desk.Decision) { c.Stage, c.WaitingFor = desk.Acknowledged, "" }, true},
		{"in progress", func(c *desk.Case, _ *desk.Message, _ *desk.Decision) { c.Stage, c.WaitingFor = desk.InProgress, "" }, true},
		{"it says more", func(_ *desk.Case, m *desk.Message, _ *desk.Decision) { m.Signals.Solved = false }, false},
		{"the protocol wants an answer", func(_ *desk.Case, _ *desk.Message, d *desk.Decision) { d.Respond = "yes" }, false},
		{"a colleague has work to do", func(c *desk.Case, _ *desk.Message, _ *desk.Decision) { c.WaitingFor = "team" }, false},
		{"a third party has", func(c *desk.Case, _ *desk.Message, _ *desk.Decision) { c.WaitingFor = "third party" }, false},
		{"put off until a time", func(c *desk.Case, _ *desk.Message, _ *desk.Decision) { c.Until = at(48 * time.Hour) }, false},
		{"we promised something", func(c *desk.Case, _ *desk.Message, _ *desk.Decision) {
			c.Clocks = []desk.Clock{{Kind: desk.ClockPromise}}
		}, false},
		{"something else was asked", func(c *desk.Case, _ *desk.Message, _ *desk.Decision) { c.WaitingSince = at(3 * time.Minute) }, false},
		{"no answer has left", func(c *desk.Case, _ *desk.Message, _ *desk.Decision) { c.LastOutbound = time.Time{} }, false},
		{"it came late", func(_ *desk.Case, m *desk.Message, _ *desk.Decision) { m.PostedAt = at(30 * time.Second) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, m, dec := answered(desk.Waiting, "customer"), solvedAt(3, time.Hour), enough
			tt.change(c, m, &dec)
			from := c.Stage
			events := mustReceive(c, m, dec, *said(1, 0), *answer(2, time.Minute, desk.Sent))
			if (c.Stage == desk.Confirmed) != tt.want {
				t.Fatalf("stage %s", c.Stage)
			}
			if !tt.want {
				return
			}
			if e := events[1]; !casework.ByWord(e) || e.Data["from"] != string(from) || e.Data["why"] == "" || !c.ResolvedAt.Equal(m.PostedAt) || !c.WaitingSince.IsZero() {
				t.Errorf("event %+v, resolved at %v", e, c.ResolvedAt)
			}
			lived := *c
			casework.Recount(c, []desk.Message{*said(1, 0), *answer(2, time.Minute, desk.Sent), *m})
			if c.Stage != lived.Stage || !c.ResolvedAt.Equal(lived.ResolvedAt) || !c.WaitingSince.IsZero() || c.Messages != lived.Messages {
				t.Errorf("counted anew it is %+v, lived %+v", c, lived)
			}
		})
	}
}

// Which of two cases is solved, the words alone do not tell; a reply does.
func TestSolvedOfTwoCases(t *testing.T) {
	t.Parallel()
	a, b := answered(desk.Waiting, "customer"), answered(desk.Waiting, "customer")
	b.ID = 2
	for _, tt := range []struct {
		name           string
		linked, recent []*desk.Case
		want           bool
	}{
		{"the only one", nil, []*desk.Case{a}, true},
		{"one of two", nil, []*desk.Case{a, b}, false},
		{"a reply in one of two", []*desk.Case{b}, []*desk.Case{a, b}, true},
		{"none", nil, nil, false},
	} {
		if got := casework.DefaultPolicy.Place(solvedAt(3, time.Hour), 1, tt.linked, tt.recent); got.Alone != tt.want {
			t.Errorf("%s: alone is %v", tt.name, got.Alone)
		}
	}
	m := solvedAt(3, time.Hour)
	m.Signals.Quiet = true
	if _, err := casework.Receive(a, m, enough, false, nil); err != nil || a.Stage == desk.Confirmed {
		t.Errorf("it ended one of two: %s, %v", a.Stage, err)
	}
}

// What is written before the word and comes after it is heard: the order in which posts come does not
// change where the case ends.
func TestSolvedAndALateQuestion(t *testing.T) {
	t.Parallel()
	question := said(4, 30*time.Minute)
	c := answered(desk.Waiting, "customer")
	mustReceive(c, solvedAt(3, time.Hour), enough)
	mustReceive(c, question, yes, *said(1, 0), *answer(2, time.Minute, desk.Sent), *solvedAt(3, time.Hour))
	inOrder := answered(desk.Waiting, "customer")
	mustReceive(inOrder, question, yes)
	mustReceive(inOrder, solvedAt(3, time.Hour), enough)
	if c.Stage != desk.InProgress || inOrder.Stage != c.Stage || !c.WaitingSince.Equal(question.PostedAt) || !inOrder.WaitingSince.Equal(c.WaitingSince) {
		t.Errorf("late: %s, waiting since %v; in order: %s, %v", c.Stage, c.WaitingSince, inOrder.Stage, inOrder.WaitingSince)
	}
}

// Who rewrites the word so that it says something else waits again.
func TestSolvedUnsaid(t *testing.T) {
	t.Parallel()
	c, m := answered(desk.Waiting, "customer"), solvedAt(3, time.Hour)
	mustReceive(c, m, enough)
	other := solvedAt(2, 2*time.Hour)
	if e := casework.Unsaid(c, other); e != nil {
		t.Errorf("another message opens it: %+v", e)
	}
	m.EditedAt = at(2 * time.Hour)
	if e := casework.Unsaid(c, m); e == nil || e.Kind != desk.CaseReopened || c.Stage != desk.InProgress || m.Signals.Quiet {
		t.Errorf("event %+v, stage %s", e, c.Stage)
	}
	casework.Recount(c, []desk.Message{*said(1, 0), *answer(2, time.Minute, desk.Sent), *m})
	if !c.WaitingSince.Equal(m.PostedAt) {
		t.Errorf("waiting since %v", c.WaitingSince)
	}
}
