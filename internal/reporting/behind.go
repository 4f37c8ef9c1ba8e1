package reporting

import (
	"context"
	"strconv"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
)

// CasesQuery asks for the cases behind a number.
type CasesQuery struct {
	Query     // One and Key: of which group
	Figure    string
	Only      string // "yes" or "no": of a share, only those that count or those that surely do not, "young": those too young to tell, "known": all others; "" all
	Hours     int    // only cases that opened in so many hours of the week from Hour on, in the brand's zone; 0: in any
	Hour      int
	Followed  bool // only cases of customers with Least to Most followers
	Least     int
	Most      int     // -1: no bound
	Within    float64 // of a time: only waits that ended within so many seconds
	Beyond    float64 // of a time: only waits of more seconds, ended or not; 0: any
	BeforeAt  time.Time
	BeforeID  desk.CaseID
	PageLimit int // 0: 50
}

// in tells whether an hour of the week is one of those asked for.
func (q *CasesQuery) in(hour int) bool {
	return q.Hours == 0 || (hour-q.Hour+report.HoursOfWeek)%report.HoursOfWeek < q.Hours
}

// takes tells whether a case that stands so in the figure is one of those asked for.
func (q *CasesQuery) takes(x float64, open bool) bool {
	switch q.Only {
	case "yes":
		return x != 0
	case "no":
		return x == 0 && !open
	case "young":
		return open
	case "known":
		return !open
	}
	return true
}

// mayBeIn tells whether a tally has demand in the hours asked for.
func (q *CasesQuery) mayBeIn(t *report.Tally) bool {
	if q.Hours == 0 {
		return true
	}
	for hour, h := range t.Week() {
		if h.Demand > 0 && q.in(hour) {
			return true
		}
	}
	return false
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
	casesRead = 50_000 // facts that are looked through for a page
	// MostCases is how many cases one file holds.
	MostCases = 10_000
)

// Cases finds the cases behind a number.
func (s *Service) Cases(ctx context.Context, by desk.Agent, q CasesQuery) (Cases, error) {
	if err := allowed(by, &q.Query); err != nil {
		return Cases{}, err
	}
	f, ok := report.FigureOf(q.Figure)
	if !ok {
		return Cases{}, &desk.Error{Kind: desk.NotFound, Message: "There is no figure " + strconv.Quote(q.Figure) + "."}
	}
	if q.PageLimit <= 0 {
		q.PageLimit = casesPage
	}
	q.PageLimit = min(q.PageLimit, MostCases)
	out := Cases{Figure: f}
	err := s.store.View(ctx, func(tx Tx) error { return s.behind(tx, q, &out) })
	return out, err
}

