package browser_test

import (
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
)

// hours gives the desk office hours, a team that keeps them, and eight weeks of history in
// which customers also come on Sundays.
func (s *site) hours() {
	s.t.Helper()
	ctx, a := s.t.Context(), s.desk.Admin
	cal, err := a.SaveCalendar(ctx, s.boss, desk.Calendar{Name: "Office", Document: []byte(`{"zone": "UTC", "week": {"mon-fri": "08:00-18:00"}}`)})
	s.ok(err)
	over, err := a.Overview(ctx)
	s.ok(err)
	var members []desk.AgentID
	for _, one := range over.Agents {
		members = append(members, one.ID)
	}
	team, err := a.SaveTeam(ctx, s.boss, desk.Team{Name: "Care", Calendar: cal.ID, Members: members})
	s.ok(err)
	now := s.now().UTC()
	monday := time.Date(now.Year(), now.Month(), now.Day()-int(now.Weekday()+6)%7, 0, 0, 0, 0, time.UTC)
	s.ok(s.desk.DB.Update(ctx, func(tx *store.Tx) error {
		for week := 7; week >= 1; week-- {
			begin := monday.AddDate(0, 0, -7*week)
			for day := range 5 {
				if err := past(tx, team.ID, begin.AddDate(0, 0, day).Add(10*time.Hour), 20*time.Minute); err != nil {
					return err
				}
			}
			// On Sunday at 11:00; answered on Monday at 08:30.
			if err := past(tx, team.ID, begin.AddDate(0, 0, 6).Add(11*time.Hour), 21*time.Hour+30*time.Minute); err != nil {
				return err
			}
		}
		return nil
	}))
}

// past is a case that was answered after a while.
func past(tx *store.Tx, team desk.TeamID, opened time.Time, wait time.Duration) error {
	return tx.CreateCase(&desk.Case{Brand: 1, Account: 1, Network: "echo", Person: 1, Stage: desk.Resolved, Team: team, Subject: "past", OpenedAt: opened,
		UpdatedAt: opened.Add(wait), ResolvedAt: opened.Add(wait), LastInbound: opened, FirstResponseAt: opened.Add(wait), LastOutbound: opened.Add(wait),
		Messages: 2, Decision: desk.Decision{Respond: "yes", Rule: "Complaint to us"}})
}

// A hole in the coverage map is seen, other hours are tried on the past, kept, and taken
// back.
func closeHole(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	s.hours()
	b := s.person("Ada")
	b.signIn(boss)
	b.open("/coverage")
	b.see("#holes", "Nobody covers Friday 18:00 to Monday 08:00", "7 of 42 cases")
	b.click("#close-0")
	b.see("#preview", "Sat–Sun 00:00–24:00")
	b.choose("#try-from-day", "Sunday")
	b.choose("#try-from-hour", "10:00")
	b.choose("#try-to-day", "Sunday")
	b.choose("#try-to-hour", "16:00")
	b.click("#try")
	b.see("#preview", "Sun 10:00–16:00")
	b.see("#simulated", "21 h 30 min", "30 min")
	b.see("#h154.gains")
	b.audit("/coverage with a change that is tried")
	b.click("#keep")
	b.see("#notice", "Office has new hours")
	b.see("#h154.staffed")
	b.see("#no-holes")
	b.open("/settings/calendars")
	b.see("#main", "Sun 10:00–16:00")
	b.open("/coverage?changed=1")
	b.click("#undo-hours")
	b.see("#notice", "The previous hours are back")
	b.see("#holes", "Nobody covers Friday 18:00 to Monday 08:00")
}

// A case over an agent's authority goes to somebody who may decide, in one step, and the
// delay is on record.
func overAuthority(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	ben, err := s.desk.Admin.SaveAgent(t.Context(), s.boss, desk.Agent{Name: "Ben Osei", Email: "ben@acme.example", Role: desk.Answerer, Authority: 50})
	s.ok(err)
	s.ok(s.desk.Reload(t.Context()))
	s.post("Mia Torres", "acme broke my vase, I want my 120 back!")
	b := s.person("Ben")
	b.signIn(ben.Email)
	b.openCase("Mia Torres")
	b.click("#case-more > summary")
	b.write("#raise-needs", "120")
	b.write("#raise-words", "The vase cost 120; the photo shows our box was crushed. Refund all of it?")
	b.click("#raise")
	b.see("#story .event", "handed off a decision that needs an authority of 120 to Ada Lind")
	b.see("#story", "Refund all of it?")
	b.see("#case-needs", "120")
	s.skip(25 * time.Minute)
	a := s.person("Ada")
	a.signIn(boss)
	a.open("/queue/mine")
	a.see("li.row", "needs an authority of 120")
	a.openCase("Mia Torres")
	a.write("#reply-text", "You get 120 back today, and a new vase if you like.")
	a.click("#send-public")
	a.see("#story .event", "Ada Lind picked it up 25 min")
}

