package intake

import (
	"fmt"
	"slices"
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/sla"
)

// Duty is a rota, compiled.
type Duty struct {
	desk.Rota
	Turns *calendar.Rota
}

func (k *Known) loadDuty(tx Setup) error {
	rotas, err := tx.Rotas()
	if err != nil {
		return err
	}
	for _, r := range rotas {
		turns, err := calendar.ParseRota(r.Document)
		if err != nil {
			k.Problems = append(k.Problems, fmt.Sprintf("The rota %q does not work: %v", r.Name, err))
			continue
		}
		k.duties = append(k.duties, Duty{r, turns})
	}
	return nil
}

func (k *Known) loadClocks(tx Setup) error {
	kept, err := tx.Setting(desk.SettingClocks)
	if err != nil {
		return err
	}
	if k.clocks, err = sla.Parse(kept); err != nil {
		k.Problems = append(k.Problems, "The rules of deadlines do not work, so the usual ones hold: "+err.Error())
	}
	return nil
}

// Clocks are the rules of deadlines.
func (k *Known) Clocks() *sla.Rules { return k.clocks }

// Ladder lists who is asked about a clock of a case, one after the other, and why them:
// those whom the protocol's rule wants told, else whoever is on duty.
func (k *Known) Ladder(c *desk.Case, clock *desk.Clock, now time.Time) (ids []desk.AgentID, why string) {
	if clock.Kind != desk.ClockTell || c.Decision.Escalate == "duty" {
		return k.OnDuty(c, now)
	}
	t, ok := k.teams[c.Decision.Escalate]
	if !ok {
		return k.OnDuty(c, now) // the team is gone: better somebody than nobody
	}
	for i := range k.duties {
		if d := &k.duties[i]; d.Team == t.ID {
			if ids = k.ladder(d, now); len(ids) > 0 {
				return ids, "on duty on the rota " + d.Name
			}
		}
	}
	var away []desk.AgentID
	for i := range k.agents {
		switch a := &k.agents[i]; {
		case a.Disabled || a.Role == desk.Viewer || !slices.Contains(a.Teams, t.ID):
		case a.Away:
			away = append(away, a.ID)
		default:
			ids = append(ids, a.ID)
		}
	}
	if ids = append(ids, away...); len(ids) == 0 {
		return k.OnDuty(c, now)
	}
	return ids, "the rule notifies the team " + t.Name
}

// OnDuty lists who is asked about a case, one after the other, and why them: by the rota
// of its team, else by that of all cases, else the leads. Whoever is away is asked after
// the others.
func (k *Known) OnDuty(c *desk.Case, now time.Time) (ids []desk.AgentID, why string) {
	for _, team := range []desk.TeamID{c.Team, 0} {
		for i := range k.duties {
			if d := &k.duties[i]; d.Team == team {
				if ids = k.ladder(d, now); len(ids) > 0 {
					return ids, "on duty on the rota " + d.Name
				}
			}
		}
	}
	for _, role := range []desk.Role{desk.Lead, desk.Admin} {
		for _, a := range k.agents {
			if a.Role == role && !a.Disabled && !a.Away {
				ids = append(ids, a.ID)
			}
		}
	}
	if len(ids) == 0 {
		return nil, "no one is on duty: there is no rota and every lead is away"
	}
	return ids, "is a lead, and there is no rota"
}

// ladder is a rota's at a moment, without who no longer works here. Who holds the duty
// phone since the turn began is asked first: a hand-over that did not take place leaves it
// where it was.
func (k *Known) ladder(d *Duty, now time.Time) []desk.AgentID {
	var there, away []desk.AgentID
	add := func(id desk.AgentID) {
		i := slices.IndexFunc(k.agents, func(a desk.Agent) bool { return a.ID == id && !a.Disabled })
		switch {
		case i < 0 || slices.Contains(there, id) || slices.Contains(away, id):
		case k.agents[i].Away:
			away = append(away, id)
		default:
			there = append(there, id)
		}
	}
	if turn, ok := d.Turns.OnDuty(now); ok && d.Holder != 0 && !d.Taken.Before(turn.From) {
		add(d.Holder)
	}
	for _, id := range d.Turns.Ladder(now) {
		add(desk.AgentID(id))
	}
	return append(there, away...)
}
