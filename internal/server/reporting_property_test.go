package server_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/reporting"
	"heed/internal/store"
	"heed/internal/store/storetest"
)

// deskLife does to a desk whatever may happen to its cases, in an order that a seed
// chooses, and counts now and then, sometimes from an earlier event again.
type deskLife struct {
	*bench
	random *rand.Rand
	said   []desk.Heard
}

func (l *deskLife) any() desk.Heard { return l.said[l.random.IntN(len(l.said))] }

func (l *deskLife) step() {
	l.now = l.now.Add(time.Duration(l.random.IntN(100*60)) * time.Minute)
	words := []string{"why is my parcel still not here?", "this is the worst service, I am leaving", "thank you, it works", "where can I see my bill?"}
	who := fmt.Sprintf("p%d", l.random.IntN(9))
	followed := func(m *desk.Message) { m.Author.Followers = 100 * l.random.IntN(9) }
	do := l.random.IntN(12)
	if len(l.said) == 0 {
		do = 0
	}
	switch do {
	case 0, 1, 2: // somebody new, or known with another problem
		l.hear(l.post(who, "@acme.echo "+words[l.random.IntN(len(words))], mention("acme.echo"), followed))
	case 3: // late: written long before it is heard
		l.hear(l.post(who, "@acme.echo "+words[l.random.IntN(len(words))], mention("acme.echo"), followed, func(m *desk.Message) { m.PostedAt = l.now.Add(-50 * time.Hour) }))
	case 4, 5: // the customer goes on, perhaps after it was resolved
		l.hear(l.post(l.any().Message.Author.NetworkID, "still broken, please help", replyTo(l.any())))
	case 6, 7:
		l.answerIn(l.any(), time.Duration(l.random.IntN(4000))*time.Minute, "We have fixed it, please try again.")
	case 8:
		h := l.any()
		h.Change, h.Message.Text, h.Message.EditedAt = desk.Edited, "@acme.echo thank you, all is well", l.now
		l.take(h)
	case 9:
		l.take(desk.Heard{Change: desk.Deleted, Message: desk.Message{NetworkID: l.any().Message.NetworkID, DeletedAt: l.now}})
	case 10:
		c := l.story(l.any()).Case
		stage := []desk.Stage{desk.Resolved, desk.Acknowledged, desk.Confirmed}[l.random.IntN(3)]
		_ = l.desk.Inbox.SetStage(l.t.Context(), l.boss, c.ID, c.Version, stage, "") // some steps are not permitted
	case 11:
		l.merge(l.story(l.any()).Case.ID, l.story(l.any()).Case.ID)
	}
}

func (l *deskLife) hear(h desk.Heard) {
	l.take(h)
	l.said = append(l.said, h)
}

// merge moves all of one case into another, as intake does when it learns that they are one.
func (l *deskLife) merge(from, into desk.CaseID) {
	if from == into {
		return
	}
	l.update(func(tx *store.Tx) error {
		if _, err := tx.MoveCase(from, into); err != nil {
			return err
		}
		return tx.Append(&desk.Event{Case: from, Kind: desk.CaseMerged, At: l.now}, &desk.Event{Case: into, Kind: desk.CaseMerged, At: l.now})
	})
}

// fold counts a little, or all, or what was counted before again.
func (l *deskLife) fold() {
	switch l.random.IntN(4) {
	case 0:
		l.count()
	case 1: // events come twice
		l.update(func(tx *store.Tx) error {
			text, err := tx.Setting("reports.place")
			if err != nil || text == "" {
				return err
			}
			var place map[string]any
			if err := json.Unmarshal([]byte(text), &place); err != nil {
				return err
			}
			place["Tx"], place["ID"] = 0, 0
			back, err := json.Marshal(place)
			if err != nil {
				return err
			}
			return tx.SaveSetting("reports.place", string(back))
		})
	default:
		_, err := l.desk.Reports.Run(l.t.Context())
		l.ok(err)
	}
}

