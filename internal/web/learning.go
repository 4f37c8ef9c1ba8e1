package web

import (
	"context"
	"net/http"

	"heed/internal/desk"
	"heed/internal/learn"
	"heed/internal/web/view"
)

// Learn is what the page of learning needs.
type Learn interface {
	Overview(ctx context.Context, by desk.Agent) (learn.Overview, error)
	Reset(ctx context.Context, by desk.Agent) error
	Recall(ctx context.Context, by desk.Agent) error
}

const learningPath = "/settings/learning"

func (d *Desk) learning(q *request) error {
	o, err := d.Learn.Overview(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.Learning(o))
}

func (d *Desk) resetLearning(q *request) error {
	return q.saved(d.Learn.Reset(q.r.Context(), q.agent()), learningPath, q.say("heed is using the built-in model. Your corrections are kept and can be used again."), nil)
}

func (d *Desk) recallLearning(q *request) error {
	return q.saved(d.Learn.Recall(q.r.Context(), q.agent()), learningPath, q.say("The corrections are in use again."), nil)
}

func (d *Desk) restoreSignal(q *request) error {
	id, err := pathID[desk.MessageID](q, "id")
	if err != nil {
		return err
	}
	restore := func() error { return d.Inbox.Restore(q.r.Context(), q.agent(), id, q.field("signal")) }
	if q.field("back") == "learning" {
		return q.saved(restore(), learningPath, q.say("Undone"), nil)
	}
	return d.caseStep(q, restore)
}
