package benchmark

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"

	"heed/internal/report"
)

// lasted is how many seconds somebody waited, and whether the end was seen.
type lasted struct {
	seconds float64
	ended   bool
}

// waited is the time by which a share q of the waits had ended, from the product-limit estimate
// written down anew with 300 binary digits: where the curve first falls below 1-q, and where it runs flat
// at just 1-q, the middle between the two ends of the flat part. NaN where it is not reached.
func waited(waits []lasted, q float64) float64 {
	const precision = 300
	of := func(x int64) *big.Float { return new(big.Float).SetPrec(precision).SetInt64(x) }
	waits = slices.Clone(waits)
	slices.SortFunc(waits, func(a, b lasted) int { return cmp.Compare(a.seconds, b.seconds) })
	goal := of(int64(math.Round(1000 * (1 - q))))
	goal.Quo(goal, of(1000))
	least := new(big.Float).SetMantExp(big.NewFloat(1), -200) // what rounding may leave
	left, flat := of(1), math.NaN()
	for i := 0; i < len(waits); {
		at, there, gone := waits[i].seconds, int64(len(waits)-i), int64(0)
		for ; i < len(waits) && waits[i].seconds == at; i++ {
			if waits[i].ended {
				gone++
			}
		}
		if gone == 0 {
			continue
		}
		if !math.IsNaN(flat) {
			return (flat + at) / 2
		}
		left.Mul(left, of(there-gone)).Quo(left, of(there))
		switch difference := new(big.Float).Sub(left, goal); {
		case new(big.Float).Abs(difference).Cmp(least) < 0:
			flat = at
		case difference.Sign() < 0:
			return at
		}
	}
	return flat // nobody was seen to end after it
}

// turns are the waits of a case after its first: from each later turn of the customer that calls for
// a response to the response; and the time to the last word of the customer, where it thanks after one.
func (s *slow) turns(run []int) (next []lasted, solved int64) {
	turn, answered, asks := s.list[run[0]].at, false, false
	solved = -1
	for _, i := range run {
		switch r := &s.list[i]; {
		case r.automatic:
		case r.out:
			if asks {
				next = append(next, lasted{float64(r.at - turn), true})
			}
			turn, answered, asks = -1, true, false
		default:
			if turn < 0 {
				turn = r.at
			}
			asks = answered && (asks || r.calls && !r.thanks)
			if solved = -1; answered && r.thanks {
				solved = r.at - s.list[run[0]].at
			}
		}
	}
	if asks {
		next = append(next, lasted{float64(s.end - turn), false})
	}
	return next, solved
}

// waits are those of a company, by measure; who was not seen to end waits until the end of the file.
func (s *slow) waits(list []told) map[string][]lasted {
	out := map[string][]lasted{"first_response_time": nil, "next_response_time": nil, "time_to_resolution": nil}
	for _, c := range list {
		out["next_response_time"] = append(out["next_response_time"], c.next...)
		if !c.demand {
			continue
		}
		for name, after := range map[string]int64{"first_response_time": c.first, "time_to_resolution": c.solved} {
			w := lasted{float64(after), true}
			if after < 0 {
				w = lasted{float64(s.end - c.opened), false}
			}
			out[name] = append(out[name], w)
		}
	}
	return out
}

// atRank is the value at rank ceil(q n), from 1.
func atRank(values []int, q float64) float64 {
	slices.Sort(values)
	if len(values) == 0 {
		return math.NaN()
	}
	return float64(values[int(math.Ceil(math.Round(1e6*q*float64(len(values)))/1e6))-1])
}

// Every quantile of every company of the public posts is the one that counting anew gives.
func TestQuantilesOfPublicPosts(t *testing.T) {
	t.Parallel()
	d, err := Read(t.Context(), Options{Paths: []string{dataFile(t, "twcs", "posts.csv")}})
	if err != nil {
		t.Fatal(err)
	}
	var both sync.Mutex // halves are read side by side
	waits, told := map[string][]lasted{}, map[string][]int{}
	d.each(func(_ int, of int32, c *report.Case, _ []uint32) {
		both.Lock()
		defer both.Unlock()
		company := d.threads.list[of].name
		add := func(measure string, list ...report.Wait) {
			for _, w := range list {
				waits[company+" "+measure] = append(waits[company+" "+measure], lasted{w.Seconds(), w.Ended})
			}
		}
		add("next_response_time", c.Next...)
		if c.Demand {
			add("first_response_time", c.First)
			add("time_to_resolution", c.Resolution)
			add("hand_off_delay", c.HandOffs...)
			told[company] = append(told[company], c.Told)
		}
	})
	known, middles := 0, 0
	for _, c := range measured(t, d).Companies {
		for _, f := range report.Figures() {
			base, q := strings.TrimSuffix(strings.TrimSuffix(f.Name, "_p50"), "_p90"), .5
			if base == f.Name {
				continue
			}
			if strings.HasSuffix(f.Name, "_p90") {
				q = .9
			}
			list := waits[c.Name+" "+base]
			want, got := waited(list, q), math.NaN()
			if base == "times_told" {
				want = atRank(told[c.Name], q)
			}
			if value := c.Measures[f.Name].Value; value != nil {
				got = *value
			}
			if math.Abs(got-want) > 1e-6 || math.IsNaN(got) != math.IsNaN(want) {
				t.Errorf("%s, %s: %v, counted anew %v", c.Name, f.Name, got, want)
			}
			if math.IsNaN(want) {
				continue
			}
			if known++; base != "times_told" && !slices.ContainsFunc(list, func(w lasted) bool { return w.seconds == want }) {
				middles++
			}
		}
	}
	if t.Logf("%d quantiles are known, %d of them lie in the middle of two waits", known, middles); known < 100 || middles == 0 {
		t.Errorf("%d quantiles are known, %d of them lie in the middle of two waits", known, middles)
	}
}
