package benchmark

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"heed/internal/order"
	"heed/internal/report"
	"heed/internal/statistics"
)

// League is the report: the companies in the order of the table.
type League struct {
	Source    Source
	Companies []Standing
	Draws     int            // resamples behind the ranks
	Zone      *time.Location // of the hours of the week and of the times for people
	From, To  time.Time      // cases that were opened from then on, and before; zero: all
}

// Standing is one company.
type Standing struct {
	Name  string
	Cases int64
	Tally *report.Tally
	// Ranked is set for companies with at least 30 cases; what follows is theirs.
	Ranked    bool
	Rank      int     // from 1
	Tied      bool    // others cannot be told from it and share the rank
	Keeps     float64 // share of the resamples in which it keeps its rank
	Low, High int     // ranks in 95 % of the resamples
	number    int32
	values    map[string]report.Value
}

// Value is that of a figure, by name.
func (c *Standing) Value(name string) report.Value { return c.values[name] }

// draws is how often the cases are drawn anew for the ranks.
const draws = 1000

// League measures the companies and ranks them by score.
func (d *Data) League() (*League, error) {
	shown, err := d.shown()
	if err != nil {
		return nil, err
	}
	tallies := d.tallies()
	l := &League{Source: d.source, Draws: draws, Zone: d.opts.zone(), From: d.opts.From, To: d.opts.To}
	for i, t := range tallies {
		if t == nil {
			continue
		}
		l.Source.Cases += t.Cases
		l.Companies = append(l.Companies, Standing{Name: d.threads.list[i].name, Cases: t.Cases, Tally: t, number: int32(i)})
	}
	l.measure()
	l.order()
	l.Companies = slices.DeleteFunc(l.Companies, func(s Standing) bool { return !shown(s.number) })
	return l, nil
}

func (d *Data) tallies() []*report.Tally {
	var halves [2][]*report.Tally
	for i := range halves {
		halves[i] = make([]*report.Tally, len(d.threads.list))
	}
	d.each(func(half int, company int32, c *report.Case, _ []uint32) {
		t := halves[half][company]
		if t == nil {
			t = report.NewTally(true)
			halves[half][company] = t
		}
		t.Add(c)
	})
	onAll(len(d.threads.list), func(i int) {
		switch t := halves[1][i]; {
		case t == nil:
		case halves[0][i] == nil:
			halves[0][i] = t
		default:
			halves[0][i].Merge(t)
		}
	})
	return halves[0]
}

// onAll does something of each number below n, on all processors.
func onAll(n int, do func(i int)) {
	var wg sync.WaitGroup
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

// measure ranks the companies and reads every figure of each, on all processors: sorting the
// waits of millions of cases takes a while.
func (l *League) measure() {
	var wg sync.WaitGroup
	wg.Go(l.rank)
	figures := report.Figures()
	onAll(len(l.Companies), func(i int) {
		c := &l.Companies[i]
		c.values = make(map[string]report.Value, len(figures))
		for _, f := range figures {
			c.values[f.Name] = f.Of(c.Tally)
		}
	})
	wg.Wait()
}

// rank draws the cases of the companies anew to tell their ranks.
func (l *League) rank() {
	var samples []statistics.Sample
	var who []int
	for i := range l.Companies {
		if c := &l.Companies[i]; c.Cases >= report.LeastCases {
			if s := c.Tally.Points(); !math.IsNaN(s.Mean()) {
				samples, who = append(samples, s), append(who, i)
			}
		}
	}
	for k, s := range statistics.Ranks(samples, l.Draws, 1) {
		c := &l.Companies[who[k]]
		c.Ranked, c.Rank, c.Tied, c.Keeps, c.Low, c.High = true, s.Rank, s.Tied, s.Keeps, s.Low, s.High
	}
}

// order sorts the companies: ranked ones by rank and score, then the small ones by cases.
func (l *League) order() {
	order.Stable(l.Companies, func(a, b Standing) int {
		switch {
		case a.Ranked != b.Ranked:
			return cmp.Compare(b2i(b.Ranked), b2i(a.Ranked))
		case a.Ranked && a.Rank != b.Rank:
			return cmp.Compare(a.Rank, b.Rank)
		case a.Ranked:
			return cmp.Compare(b.Tally.Points().Mean(), a.Tally.Points().Mean())
		}
		return cmp.Compare(b.Cases, a.Cases)
	})
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Bias is what every public report says.
const Bias = "Public posts are no fair sample: people complain in public more than they praise, and only some write there at all. " +
	"Compare companies with a similar share of negative demand, and read every difference together with its interval."
