package reporting

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/report"
)

// Query asks for a report: the cases that opened in a period, in groups.
type Query struct {
	From, To time.Time // From inclusive, To exclusive
	Brand    desk.BrandID
	Dim      desk.Dim
	Before   bool // with the period of the same length before
}

// Group is one row of a report.
type Group struct {
	Key    string
	Tally  *report.Tally
	Before *report.Tally // of the period before; nil where it was not asked for
}

// Report is what a query finds.
type Report struct {
	Query
	Total  Group
	Groups []Group // most cases first
	Share  float64 // of the cases that were gone through; 1 once all were
}

// Report measures a period.
func (s *Service) Report(ctx context.Context, by desk.Agent, q Query) (Report, error) {
	if err := allowed(by, q.Dim); err != nil {
		return Report{}, err
	}
	out := Report{Query: q, Share: 1}
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if out.Groups, err = s.groups(tx, q); err != nil {
			return err
		}
		total := q
		total.Dim = desk.ByAll
		sum, err := s.groups(tx, total)
		if err != nil {
			return err
		}
		out.Total = Group{Tally: report.NewTally(false)}
		if len(sum) > 0 {
			out.Total = sum[0]
		} else if q.Before {
			out.Total.Before = report.NewTally(false)
		}
		out.Share, err = s.progress(tx)
		return err
	})
	return out, err
}

func allowed(by desk.Agent, dim desk.Dim) error {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return err
	}
	if dim == desk.ByAgent {
		return access.Check(by, access.SeeAgents)
	}
	if !slices.Contains(dims, dim) {
		return &desk.Error{Kind: desk.Invalid, Message: "Reports are not grouped by " + strconv.Quote(string(dim)) + "."}
	}
	return nil
}

func (s *Service) groups(tx Tx, q Query) ([]Group, error) {
	now, err := s.collect(tx, q.From, q.To, q)
	if err != nil {
		return nil, err
	}
	before := map[string]*report.Tally{}
	if q.Before {
		if before, err = s.collect(tx, q.From.Add(-q.To.Sub(q.From)), q.From, q); err != nil {
			return nil, err
		}
	}
	var out []Group
	for key, t := range now {
		g := Group{Key: key, Tally: t}
		if q.Before {
			g.Before = cmp.Or(before[key], report.NewTally(false))
		}
		out = append(out, g)
	}
	for key, t := range before {
		if now[key] == nil {
			out = append(out, Group{Key: key, Tally: report.NewTally(false), Before: t})
		}
	}
	slices.SortFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Tally.Cases, a.Tally.Cases), cmp.Compare(a.Key, b.Key))
	})
	return out, nil
}

// collect adds a period up: whole days, whole hours beside them, settled cases of broken
// hours at both ends, and all cases whose waits are open.
func (s *Service) collect(tx Tx, from, to time.Time, q Query) (map[string]*report.Tally, error) {
	c := collector{tx: tx, q: q, now: desk.Micros(s.deps.Now()), groups: map[string]*report.Tally{}}
	c.mark(from, to)
	firstHour, lastHour := up(from, hour), to.Truncate(hour)
	if !firstHour.Before(lastHour) {
		c.facts(from, to, false)
	} else {
		c.facts(from, firstHour, false)
		c.hours(firstHour, lastHour)
		c.facts(lastHour, to, false)
	}
	c.facts(from, to, true)
	return c.groups, c.err
}

func up(t time.Time, d time.Duration) time.Time {
	if floor := t.Truncate(d); !floor.Equal(t) {
		return floor.Add(d)
	}
	return t
}

type collector struct {
	tx     Tx
	dirty  []time.Time // hours whose cells are out of date: their cases are counted one by one
	q      Query
	now    int64
	groups map[string]*report.Tally
	err    error
}

func (c *collector) tally(key string) *report.Tally {
	if c.groups[key] == nil {
		c.groups[key] = report.NewTally(false)
	}
	return c.groups[key]
}

// mark finds the hours that wait to be counted again.
func (c *collector) mark(from, to time.Time) {
	c.dirty, c.err = c.tx.DirtyHours(from.Truncate(hour), to, mostPerHour)
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
	cells, err := c.tx.Cells(span, c.q.Dim, c.q.Brand, from, to)
	if c.err = err; err != nil {
		return
	}
	for _, cell := range cells {
		if c.err = c.tally(cell.Key).Decode(cell.Document); c.err != nil {
			return
		}
	}
}

