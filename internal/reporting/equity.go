package reporting

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

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
	Verdict  string // fair, better, worse, chance, unknown: how A is served beside B
	CasesA   int64
	CasesB   int64
	Quartile [2]int // of followers, where the pair is made of them: at most, at least
}

// Equity is what the page of fairness shows.
type Equity struct {
	Query
	Gaps  []Gap
	Cases int64
}

// Equity compares loud with quiet, public with private, and networks with each other.
func (s *Service) Equity(ctx context.Context, by desk.Agent, q Query) (Equity, error) {
	q.Dim, q.One = desk.ByAll, false
	if err := allowed(by, &q); err != nil {
		return Equity{}, err
	}
	out := Equity{Query: q}
	var fair *report.Fair
	err := s.store.View(ctx, func(tx Tx) (err error) {
		fair, err = s.collectFair(tx, q)
		return err
	})
	if err != nil {
		return out, err
	}
	fair.Each(func(a *report.Alike) { out.Cases += a.Count })
	for _, p := range pairs(fair) {
		out.Gaps = append(out.Gaps, gaps(fair, p)...)
	}
	out.judge()
	return out, nil
}

// pair is a way to divide cases: 1 for group A, 2 for group B, 0 for neither.
type pair struct {
	name, a, b string
	quartile   [2]int
	of         func(*report.Alike) int
}

func pairs(fair *report.Fair) (out []pair) {
	out = append(out, pair{name: "public", a: "public", b: "private", of: func(a *report.Alike) int {
		if a.Private {
			return 2
		}
		return 1
	}})
	followers, networks := map[int64]int64{}, make([]int64, len(fair.Networks()))
	fair.Each(func(a *report.Alike) {
		if a.Followers >= 0 {
			followers[a.Followers] += a.Count
		}
		networks[a.Network] += a.Count
	})
	if p, ok := followersPair(followers); ok {
		out = append(out, p)
	}
	return append(out, networkPairs(fair.Networks(), networks)...)
}

// followersPair holds the quarter with the most followers beside that with the least.
func followersPair(count map[int64]int64) (pair, bool) {
	total, sum := int64(0), int64(0)
	for _, n := range count {
		total += n
	}
	low, high := int64(-1), int64(-1)
	for _, f := range slices.Sorted(maps.Keys(count)) {
		sum += count[f]
		if low < 0 && 4*sum > total {
			low = f
		}
		if high < 0 && 4*sum > 3*total {
			high = f
		}
	}
	if total < 4 || low >= high {
		return pair{}, false
	}
	most := report.StepAfter(low) - 1
	return pair{name: "followers", a: "most followed", b: "least followed", quartile: [2]int{int(most), int(high)}, of: func(a *report.Alike) int {
		switch {
		case a.Followers >= high:
			return 1
		case a.Followers >= 0 && a.Followers <= low:
			return 2
		}
		return 0
	}}, true
}

// networkPairs holds each network beside the one with the most cases.
func networkPairs(names []string, count []int64) (out []pair) {
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(names[a], names[b]))
	})
	for _, other := range order[min(1, len(order)):] {
		largest := order[0]
		out = append(out, pair{name: "channel", a: names[largest], b: names[other], of: func(a *report.Alike) int {
			switch a.Network {
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

// gaps compares the two groups of a pair by every figure, at equal intent and hour.
func gaps(fair *report.Fair, p pair) (out []Gap) {
	figures := report.FairFigures()
	const hours = 24
	strata := make([][]statistics.Stratum, len(figures))
	for i := range strata {
		strata[i] = make([]statistics.Stratum, hours*len(fair.Intents()))
	}
	fair.Each(func(a *report.Alike) {
		side := p.of(a)
		if side == 0 {
			return
		}
		for i := range figures {
			x, in := a.In(i)
			if !in {
				continue
			}
			n := float64(a.Count)
			m := statistics.Moments{N: a.Count, Sum: x * n, Sq: x * x * n}
			at := &strata[i][hours*a.Intent+a.Hour%hours]
			if side == 1 {
				at.A.Merge(m)
			} else {
				at.B.Merge(m)
			}
		}
	})
	for i, f := range figures {
		g := Gap{Pair: p.name, A: p.a, B: p.b, Figure: f, Quartile: p.quartile}
		var a, b statistics.Moments
		for _, s := range strata[i] {
			a.Merge(s.A)
			b.Merge(s.B)
		}
		g.Diff, g.N = statistics.Difference(strata[i])
		g.RawA, g.RawB = shareOf(a), shareOf(b)
		g.CasesA, g.CasesB = a.N, b.N
		out = append(out, g)
	}
	return out
}

func shareOf(m statistics.Moments) report.Value {
	i := statistics.Wilson(int64(m.Sum), m.N)
	return report.Value{Value: i.Value, Low: i.Low, High: i.High, N: m.N}
}

// judge says of each gap how A is served beside B: only what all comparisons of the page together carry.
func (e *Equity) judge() {
	var differences []statistics.Interval
	var which []int
	for i := range e.Gaps {
		if e.Gaps[i].N >= report.LeastCases {
			differences, which = append(differences, e.Gaps[i].Diff), append(which, i)
		}
	}
	surely := map[int]bool{}
	for k, s := range statistics.Surely(differences) {
		surely[which[k]] = s
	}
	for i := range e.Gaps {
		e.Gaps[i].Verdict = verdict(&e.Gaps[i], surely[i])
	}
}

func verdict(g *Gap, surely bool) string {
	switch better := float64(g.Figure.Better); {
	case g.N < report.LeastCases:
		return "unknown"
	case surely && g.Diff.Value*better > unfair:
		return "better"
	case surely && g.Diff.Value*better < -unfair:
		return "worse"
	case !surely && g.Diff.Low*g.Diff.High > 0 && math.Abs(g.Diff.Value) > unfair:
		return "chance"
	case g.Diff.High-g.Diff.Low > .2:
		return "unknown"
	}
	return "fair"
}
