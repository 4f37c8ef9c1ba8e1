package web

import (
	"net/http"
	"slices"
	"strings"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/web/view"

	"github.com/a-h/templ"
)

func (d *Desk) raise(q *request) error {
	return d.step(q, func(id desk.CaseID) error {
		return d.Inbox.Raise(q.r.Context(), q.agent(), id, formID[int64](q, "version"), formID[int64](q, "needs"), q.raw("words"))
	})
}

// taken says that the agent sees to what is over in a case.
func (d *Desk) taken(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	if err := d.Inbox.SeeTo(q.r.Context(), q.agent(), id); err != nil {
		return err
	}
	if q.field("back") == "/duty" {
		return q.done("/duty", q.say("You're on it"))
	}
	return q.redirect(q.caseURL(id))
}

// pull opens the next case that nobody has.
func (d *Desk) pull(q *request) error {
	id, err := d.Inbox.Pull(q.r.Context(), q.agent())
	if desk.Is(err, desk.NotFound) {
		return q.done("/queue/unassigned", q.say("There's nothing waiting that you can take."))
	}
	if err != nil {
		return err
	}
	return q.redirect(view.Filter{View: "mine"}.CaseURL(id))
}

func (d *Desk) duty(q *request) error { return d.showDuty(q, http.StatusOK, view.Form{}) }

// nextTurns is how many turns of a rota a page lists.
const nextTurns = 5

func (d *Desk) showDuty(q *request, status int, f view.Form) error {
	asked, err := d.Inbox.Asked(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	p := view.Duty{Asked: asked, Form: f}
	for _, r := range q.shell.Desk.Rotas {
		v := view.RotaView{Rota: r}
		if turns, err := calendar.ParseRota(r.Document); err == nil {
			v.Doc = turns.Document()
			v.Now, _ = turns.OnDuty(q.now())
			v.Next = turns.Turns(q.now(), nextTurns)
		}
		p.Rotas = append(p.Rotas, v)
	}
	return q.sheet(status, view.DutyPage(p))
}

func (d *Desk) takeDuty(q *request) error {
	id, err := pathID[desk.RotaID](q, "id")
	if err != nil {
		return err
	}
	if err := d.Admin.TakeDuty(q.r.Context(), q.agent(), id); err != nil {
		return err
	}
	return q.done("/duty", q.say("You have the duty phone."))
}

func (d *Desk) saveRota(q *request) error {
	id, err := number[desk.RotaID](strings.TrimPrefix(q.field("id"), "rota-"))
	if err != nil {
		return err
	}
	r := desk.Rota{ID: id}
	for _, have := range q.shell.Desk.Rotas {
		if have.ID == id {
			r = have
		}
	}
	r.Name, r.Team = q.field("name"), formID[desk.TeamID](q, "team")
	turns, err := q.rota()
	if err == nil {
		r.Document = turns.Marshal()
		_, err = d.Admin.SaveRota(q.r.Context(), q.agent(), r)
	}
	if refused(err) {
		return d.showDuty(q, statusOf(err), q.form(err))
	}
	return q.saved(err, "/duty", q.say("Saved"), func(view.Form) templ.Component { return nil })
}

// rota reads the form of a rota.
func (q *request) rota() (*calendar.Rota, error) {
	doc := calendar.RotaDocument{Zone: q.field("zone"), Start: q.field("start"), Days: formID[int](q, "days"), Phone: q.field("phone")}
	for _, l := range lines(q.raw("people")) {
		a, err := q.colleague("people", l)
		if err != nil {
			return nil, err
		}
		doc.People = append(doc.People, int64(a))
	}
	for l := range strings.Lines(q.raw("swaps")) {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		s, err := q.swap(l)
		if err != nil {
			return nil, err
		}
		doc.Swaps = append(doc.Swaps, s)
	}
	return calendar.NewRota(doc)
}

// colleague finds an agent by address or name.
func (q *request) colleague(field, words string) (desk.AgentID, error) {
	i := slices.IndexFunc(q.shell.Desk.Agents, func(a desk.Agent) bool {
		return strings.EqualFold(a.Email, words) || strings.EqualFold(a.Name, words)
	})
	if i < 0 {
		return 0, &desk.Error{Kind: desk.Invalid, Field: field, Message: "No one here is called “" + words + "”.", Mend: "Enter the email address or the name as shown under People."}
	}
	return q.shell.Desk.Agents[i].ID, nil
}

// swap reads "2026-12-24 08:00 .. 2026-12-26 08:00 mira@example.com Christmas".
func (q *request) swap(line string) (calendar.Swap, error) {
	from, rest, ok := strings.Cut(line, "..")
	parts := strings.Fields(rest)
	if !ok || len(parts) < 3 {
		return calendar.Swap{}, &desk.Error{Kind: desk.Invalid, Field: "swaps", Message: "This is not a swap: “" + line + "”.",
			Mend: "Use the format 2026-12-24 08:00 .. 2026-12-26 08:00 mira@example.com Christmas"}
	}
	who, err := q.colleague("swaps", parts[2])
	return calendar.Swap{From: strings.TrimSpace(from), To: parts[0] + " " + parts[1], Who: int64(who), Why: strings.Join(parts[3:], " ")}, err
}
