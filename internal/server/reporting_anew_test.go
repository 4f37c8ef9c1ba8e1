package server_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/reporting"
	"heed/internal/store"
	"heed/internal/store/storetest"
)

// All cases are counted anew from the newest down, and gone on with where it was left; what happens meanwhile is counted at once. An
// alert that looks back to where all is counted speaks again, another when all of its time is.
func TestReportsCountedAnew(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); testCountedAnew(t, newBench(t)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); testCountedAnew(t, newBenchOn(t, storetest.Postgres(t))) })
}

func testCountedAnew(t *testing.T, b *bench) {
	const cases = 100 // one a day
	for n := range cases {
		b.now = t0.Add(time.Duration(n) * 24 * time.Hour)
		b.take(b.post(fmt.Sprintf("p%d", n), fmt.Sprintf("@acme.echo where is parcel %d?", n), mention("acme.echo")))
	}
	b.count()
	for name, window := range map[string]time.Duration{"lately": 7 * 24 * time.Hour, "for long": 90 * 24 * time.Hour} {
		_, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, desk.Alert{Name: name, Figure: "demand", Kind: desk.Above, Value: 1, Window: window, Agents: []desk.AgentID{b.boss.ID}, Ways: []desk.Way{desk.ByMail}})
		b.ok(err)
	}
	b.ok(b.desk.Reports.Watch(t.Context()))
	looked := func() (names []string) {
		t.Helper()
		b.now = b.now.Add(5 * time.Minute)
		b.ok(b.desk.Reports.Watch(t.Context()))
		b.update(func(tx *store.Tx) error {
			all, err := tx.Alerts()
			for _, a := range all {
				if a.Looked.Equal(b.now) {
					names = append(names, a.Name)
				}
			}
			return err
		})
		return names
	}
	b.older()
	if got := looked(); len(got) > 0 {
		t.Errorf("nothing is counted anew yet, and %q were looked at", got)
	}
	b.now = b.now.Add(time.Minute)
	b.run()
	late := b.post("late", "@acme.echo where is parcel late?", mention("acme.echo"))
	b.take(late)
	for wait := true; wait; { // with PostgreSQL, until no older transaction of the server runs
		b.update(func(tx *store.Tx) error {
			latest, err := tx.LatestEvent()
			wait = b.unsettled(tx, latest)
			return err
		})
	}
	b.now = b.now.Add(time.Second)
	b.run()
	r, err := b.desk.Reports.Report(t.Context(), b.boss, reporting.Query{From: late.Message.PostedAt, To: b.now, Dim: desk.ByAll})
	b.ok(err)
	if p := r.Counted; r.Total.Tally.Cases != 1 || p.Of != cases || p.Done != 79 || p.Left <= 0 || p.Left > 30*time.Second {
		t.Errorf("of %d cases %d are counted, %v left; cases of meanwhile: %d", p.Of, p.Done, p.Left, r.Total.Tally.Cases)
	}
	for id, want := range map[desk.CaseID]bool{cases: false, 22: false, 20: true, 1: true} {
		if got := b.negative(id); got != want {
			t.Errorf("case %d is as an older one counted it: %v, want %v", id, got, want)
		}
	}
	if got := fmt.Sprint(looked()); got != "[lately]" {
		t.Errorf("the newest days are counted anew, and %v were looked at", got)
	}
	b.count()
	if got := looked(); len(got) != 2 || b.negative(1) {
		t.Errorf("all is counted anew, and %q were looked at", got)
	}
	b.whole()
}

func (b *bench) run() {
	b.t.Helper()
	_, err := b.desk.Reports.Run(b.t.Context())
	b.ok(err)
}

// older leaves what is counted as an older heed did: each case said to be negative, and no number of its way.
func (b *bench) older() {
	b.t.Helper()
	b.update(func(tx *store.Tx) error {
		var all []desk.Fact
		err := tx.Facts(desk.FactQuery{From: t0.AddDate(-1, 0, 0), To: b.now.Add(time.Hour), Limit: 1e6}, func(f *desk.Fact) error {
			c, err := report.DecodeCase(f.Document)
			c.Negative = true
			kept := *f
			kept.Document = c.Encode()
			all = append(all, kept)
			return err
		})
		if err != nil {
			return err
		}
		for i := range all {
			if err := tx.SaveFact(&all[i]); err != nil {
				return err
			}
		}
		text, err := tx.Setting("reports.place")
		if err != nil {
			return err
		}
		return tx.SaveSetting("reports.place", strings.Replace(text, `"Way":`, `"Was":`, 1))
	})
}

// negative tells what is kept of a case.
func (b *bench) negative(id desk.CaseID) bool {
	b.t.Helper()
	var c report.Case
	b.update(func(tx *store.Tx) error {
		facts, err := tx.FactsByCase([]desk.CaseID{id})
		if err == nil {
			c, err = report.DecodeCase(facts[id].Document)
		}
		return err
	})
	return c.Negative
}
