package reporting

import (
	"time"

	"heed/internal/desk"
	"heed/internal/report"
)

// collected is what a period adds up to.
type collected struct {
	all    *report.Tally
	groups map[string]*report.Tally
	fair   *report.Fair // where it was asked for
}

// collect adds a period up, by the groups of a query.
func (s *Service) collect(tx Tx, q Query) (collected, error) {
	c := collector{tx: tx, q: q, now: desk.Micros(s.deps.Now()), collected: collected{all: report.NewTally(false), groups: map[string]*report.Tally{}}}
	err := c.period()
	for _, t := range c.groups {
		c.all.Merge(t) // each case is in one group
	}
	return c.collected, err
}

// collectFair adds a period up for a comparison of groups of customers.
func (s *Service) collectFair(tx Tx, q Query) (*report.Fair, error) {
	c := collector{tx: tx, q: q, now: desk.Micros(s.deps.Now()), collected: collected{fair: &report.Fair{}}, figures: report.FairFigures()}
	err := c.period()
	return c.fair, err
}

// collector adds a period up: whole days, whole hours beside them, settled cases of broken
// hours at both ends, and all cases whose waits are open.
type collector struct {
	collected
	tx      Tx
	dirty   []time.Time // hours whose cells are out of date: their cases are counted one by one
	q       Query
	now     int64
	figures []report.Figure
	err     error
}

func (c *collector) period() error {
	from, to := c.q.From, c.q.To
	c.dirty, c.err = c.tx.DirtyHours(from.Truncate(hour), to, mostPerHour)
	firstHour, lastHour := up(from, hour), to.Truncate(hour)
	if !firstHour.Before(lastHour) {
		c.facts(from, to, false)
	} else {
		c.facts(from, firstHour, false)
		c.hours(firstHour, lastHour)
		c.facts(lastHour, to, false)
	}
	c.facts(from, to, true)
	return c.err
}

func up(t time.Time, d time.Duration) time.Time {
	if floor := t.Truncate(d); !floor.Equal(t) {
		return floor.Add(d)
	}
	return t
}

func (c *collector) tally(key string) *report.Tally {
	t := c.groups[key]
	if t == nil {
		t = report.NewTally(false)
		c.groups[key] = t
	}
	return t
}

// hours adds whole hours up: between those that are dirty by cells, those by their cases.
func (c *collector) hours(from, to time.Time) {
	for _, h := range c.dirty {
		if h.Before(from) || !h.Before(to) {
			continue
		}
		c.clean(from, h)
		c.facts(h, h.Add(hour), false)
		from = h.Add(hour)
	}
	c.clean(from, to)
}

func (c *collector) clean(from, to time.Time) {
	firstDay, lastDay := up(from, day), to.Truncate(day)
	if !firstDay.Before(lastDay) {
		c.cells(hour, from, to)
		return
	}
	c.cells(hour, from, firstDay)
	c.cells(day, firstDay, lastDay)
	c.cells(hour, lastDay, to)
}

func (c *collector) cells(span time.Duration, from, to time.Time) {
	if c.err != nil || !from.Before(to) {
		return
	}
	ask := desk.CellQuery{Span: span, Dim: c.q.Dim, Brand: c.q.Brand, From: from, To: to, One: c.q.One, Key: c.q.Key}
	if c.fair != nil {
		ask.Dim, ask.One = desk.ByFairness, false
		c.err = c.tx.Cells(ask, func(cell *desk.Cell) error { return c.fair.Decode(cell.Document) })
		return
	}
	c.err = c.tx.Cells(ask, func(cell *desk.Cell) error { return c.tally(cell.Key).Decode(cell.Document) })
}

// facts counts cases one by one: those that are live, or those that are settled.
func (c *collector) facts(from, to time.Time, live bool) {
	if c.err != nil || !from.Before(to) {
		return
	}
	ask := desk.FactQuery{From: from, To: to, Brand: c.q.Brand, Live: live, Limit: mostPerHour}
	if c.q.One && c.fair == nil {
		ask.Dim, ask.Key = c.q.Dim, c.q.Key
	}
	c.err = c.tx.Facts(ask, func(f *desk.Fact) error {
		if live == f.LiveUntil.IsZero() {
			return nil
		}
		one, err := report.DecodeCase(f.Document)
		if err != nil {
			return err
		}
		if live {
			one.Grow(c.now)
		}
		if c.fair != nil {
			c.fair.Add(&one, c.figures, f.Intent, string(f.Network), f.Private)
			return nil
		}
		c.tally(keyOf(f, c.q.Dim)).Add(&one)
		return nil
	})
}
