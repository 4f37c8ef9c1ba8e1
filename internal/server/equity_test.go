package server_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/reporting"
	"heed/internal/store"
)

// equityCase is a case as the test invents it, with its outcome in plain words.
type equityCase struct {
	intent, network string
	hour, followers int
	private, quick  bool
}

// invent makes cases in which private ones are answered quickly less often, and more so at
// night, when there are also more of them: a plain comparison would see too much.
func invent(random *rand.Rand, n int) (list []equityCase) {
	for range n {
		c := equityCase{intent: []string{desk.Question, desk.Complaint}[random.IntN(2)], network: []string{"mastodon", "bluesky", "email"}[random.IntN(3)],
			hour: random.IntN(24), followers: int(math.Exp(random.NormFloat64()*2 + 4))}
		night := c.hour < 8
		c.private = random.Float64() < map[bool]float64{true: .7, false: .2}[night]
		p := map[bool]float64{true: .3, false: .8}[night]
		if c.private {
			p -= .15
		}
		c.quick = random.Float64() < p
		list = append(list, c)
	}
	return list
}

// keep stores the cases as settled facts, spread over days.
func (b *bench) keep(list []equityCase) {
	b.t.Helper()
	b.update(func(tx *store.Tx) error {
		for i, c := range list {
			opened := t0.Truncate(24 * time.Hour).Add(time.Duration(i%40)*24*time.Hour + time.Duration(c.hour)*time.Hour + time.Duration(i)*time.Second)
			wait := report.Wait{Micros: int64(10 * time.Minute / time.Microsecond), Ended: true}
			if !c.quick {
				wait.Micros = int64(5 * time.Hour / time.Microsecond)
			}
			made := report.Case{Opened: desk.Micros(opened), Hour: c.hour, Demand: true, First: wait, Resolution: wait, Responses: 1, Told: 1, Followers: int64(c.followers)}
			f := desk.Fact{Case: desk.CaseID(i + 1), Opened: opened, Brand: 1, Network: desk.Network(c.network), Intent: c.intent, Lang: "en", Private: c.private, Followers: c.followers, Hour: c.hour, Document: made.Encode()}
			if err := tx.SaveFact(&f); err != nil {
				return err
			}
			if err := tx.MarkHour(opened.Truncate(time.Hour)); err != nil {
				return err
			}
		}
		return nil
	})
	b.now = t0.Add(50 * 24 * time.Hour)
}

// stratified is the difference of two groups at equal intent and hour, written down from its
// definition: sum of w (a/A - b/B) over sum of w, w = A B / (A + B); its error is that of Sato (1989).
func stratified(list []equityCase, side func(equityCase) int) (diff, half float64, n int) {
	var weights, sum, p, q float64
	for _, intent := range []string{desk.Question, desk.Complaint} {
		for hour := range 24 {
			var count, good [3]float64
			for _, c := range list {
				if c.intent == intent && c.hour == hour {
					count[side(c)]++
					if c.quick {
						good[side(c)]++
					}
				}
			}
			if count[1] == 0 || count[2] == 0 {
				continue
			}
			all := count[1] + count[2]
			w := count[1] * count[2] / all
			weights += w
			sum += w * (good[1]/count[1] - good[2]/count[2])
			p += (count[1]*count[1]*good[2] - count[2]*count[2]*good[1] + count[1]*count[2]*(count[2]-count[1])/2) / (all * all)
			q += (good[1]*(count[2]-good[2]) + good[2]*(count[1]-good[1])) / (2 * all)
			n += int(count[1] + count[2])
		}
	}
	return sum / weights, 1.959963984540054 * math.Sqrt(sum/weights*p+q) / weights, n
}

// What the page of equity says is what the definition gives, whole and in parts of a day.
func TestEquityIsStratified(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	list := invent(rand.New(rand.NewPCG(3, 4)), 3000)
	b.keep(list)
	check := func(what string) {
		t.Helper()
		e, err := b.desk.Reports.Equity(t.Context(), b.boss, reporting.Query{From: t0.Truncate(24 * time.Hour), To: b.now})
		b.ok(err)
		if e.Cases != int64(len(list)) {
			t.Fatalf("%s: %d cases are compared", what, e.Cases)
		}
		seen := 0
		for _, g := range e.Gaps {
			if g.Figure.Name != "response_rate_1h" {
				continue
			}
			seen++
			side := func(c equityCase) int {
				switch {
				case g.Pair == "public":
					return map[bool]int{false: 1, true: 2}[c.private]
				case g.Pair == "followers" && c.followers >= g.Quartile[1] || g.Pair == "channel" && c.network == g.A:
					return 1
				case g.Pair == "followers" && c.followers <= g.Quartile[0] || g.Pair == "channel" && c.network == g.B:
					return 2
				}
				return 0
			}
			diff, half, n := stratified(list, side)
			if math.Abs(diff-g.Diff.Value) > 1e-9 || math.Abs(half-(g.Diff.High-g.Diff.Value)) > 1e-9 || int64(n) != g.N {
				t.Errorf("%s: %s: %v of %d, the definition gives %v ± %v of %d", what, g.Pair, g.Diff, g.N, diff, half, n)
			}
			if g.Pair == "public" && (g.Verdict != "better" || g.RawA.Value-g.RawB.Value < g.Diff.Value+.05) {
				t.Errorf("%s: public %s, as it is %v and %v, at equal hours %v", what, g.Verdict, g.RawA.Value, g.RawB.Value, g.Diff)
			}
			if share := fmt.Sprintf("%.2f", float64(g.CasesA)/float64(len(list))); g.Pair == "followers" && share != "0.25" && share != "0.26" && share != "0.24" {
				t.Errorf("%s: the most followed quarter is %s of all", what, share)
			}
		}
		if seen != 4 {
			t.Errorf("%s: %d comparisons", what, seen)
		}
	}
	check("one by one")
	b.ok(b.desk.Reports.CountAll(t.Context(), func(float64, int) {}))
	check("by hours and days")
}
