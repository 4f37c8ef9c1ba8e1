package web

import (
	"errors"
	"net/http"
	"strconv"

	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/listen"
	"heed/internal/web/view"
)

// unread reports that a search cannot be read: the check beside it says so already.
func unread(err error) bool {
	var e *listen.SyntaxError
	return errors.As(err, &e)
}

func (d *Desk) previewSearch(q *request) error {
	p, err := d.Builder.Try(q.r.Context(), q.agent(), q.raw("query"))
	if unread(err) {
		return q.page(http.StatusOK, view.NoPreview())
	}
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, view.Preview(p))
}

func (d *Desk) variants(q *request) error {
	v, err := d.Builder.Variants(q.r.Context(), q.agent(), q.raw("query"))
	if unread(err) {
		return q.page(http.StatusOK, view.NoPreview())
	}
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, view.Variants(v))
}

func (d *Desk) exclude(q *request) error {
	out, err := d.Builder.Exclude(q.r.Context(), q.agent(), q.raw("query"), desk.Network(q.field("network")), desk.NetworkID(q.raw("post")))
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, view.Exclusions(out))
}

// hits are what a search brought, and how to narrow it.
func (d *Desk) hits(q *request) error { return d.showHits(q, http.StatusOK, nil) }

func (d *Desk) showHits(q *request, status int, problem error) error {
	s, err := q.search()
	if err != nil {
		return err
	}
	r, err := d.Builder.Relevance(q.r.Context(), q.agent(), s.ID)
	if err != nil {
		return err
	}
	f := view.HitsOf{Search: s, Relevance: r}
	if problem != nil {
		f.Problem = problemOf(problem)
	}
	return q.sheet(status, view.Hits(f))
}

func (d *Desk) narrow(q *request) error {
	s, err := q.search()
	if err != nil {
		return err
	}
	n, err := d.Builder.Accept(q.r.Context(), q.agent(), s.ID, q.raw("from"), q.raw("to"))
	return d.revised(q, s.ID, n, err, q.say("“%s” is now narrower, starting with the next post.", s.Name))
}

func (d *Desk) undoSearch(q *request) error {
	s, err := q.search()
	if err != nil {
		return err
	}
	n, err := d.Builder.TakeBack(q.r.Context(), q.agent(), s.ID, formID[desk.ReviseID](q, "revision"))
	return d.revised(q, s.ID, n, err, q.say("“%s” is back to its previous version.", s.Name))
}

func (d *Desk) revised(q *request, id desk.SearchID, _ desk.Search, err error, said string) error {
	if refused(err) {
		return d.showHits(q, statusOf(err), err)
	}
	if err != nil {
		return err
	}
	return q.done("/searches/"+strconv.FormatInt(int64(id), 10)+"/hits", said)
}

// mark says that a message is not about us, or is after all.
func (d *Desk) mark(q *request) error {
	id, err := pathID[desk.MessageID](q, "id")
	if err != nil {
		return err
	}
	if err := d.Builder.Mark(q.r.Context(), q.agent(), id, formID[desk.SearchID](q, "search"), q.field("not") == "true"); err != nil {
		return err
	}
	if c := formID[desk.CaseID](q, "case"); c != 0 {
		return q.redirect(q.caseURL(c))
	}
	return q.redirect(safePath(q.field("back")))
}

// marksOf are the marks on the messages of a story that a search brought.
func (q *request) marksOf(v *inbox.View) (map[desk.MessageID][]desk.Mark, error) {
	var ids []desk.MessageID
	for i := range v.Lines {
		if m := v.Lines[i].Message; m != nil && len(m.Hits) > 0 {
			ids = append(ids, m.ID)
		}
	}
	return q.desk.Builder.Marks(q.r.Context(), q.agent(), ids)
}
