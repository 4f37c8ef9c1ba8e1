package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/web/view"
)

func (d *Desk) settings(q *request) error { return q.redirect("/settings/company") }

// sheet is a page with the rail: its counts, unless they were read with something else, and a component.
func (q *request) sheet(status int, c templ.Component) error {
	if q.shell.Counts == nil {
		if err := q.counts(); err != nil {
			return err
		}
	}
	return q.page(status, c)
}

// saved ends a form of the settings: back to its page when it worked, the page with the
// form as it was when it was refused.
func (q *request) saved(err error, to, said string, again func(view.Form) templ.Component) error {
	switch {
	case err == nil:
		return q.done(to, said)
	case refused(err):
		return q.sheet(statusOf(err), again(q.form(err)))
	}
	return err
}

// lines are the lines of a field, or its parts between commas.
func lines(s string) []string {
	var out []string
	for _, l := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' || r == ',' }) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func (d *Desk) companyPage(q *request) error {
	return q.sheet(http.StatusOK, view.Company(view.Form{}))
}

func (d *Desk) saveCompany(q *request) error {
	c := admin.Company{Name: q.field("company")}
	if bs := q.shell.Desk.Brands; len(bs) > 0 {
		c.Names, c.Handles, c.Lang = bs[0].Names, bs[0].Handles, bs[0].Lang
	}
	return q.saved(d.Admin.SetCompany(q.r.Context(), q.agent(), c), "/settings/company", q.say("Saved"), view.Company)
}

func (d *Desk) saveBrand(q *request) error {
	b := desk.Brand{ID: formID[desk.BrandID](q, "id")}
	for _, have := range q.shell.Desk.Brands {
		if have.ID == b.ID {
			b = have
		}
	}
	b.Name, b.Lang, b.Calendar = q.field("name"), q.field("lang"), formID[desk.CalendarID](q, "calendar")
	b.Names, b.Handles = lines(q.raw("names")), lines(q.raw("handles"))
	_, err := d.Admin.SaveBrand(q.r.Context(), q.agent(), b)
	return q.saved(err, "/settings/company", q.say("Saved"), view.Company)
}

func (d *Desk) teams(q *request) error { return q.sheet(http.StatusOK, view.Teams(view.Form{})) }

func (d *Desk) saveTeam(q *request) error {
	t := desk.Team{ID: formID[desk.TeamID](q, "id"), Name: q.field("name"), Calendar: formID[desk.CalendarID](q, "calendar")}
	for _, m := range q.r.PostForm["member"] {
		if id, err := strconv.ParseInt(m, 10, 64); err == nil {
			t.Members = append(t.Members, desk.AgentID(id))
		}
	}
	_, err := d.Admin.SaveTeam(q.r.Context(), q.agent(), t)
	return q.saved(err, "/settings/teams", q.say("Saved"), view.Teams)
}

func (d *Desk) people(q *request) error {
	return q.sheet(http.StatusOK, view.People(view.Form{}, desk.Agent{}, ""))
}

func (q *request) agentByID(id desk.AgentID) (desk.Agent, bool) {
	i := slices.IndexFunc(q.shell.Desk.Agents, func(a desk.Agent) bool { return a.ID == id })
	if i < 0 {
		return desk.Agent{}, false
	}
	return q.shell.Desk.Agents[i], true
}

func (d *Desk) saveAgent(q *request) error {
	a, known := q.agentByID(formID[desk.AgentID](q, "id"))
	a.Name, a.Email, a.Role = q.field("name"), q.field("email"), desk.Role(q.field("role"))
	a.Langs, a.Limit, a.Disabled = lines(q.field("langs")), formID[int](q, "limit"), q.field("disabled") != ""
	a.Skills, a.Calendar, a.Authority = lines(q.field("skills")), formID[desk.CalendarID](q, "calendar"), desk.NoLimit
	if q.field("authority") != "" {
		a.Authority = formID[int64](q, "authority")
	}
	saved, err := d.Admin.SaveAgent(q.r.Context(), q.agent(), a)
	again := func(f view.Form) templ.Component { return view.People(f, desk.Agent{}, "") }
	if err == nil && !known {
		// A new colleague needs a way in at once.
		return d.showInvite(q, saved)
	}
	return q.saved(err, "/settings/people", q.say("Saved"), again)
}

