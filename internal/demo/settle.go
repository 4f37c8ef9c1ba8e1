package demo

import (
	"context"
	"strings"
	"time"

	"heed/internal/admin"
	"heed/internal/calendar"
	"heed/internal/channel/echo"
	"heed/internal/channel/echo/crowd"
	"heed/internal/desk"
	"heed/internal/protocol"
)

// boss is the e-mail of who signs in with the link.
const boss = "you@tarnwell.example"

// town is what was settled, by the names that the history uses.
type town struct {
	boss     desk.Agent
	brands   map[string]desk.BrandID
	accounts map[string]desk.AccountID // by name of brand
	stream   desk.AccountID
	agents   map[string]desk.AgentID // by first name
}

// settle sets the desk up as its owner would: through administration.
func (t *Town) settle(ctx context.Context) (*town, error) {
	w := &town{brands: map[string]desk.BrandID{}, accounts: map[string]desk.AccountID{}, agents: map[string]desk.AgentID{}}
	a := t.desk.Admin
	var err error
	if w.boss, err = a.CreateFirstAdmin(ctx, "You", boss, "a demo needs no secrets"); err != nil {
		if desk.KindOf(err) == desk.Conflict {
			return nil, &desk.Error{Kind: desk.Conflict, Message: "There is a desk already where the demo was to keep its data.",
				Mend: "Name a new folder or an empty database; heed serve opens a desk that is there.", Err: err}
		}
		return nil, err
	}
	for _, step := range []func(context.Context, *admin.Service, *town) error{t.hours, t.staff, t.names, t.macros} {
		if err := step(ctx, a, w); err != nil {
			return nil, err
		}
	}
	if _, err := a.SaveProtocol(ctx, w.boss, protocol.Default(), "The protocol that heed comes with"); err != nil {
		return nil, err
	}
	return w, a.FinishSetUp(ctx, w.boss)
}

// hours are when the company works. Nobody covers Sunday, as the queue will show.
func (t *Town) hours(ctx context.Context, a *admin.Service, w *town) error {
	day := []string{"07:00-21:00"}
	hours, err := calendar.New(calendar.Document{Zone: "Europe/Vienna", Holidays: []calendar.Holidays{{Region: "AT"}},
		Week: calendar.Week{Mon: day, Tue: day, Wed: day, Thu: day, Fri: day, Sat: []string{"09:00-17:00"}}})
	if err != nil {
		return err
	}
	_, err = a.SaveCalendar(ctx, w.boss, desk.Calendar{Name: "Customer care", Document: hours.Marshal()})
	return err
}

func (t *Town) staff(ctx context.Context, a *admin.Service, w *town) error {
	agents := []desk.Agent{
		{Name: "Mira Okafor", Email: "mira@tarnwell.example", Role: desk.Lead, Langs: []string{"en", "fr"}, Authority: 500, Skills: []string{"refunds", "press"}},
		{Name: "Jonas Feld", Email: "jonas@tarnwell.example", Role: desk.Answerer, Langs: []string{"en", "de"}, Authority: 50, Skills: []string{"refunds"}},
		{Name: "Inés Calder", Email: "ines@tarnwell.example", Role: desk.Answerer, Langs: []string{"en", "es"}, Authority: 50},
		{Name: "Tom Ashby", Email: "tom@tarnwell.example", Role: desk.Answerer, Langs: []string{"en"}},
	}
	var members []desk.AgentID
	for _, one := range agents {
		saved, err := a.SaveAgent(ctx, w.boss, one)
		if err != nil {
			return err
		}
		members = append(members, saved.ID)
		first, _, _ := strings.Cut(saved.Name, " ")
		w.agents[first] = saved.ID
	}
	over, err := a.Overview(ctx)
	if err != nil {
		return err
	}
	if _, err = a.SaveTeam(ctx, w.boss, desk.Team{Name: "Customer care", Calendar: over.Calendars[0].ID, Members: members}); err != nil {
		return err
	}
	return t.rota(ctx, a, w, members)
}

