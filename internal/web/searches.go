package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/listen"
	"heed/internal/web/view"
)

// maxSample bounds the text that a search is tried on.
const maxSample = 5000

// searches lists a page of the saved searches, by words, by how they stand, and in an order.
func (d *Desk) searches(q *request) error {
	form := q.r.URL.Query()
	if q.wantsFile() && form.Get("order") == "" {
		form.Set("order", "old") // as the command writes them: what is new stands at the end
	}
	return d.showSearches(q, form, nil)
}

func (d *Desk) showSearches(q *request, form url.Values, problem error) error {
	p := view.SearchesPage{List: view.ListSearches(q.shell, form)}
	if q.wantsFile() {
		return q.searchesFile(&p.List)
	}
	just, _ := strconv.ParseInt(form.Get("removed"), 10, 64)
	p.Just = desk.SearchID(just)
	status := http.StatusOK
	if problem != nil {
		p.Problem, status = problemOf(problem), statusOf(problem)
	}
	var err error
	if p.Removed, p.Step, err = d.Admin.PastSearches(q.r.Context()); err != nil {
		return err
	}
	return q.sheet(status, view.Searches(&p))
}

// manySearches does one thing to several searches of the list: those that were ticked, those of its page, or all that it found.
func (d *Desk) manySearches(q *request) error {
	at := q.searchList()
	form := url.Values{}
	if u, err := url.Parse(at); err == nil {
		form = u.Query()
	}
	var ids []desk.SearchID
	switch which := q.field("which"); which {
	case "found":
		l := view.ListSearches(q.shell, form)
		if strconv.Itoa(l.Found) != q.field("found") {
			return d.showSearches(q, form, &desk.Error{Kind: desk.Conflict, Message: "The list has changed since you opened it. Nothing was done.", Mend: "Check the list below and try again."})
		}
		for i := range l.All {
			ids = append(ids, l.All[i].ID)
		}
	case "page", "ticked":
		for _, v := range q.r.PostForm[which] {
			id, _ := strconv.ParseInt(v, 10, 64)
			ids = append(ids, desk.SearchID(id))
		}
	}
	n, err := d.Admin.ManySearches(q.r.Context(), q.agent(), q.field("do"), ids)
	switch {
	case desk.Is(err, desk.Invalid):
		return d.showSearches(q, form, err)
	case err != nil:
		return err
	case n == 0:
		return q.done(at, q.say("Nothing to do: they already are."))
	}
	return q.redirect(at)
}

// undoSearches takes the latest action on several searches back.
func (d *Desk) undoSearches(q *request) error {
	_, left, err := d.Admin.UndoSearches(q.r.Context(), q.agent(), desk.FromMicros(formID[int64](q, "step")))
	switch {
	case desk.Is(err, desk.Conflict):
		return d.showSearches(q, nil, err)
	case err != nil:
		return err
	case left > 0:
		return q.done("/searches", q.say("Undone, except for searches someone has changed since: %d.", left))
	}
	return q.done("/searches", q.say("Undone."))
}

func (d *Desk) newSearch(q *request) error {
	return d.showSearch(q, http.StatusOK, view.SearchForm{Form: view.Form{Values: q.r.URL.Query()}})
}

// editSearch shows a search to be changed: as it is, or as it was typed when the page was left, which its address says. Then
// it was made of what the search was at that time.
func (d *Desk) editSearch(q *request) error {
	typed := q.r.URL.Query()
	s, err := q.search()
	if desk.Is(err, desk.NotFound) && typed.Get("query") != "" {
		return d.showRemoved(q, typed)
	}
	if err != nil {
		return err
	}
	f := view.SearchForm{Search: s, Seen: seenIn(typed)}
	if f.Seen == nil || typed.Get("name") == s.Name && typed.Get("query") == s.Query { // it was saved since
		f.Seen = &s
	} else {
		f.Form.Values = typed
	}
	return d.showSearch(q, http.StatusOK, f)
}

func (d *Desk) showSearch(q *request, status int, f view.SearchForm) error {
	return q.sheet(status, view.EditSearch(f))
}

// search is the saved search of the address.
func (q *request) search() (desk.Search, error) {
	id, err := pathID[desk.SearchID](q, "id")
	if err != nil {
		return desk.Search{}, err
	}
	for _, s := range q.shell.Desk.Searches {
		if s.ID == id {
			return s, nil
		}
	}
	return desk.Search{}, &desk.Error{Kind: desk.NotFound, Message: "This search doesn't exist.", Mend: "It may have been removed."}
}