// A clock runs out: who leads is asked, on every page, and says that they see to it.
func seeToIt(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	s.post("Mia Torres", "acme, my parcel is late, where is it? So annoyed!")
	b := s.person("Mira")
	b.signIn(lead)
	b.see("li.row", "Mia Torres")
	s.skip(9 * time.Hour)
	b.waitFor("somebody is asked", func() bool {
		n, err := s.desk.Inbox.Asked(t.Context(), desk.Agent{ID: 2})
		return err == nil && len(n) == 1
	})
	b.open("/queue/reply")
	b.see("#asked", "1 case needs you")
	b.see("li.row", "Mira was asked")
	b.click("#asked")
	b.see("#asked-list", "Mia Torres")
	b.audit("/duty with a case")
	b.click("#asked-list button")
	b.see("#notice", "You're on it")
	b.open("/cases/1")
	b.see("#asked-here", "Mira Okafor is on it")
	b.see("#story .event", "Mira Okafor is on it")
	b.see("#ctx-clocks", "First answer", "Mira Okafor is on it")

	b.open("/duty")
	b.click("#rota-new > summary")
	b.write("#rota-name-0", "Nights")
	eval[bool](b, `(e => { e.value = "`+s.now().UTC().Add(-time.Hour).Format("2006-01-02T15:04")+`"; return true })(document.querySelector("#rota-start-0"))`)
	b.empty("#rota-zone-0")
	b.write("#rota-zone-0", "UTC")
	b.write("#rota-phone-0", "+44 20 7946 0958")
	b.write("#rota-people-0", "mira@acme.example\nada@acme.example")
	b.click("#rota-save-0")
	b.see("#rota-1", "Mira Okafor is on duty until", "The hand-over to Mira Okafor is due")
	b.click("#duty-take-1")
	b.see("#holder-1", "Mira Okafor has had the duty phone since")
}

// Who is on duty does not answer, so the next person is asked and sees to it; then the duty phone
// goes from one to the other. Both have their pages open.
func handOver(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	mira, ada := s.person("Mira"), s.person("Ada")
	mira.signIn(lead)
	mira.open("/duty")
	mira.click("#rota-new > summary")
	mira.write("#rota-name-0", "Days")
	eval[bool](mira, `(e => { e.value = "`+s.now().UTC().Add(-time.Hour).Format("2006-01-02T15:04")+`"; return true })(document.querySelector("#rota-start-0"))`)
	mira.empty("#rota-zone-0")
	mira.write("#rota-zone-0", "UTC")
	mira.write("#rota-people-0", "mira@acme.example\nada@acme.example")
	mira.empty("#rota-days-0")
	mira.write("#rota-days-0", "1")
	mira.click("#rota-save-0")
	mira.see("#rota-1", "Mira Okafor is on duty until", "Ada Lind")
	mira.click("#duty-take-1")
	mira.see("#holder-1", "Mira Okafor has had the duty phone since")

	s.post("Mia Torres", "acme, my parcel is late, where is it? So annoyed!")
	ada.signIn(boss)
	ada.see("li.row", "Mia Torres")
	s.skip(9 * time.Hour)
	asked := func(agent desk.AgentID) func() bool {
		return func() bool {
			n, err := s.desk.Inbox.Asked(t.Context(), desk.Agent{ID: agent})
			return err == nil && len(n) == 1
		}
	}
	mira.waitFor("who is on duty is asked", asked(s.agent(lead).ID))
	mira.open("/cases/1")
	mira.see("#asked-here", "Mira Okafor", "I'm on it")
	s.skip(11 * time.Minute)
	ada.waitFor("the next person is asked", asked(s.boss.ID))
	ada.open("/queue/reply")
	ada.see("#asked", "1 case needs you")
	ada.click("#asked")
	ada.see("#asked-list", "Mia Torres")
	ada.click("#asked-list button")
	ada.see("#notice", "You're on it")
	ada.see("#h-asked + *", "Nothing needs you")
	mira.see("#asked-here", "Ada Lind is on it") // by itself
	mira.gone("#taken")
	mira.see("#story", "Ada Lind was asked to take care of it (First answer): no one responded for 1", "Ada Lind is on it")
	mira.open("/queue/reply")
	mira.gone("#asked")

	s.skip(15 * time.Hour)
	ada.open("/duty")
	ada.see("#rota-1", "Ada Lind is on duty until", "The hand-over to Ada Lind is due", "Mira Okafor has had the duty phone since")
	ada.audit("/duty with a hand-over that is due")
	ada.click("#duty-take-1")
	ada.see("#notice", "You have the duty phone.")
	mira.open("/duty")
	mira.see("#holder-1", "Ada Lind has had the duty phone since")
}
