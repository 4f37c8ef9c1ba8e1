package web

import (
	"context"
	"strconv"
	"time"

	"heed/internal/admin"
	"heed/internal/coverage"
	"heed/internal/desk"
	"heed/internal/inbox"
)

func (f *fake) Raise(_ context.Context, by desk.Agent, id desk.CaseID, version, needs int64, words string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, err := f.find(id)
	if err != nil {
		return err
	}
	v.Case.Needs, v.Case.RaisedAt = needs, f.now()
	f.changed(v, desk.CaseRaised, by, map[string]string{"needs": strconv.FormatInt(needs, 10), "to": "0", "why": words})
	return nil
}

func (f *fake) SeeTo(_ context.Context, by desk.Agent, id desk.CaseID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, err := f.find(id)
	if err != nil {
		return err
	}
	for i := range v.Case.Clocks {
		v.Case.Clocks[i].Taken, v.Case.Clocks[i].TakenAt = by.ID, f.now()
	}
	v.Case.Asked = 0
	f.changed(v, desk.CaseTaken, by, map[string]string{"clock": "first", "after": "3 min"})
	return nil
}

func (f *fake) Asked(_ context.Context, by desk.Agent) ([]inbox.Row, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var rows []inbox.Row
	for _, v := range f.cases {
		if v.Case.Asked == by.ID && by.ID != 0 {
			rows = append(rows, f.row(v))
		}
	}
	return rows, nil
}

func (f *fake) Pull(_ context.Context, by desk.Agent) (desk.CaseID, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, v := range f.cases {
		if desk.ListOf(&v.Case.Case) == desk.ListReply && v.Case.Assignee == 0 {
			v.Case.Assignee = by.ID
			return desk.CaseID(id), nil
		}
	}
	return 0, desk.Errorf(desk.NotFound, "There's nothing waiting that you can take.")
}

func (f *fake) SaveRota(_ context.Context, _ desk.Agent, r desk.Rota) (desk.Rota, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r.ID = desk.RotaID(f.id())
	f.desk.Rotas = append(f.desk.Rotas, r)
	return r, nil
}

func (f *fake) UndoCalendar(context.Context, desk.Agent, desk.CalendarID) error { return nil }

func (f *fake) Coverage(_ context.Context, _ desk.Agent, change *admin.Hours) (*admin.Coverage, error) {
	c := &admin.Coverage{Map: coverage.Map{Zone: time.UTC, Weeks: 8, Cases: 40}, People: 2}
	c.Cells[150] = coverage.Cell{Cases: 9}
	c.Cells[40] = coverage.Cell{Cases: 31, Staff: 2, Answered: 20}
	c.Holes = []coverage.Hole{{From: 144, To: 168, Cases: 9, Share: 0.2, Median: 11 * time.Hour}}
	if change != nil {
		after := c.Map
		after.Cells[150].Staff = 2
		c.Change, c.Changed, c.Words = change, &after, "Sun 00:00–24:00 UTC"
		c.Result = coverage.Result{Before: coverage.Times{Cases: 40, Answered: 38, Half: time.Hour, Most: 12 * time.Hour, InHour: 0.4},
			After: coverage.Times{Cases: 40, Answered: 38, Half: 30 * time.Minute, Most: 3 * time.Hour, InHour: 0.6}}
	}
	return c, nil
}

func (f *fake) CoverageCases(_ context.Context, _ desk.Agent, ask admin.HoursAsked) (*admin.HourCases, error) {
	return &admin.HourCases{HoursAsked: ask, Zone: time.UTC}, nil
}

func (f *fake) ChangeHours(_ context.Context, _ desk.Agent, h admin.Hours) (desk.Calendar, error) {
	return desk.Calendar{ID: h.Calendar, Name: "Front desk"}, nil
}

func (f *fake) TakeDuty(context.Context, desk.Agent, desk.RotaID) error { return nil }