func (d *Desk) saveSearch(q *request) error {
	var s desk.Search
	var seen *desk.Search
	var err error
	if q.r.PathValue("id") != "" {
		if s, err = d.searchOr(q, q.field("restore") != ""); desk.Is(err, desk.NotFound) {
			return d.showRemoved(q, q.r.PostForm)
		} else if err != nil {
			return err
		}
		seen = seenIn(q.r.PostForm)
	}
	s.Name, s.Query, s.Brand = q.field("name"), q.field("query"), formID[desk.BrandID](q, "brand")
	if q.r.PostForm.Has("cap") {
		s.Cap, err = money(q.shell.Lang, q.field("cap"))
	}
	var saved desk.Search
	if err == nil {
		saved, err = d.Admin.SaveSearch(q.r.Context(), q.agent(), s, seen)
	}
	if s.ID != 0 && desk.Is(err, desk.NotFound) { // since this request began
		return d.showRemoved(q, q.r.PostForm)
	}
	if desk.Is(err, desk.Invalid) || desk.Is(err, desk.Denied) || seen != nil && desk.Is(err, desk.Conflict) {
		check := checked(q.raw("query"), q.raw("sample"), q.now(), q.shell)
		f := view.SearchForm{Search: s, Form: q.form(err), Check: &check, Seen: seen}
		if desk.Is(err, desk.Conflict) {
			f.Theirs, f.Seen = &saved, &saved
			errors.As(err, &f.First)
		}
		if check.Wrong != "" {
			f.Form.Problem = nil // said where it is
		}
		return d.showSearch(q, statusOf(err), f)
	}
	if err != nil {
		return err
	}
	return q.done("/searches", q.say("“%s” is listening, starting with the next post.", saved.Name))
}

// searchOr is the saved search of the address; one that was removed comes back if it is to be restored.
func (d *Desk) searchOr(q *request, restore bool) (desk.Search, error) {
	s, err := q.search()
	if !restore || !desk.Is(err, desk.NotFound) {
		return s, err
	}
	id, err := pathID[desk.SearchID](q, "id")
	if err != nil {
		return s, err
	}
	return d.Admin.RestoreSearch(q.r.Context(), q.agent(), id)
}

// showRemoved shows what was typed for a search that somebody removed meanwhile: to be saved as a new one, or with the old one
// restored while that can be.
func (d *Desk) showRemoved(q *request, typed url.Values) error {
	id, err := pathID[desk.SearchID](q, "id")
	if err != nil {
		return err
	}
	list, _, err := d.Admin.PastSearches(q.r.Context())
	if err != nil {
		return err
	}
	check := checked(typed.Get("query"), typed.Get("sample"), q.now(), q.shell)
	f := view.SearchForm{Form: view.Form{Values: typed}, Check: &check, Seen: seenIn(typed)}
	gone := &desk.Error{Kind: desk.Conflict, Message: "This search was removed while you were editing.", Mend: "What you wrote is below. Save it as a new search."}
	if i := slices.IndexFunc(list, func(r admin.Removed) bool { return r.Search.ID == id }); i >= 0 {
		f.Gone, gone.Mend = &list[i], "What you wrote is below. Save it as a new search, or restore the old one with your changes."
	}
	f.Form.Problem = problemOf(gone)
	return d.showSearch(q, http.StatusConflict, f)
}

func (d *Desk) pauseSearch(q *request) error {
	s, err := q.search()
	if err != nil {
		return err
	}
	if err := d.Admin.PauseSearch(q.r.Context(), q.agent(), s.ID, q.field("paused") == "true"); err != nil {
		return err
	}
	return q.redirect(q.searchList())
}

// searchList is the list of searches as it was when a button in it was pressed.
func (q *request) searchList() string {
	if at := q.r.PostFormValue("at"); strings.HasPrefix(at, "?") && len(at) < 2000 {
		return "/searches" + at
	}
	return "/searches"
}

// seenIn is the search as a form was made of it; nil: the form does not say.
func seenIn(form url.Values) *desk.Search {
	if !form.Has("seen-query") {
		return nil
	}
	cap, _ := strconv.ParseInt(form.Get("seen-cap"), 10, 64)
	brand, _ := strconv.ParseInt(form.Get("seen-brand"), 10, 64)
	query := strings.ReplaceAll(form.Get("seen-query"), "\r\n", "\n")
	return &desk.Search{Name: strings.TrimSpace(form.Get("seen-name")), Query: query, Brand: desk.BrandID(brand), Cap: cap}
}

func (d *Desk) dropSearch(q *request) error {
	s, err := q.search()
	if err != nil {
		return err
	}
	if err := d.Admin.DropSearch(q.r.Context(), q.agent(), s.ID); err != nil {
		return err
	}
	return q.redirect("/searches?removed=" + strconv.FormatInt(int64(s.ID), 10))
}