// rota is who has the duty phone: each of them for a week.
func (t *Town) rota(ctx context.Context, a *admin.Service, w *town, members []desk.AgentID) error {
	now := time.Now()
	doc := calendar.RotaDocument{Zone: "Europe/Vienna", Start: now.AddDate(0, 0, -int(now.Weekday()+6)%7-14).Format("2006-01-02") + " 08:00", Days: 7, Phone: "+43 1 555 0142"}
	for _, id := range members {
		doc.People = append(doc.People, int64(id))
	}
	rota, err := calendar.NewRota(doc)
	if err != nil {
		return err
	}
	_, err = a.SaveRota(ctx, w.boss, desk.Rota{Name: "Duty phone", Document: rota.Marshal()})
	return err
}

// names are the brands, their accounts and the searches that hear of them.
func (t *Town) names(ctx context.Context, a *admin.Service, w *town) error {
	over, err := a.Overview(ctx)
	if err != nil {
		return err
	}
	if err := a.SetCompany(ctx, w.boss, admin.Company{Name: crowd.Company, Lang: "en"}); err != nil {
		return err
	}
	for i, b := range crowd.Brands() {
		brand := desk.Brand{Name: b.Name, Lang: "en", Calendar: over.Calendars[0].ID, Names: b.Names, Handles: []string{"echo:@" + b.Handle}}
		if i == 0 {
			// SetCompany made the first brand under the company's name.
			first, err := a.Overview(ctx)
			if err != nil {
				return err
			}
			brand.ID = first.Brands[0].ID
		}
		saved, err := a.SaveBrand(ctx, w.boss, brand)
		if err != nil {
			return err
		}
		w.brands[b.Name] = saved.ID
		account, err := a.Connect(ctx, w.boss, echo.Name, saved.ID, map[string]string{echo.SettingURL: t.NetworkURL, echo.SettingHandle: b.Handle}, nil)
		if err != nil {
			return err
		}
		w.accounts[b.Name] = account.ID
	}
	for _, s := range crowd.Searches() {
		if _, err := a.SaveSearch(ctx, w.boss, desk.Search{Brand: w.brands[s.Brand], Name: s.Name, Query: s.Query}, nil); err != nil {
			return err
		}
	}
	stream, err := a.Connect(ctx, w.boss, echo.Name, 0, map[string]string{echo.SettingURL: t.NetworkURL}, nil)
	w.stream = stream.ID
	return err
}

func (t *Town) macros(ctx context.Context, a *admin.Service, w *town) error {
	for _, m := range []desk.Macro{
		{Name: "Going private", Lang: "en", Text: "Hello {{name}}, I am sorry you had to write about this. So that nobody else reads your details, I have sent you a private message. {{agent}}"},
		{Name: "Please take your number down", Lang: "en", Text: "Hello {{name}}, please delete the post with your telephone number: anyone can read it. I have it now and will use it only for this. {{agent}}"},
		{Name: "Late: claim your money", Lang: "en", Text: "Hello {{name}}, that wait is ours to answer for. Anything over 30 minutes is refunded in full: I have started the claim under {{case}}, you need to do nothing more. {{agent}}"},
		{Name: "Verspätet: Geld zurück", Lang: "de", Text: "Guten Tag {{name}}, diese Wartezeit geht auf uns. Ab 30 Minuten erstatten wir alles: Ich habe den Antrag unter {{case}} angelegt, Sie müssen nichts weiter tun. {{agent}}"},
		{Name: "Merci de nous l'avoir dit", Lang: "fr", Text: "Bonjour {{name}}, merci de nous l'avoir signalé. Je m'en occupe tout de suite et vous réponds ici avant ce soir. {{agent}}"},
		{Name: "Thank you, passed on", Lang: "en", Text: "Thank you, {{name}}! I have passed this on to the crew by name; it made their day. {{agent}}"},
	} {
		if _, err := a.SaveMacro(ctx, w.boss, m); err != nil {
			return err
		}
	}
	return nil
}
