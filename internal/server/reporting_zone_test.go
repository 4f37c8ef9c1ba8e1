package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/store"
)

// Where the clock of a brand's hours is moved, all cases are counted anew by it, settled and open ones,
// and a check finds nothing wrong before, meanwhile and after.
func TestReportsAfterTheClockMoved(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	hang := func(zone string) {
		t.Helper()
		b.update(func(tx *store.Tx) error {
			list, err := tx.Calendars()
			if err != nil {
				return err
			}
			c := desk.Calendar{Name: "Hours", Document: []byte(`{"zone":"` + zone + `","week":{"mon":["09:00-17:00"]}}`)}
			if len(list) > 0 {
				c.ID = list[0].ID
				return tx.SaveCalendar(&c)
			}
			if err := tx.CreateCalendar(&c); err != nil {
				return err
			}
			brands, err := tx.Brands()
			if err != nil {
				return err
			}
			brands[0].Calendar = c.ID
			return tx.SaveBrand(&brands[0])
		})
	}
	// A second before and after midnight, and around the end of summer time of Berlin.
	var opened []time.Time
	for _, when := range []string{"2026-05-03T21:59:59Z", "2026-05-03T22:00:00Z", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2025-10-26T00:59:59Z", "2025-10-26T01:00:00Z"} {
		at, err := time.Parse(time.RFC3339, when)
		b.ok(err)
		opened = append(opened, at)
		b.take(b.post(fmt.Sprintf("p%d", len(opened)), fmt.Sprintf("@acme.echo where is parcel %d?", len(opened)), mention("acme.echo"), func(m *desk.Message) { m.PostedAt = at }))
	}
	b.now = t0.Add(time.Hour)
	hours := func(zone string) {
		t.Helper()
		loc, err := time.LoadLocation(zone)
		b.ok(err)
		b.update(func(tx *store.Tx) error {
			return tx.Facts(desk.FactQuery{From: opened[4], To: b.now, Limit: 99}, func(f *desk.Fact) error {
				local := f.Opened.In(loc)
				if want := (int(local.Weekday())+6)%7*24 + local.Hour(); f.Hour != want {
					t.Errorf("%s in %s: hour %d of the week, want %d", f.Opened, zone, f.Hour, want)
				}
				c, err := report.DecodeCase(f.Document)
				if c.Hour != f.Hour {
					t.Errorf("%s: the document says %d", f.Opened, c.Hour)
				}
				return err
			})
		})
	}
	clean := func(when string) {
		t.Helper()
		wrong, err := b.desk.Reports.Check(t.Context(), func(string, int64, int64) {})
		if err != nil || len(wrong) > 0 {
			t.Errorf("%s: %v %v", when, wrong, err)
		}
	}
	b.count()
	hours("UTC")
	for _, zone := range []string{"Europe/Berlin", "Asia/Kathmandu", "America/New_York"} {
		hang(zone)
		clean(zone + " before it is counted")
		share, _, err := b.desk.Reports.Uncounted(t.Context())
		if err != nil || share == 1 {
			t.Errorf("%s: %v counted, %v", zone, share, err)
		}
		b.count()
		hours(zone)
		clean(zone)
	}
}

// What an older heed counted in its way is counted anew by a newer one, settled and open cases, and nobody has to ask
// for it; a check finds nothing wrong before, and afterwards no more is done.
func TestReportsOfAnOlderHeed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i, ago := range []time.Duration{time.Hour, 90 * 24 * time.Hour} {
		b.take(b.post(fmt.Sprintf("p%d", i), "@acme.echo where is my parcel?", mention("acme.echo"), func(m *desk.Message) { m.PostedAt = t0.Add(-ago) }))
	}
	b.now = t0.Add(time.Hour)
	b.count()
	facts := func() (list []desk.Fact) {
		b.update(func(tx *store.Tx) error {
			return tx.Facts(desk.FactQuery{From: t0.AddDate(-1, 0, 0), To: b.now, Limit: 99}, func(f *desk.Fact) error {
				f.Document = slices.Clone(f.Document)
				list = append(list, *f)
				return nil
			})
		})
		return list
	}
	made, cells := facts(), b.kept()
	if len(made) != 2 {
		t.Fatalf("%d facts", len(made))
	}
	b.update(func(tx *store.Tx) error { // as an older one left it: each case said to be of another mood, and no number of its way
		for _, f := range made {
			c, err := report.DecodeCase(f.Document)
			if err != nil {
				return err
			}
			c.Negative = !c.Negative
			f.Document = c.Encode()
			if err := tx.SaveFact(&f); err != nil {
				return err
			}
			if err := tx.MarkHour(f.Opened.Truncate(time.Hour)); err != nil {
				return err
			}
		}
		text, err := tx.Setting("reports.place")
		if err != nil {
			return err
		}
		return tx.SaveSetting("reports.place", strings.Replace(text, `"Way":`, `"Was":`, 1))
	})
	wrong, err := b.desk.Reports.Check(t.Context(), func(string, int64, int64) {})
	if err != nil || len(wrong) > 0 {
		t.Errorf("before it is counted: %v %v", wrong, err)
	}
	b.count()
	if d := cmp.Diff(facts(), made); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(b.kept(), cells); d != "" {
		t.Error(d)
	}
	if more, err := b.desk.Reports.Run(t.Context()); more || err != nil {
		t.Errorf("it goes on: %v %v", more, err)
	}
}

// A check finds a case whose waits are open in a wrong group, and one that would never be settled.
func TestCheckOfOpenCases(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.take(b.post("p1", "@acme.echo where is parcel 1?", mention("acme.echo")))
	b.count()
	for name, spoil := range map[string]func(*desk.Fact){
		"language": func(f *desk.Fact) { f.Lang = "xx" }, "team": func(f *desk.Fact) { f.Team = 9 }, "hour": func(f *desk.Fact) { f.Hour = (f.Hour + 1) % 168 },
		"time": func(f *desk.Fact) { f.Opened = f.Opened.Add(time.Hour) }, "end": func(f *desk.Fact) { f.LiveUntil = b.now.AddDate(1, 0, 0) },
	} {
		var kept desk.Fact
		b.update(func(tx *store.Tx) error {
			facts, err := tx.FactsByCase([]desk.CaseID{1})
			if kept = facts[1]; err != nil || kept.LiveUntil.IsZero() {
				t.Fatalf("%+v %v", kept, err)
			}
			f := kept
			spoil(&f)
			return tx.SaveFact(&f)
		})
		wrong, err := b.desk.Reports.Check(t.Context(), func(string, int64, int64) {})
		if err != nil || len(wrong) != 1 || wrong[0].Case != 1 {
			t.Errorf("%s: %v %v", name, wrong, err)
		}
		b.update(func(tx *store.Tx) error { return tx.SaveFact(&kept) })
	}
	if wrong, err := b.desk.Reports.Check(t.Context(), func(string, int64, int64) {}); err != nil || len(wrong) > 0 {
		t.Errorf("as it was: %v %v", wrong, err)
	}
}
