package web

import (
	"context"
	"strconv"

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
	return 0, desk.Errorf(desk.NotFound, "Nothing waits that you could take.")
}

func (f *fake) SaveRota(_ context.Context, _ desk.Agent, r desk.Rota) (desk.Rota, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r.ID = desk.RotaID(f.id())
	f.desk.Rotas = append(f.desk.Rotas, r)
	return r, nil
}

func (f *fake) TakeDuty(context.Context, desk.Agent, desk.RotaID) error { return nil }
