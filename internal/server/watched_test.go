package server_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
)

// An alert looks at the cases of its group alone, says which they are, and leads to them.
func TestAlertsWatchGroups(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.update(func(tx *store.Tx) error {
		if err := tx.CreateTeam(&desk.Team{Name: "Night"}); err != nil {
			return err
		}
		return tx.SaveHook(&desk.Hook{Name: "Pager", URL: "https://pager.example", Secret: "x"})
	})
	for n := range 12 {
		h := b.post(fmt.Sprintf("p%d", n), fmt.Sprintf("@acme.echo where is parcel %d?", n), mention("acme.echo"), at(time.Duration(n)*time.Minute))
		b.take(h)
		if n%2 == 0 { // half are the night team's, and only they are answered
			b.update(func(tx *store.Tx) error {
				c, err := tx.Case(b.caseOf(h))
				if err != nil {
					return err
				}
				c.Team = 1
				return tx.SaveCase(c)
			})
			b.answerIn(h, 10*time.Minute, "It is on its way.")
		}
	}
	b.now = t0.Add(3 * time.Hour)
	b.count()
	alert := desk.Alert{Name: "Unanswered", Figure: "response_rate_1h", Kind: desk.Below, Value: .6, Window: 24 * time.Hour, Least: 5, Hooks: []desk.HookID{1}}
	for _, c := range []struct {
		brand desk.BrandID
		dim   desk.Dim
		key   string
		n     int
		holds bool
		of    string
	}{
		{0, "", "", 12, true, "[]"},
		{1, desk.ByAll, "", 12, true, `[{"by":"brand","name":"Acme"}]`},
		{2, desk.ByAll, "", 0, false, "[]"}, // no such brand: nothing to speak of
		{0, desk.ByNetwork, "echo", 12, true, `[{"by":"network","name":"echo"}]`},
		{0, desk.ByNetwork, "other", 0, false, `[{"by":"network","name":"other"}]`},
		{0, desk.ByTeam, "1", 6, false, `[{"by":"team","name":"Night"}]`},
		{0, desk.ByTeam, "0", 6, true, `[{"by":"team","name":""}]`},
		{0, desk.ByBrand, "1", 12, true, `[{"by":"brand","name":"Acme"}]`},
		{0, desk.ByIntent, b.intent(), 12, true, `[{"by":"intent","name":"` + b.intent() + `"}]`},
		{1, desk.ByPrivate, "public", 12, true, `[{"by":"brand","name":"Acme"},{"by":"private","name":"public"}]`},
	} {
		a := alert
		a.Brand, a.Dim, a.Key = c.brand, c.dim, c.key
		a, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, a)
		b.ok(err)
		b.ok(b.desk.Reports.Watch(t.Context()))
		var firings []desk.Firing
		var notices []desk.Notice
		b.update(func(tx *store.Tx) error {
			all, err := tx.Alerts()
			if err != nil {
				return err
			}
			list := slices.DeleteFunc(all, func(x desk.Alert) bool { return x.ID != a.ID })
			if len(list) != 1 || list[0].Counted != c.n || list[0].Raised.IsZero() == c.holds {
				t.Errorf("%s %q: counted %d, raised %v; want %d, %v", c.dim, c.key, list[0].Counted, !list[0].Raised.IsZero(), c.n, c.holds)
			}
			if firings, err = tx.Firings(a.ID, 9); err != nil {
				return err
			}
			notices, err = tx.Notices(1)
			return err
		})
		if c.holds != (len(firings) == 1) {
			t.Fatalf("%s %q: spoke %d times", c.dim, c.key, len(firings))
		}
		if c.holds {
			var data struct {
				Of    json.RawMessage `json:"of"`
				Cases []int64         `json:"cases"`
			}
			b.ok(json.Unmarshal(notices[0].Data, &data))
			if f := firings[0]; string(data.Of) != c.of || f.Dim != a.Dim || f.Key != c.key || f.Brand != c.brand || len(data.Cases) != len(f.Cases) || len(f.Cases) != 6 {
				t.Errorf("%s %q: of %s, %d cases; kept %+v", c.dim, c.key, data.Of, len(data.Cases), f)
			}
		}
		b.ok(b.desk.Reports.DropAlert(t.Context(), b.boss, a.ID))
	}
	for _, dim := range []desk.Dim{desk.ByAgent, desk.ByHour, "colour"} {
		alert.Dim, alert.Key = dim, "1"
		if _, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, alert); !desk.Is(err, desk.Invalid) {
			t.Errorf("by %s: %v", dim, err)
		}
	}
}

// intent is what the first case is about.
func (b *bench) intent() (intent string) {
	b.t.Helper()
	b.update(func(tx *store.Tx) error {
		c, err := tx.Case(1)
		if err == nil {
			intent = c.Intent
		}
		return err
	})
	return intent
}

// That nobody comes any more is told, though there are no cases.
func TestAlertWhenNobodyComes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.update(func(tx *store.Tx) error {
		return tx.SaveHook(&desk.Hook{Name: "Pager", URL: "https://pager.example", Secret: "x"})
	})
	for n := range 30 {
		b.take(b.post(fmt.Sprintf("p%d", n), fmt.Sprintf("@acme.echo where is parcel %d?", n), mention("acme.echo"), at(time.Duration(n)*time.Minute)))
	}
	b.now = t0.Add(26 * time.Hour)
	b.count()
	a, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, desk.Alert{Name: "Silence", Figure: "demand", Kind: desk.Fell, Value: .8, Window: 24 * time.Hour, Least: 20, Hooks: []desk.HookID{1}})
	b.ok(err)
	b.ok(b.desk.Reports.Watch(t.Context()))
	firings, err := b.desk.Reports.Firings(t.Context(), b.boss, 9)
	b.ok(err)
	if len(firings) != 1 || firings[0].Alert != a.ID || firings[0].N != 0 || firings[0].Before != 30 {
		t.Errorf("spoke %+v", firings)
	}
}
