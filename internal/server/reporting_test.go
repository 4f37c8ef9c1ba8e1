package server_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/reporting"
	"heed/internal/store"
	"heed/internal/store/storetest"
)

func (b *bench) count() {
	b.t.Helper()
	var last desk.EventCursor // with PostgreSQL an event is settled once no older transaction of the server runs, another test's either
	for more := true; more; {
		var err error
		more, err = b.desk.Reports.Run(b.t.Context())
		b.ok(err)
		b.ok(b.desk.DB.View(b.t.Context(), func(tx *store.Tx) error {
			now, err := tx.LatestEvent()
			more = more || now != last || b.unsettled(tx, now)
			last = now
			return err
		}))
	}
}

// unsettled tells whether the latest message of a case is not among the events yet that can be followed.
func (b *bench) unsettled(tx *store.Tx, latest desk.EventCursor) bool {
	last, err := tx.LastCase()
	b.ok(err)
	if last == 0 {
		return false
	}
	highest := int64(0)
	for id := range last {
		s, err := tx.Story(id+1, 0, 1000)
		if err != nil {
			continue // merged
		}
		for _, e := range s.Events {
			highest = max(highest, e.ID)
		}
	}
	return highest > latest.ID
}

func (b *bench) figure(q reporting.Query, key, name string) report.Value {
	b.t.Helper()
	r, err := b.desk.Reports.Report(b.t.Context(), b.boss, q)
	b.ok(err)
	f, ok := report.FigureOf(name)
	if !ok {
		b.t.Fatalf("no figure %s", name)
	}
	for _, g := range r.Groups {
		if g.Key == key {
			return f.Of(g.Tally)
		}
	}
	return f.Of(report.NewTally(false))
}

// answerIn has the company answer a message from elsewhere, after a while.
func (b *bench) answerIn(h desk.Heard, after time.Duration, words string) {
	b.t.Helper()
	b.take(b.post("acme.echo", words, replyTo(h), func(m *desk.Message) { m.PostedAt = h.Message.PostedAt.Add(after) }))
}

func TestReports(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]string{"sqlite": "", "postgres": "*"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if database != "" {
				database = storetest.Postgres(t)
			}
			testReports(t, newBenchOn(t, database))
		})
	}
}

func testReports(t *testing.T, b *bench) {
	b.now = t0.Add(48 * time.Hour)
	var asked []desk.Heard
	for n := range 20 {
		h := b.post(fmt.Sprintf("p%d", n), fmt.Sprintf("@acme.echo why is my parcel number %d still not here?", n), mention("acme.echo"), at(time.Duration(n)*90*time.Minute))
		b.take(h)
		asked = append(asked, h)
	}
	b.count() // what comes later changes what is counted
	for n, h := range asked {
		if n%2 == 0 {
			b.answerIn(h, time.Duration(n+1)*10*time.Minute, fmt.Sprintf("We sent you another one today, number %d.", n))
		}
	}
	b.count()
	all := reporting.Query{From: t0, To: b.now, Dim: desk.ByAll}
	for figure, want := range map[string]report.Value{
		"demand":            {Value: 20, N: 20},
		"response_rate_any": {Value: .5, N: 20},
		"response_rate_1h":  {Value: 3. / 20, N: 20}, // after 10, 30 and 50 minutes
	} {
		got := b.figure(all, "", figure)
		if got.Value != want.Value || got.N != want.N {
			t.Errorf("%s is %v of %d, want %v of %d", figure, got.Value, got.N, want.Value, want.N)
		}
	}
	// A part and the rest add up to the whole, also where an hour is cut.
	cut := t0.Add(13*time.Hour + 17*time.Minute)
	a, c := b.figure(reporting.Query{From: t0, To: cut, Dim: desk.ByAll}, "", "demand"), b.figure(reporting.Query{From: cut, To: b.now, Dim: desk.ByAll}, "", "demand")
	if a.Value+c.Value != 20 || a.Value != 9 {
		t.Errorf("%v before and %v after", a.Value, c.Value)
	}
	// Open waits grow with the clock.
	before := b.figure(all, "", "first_response_time_p90")
	b.now = b.now.Add(24 * time.Hour)
	if after := b.figure(all, "", "first_response_time_p90"); before.N != 20 || after.N != 20 {
		t.Errorf("%v, a day later %v", before, after)
	}
	if got := b.figure(reporting.Query{From: t0, To: b.now, Dim: desk.ByNetwork}, "echo", "demand"); got.Value != 20 {
		t.Errorf("by network: %v", got)
	}
	// Each number shows its cases.
	behind, err := b.desk.Reports.Cases(t.Context(), b.boss, reporting.CasesQuery{Query: all, Figure: "response_rate_any", Only: "no"})
	b.ok(err)
	if len(behind.List) != 10 || behind.List[0].Case.ID != b.caseOf(asked[19]) {
		t.Errorf("%d cases behind, the first %v", len(behind.List), behind.List[0].Case.ID)
	}
	// Thirty days later all is settled, and nothing is counted one by one.
	b.now = t0.Add(40 * 24 * time.Hour)
	b.count()
	b.update(func(tx *store.Tx) error {
		return tx.Facts(desk.FactQuery{From: t0, To: b.now, Live: true, Limit: 100}, func(f *desk.Fact) error {
			t.Errorf("case %d is live", f.Case)
			return nil
		})
	})
	if got := b.figure(all, "", "response_rate_any"); got.Value != .5 || got.N != 20 {
		t.Errorf("settled: %v", got)
	}
	testReportsChecked(t, b, all)
}

