package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/web/view"
)

// maxProposals bounds what one form of the first run may bring back.
const maxProposals = 200

// welcome is the first step of the first run: the administrator.
func (d *Desk) welcome(q *request) error {
	o := &q.shell.Desk
	switch {
	case !o.HasAdmin:
		return q.page(http.StatusOK, view.WelcomeAdmin(view.Welcome{}))
	case !o.SetUp && q.agent().ID != 0:
		return q.redirect("/welcome/company")
	}
	return q.redirect("/")
}

func (d *Desk) firstAdmin(q *request) error {
	w := view.Welcome{Name: q.field("name"), Email: q.field("email")}
	password := q.r.PostFormValue("password")
	if _, err := d.Admin.CreateFirstAdmin(q.r.Context(), w.Name, w.Email, password); err != nil {
		if !refused(err) {
			return err
		}
		w.Problem = problemOf(err)
		return q.page(statusOf(err), view.WelcomeAdmin(w))
	}
	token, err := d.Auth.SignIn(q.r.Context(), w.Email, password, q.where())
	if err != nil {
		return err
	}
	q.setSession(token)
	return q.redirect("/welcome/company")
}

// setUpOnly keeps the later steps for those who may set the desk up.
func (q *request) setUpOnly() error { return access.Check(q.agent(), access.EditDesk) }

func (d *Desk) companyStep(q *request) error {
	if err := q.setUpOnly(); err != nil {
		return err
	}
	w := view.Welcome{Company: q.shell.Desk.Company, Language: q.shell.Lang}
	if bs := q.shell.Desk.Brands; len(bs) > 0 {
		w.Names, w.Handles = strings.Join(bs[0].Names, "\n"), strings.Join(bs[0].Handles, "\n")
		if bs[0].Lang != "" {
			w.Language = bs[0].Lang
		}
	}
	return q.page(http.StatusOK, view.WelcomeCompany(w))
}

func (d *Desk) saveCompanyStep(q *request) error {
	if err := q.setUpOnly(); err != nil {
		return err
	}
	w := view.Welcome{
		Company: q.field("company"), Names: q.raw("names"), Handles: q.raw("handles"),
		Language: q.field("lang"), Zone: q.field("zone"),
	}
	names := lines(w.Names)
	if len(names) == 0 && w.Company != "" {
		names = []string{w.Company}
		w.Names = w.Company
	}
	if q.field("do") != "save" {
		w.Proposed = proposed(q.shell.Lang, names, lines(w.Handles))
		return q.page(http.StatusOK, view.WelcomeCompany(w))
	}
	c := admin.Company{Name: w.Company, Names: names, Handles: lines(w.Handles), Lang: w.Language, Zone: w.Zone}
	c.Searches, w.Proposed = q.chosen()
	if err := d.Admin.SetCompany(q.r.Context(), q.agent(), c); err != nil {
		if !refused(err) {
			return err
		}
		w.Problem = problemOf(err)
		return q.page(statusOf(err), view.WelcomeCompany(w))
	}
	return q.redirect("/welcome/listen")
}

// chosen are the searches that were ticked, and all that were proposed, as the form
// brought them back.
func (q *request) chosen() ([]desk.Search, []view.Proposed) {
	n := min(formID[int](q, "proposals"), maxProposals)
	use := map[string]bool{}
	for _, u := range q.r.PostForm["use"] {
		use[u] = true
	}
	out := []desk.Search{}
	all := []view.Proposed{}
	for i := range n {
		k := strconv.Itoa(i)
		p := view.Proposed{Name: q.field("search-name-" + k), Query: q.field("search-query-" + k), Reason: q.field("search-reason-" + k), Warning: q.field("search-warning-" + k), On: use[k]}
		all = append(all, p)
		if p.On {
			out = append(out, desk.Search{Name: p.Name, Query: p.Query})
		}
	}
	if own := q.field("own"); own != "" {
		out = append(out, desk.Search{Name: q.say("Custom search"), Query: own})
	}
	return out, all
}

func (d *Desk) listenStep(q *request) error {
	if err := q.setUpOnly(); err != nil {
		return err
	}
	return q.page(http.StatusOK, view.WelcomeListen(q.listening(nil)))
}

// listening are the networks whose public stream needs no account.
func (q *request) listening(problem *view.Problem) view.Welcome {
	w := view.Welcome{Problem: problem, Searching: len(q.shell.Desk.Searches)}
	for n, k := range q.shell.Kinds {
		if !k.Abilities.HearPublic || !needsNothing(q, n) {
			continue
		}
		l := view.Listener{Network: string(n), Name: k.Name}
		if k.Abilities.Replay > 0 {
			l.Replay = strconv.Itoa(int(k.Abilities.Replay/time.Hour)) + " h"
		}
		for _, a := range q.shell.Desk.Accounts {
			l.Connected = l.Connected || a.Network == n
		}
		w.Networks = append(w.Networks, l)
	}
	return w
}

func needsNothing(q *request, n desk.Network) bool {
	for _, s := range q.shell.Kinds[n].Settings {
		if !s.Optional && s.Default == "" {
			return false
		}
	}
	return true
}

func (d *Desk) startListening(q *request) error {
	if err := q.setUpOnly(); err != nil {
		return err
	}
	k, err := q.kind(desk.Network(q.field("network")))
	if err != nil {
		return err
	}
	settings := map[string]string{}
	for _, s := range k.Settings {
		if s.Default != "" && !s.Secret {
			settings[s.Key] = s.Default
		}
	}
	// A stream serves all brands.
	if _, err := d.Admin.Connect(q.r.Context(), q.agent(), k.Network, 0, settings, nil); err != nil {
		if !refused(err) {
			return err
		}
		return q.page(connectStatus(err), view.WelcomeListen(q.listening(problemOf(err))))
	}
	if err := d.Admin.FinishSetUp(q.r.Context(), q.agent()); err != nil {
		return err
	}
	return q.done("/queue/reply", q.say("Listening on %s. Matches for your searches appear here automatically.", k.Name))
}

func (d *Desk) finish(q *request) error {
	if err := d.Admin.FinishSetUp(q.r.Context(), q.agent()); err != nil {
		return err
	}
	return q.redirect("/queue/reply")
}