// facts counts cases one by one: those that are live, or those that are settled.
func (c *collector) facts(from, to time.Time, live bool) {
	if c.err != nil || !from.Before(to) {
		return
	}
	list, err := c.tx.Facts(desk.FactQuery{From: from, To: to, Brand: c.q.Brand, Live: live, Limit: mostPerHour})
	if c.err = err; err != nil {
		return
	}
	for i := range list {
		if live == list[i].LiveUntil.IsZero() {
			continue
		}
		one, err := report.DecodeCase(list[i].Document)
		if c.err = err; err != nil {
			return
		}
		if live {
			one.Grow(c.now)
		}
		c.tally(keyOf(&list[i], c.q.Dim)).Add(&one)
	}
}

// progress is which share of the cases was gone through since reports began.
func (s *Service) progress(tx Tx) (float64, error) {
	p, err := readPlace(tx)
	if err != nil || p.Done {
		return 1, err
	}
	last, err := tx.LastCase()
	if err != nil || last == 0 {
		return 1, err
	}
	return math.Min(float64(p.Scanned)/float64(last), .99), nil
}

// CasesQuery asks for the cases behind a number.
type CasesQuery struct {
	Query
	Key      string // of the group; "" with desk.ByAll
	Figure   string
	Only     string // "yes" or "no": of a share, only those that count or those that do not; "" all
	BeforeAt time.Time
	BeforeID desk.CaseID
}

// Behind is one case behind a number.
type Behind struct {
	Case desk.Case
	X    float64 // see report.Figure.Part
	Open bool
}

// Cases are those behind a number, newest first.
type Cases struct {
	Figure report.Figure
	List   []Behind
	More   bool // another page begins before the last of List, or where the search stopped
	NextAt time.Time
	NextID desk.CaseID
}

const (
	casesPage = 50
	casesRead = 20_000 // facts that are looked through for a page
)

// Cases finds the cases behind a number.
func (s *Service) Cases(ctx context.Context, by desk.Agent, q CasesQuery) (Cases, error) {
	if err := allowed(by, q.Dim); err != nil {
		return Cases{}, err
	}
	f, ok := report.FigureOf(q.Figure)
	if !ok {
		return Cases{}, &desk.Error{Kind: desk.NotFound, Message: "There is no figure " + strconv.Quote(q.Figure) + "."}
	}
	out := Cases{Figure: f}
	err := s.store.View(ctx, func(tx Tx) error { return s.behind(tx, q, &out) })
	return out, err
}

func (s *Service) behind(tx Tx, q CasesQuery, out *Cases) error {
	now := desk.Micros(s.deps.Now())
	ask := desk.FactQuery{From: q.From, To: q.To, Brand: q.Brand, Dim: q.Dim, Key: q.Key, BeforeAt: q.BeforeAt, Before: q.BeforeID, Limit: 1000}
	for read := 0; read < casesRead; {
		list, err := tx.Facts(ask)
		if err != nil {
			return err
		}
		for i := range list {
			out.NextAt, out.NextID = list[i].Opened, list[i].Case
			if len(out.List) == casesPage {
				out.More = true
				last := out.List[casesPage-1].Case
				out.NextAt, out.NextID = last.OpenedAt, last.ID
				return nil
			}
			if err := s.one(tx, &list[i], q, now, out); err != nil {
				return err
			}
		}
		read += len(list)
		if len(list) < ask.Limit {
			return nil
		}
		ask.BeforeAt, ask.Before = out.NextAt, out.NextID
	}
	out.More = true
	return nil
}

func (s *Service) one(tx Tx, f *desk.Fact, q CasesQuery, now int64, out *Cases) error {
	c, err := report.DecodeCase(f.Document)
	if err != nil {
		return err
	}
	if !f.LiveUntil.IsZero() {
		c.Grow(now)
	}
	x, open, in := out.Figure.Part(&c)
	if !in || q.Only == "yes" && x == 0 || q.Only == "no" && x != 0 {
		return nil
	}
	k, err := tx.Case(f.Case)
	if err != nil {
		return err
	}
	k.OpenedAt = f.Opened // the place in this list
	k.Subject, k.Preview, k.PersonName, k.Handle = s.deps.Mask(k.Subject), s.deps.Mask(k.Preview), s.deps.Mask(k.PersonName), s.deps.Mask(k.Handle)
	out.List = append(out.List, Behind{*k, x, open})
	return nil
}
