package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

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
	f, ask := q.findFields(words)
	if words != "" {
		if err := d.numbered(q, &f); err != nil {
			return err
		}
		r, err := d.Inbox.Find(q.r.Context(), q.agent(), ask)
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

// findFields read what a search is narrowed by from the address. Days are the reader's.
func (q *request) findFields(words string) (view.Find, desk.FindQuery) {
	v := q.r.URL.Query()
	s := q.sieve(v)
	f := view.Find{Words: words, Network: s.network(), Assignee: s.owner(), Status: s.status()}
	ask := desk.FindQuery{Words: words, Network: f.Network, Assignee: f.Assignee, Stages: f.Stages(), Before: queryID[desk.MessageID](q, "before"), Limit: 30}
	from, to := s.day("from"), s.day("to")
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		s.say("“%s” isn't a period: it ends before it starts. Showing messages of all dates.", v.Get("from")+" – "+v.Get("to"))
		from, to = time.Time{}, time.Time{}
	}
	if ask.From = from; !from.IsZero() {
		f.FromDay = v.Get("from")
	}
	if !to.IsZero() {
		f.ToDay, ask.To = v.Get("to"), to.AddDate(0, 0, 1)
	}
	f.Odd = append(s.odd, leftOut(v, findParts, view.Odd{Words: "“%s” means nothing in a search and was ignored."})...)
	return f, ask
}