// behind looks from the newest case on, and passes over the hours of which the cells say
// that there is nothing in them.
func (s *Service) behind(tx Tx, q CasesQuery, out *Cases) error {
	if !q.BeforeAt.IsZero() && q.BeforeAt.Before(q.To) {
		q.To = q.BeforeAt.Add(time.Microsecond)
	}
	l := &looker{s: s, tx: tx, q: q, out: out, now: desk.Micros(s.deps.Now())}
	if err := l.places(); err != nil {
		return err
	}
	for to := q.To; to.After(q.From) && !l.full; {
		from := later(up(to, day).Add(-day), q.From)
		if err := l.day(from, to); err != nil {
			return err
		}
		to = from
	}
	return l.load()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// looker finds a page of cases.
type looker struct {
	s     *Service
	tx    Tx
	q     CasesQuery
	out   *Cases
	now   int64
	dirty map[int64]bool // hours whose cells are out of date, by their seconds
	live  map[int64]bool // hours with cases whose waits are open
	days  map[int64]bool // whole days of the period whose cells say that there may be some
	found []Behind
	read  int
	full  bool
}

// places finds where to look.
func (l *looker) places() error {
	l.dirty, l.live, l.days = map[int64]bool{}, map[int64]bool{}, map[int64]bool{}
	dirty, err := l.tx.DirtyHours(l.q.From.Truncate(hour), l.q.To, mostPerHour)
	if err != nil {
		return err
	}
	for _, h := range dirty {
		l.dirty[h.Unix()] = true
	}
	live, err := l.tx.LiveHours(l.q.From, l.q.To)
	if err != nil {
		return err
	}
	for _, h := range live {
		l.live[h.Unix()] = true
	}
	return l.cells(day, up(l.q.From, day), l.q.To.Truncate(day), func(at time.Time) { l.days[at.Unix()] = true })
}

// cells tells in which spans there may be cases.
func (l *looker) cells(span time.Duration, from, to time.Time, may func(time.Time)) error {
	dim := l.q.Dim
	if !l.q.One {
		dim = desk.ByAll
	}
	return l.tx.Cells(desk.CellQuery{Span: span, Dim: dim, Brand: l.q.Brand, From: from, To: to, One: l.q.One, Key: l.q.Key}, func(c *desk.Cell) error {
		t := report.NewTally(false)
		if err := t.Decode(c.Document); err != nil {
			return err
		}
		if l.out.Figure.MayShow(t, l.q.Only) && l.q.mayBeIn(t) {
			may(c.Start)
		}
		return nil
	})
}

// day looks through a day, or the part of it that is in the period.
func (l *looker) day(from, to time.Time) error {
	settled := map[int64]bool{}
	start := from.Truncate(day)
	if whole := to.Sub(from) == day; !whole || l.days[start.Unix()] {
		if err := l.cells(hour, start, to, func(at time.Time) { settled[at.Unix()] = true }); err != nil {
			return err
		}
	}
	for ; to.After(from) && !l.full; to = later(up(to, hour).Add(-hour), from) {
		at := up(to, hour).Add(-hour)
		all := settled[at.Unix()] || l.dirty[at.Unix()]
		if !all && !l.live[at.Unix()] {
			continue
		}
		if err := l.hour(later(at, from), to, !all); err != nil {
			return err
		}
	}
	return nil
}

// hour looks at the cases of an hour: all, or only those whose waits are open.
func (l *looker) hour(from, to time.Time, live bool) error {
	ask := desk.FactQuery{From: from, To: to, Brand: l.q.Brand, Live: live, BeforeAt: l.q.BeforeAt, Before: l.q.BeforeID, Limit: mostPerHour}
	if l.q.One {
		ask.Dim, ask.Key = l.q.Dim, l.q.Key
	}
	return l.tx.Facts(ask, func(f *desk.Fact) error {
		if l.full {
			return nil
		}
		if l.full = len(l.found) == l.q.PageLimit || l.read == casesRead+l.q.PageLimit; l.full {
			l.out.More = true
			return nil
		}
		l.read++
		l.out.NextAt, l.out.NextID = f.Opened, f.Case
		return l.one(f)
	})
}

func (l *looker) one(f *desk.Fact) error {
	if !l.q.in(f.Hour) || l.q.Followed && (f.Followers < l.q.Least || l.q.Most >= 0 && f.Followers > l.q.Most) {
		return nil
	}
	c, err := report.DecodeCase(f.Document)
	if err != nil {
		return err
	}
	if !f.LiveUntil.IsZero() {
		c.Grow(l.now)
	}
	x, open, in := l.out.Figure.Shows(&c)
	if !in || !l.q.takes(x, open) {
		return nil
	}
	if l.q.Within > 0 && (open || x > l.q.Within) || l.q.Beyond > 0 && x <= l.q.Beyond {
		return nil
	}
	l.found = append(l.found, Behind{desk.Case{ID: f.Case, OpenedAt: f.Opened}, x, open})
	return nil
}

// load reads the cases that were found.
func (l *looker) load() error {
	for _, b := range l.found {
		c, err := l.tx.Case(b.Case.ID)
		if err != nil {
			return err
		}
		c.OpenedAt = b.Case.OpenedAt // the place in this list
		b.Case = c.Masked(l.s.deps.Mask)
		l.out.List = append(l.out.List, b)
	}
	return nil
}