// testReportsChecked damages what is kept, and sees it found and mended.
func testReportsChecked(t *testing.T, b *bench, all reporting.Query) {
	wrong, err := b.desk.Reports.Check(t.Context(), func(string, int64, int64) {})
	b.ok(err)
	if len(wrong) > 0 {
		t.Errorf("found %v", wrong)
	}
	b.update(func(tx *store.Tx) error {
		facts, err := tx.FactsByCase([]desk.CaseID{1})
		if err != nil {
			return err
		}
		f := facts[1]
		c, err := report.DecodeCase(f.Document)
		c.Told += 3
		f.Document = c.Encode()
		if err == nil {
			err = tx.SaveFact(&f)
		}
		return err
	})
	wrong, err = b.desk.Reports.Check(t.Context(), func(string, int64, int64) {})
	b.ok(err)
	if len(wrong) != 2 || wrong[0].Case == 0 || wrong[1].At.IsZero() {
		t.Errorf("found %v, want a case and the day it counts in", wrong)
	}
	b.ok(b.desk.Reports.Again(t.Context()))
	b.count()
	wrong, err = b.desk.Reports.Check(t.Context(), func(string, int64, int64) {})
	b.ok(err)
	if got := b.figure(all, "", "response_rate_any"); got.Value != .5 || got.N != 20 || len(wrong) > 0 {
		t.Errorf("counted anew: %v, %v", got, wrong)
	}
	// What is not counted yet is not wrong, however much it is; nor what cannot be followed yet,
	// while an older transaction runs.
	late := func(person string) {
		for n := range 3 {
			b.take(b.post(fmt.Sprint(person, n), "@acme.echo why is my parcel still not here?", mention("acme.echo"), at(41*24*time.Hour)))
		}
		if wrong, err = b.desk.Reports.Check(t.Context(), func(string, int64, int64) {}); err != nil || len(wrong) > 0 {
			t.Errorf("not counted yet, %s: %v, %v", person, wrong, err)
		}
	}
	late("late")
	if b.desk.DB.Dialect() == "postgres" { // elsewhere there is one writer
		b.update(func(tx *store.Tx) error {
			if err := tx.SaveSetting("an older transaction", "runs"); err != nil {
				return err
			}
			if _, err := tx.Setting("an older transaction"); err != nil { // it has its number now
				return err
			}
			late("later")
			return nil
		})
	}
}

func TestReportsOfAgentsAreForLeads(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	q := reporting.Query{From: t0, To: t0.Add(time.Hour), Dim: desk.ByAgent}
	agent := desk.Agent{ID: 7, Role: desk.Answerer}
	if _, err := b.desk.Reports.Report(t.Context(), agent, q); !desk.Is(err, desk.Denied) {
		t.Errorf("an agent sees agents: %v", err)
	}
	if _, err := b.desk.Reports.Cases(t.Context(), agent, reporting.CasesQuery{Query: q, Figure: "demand"}); !desk.Is(err, desk.Denied) {
		t.Errorf("an agent sees the cases of agents: %v", err)
	}
	if _, err := b.desk.Reports.Examples(t.Context(), agent, reporting.Query{From: q.From, To: q.To, Dim: desk.ByAgent, One: true, Key: "1"}, reporting.Topics()[0]); !desk.Is(err, desk.Denied) {
		t.Errorf("an agent sees examples of an agent: %v", err)
	}
	if _, err := b.desk.Reports.Report(t.Context(), b.boss, q); err != nil {
		t.Error(err)
	}
	q.Dim = "colour"
	if _, err := b.desk.Reports.Report(t.Context(), b.boss, q); !desk.Is(err, desk.Invalid) {
		t.Errorf("by colour: %v", err)
	}
}