func (d *Desk) invite(q *request) error {
	id, err := pathID[desk.AgentID](q, "id")
	if err != nil {
		return err
	}
	a, ok := q.agentByID(id)
	if !ok {
		return &desk.Error{Kind: desk.NotFound, Message: "This colleague doesn't exist."}
	}
	return d.showInvite(q, a)
}

// showInvite makes a one-time link and shows it, once: it is not put into an address or
// a cookie on the way.
func (d *Desk) showInvite(q *request, a desk.Agent) error {
	token, err := d.Admin.Invite(q.r.Context(), q.agent(), a.ID)
	if err != nil {
		return err
	}
	d.setup.forget()
	if q.shell.Desk, err = d.overview(q); err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.People(view.Form{}, a, q.origin()+"/signin/link?token="+token))
}

// origin is the desk's address as people reach it.
func (q *request) origin() string {
	if q.desk.PublicURL != "" {
		return strings.TrimSuffix(q.desk.PublicURL, "/")
	}
	if q.r.TLS != nil {
		return "https://" + q.r.Host
	}
	return "http://" + q.r.Host
}

func (d *Desk) macros(q *request) error {
	return q.sheet(http.StatusOK, view.SavedReplies(view.Form{}))
}

func (d *Desk) saveMacro(q *request) error {
	m := desk.Macro{ID: formID[desk.MacroID](q, "id")}
	for _, have := range q.shell.Desk.Macros {
		if have.ID == m.ID {
			m = have
		}
	}
	m.Name, m.Text, m.Lang, m.Brand = q.field("name"), strings.TrimSpace(q.raw("text")), q.field("lang"), formID[desk.BrandID](q, "brand")
	m.Steps = nil
	for _, s := range q.r.PostForm["step"] {
		if do, to, ok := strings.Cut(s, "="); ok {
			m.Steps = append(m.Steps, desk.Step{Do: do, To: to})
		}
	}
	_, err := d.Admin.SaveMacro(q.r.Context(), q.agent(), m)
	return q.saved(err, "/settings/macros", q.say("Saved"), view.SavedReplies)
}

func (d *Desk) dropMacro(q *request) error {
	id, err := pathID[desk.MacroID](q, "id")
	if err != nil {
		return err
	}
	return q.saved(d.Admin.DropMacro(q.r.Context(), q.agent(), id), "/settings/macros", q.say("Removed"), view.SavedReplies)
}

func (d *Desk) profile(q *request) error { return q.sheet(http.StatusOK, view.Profile(view.Form{})) }

func (d *Desk) saveProfile(q *request) error {
	a := q.agent()
	a.Name, a.Zone, a.Theme = q.field("name"), q.field("zone"), q.field("theme")
	a.Langs, a.Away = lines(q.field("langs")), q.field("away") != ""
	err := d.Admin.SaveProfile(q.r.Context(), q.agent(), a)
	if lang := q.field("lang"); err == nil && (lang == "" || lang == "en" || lang == "de") {
		q.setLanguage(lang)
		if lang != "" {
			q.shell.Lang = lang // what is said next is said in it
		}
	}
	return q.saved(err, "/settings/profile", q.say("Saved"), view.Profile)
}

func (d *Desk) setPassword(q *request) error {
	token, err := d.Auth.SetPassword(q.r.Context(), q.agent(), q.r.PostFormValue("old"), q.r.PostFormValue("new"), q.where())
	if err == nil {
		q.setSession(token)
	}
	return q.saved(err, "/settings/profile", q.say("Password changed."), view.Profile)
}

func (d *Desk) keys(q *request) error {
	if q.part() {
		return q.page(http.StatusOK, view.KeyTable())
	}
	return q.sheet(http.StatusOK, view.Keys())
}
