package reporting

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
)

// tell owes a notice to everybody whom an alert is for, and gives how many.
func tell(tx Tx, a *desk.Alert, j Judgement, now time.Time, kind string) (told int, err error) {
	f, _ := report.FigureOf(a.Figure)
	of, err := watched(tx, a)
	if err != nil {
		return 0, err
	}
	data, err := json.Marshal(map[string]any{"alert": a.Name, "figure": a.Figure, "of": of, "by": a.Dim, "key": a.Key, "brand": a.Brand, "value": number(j.Value.Value), "before": number(j.Before.Value),
		"n": j.Value.N, "from": now.Add(-a.Window), "to": now, "cases": j.Cases, "test": kind == "test"})
	if err != nil {
		return 0, err
	}
	var list []string
	for _, id := range j.Cases {
		list = append(list, id.String())
	}
	n := desk.Notice{Kind: kind, Subject: a.Name + ": " + f.Title + " " + j.Words, State: desk.Queued, Due: now, Created: now, Data: data,
		Link:  "/reports/alerts/" + fmt.Sprint(int64(a.ID)),
		Token: fmt.Sprintf("%s %d %d", kind, a.ID, now.UnixMicro()),
		Text:  fmt.Sprintf("%s%s, of %d cases of the last %s. %s", strings.Join(append(of, ""), ": "), j.Words, j.Value.N, report.Duration(a.Window.Seconds()), condition(a, &f))}
	if len(list) > 0 {
		n.Text += "\nCases: " + strings.Join(list, ", ")
	}
	for _, way := range a.Ways {
		for _, agent := range a.Agents {
			m := n
			m.Way, m.Agent = way, agent
			if err := tx.CreateNotice(&m); err != nil {
				return told, err
			}
			told++
		}
	}
	for _, hook := range a.Hooks {
		m := n
		m.Way, m.Hook = desk.ByWebhook, hook
		if err := tx.CreateNotice(&m); err != nil {
			return told, err
		}
		told++
	}
	if kind == "test" {
		return told, nil
	}
	return told, tx.Append(&desk.Event{Kind: desk.AlertRaised, At: now, Data: map[string]string{"what": "alert raised", "id": fmt.Sprint(int64(a.ID)), "name": a.Name, "value": j.Words}})
}

func number(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return x
}

// condition says in words when an alert holds.
func condition(a *desk.Alert, f *report.Figure) string {
	switch a.Kind {
	case desk.Above:
		return "The line is above " + english.Number(f.Unit, a.Value) + "."
	case desk.Below:
		return "The line is below " + english.Number(f.Unit, a.Value) + "."
	case desk.Rose:
		return "The line is a rise of " + english.Number(report.Share, a.Value) + " since the time before."
	}
	return "The line is a fall of " + english.Number(report.Share, a.Value) + " since the time before."
}

// watchable are the groups that an alert can look at. Agents are none: notices and the list
// of alerts reach people who may not see an agent's figures.
var watchable = []desk.Dim{desk.ByNetwork, desk.ByBrand, desk.ByTeam, desk.ByIntent, desk.ByLang, desk.ByPrivate} // read only

// watched says in words whose cases an alert looks at; empty: those of the whole desk.
func watched(tx Tx, a *desk.Alert) (of []string, err error) {
	of = []string{}
	brands, err := tx.Brands()
	if err != nil {
		return nil, err
	}
	teams, err := tx.Teams()
	if err != nil {
		return nil, err
	}
	id, _ := strconv.ParseInt(a.Key, 10, 64)
	name := a.Key
	for _, b := range brands {
		if b.ID == a.Brand && a.Brand != 0 {
			of = append(of, b.Name)
		}
		if a.Dim == desk.ByBrand && int64(b.ID) == id {
			name = b.Name
		}
	}
	for _, t := range teams {
		if a.Dim == desk.ByTeam && int64(t.ID) == id {
			name = t.Name
		}
	}
	switch {
	case a.Dim == desk.ByAll || a.Dim == "":
		return of, nil
	case name == "" || name == "0":
		name = "none"
	}
	return append(of, groupWord[a.Dim]+" "+name), nil
}

// groupWord is how a notice says a group.
var groupWord = map[desk.Dim]string{desk.ByNetwork: "channel", desk.ByBrand: "brand", desk.ByTeam: "team", desk.ByIntent: "intent", desk.ByLang: "language", desk.ByPrivate: "cases that are"} // read only
