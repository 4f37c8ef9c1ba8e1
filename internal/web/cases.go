package web

import (
	"net/http"
	"net/url"
	"strconv"

	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/web/view"
)

func (d *Desk) openCase(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(q.r.URL.Query().Get("before"), 10, 64)
	read, err := d.sawMentions(q, id)
	if err != nil {
		return err
	}
	if read > 0 && q.part() {
		if err := q.counts(); err != nil {
			return err
		}
	}
	return d.showCase(q, id, caseShown{before: desk.MessageID(before), in: q.r.URL.Query()})
}

// unmask shows a case with its private data. It is a form, since looking is an event.
func (d *Desk) unmask(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	return d.showCase(q, id, caseShown{unmask: true, in: q.listed()})
}

// listed is the part of the queue that a form of a case carries along.
func (q *request) listed() url.Values {
	in := q.r.PostForm.Get("in")
	if len(in) > 0 && in[0] == '?' {
		in = in[1:]
	}
	v, err := url.ParseQuery(in)
	if err != nil {
		return url.Values{}
	}
	return v
}

// caseShown is how a case's page is to be shown.
type caseShown struct {
	before   desk.MessageID
	unmask   bool
	in       url.Values // which list stands beside it
	status   int
	composer view.Composer
}

func (d *Desk) showCase(q *request, id desk.CaseID, s caseShown) error {
	v, err := d.Inbox.Open(q.r.Context(), q.agent(), id, s.before, s.unmask)
	if err != nil {
		return err
	}
	if into := v.MergedInto; into != 0 && !q.part() {
		return q.done(q.caseURL(into), q.say("%s was merged into this case.", id.String()))
	}
	if s.composer.Token == "" {
		s.composer.Token = newToken()
	}
	if s.status == 0 {
		s.status = http.StatusOK
	}
	c := &view.Case{View: v, Composer: s.composer, Before: s.before}
	if c.Marks, err = q.marksOf(&v); err != nil {
		return err
	}
	if c.Queue.Filter, err = q.caseFilter(s.in, &v.Case); err != nil {
		return err
	}
	if q.part() {
		return q.page(s.status, view.CasePart(c))
	}
	if c.Queue, err = d.readQueue(q, c.Queue.Filter, id); err != nil {
		return err
	}
	return q.page(s.status, view.CasePage(c))
}

// caseFilter is the list beside a case: the one that it was opened from, else the one
// in which it lies.
func (q *request) caseFilter(v url.Values, r *inbox.Row) (view.Filter, error) {
	name := v.Get("in")
	if name == "" {
		if name = string(desk.ListOf(&r.Case)); name == string(desk.ListMerged) {
			name = string(desk.ListDone)
		}
	}
	return q.filterOf(name, v)
}

// caseURL is a case's address beside the list that its form carried.
func (q *request) caseURL(id desk.CaseID) string {
	f, err := q.filterOf(q.listed().Get("in"), q.listed())
	if err != nil {
		return "/cases/" + strconv.FormatInt(int64(id), 10)
	}
	return f.CaseURL(id)
}

// step does one thing to the case of the address and leads back to it.
func (d *Desk) step(q *request, do func(id desk.CaseID) error) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	if err := do(id); err != nil {
		return err
	}
	return q.redirect(q.caseURL(id))
}

func (d *Desk) assign(q *request) error {
	return d.step(q, func(id desk.CaseID) error {
		to, err := number[desk.AgentID](q.field("to"))
		if err != nil {
			return desk.Errorf(desk.Invalid, "Choose who to assign the case to.")
		}
		return d.Inbox.Assign(q.r.Context(), q.agent(), id, formID[int64](q, "version"), to)
	})
}

func (d *Desk) setStage(q *request) error {
	return d.step(q, func(id desk.CaseID) error {
		return d.Inbox.SetStage(q.r.Context(), q.agent(), id, formID[int64](q, "version"), desk.Stage(q.field("to")), q.field("why"))
	})
}

func (d *Desk) promise(q *request) error {
	return d.step(q, func(id desk.CaseID) error {
		due, err := q.localTime("due")
		if err != nil {
			return err
		}
		return d.Inbox.Promise(q.r.Context(), q.agent(), id, q.field("text"), due)
	})
}

// caseStep does one thing to something of a case that the form names.
func (d *Desk) caseStep(q *request, do func() error) error {
	if err := do(); err != nil {
		return err
	}
	if id := formID[desk.CaseID](q, "case"); id > 0 {
		return q.redirect(q.caseURL(id))
	}
	return q.redirect("/failed")
}

func (d *Desk) keepPromise(q *request) error {
	id, err := pathID[desk.PromiseID](q, "id")
	if err != nil {
		return err
	}
	return d.caseStep(q, func() error { return d.Inbox.KeepPromise(q.r.Context(), q.agent(), id) })
}

func (d *Desk) correct(q *request) error {
	id, err := pathID[desk.MessageID](q, "id")
	if err != nil {
		return err
	}
	return d.caseStep(q, func() error {
		return d.Inbox.Correct(q.r.Context(), q.agent(), id, q.field("signal"), q.field("label"))
	})
}

func (d *Desk) mute(q *request) error {
	id, err := pathID[desk.PersonID](q, "id")
	if err != nil {
		return err
	}
	return d.caseStep(q, func() error {
		days := formID[int](q, "days")
		if days < 1 || days > 366 {
			return &desk.Error{Kind: desk.Invalid, Field: "days", Message: "You can mute a person for between a day and a year."}
		}
		return d.Inbox.Mute(q.r.Context(), q.agent(), id, q.now().AddDate(0, 0, days), q.field("reason"))
	})
}

// person shows everything that one person told.
func (d *Desk) person(q *request) error {
	id, err := pathID[desk.PersonID](q, "id")
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(q.r.URL.Query().Get("before"), 10, 64)
	told, err := d.Inbox.Person(q.r.Context(), q.agent(), id, desk.MessageID(before))
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.PersonPage(&view.Person{Told: told}))
}

func (d *Desk) retry(q *request) error {
	id, err := pathID[desk.OutgoingID](q, "id")
	if err != nil {
		return err
	}
	return d.caseStep(q, func() error { return d.Inbox.Retry(q.r.Context(), q.agent(), id) })
}

func (d *Desk) discard(q *request) error {
	id, err := pathID[desk.OutgoingID](q, "id")
	if err != nil {
		return err
	}
	return d.caseStep(q, func() error { return d.Inbox.Discard(q.r.Context(), q.agent(), id) })
}
