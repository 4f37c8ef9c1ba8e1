package reporting

import (
	"context"
	"fmt"
	"slices"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/statistics"
)

// A Gap compares two groups of cases at equal intent and hour of the day.
type Gap struct {
	Pair     string // channel, public, followers, loud
	A, B     string // the groups: a network, public, private, most followed, least followed, …
	Figure   report.Figure
	Diff     statistics.Interval // A minus B, in the figure's unit
	N        int64               // cases in strata that hold both
	RawA     report.Value        // of each group as it is, for the table
	RawB     report.Value
	Verdict  string // fair, better, worse, unknown: how A is served beside B
	CasesA   int64
	CasesB   int64
	Quartile [2]int // of followers, where the pair is made of them: at most, at least
}

// Equity is what the page of fairness shows.
type Equity struct {
	Query
	Gaps  []Gap
	Cases int  // that were read
	Cut   bool // the period has more: the newest were read
}

// equityRead bounds how many cases are compared.
const equityRead = 100_000

// fairFigures are what groups are compared by.
var fairFigures = []string{"response_rate_1h", "response_rate_24h", "resolution_rate", "deflection_rate"} // read only

// Equity compares loud with quiet, public with private, and networks with each other.
func (s *Service) Equity(ctx context.Context, by desk.Agent, q Query) (Equity, error) {
	q.Dim = desk.ByAll
	if err := allowed(by, q.Dim); err != nil {
		return Equity{}, err
	}
	out := Equity{Query: q}
	var list []fair
	err := s.store.View(ctx, func(tx Tx) (err error) {
		list, out.Cut, err = s.fairCases(tx, q)
		return err
	})
	out.Cases = len(list)
	for _, p := range pairs(list) {
		for _, name := range fairFigures {
			if f, ok := report.FigureOf(name); ok {
				out.Gaps = append(out.Gaps, gap(list, p, f))
			}
		}
	}
	return out, err
}

// fair is a case to be compared.
type fair struct {
	fact *desk.Fact
	c    report.Case
}

func (s *Service) fairCases(tx Tx, q Query) (list []fair, cut bool, err error) {
	facts, err := tx.Facts(desk.FactQuery{From: q.From, To: q.To, Brand: q.Brand, Limit: equityRead + 1})
	if err != nil {
		return nil, false, err
	}
	if cut = len(facts) > equityRead; cut {
		facts = facts[:equityRead]
	}
	now := desk.Micros(s.deps.Now())
	list = make([]fair, 0, len(facts))
	for i := range facts {
		c, err := report.DecodeCase(facts[i].Document)
		if err != nil {
			return nil, cut, err
		}
		if !facts[i].LiveUntil.IsZero() {
			c.Grow(now)
		}
		list = append(list, fair{&facts[i], c})
	}
	return list, cut, nil
}

// pair is a way to divide cases: 1 for group A, 2 for group B, 0 for neither.
type pair struct {
	name, a, b string
	quartile   [2]int
	of         func(*desk.Fact) int
}

func pairs(list []fair) (out []pair) {
	out = append(out, pair{name: "public", a: "public", b: "private", of: func(f *desk.Fact) int {
		if f.Private {
			return 2
		}
		return 1
	}})
	var followers []int
	networks := map[desk.Network]int{}
	for _, x := range list {
		if x.fact.Followers >= 0 {
			followers = append(followers, x.fact.Followers)
		}
		networks[x.fact.Network]++
	}
	if len(followers) >= 4 {
		slices.Sort(followers)
		low, high := followers[len(followers)/4], followers[len(followers)*3/4]
		if low < high {
			out = append(out, pair{name: "followers", a: "most followed", b: "least followed", quartile: [2]int{low, high}, of: func(f *desk.Fact) int {
				switch {
				case f.Followers >= high:
					return 1
				case f.Followers >= 0 && f.Followers <= low:
					return 2
				}
				return 0
			}})
		}
	}
	return append(out, networkPairs(networks)...)
}

// networkPairs holds each network beside the one with the most cases.
func networkPairs(count map[desk.Network]int) (out []pair) {
	var names []desk.Network
	for n := range count {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b desk.Network) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return len(a) - len(b)
	})
	for _, other := range names[min(1, len(names)):] {
		largest := names[0]
		out = append(out, pair{name: "channel", a: string(largest), b: string(other), of: func(f *desk.Fact) int {
			switch f.Network {
			case largest:
				return 1
			case other:
				return 2
			}
			return 0
		}})
	}
	return out
}

// unfair is from which difference of shares on a gap is spoken of.
const unfair = .02

func gap(list []fair, p pair, f report.Figure) Gap {
	g := Gap{Pair: p.name, A: p.a, B: p.b, Figure: f, Quartile: p.quartile, Verdict: "unknown"}
	strata := map[string]*statistics.Stratum{}
	tallies := [2]*report.Tally{report.NewTally(false), report.NewTally(false)}
	for i := range list {
		side := p.of(list[i].fact)
		if side == 0 {
			continue
		}
		tallies[side-1].Add(&list[i].c)
		x, _, in := f.Part(&list[i].c)
		if !in {
			continue
		}
		key := fmt.Sprint(list[i].fact.Intent, " ", list[i].fact.Opened.UTC().Truncate(time.Hour).Hour())
		if strata[key] == nil {
			strata[key] = &statistics.Stratum{}
		}
		if side == 1 {
			strata[key].A.Add(x)
		} else {
			strata[key].B.Add(x)
		}
	}
	all := make([]statistics.Stratum, 0, len(strata))
	keys := make([]string, 0, len(strata))
	for k := range strata {
		keys = append(keys, k)
	}
	slices.Sort(keys) // sums of floats depend on their order
	for _, k := range keys {
		all = append(all, *strata[k])
	}
	g.Diff, g.N = statistics.Difference(all)
	g.RawA, g.RawB = f.Of(tallies[0]), f.Of(tallies[1])
	g.CasesA, g.CasesB = tallies[0].Cases, tallies[1].Cases
	g.Verdict = verdict(g)
	return g
}

// verdict says how A is served beside B; only what the interval carries.
func verdict(g Gap) string {
	switch better := float64(g.Figure.Better); {
	case g.N < report.LeastCases:
		return "unknown"
	case g.Diff.Low*g.Diff.High > 0 && g.Diff.Value*better > unfair:
		return "better"
	case g.Diff.Low*g.Diff.High > 0 && g.Diff.Value*better < -unfair:
		return "worse"
	case g.Diff.High-g.Diff.Low > .2:
		return "unknown"
	}
	return "fair"
}