func TestAlerts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var got []string
	s := httptest.NewServer(inTurn(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, string(body))
	}))
	t.Cleanup(s.Close)
	b.update(func(tx *store.Tx) error { return tx.SaveHook(&desk.Hook{Name: "Pager", URL: s.URL, Secret: "x"}) })
	for n := range 6 {
		b.take(b.post(fmt.Sprintf("p%d", n), fmt.Sprintf("@acme.echo where is parcel %d?", n), mention("acme.echo"), at(time.Duration(n)*time.Minute)))
	}
	b.now = t0.Add(2 * time.Hour)
	b.count()
	alert := desk.Alert{Name: "Slow", Figure: "response_rate_1h", Kind: desk.Below, Value: .8, Window: 24 * time.Hour, Least: 5, Hooks: []desk.HookID{1}}
	alert, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, alert)
	b.ok(err)
	look := func(later time.Duration) {
		t.Helper()
		b.watch(later)
		_, err := b.desk.Notify.Run(t.Context())
		b.ok(err)
	}
	look(0)
	look(10 * time.Minute) // it still holds: nobody is told again
	if len(got) != 1 || !strings.Contains(got[0], `"cases":[6,5,4,3,2,1]`) || !strings.Contains(got[0], "Slow: Answered within 1 h 0%") {
		t.Fatalf("told %q", got)
	}
	list, _, err := b.desk.Reports.Alerts(t.Context(), b.boss)
	b.ok(err)
	if d := cmp.Diff("0", list[0].Latest); d != "" || list[0].Raised.IsZero() || list[0].Counted != 6 {
		t.Errorf("%s %+v", d, list[0])
	}
	look(48 * time.Hour) // the cases left the window: over
	list, _, err = b.desk.Reports.Alerts(t.Context(), b.boss)
	b.ok(err)
	if !list[0].Raised.IsZero() || len(got) != 1 {
		t.Errorf("%+v, told %d", list[0], len(got))
	}
	for field, bad := range map[string]desk.Alert{
		"name":   {Figure: "score", Kind: desk.Below, Window: time.Hour, Hooks: []desk.HookID{1}},
		"figure": {Name: "x", Figure: "nonsense", Kind: desk.Below, Window: time.Hour, Hooks: []desk.HookID{1}},
		"window": {Name: "x", Figure: "score", Kind: desk.Below, Window: time.Minute, Hooks: []desk.HookID{1}},
		"agent":  {Name: "x", Figure: "score", Kind: desk.Below, Window: time.Hour},
		"value":  {Name: "x", Figure: "score", Kind: desk.Rose, Window: time.Hour, Hooks: []desk.HookID{1}},
	} {
		var e *desk.Error
		if _, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, bad); !desk.Is(err, desk.Invalid) || !errors.As(err, &e) || e.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	below := desk.Alert{Name: "x", Figure: "demand", Kind: desk.Below, Value: -1, Window: time.Hour, Hooks: []desk.HookID{1}}
	if _, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, below); err == nil || err.Error() != "The threshold must be 0 or more." {
		t.Errorf("a line below 0: %v", err)
	}
	if err := b.desk.Reports.DropAlert(t.Context(), desk.Agent{ID: 3, Role: desk.Viewer}, alert.ID); !desk.Is(err, desk.Denied) {
		t.Error(err)
	}
}

// A removed alert looks at nothing, and can be brought back for thirty days.
func TestRemovedAlert(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.update(func(tx *store.Tx) error {
		return tx.SaveHook(&desk.Hook{Name: "x", URL: "https://hook.example/x"})
	})
	kept, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, desk.Alert{Name: strings.Repeat("ü", 100), Figure: "demand", Kind: desk.Below, Value: 5, Window: time.Hour, Rest: time.Hour, Hooks: []desk.HookID{1}})
	b.ok(err)
	here := func() (list, gone []desk.Alert) {
		t.Helper()
		b.count()
		b.ok(b.desk.Reports.Watch(t.Context()))
		list, gone, err := b.desk.Reports.Alerts(t.Context(), b.boss)
		b.ok(err)
		return list, gone
	}
	b.ok(b.desk.Reports.DropAlert(t.Context(), b.boss, kept.ID))
	if list, gone := here(); len(list) != 0 || len(gone) != 1 || !gone[0].Raised.IsZero() {
		t.Fatalf("%+v %+v", list, gone)
	}
	for name, err := range map[string]error{
		"removed twice": b.desk.Reports.DropAlert(t.Context(), b.boss, kept.ID),
		"not there":     b.desk.Reports.RestoreAlert(t.Context(), b.boss, 99),
	} {
		if !desk.Is(err, desk.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	viewer := desk.Agent{ID: 3, Role: desk.Viewer}
	if err := b.desk.Reports.RestoreAlert(t.Context(), viewer, kept.ID); !desk.Is(err, desk.Denied) {
		t.Error(err)
	}
	b.ok(b.desk.Reports.RestoreAlert(t.Context(), b.boss, kept.ID))
	list, gone := here()
	if len(list) != 1 || len(gone) != 0 || list[0].Raised.IsZero() || list[0].Name != kept.Name || list[0].Hooks[0] != 1 {
		t.Fatalf("%+v %+v", list, gone)
	}
	b.ok(b.desk.Reports.DropAlert(t.Context(), b.boss, kept.ID))
	b.now = b.now.Add(31 * 24 * time.Hour)
	if _, gone := here(); len(gone) != 0 {
		t.Errorf("after a month: %+v", gone)
	}
}
