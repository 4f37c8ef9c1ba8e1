package web

import (
	"net/http"
	"strconv"
	"strings"

	"heed/internal/desk"
	"heed/internal/web/view"
)

func (d *Desk) failed(q *request) error {
	list, err := d.Inbox.Failed(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.Failed(list))
}

// numbered offers the case of a number that was typed without its #: it may as well be a word.
func (d *Desk) numbered(q *request, f *view.Find) error {
	id, err := strconv.ParseInt(f.Words, 10, 64)
	if err != nil || id <= 0 {
		return nil
	}
	r, err := d.Inbox.Row(q.r.Context(), q.agent(), desk.CaseID(id))
	if desk.Is(err, desk.NotFound) {
		return nil
	}
	f.Case = &r
	return err
}

// find looks for messages by their words; a case's number opens that case.
func (d *Desk) find(q *request) error {
	words := strings.TrimSpace(q.r.URL.Query().Get("q"))
	if id, err := strconv.ParseInt(strings.TrimPrefix(words, "#"), 10, 64); err == nil && strings.HasPrefix(words, "#") && id > 0 {
		return q.redirect("/cases/" + strconv.FormatInt(id, 10))
	}
	f := view.Find{Words: words}
	if words != "" {
		if err := d.numbered(q, &f); err != nil {
			return err
		}
		before, _ := strconv.ParseInt(q.r.URL.Query().Get("before"), 10, 64)
		r, err := d.Inbox.Find(q.r.Context(), q.agent(), desk.FindQuery{Words: words, Before: desk.MessageID(before), Limit: 30})
		switch {
		case desk.Is(err, desk.Invalid):
			f.Problem = problemOf(err)
		case err != nil:
			return err
		}
		if f.Results = r; r.Counts != nil {
			if err := q.counted(r.Counts); err != nil {
				return err
			}
		}
	}
	return q.sheet(http.StatusOK, view.FindPage(f))
}