// kept is every cell of the desk.
func (b *bench) kept() map[string]string {
	b.t.Helper()
	out := map[string]string{}
	b.update(func(tx *store.Tx) error {
		for _, span := range []time.Duration{time.Hour, 24 * time.Hour} {
			err := tx.CellsOf(span, time.Unix(0, 0), t0.AddDate(9, 0, 0), func(c *desk.Cell) error {
				out[fmt.Sprint(span, c.Start, c.Dim, c.Brand, c.Key)] = string(c.Document)
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return out
}

// figures are all figures of a period in all groups.
func (b *bench) figures(from, to time.Time, dim desk.Dim) map[string]report.Value {
	b.t.Helper()
	r, err := b.desk.Reports.Report(b.t.Context(), b.boss, reporting.Query{From: from, To: to, Dim: dim})
	b.ok(err)
	out := map[string]report.Value{}
	for _, f := range report.Figures() {
		out[f.Name] = f.Of(r.Total.Tally)
		for _, g := range r.Groups {
			out[g.Key+" "+f.Name] = f.Of(g.Tally)
		}
	}
	return out
}

// Whatever happened to the cases, and in whichever pieces it was counted: the reports are
// those that a count of the whole gives; parts of a period add up to it; and behind every
// number stand as many cases as it says.
func TestReportsAreWhatHappened(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		if testing.Short() && seed%2 == 0 { // under the race detector a step takes ten times as long
			continue
		}
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			database := ""
			if seed == 3 {
				database = storetest.Postgres(t)
			}
			l := &deskLife{bench: newBenchOn(t, database), random: rand.New(rand.NewPCG(seed, 7))}
			for range 60 {
				l.step()
				if l.random.IntN(3) == 0 {
					l.fold()
				}
			}
			near := cmp.Options{cmpopts.EquateNaNs(), cmpopts.EquateApprox(1e-9, 1e-9)}
			for _, settled := range []bool{false, true} {
				if settled {
					l.now = l.now.Add(40 * 24 * time.Hour)
				}
				l.count()
				from, to := t0.Add(-100*time.Hour), l.now
				pieces, counted := l.kept(), l.figures(from, to, desk.ByHour)
				l.checkParts(from, to)
				l.checkBehind(from, to)
				wrong, err := l.desk.Reports.Check(t.Context(), func(string, int64, int64) {})
				l.ok(err)
				l.ok(l.desk.Reports.Again(t.Context()))
				l.ok(l.desk.Reports.CountAll(t.Context(), func(float64, int) {}))
				if d := cmp.Diff(l.kept(), pieces); d != "" || len(wrong) > 0 {
					t.Errorf("settled %v: counted in pieces, some cells differ: %s, check says %v", settled, d, wrong)
				}
				if d := cmp.Diff(l.figures(from, to, desk.ByHour), counted, near); d != "" {
					t.Errorf("settled %v: %s", settled, d)
				}
			}
		})
	}
}

// checkParts divides a period at random and adds its parts up.
func (l *deskLife) checkParts(from, to time.Time) {
	l.t.Helper()
	cuts := []time.Time{from, to}
	for range 1 + l.random.IntN(6) {
		cuts = append(cuts, from.Add(time.Duration(l.random.Int64N(int64(to.Sub(from))))))
	}
	slices.SortFunc(cuts, time.Time.Compare)
	whole, err := l.desk.Reports.Report(l.t.Context(), l.boss, reporting.Query{From: from, To: to, Dim: desk.ByNetwork})
	l.ok(err)
	sum := report.NewTally(false)
	for i := range cuts[1:] {
		part, err := l.desk.Reports.Report(l.t.Context(), l.boss, reporting.Query{From: cuts[i], To: cuts[i+1], Dim: desk.ByNetwork})
		l.ok(err)
		sum.Merge(part.Total.Tally)
	}
	for _, f := range report.Figures() {
		if d := cmp.Diff(f.Of(whole.Total.Tally), f.Of(sum), cmpopts.EquateNaNs(), cmpopts.EquateApprox(1e-9, 1e-9)); d != "" {
			l.t.Errorf("%s of parts: %s", f.Name, d)
		}
	}
}

// checkBehind counts the cases behind every number of every group.
func (l *deskLife) checkBehind(from, to time.Time) {
	l.t.Helper()
	for _, dim := range []desk.Dim{desk.ByAll, desk.ByIntent, desk.ByAgent, desk.ByHour, desk.ByPrivate, desk.ByBrand, desk.ByTeam, desk.ByLang, desk.ByNetwork} {
		q := reporting.Query{From: from, To: to, Dim: dim, One: dim != desk.ByAll}
		r, err := l.desk.Reports.Report(l.t.Context(), l.boss, reporting.Query{From: from, To: to, Dim: dim})
		l.ok(err)
		for _, g := range r.Groups {
			q.Key = g.Key
			for _, f := range report.Figures() {
				n := f.Behind(g.Tally)
				all := l.behind(reporting.CasesQuery{Query: q, Figure: f.Name, PageLimit: 7})
				if int64(len(all)) != n {
					l.t.Errorf("%s %q: %s says %d cases and shows %d", dim, g.Key, f.Name, n, len(all))
				}
				if f.Unit != report.Share {
					continue
				}
				yes := l.behind(reporting.CasesQuery{Query: q, Figure: f.Name, Only: "yes"})
				no := l.behind(reporting.CasesQuery{Query: q, Figure: f.Name, Only: "no"})
				young := l.behind(reporting.CasesQuery{Query: q, Figure: f.Name, Only: "young"})
				known := l.behind(reporting.CasesQuery{Query: q, Figure: f.Name, Only: "known"})
				if len(yes)+len(no)+len(young) != len(all) || len(known) != len(yes)+len(no) || !f.MayBeYoung() && len(young) > 0 {
					l.t.Errorf("%s %q %s: %d that count, %d that do not and %d that are too young are not %d", dim, g.Key, f.Name, len(yes), len(no), len(young), len(all))
				}
			}
		}
	}
}

// behind is all pages of the cases behind a number.
func (b *bench) behind(q reporting.CasesQuery) (ids []desk.CaseID) {
	b.t.Helper()
	for {
		page, err := b.desk.Reports.Cases(b.t.Context(), b.boss, q)
		b.ok(err)
		for _, x := range page.List {
			if slices.Contains(ids, x.Case.ID) {
				b.t.Fatalf("case %d is shown twice", x.Case.ID)
			}
			ids = append(ids, x.Case.ID)
		}
		if !page.More {
			return ids
		}
		q.BeforeAt, q.BeforeID = page.NextAt, page.NextID
	}
}
