package reporting

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
)

// Spoken is what a notice of an alert says.
type Spoken struct {
	Alert       *desk.Alert
	Figure      report.Figure
	Now, Before report.Value
	Of          []Watched // whose cases; empty: those of the whole desk
	Cases       []desk.CaseID
	More        bool // there are more cases than are named
	Test        bool
}

// Watched is a group by its name; "" is the group of the cases without one.
type Watched struct {
	Dim  desk.Dim `json:"by"`
	Name string   `json:"name"`
}

// tell owes a notice to everybody whom an alert is for, each as its reader reads, and gives how many.
func (s *Service) tell(tx Tx, a *desk.Alert, j Judgement, now time.Time, test bool) (told int, err error) {
	about := Spoken{Alert: a, Now: j.Value, Before: j.Before, Cases: j.Cases, More: j.More, Test: test}
	about.Figure, _ = report.FigureOf(a.Figure)
	if about.Of, err = watched(tx, a); err != nil {
		return 0, err
	}
	data, err := json.Marshal(map[string]any{"alert": a.Name, "figure": a.Figure, "of": about.Of, "by": a.Dim, "key": a.Key, "brand": a.Brand, "value": number(j.Value.Value), "at_least": number(leastOf(j.Value)), "before": number(j.Before.Value),
		"n": j.Value.N, "from": now.Add(-a.Window), "to": now, "cases": j.Cases, "test": test})
	if err != nil {
		return 0, err
	}
	n := desk.Notice{Kind: "alert", State: desk.Queued, Due: now, Created: now, Data: data, Link: fmt.Sprintf("/reports/alerts/%d?at=%d", a.ID, now.UnixMicro())}
	if test {
		n.Kind = "test"
	}
	n.Token = fmt.Sprintf("%s %d %d", n.Kind, a.ID, now.UnixMicro())
	zone, err := s.zone(tx, a)
	if err != nil {
		return 0, err
	}
	owe := func(r desk.Reader) error {
		m := n
		if r.Zone == "" {
			r.Zone = zone
		}
		m.Subject, m.Text = s.deps.Words(r, about)
		told++
		return tx.CreateNotice(&m)
	}
	for _, n.Way = range a.Ways {
		for _, n.Agent = range a.Agents {
			who, err := tx.Agent(n.Agent)
			if desk.Is(err, desk.NotFound) || err == nil && who.Disabled {
				continue
			}
			if err == nil {
				err = owe(who.Reads)
			}
			if err != nil {
				return told, err
			}
		}
	}
	hooks, err := tx.Hooks()
	n.Way, n.Agent = desk.ByWebhook, 0
	for _, h := range hooks {
		if n.Hook = h.ID; err == nil && slices.Contains(a.Hooks, h.ID) {
			err = owe(h.Reads)
		}
	}
	if err != nil || test {
		return told, err
	}
	return told, tx.Append(&desk.Event{Kind: desk.AlertRaised, At: now, Data: map[string]string{"what": "alert raised", "id": fmt.Sprint(int64(a.ID)), "name": a.Name, "value": plain(j.Value)}})
}

// zone is that of the hours of the brand that an alert looks at, else of the first.
func (s *Service) zone(tx Tx, a *desk.Alert) (string, error) {
	brand := a.Brand
	if id, err := strconv.ParseInt(a.Key, 10, 64); err == nil && a.Dim == desk.ByBrand {
		brand = desk.BrandID(id)
	}
	if brand == 0 {
		brands, err := tx.Brands()
		if err != nil || len(brands) == 0 {
			return "", err
		}
		brand = brands[0].ID
	}
	return s.deps.Zone(brand).String(), nil
}

func number(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return x
}

// watchable are the groups that an alert can look at. Agents are none: notices and the list
// of alerts reach people who may not see an agent's figures.
var watchable = []desk.Dim{desk.ByNetwork, desk.ByBrand, desk.ByTeam, desk.ByIntent, desk.ByLang, desk.ByPrivate} // read only

// watched says whose cases an alert looks at.
func watched(tx Tx, a *desk.Alert) (of []Watched, err error) {
	of = []Watched{}
	brands, err := tx.Brands()
	if err != nil {
		return nil, err
	}
	teams, err := tx.Teams()
	if err != nil {
		return nil, err
	}
	names := map[desk.Dim]map[string]string{desk.ByBrand: {}, desk.ByTeam: {}}
	for _, b := range brands {
		names[desk.ByBrand][strconv.FormatInt(int64(b.ID), 10)] = b.Name
	}
	for _, t := range teams {
		names[desk.ByTeam][strconv.FormatInt(int64(t.ID), 10)] = t.Name
	}
	if a.Brand != 0 {
		of = append(of, Watched{desk.ByBrand, names[desk.ByBrand][strconv.FormatInt(int64(a.Brand), 10)]})
	}
	if a.Dim == desk.ByAll || a.Dim == "" {
		return of, nil
	}
	name := a.Key
	if list := names[a.Dim]; list != nil {
		name = list[a.Key]
	}
	return append(of, Watched{a.Dim, name}), nil
}