func (d *Desk) restoreSearch(q *request) error {
	id, err := pathID[desk.SearchID](q, "id")
	if err != nil {
		return err
	}
	s, err := d.Admin.RestoreSearch(q.r.Context(), q.agent(), id)
	if err != nil {
		return err
	}
	return q.done("/searches/"+strconv.FormatInt(int64(s.ID), 10), q.say("“%s” is back and listening, starting with the next post.", s.Name))
}

// checkSearch says of a search that is being written what is wrong with it and whether
// it would catch a text.
func (d *Desk) checkSearch(q *request) error {
	if err := access.Check(q.agent(), access.SeeDesk); err != nil {
		return err
	}
	c := checked(q.raw("query"), q.raw("sample"), q.now(), q.shell)
	return q.page(http.StatusOK, view.CheckResult(&c))
}

func checked(query, sample string, now time.Time, sh *view.Shell) view.SearchCheck {
	if len(sample) > maxSample {
		sample = sample[:maxSample]
	}
	c := view.SearchCheck{Query: query, Sample: sample, Tokens: listen.Highlights(query)}
	if query == "" {
		return c
	}
	parsed, err := listen.Parse(query)
	if err != nil {
		c.Wrong = err.Error()
		var e *listen.SyntaxError
		if errors.As(err, &e) {
			c.Wrong, c.Mend = e.Message, e.Mend
			c.WrongSpan = desk.Span{Start: e.Offset, End: e.Offset + e.Length}
		}
		return c
	}
	for _, n := range parsed.Notes() {
		if n.Never {
			c.Never = append(c.Never, n.Message)
		} else {
			c.Notes = append(c.Notes, n.Message)
		}
	}
	c.Never = append(c.Never, strange(query, c.Tokens, sh)...)
	if sample != "" {
		m := desk.Message{Text: sample, Form: desk.Post, Direction: desk.In, PostedAt: now, Author: desk.HandleRef{Followers: -1}}
		post := listen.PostOf(&m)
		if hit, ok := parsed.Match(&post); ok {
			c.SampleHit, c.SampleText, c.Clause = true, hit.Spans, hit.Clause
		}
	}
	return c
}

// strange says of networks and people that a search names and this heed cannot hear: it would be silent for ever.
func strange(query string, tokens []listen.Highlight, sh *view.Shell) (notes []string) {
	if sh == nil {
		return nil
	}
	for _, t := range tokens {
		if t.Kind != "value" {
			continue
		}
		name, before := strings.ToLower(strings.Trim(query[t.Span.Start:t.Span.End], `"`)), strings.ToLower(query[:t.Span.Start])
		note := ""
		switch {
		case strings.HasSuffix(before, "network:"):
			note = strangeNetwork(name, sh)
		case strings.HasSuffix(before, "from:"), strings.HasSuffix(before, "to:"):
			note = strangeHandle(strings.TrimPrefix(name, "@"), sh)
		}
		if note != "" && !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	return notes
}

func strangeNetwork(name string, sh *view.Shell) string {
	if _, known := sh.Kinds[desk.Network(name)]; known {
		return ""
	}
	var names []string
	for n := range sh.Kinds {
		names = append(names, string(n))
	}
	slices.Sort(names)
	return fmt.Sprintf("heed hears no network “%s”. It knows: %s.", name, strings.Join(names, ", "))
}

// strangeHandle is said of somebody whom no network of the desk can have.
func strangeHandle(name string, sh *view.Shell) string {
	var names []string
	for _, n := range sh.Networks() {
		k := sh.Kinds[n]
		if k.Handle == nil || k.Handle(name) {
			return ""
		}
		names = append(names, sh.NetworkName(n))
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("Nobody is called “%s” on %s: handles there have more to them, as %s. Write all of it.", name, strings.Join(names, ", "), exampleHandle(sh))
}

// exampleHandle is one of our own: of a network that the desk hears.
func exampleHandle(sh *view.Shell) string {
	for _, a := range sh.Desk.Accounts {
		if a.Handle.Name != "" {
			return "@" + a.Handle.Name
		}
	}
	return "@acme.bsky.social"
}

// form is what a form held when it was refused, to be shown again.
func (q *request) form(err error) view.Form {
	f := view.Form{Values: q.r.PostForm}
	for k := range f.Values {
		if len(k) > 7 && k[:7] == "secret-" || k == "old" || k == "new" || k == "password" {
			delete(f.Values, k)
		}
	}
	if err != nil {
		f.Problem = problemOf(err)
	}
	return f
}

// refused reports whether an error is one to show in the form that caused it.
func refused(err error) bool {
	switch desk.KindOf(err) {
	case "", desk.Unavailable, desk.NotFound:
		return false
	}
	return true
}
