package web

import (
	"context"
	"testing"

	"heed/internal/desk"
	"heed/internal/learn"
	reading "heed/internal/signal"
)

// taught is a desk that has learnt something.
type taught struct{}

func (taught) Overview(context.Context, desk.Agent) (learn.Overview, error) {
	return learn.Overview{
		Lessons: []reading.Lesson{
			{Kind: "sentiment", Corrections: 3},
			{Kind: "intent", Corrections: 120, Seen: 40, Shipped: .61, Local: .78, Trust: .75,
				Words: []reading.Taught{{Word: "<b>soggy</b>", Label: desk.Complaint, Count: 12, Weight: 1.4}}},
			{Kind: "urgency", Corrections: 40, Shipped: .8, Local: .7},
		},
		Latest:    []desk.Lesson{{Correction: desk.Correction{ID: 9, Message: 1, Case: 42, Signal: "intent", Label: desk.Complaint, Before: desk.Signal{Label: desk.Question}, Agent: 1}}},
		Names:     map[desk.AgentID]string{1: "Mara Lind"},
		Forgotten: 7,
	}, nil
}

func (taught) Reset(context.Context, desk.Agent) error { return nil }

func (taught) Recall(context.Context, desk.Agent) error { return nil }

func TestLearningPage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	page := b.get("/settings/learning")
	has(t, page, "3 of the 20 corrections", "Learned from 120 corrections", "and 40 messages", "61 % right", "78 % right", "&lt;b&gt;soggy", "it does no better than the built-in model",
		"Intent: Complaint, not Question", "Mara Lind", "use 7 corrections again", "Forget what it learned")
	b.post("/settings/learning/reset")
	b.goes("/settings/learning")
	has(t, b.get("/settings/learning"), "Built in")
	b.post("/messages/1/restore", "case", "42", "signal", "intent", "back", "learning")
	b.goes("/settings/learning")
}
