package web

import (
	"net/http"
	"strconv"
	"strings"

	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/web/view"
)

// mergePage asks which case is to end in the one of the address, and why.
func (d *Desk) mergePage(q *request) error {
	with := strings.TrimPrefix(strings.TrimSpace(q.r.URL.Query().Get("with")), "#")
	return d.showMerge(q, view.Merge{With: with}, http.StatusOK)
}

func (d *Desk) showMerge(q *request, m view.Merge, status int) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	if m.View, err = d.Inbox.Open(q.r.Context(), q.agent(), id, 0, false); err != nil {
		return err
	}
	if n, err := strconv.ParseInt(m.With, 10, 64); err == nil && n > 0 {
		if r, err := d.Inbox.Row(q.r.Context(), q.agent(), desk.CaseID(n)); err == nil {
			m.Other = &r
		} else if !desk.Is(err, desk.NotFound) {
			return err
		}
	}
	return q.sheet(status, view.MergePage(&m))
}

func (d *Desk) merge(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	asked := view.Merge{With: q.field("from"), Why: q.field("why"), Same: q.field("same") != ""}
	if n := strings.TrimPrefix(q.field("number"), "#"); n != "" {
		asked.With = n
	}
	from, err := strconv.ParseInt(asked.With, 10, 64)
	if err != nil || from <= 0 {
		err = &desk.Error{Kind: desk.Invalid, Field: "number", Message: "Choose the other case, or enter its number.", Err: err}
	} else {
		err = d.Inbox.Merge(q.r.Context(), q.agent(), inbox.MergeOrder{Into: id, From: desk.CaseID(from), Why: asked.Why, SamePerson: asked.Same})
	}
	switch status := statusOf(err); {
	case err == nil:
		return q.done("/cases/"+strconv.FormatInt(int64(id), 10), q.say("%s was merged into this case. You can undo the merge in the story.", desk.CaseID(from).String()))
	case q.part() || status == http.StatusInternalServerError || status == http.StatusForbidden:
		return err
	default:
		asked.Problem = problemOf(err)
		return d.showMerge(q, asked, status)
	}
}

// takeApart undoes a merge and stays at the case whose story tells of it.
func (d *Desk) takeApart(q *request) error {
	id, err := pathID[desk.MergeID](q, "id")
	if err != nil {
		return err
	}
	return d.caseStep(q, func() error {
		_, err := d.Inbox.TakeApart(q.r.Context(), q.agent(), id)
		return err
	})
}

// splitPage shows what would go and what would stay.
func (d *Desk) splitPage(q *request) error {
	n, err := number[desk.MessageID](q.r.URL.Query().Get("message"))
	if err != nil {
		return err
	}
	return d.showSplit(q, view.Split{Start: n}, http.StatusOK)
}

func (d *Desk) showSplit(q *request, s view.Split, status int) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	if s.View, err = d.Inbox.Open(q.r.Context(), q.agent(), id, 0, false); err != nil {
		return err
	}
	return q.sheet(status, view.SplitPage(&s))
}

func (d *Desk) split(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	s := view.Split{Start: formID[desk.MessageID](q, "message"), Rest: q.field("rest") != "", Why: q.field("why")}
	made, err := d.Inbox.Split(q.r.Context(), q.agent(), id, s.Start, s.Rest, s.Why)
	switch status := statusOf(err); {
	case err == nil:
		return q.done("/cases/"+strconv.FormatInt(int64(made), 10), q.say("This is now its own case, split out of %s.", id.String()))
	case q.part() || status == http.StatusInternalServerError || status == http.StatusForbidden:
		return err
	default:
		s.Problem = problemOf(err)
		return d.showSplit(q, s, status)
	}
}

// putOff puts a case off by the key of a time that the page offered, else at the time that was typed.
func (d *Desk) putOff(q *request) error {
	return d.step(q, func(id desk.CaseID) error {
		o, err := q.off()
		if err != nil {
			return err
		}
		return d.Inbox.PutOff(q.r.Context(), q.agent(), id, formID[int64](q, "version"), o.when, o.at, q.field("note"))
	})
}

func (d *Desk) bringBack(q *request) error {
	return d.step(q, func(id desk.CaseID) error {
		return d.Inbox.BringBack(q.r.Context(), q.agent(), id, formID[int64](q, "version"))
	})
}
