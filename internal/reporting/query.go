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
	"sort"
)

// Query asks for a report: the cases that opened in a period, in groups.
type Query struct {
	From, To time.Time // From inclusive, To exclusive
	Brand    desk.BrandID
	Dim      desk.Dim
	One      bool   // only the group Key of Dim
	Key      string // "" is a group too: of the cases without one
	Before   bool   // with a period before: Earlier, or where that is zero one of the same length
	Earlier  Span
}

// Span is a time, To exclusive.
type Span struct{ From, To time.Time }

// before is the period that a query compares with.
func (q *Query) before() Span {
	if q.Earlier != (Span{}) {
		return q.Earlier
	}
	return Span{q.From.Add(-q.To.Sub(q.From)), q.From}
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
	Total   Group
	Groups  []Group // most cases first
	Counted Progress
}

// Report measures a period.
func (s *Service) Report(ctx context.Context, by desk.Agent, q Query) (Report, error) {
	if err := allowed(by, &q); err != nil {
		return Report{}, err
	}
	out := Report{Query: q}
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if out.Groups, out.Total, err = s.groups(tx, q); err != nil {
			return err
		}
		out.Counted, err = s.progress(tx)
		return err
	})
	return out, err
}

// allowed tells whether somebody may see what a query asks for. What single agents did is for those
// alone who may see it; what they did themselves, everybody may.
func allowed(by desk.Agent, q *Query) error {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return err
	}
	if own := by.ID != 0 && q.One && q.Key == strconv.FormatInt(int64(by.ID), 10); q.Dim == desk.ByAgent && !own {
		return access.Check(by, access.SeeAgents)
	}
	if !slices.Contains(dims, q.Dim) {
		return &desk.Error{Kind: desk.Invalid, Message: "Reports can't be grouped by " + strconv.Quote(string(q.Dim)) + "."}
	}
	return nil
}

// groups measures the groups of a query, and all of them together.
func (s *Service) groups(tx Tx, q Query) (list []Group, total Group, err error) {
	now, err := s.collect(tx, q)
	if err != nil {
		return nil, total, err
	}
	total = Group{Key: q.Key, Tally: now.all}
	before := collected{}
	if q.Before {
		earlier := q
		span := q.before()
		earlier.From, earlier.To = span.From, span.To
		if before, err = s.collect(tx, earlier); err != nil {
			return nil, total, err
		}
		total.Before = before.all
	}
	for key, t := range now.groups {
		g := Group{Key: key, Tally: t}
		if q.Before {
			g.Before = cmp.Or(before.groups[key], report.NewTally(false))
		}
		list = append(list, g)
	}
	for key, t := range before.groups {
		if now.groups[key] == nil {
			list = append(list, Group{Key: key, Tally: report.NewTally(false), Before: t})
		}
	}
	order := func(a, b *Group) int {
		return cmp.Or(cmp.Compare(b.Tally.Cases, a.Tally.Cases), cmp.Compare(a.Key, b.Key))
	}
	sort.Slice(list, func(i, j int) bool { return order(&list[i], &list[j]) < 0 })
	return list, total, nil
}

// Progress is how far going through all cases is: since reports began, or since something is measured in another way.
type Progress struct {
	Done, Of int64         // cases; equal once all were
	Left     time.Duration // what the rest may take; 0: nobody knows yet
}

// Share is which share of the cases was gone through; 1 once all were.
func (p Progress) Share() float64 {
	if p.Done == p.Of {
		return 1
	}
	return math.Min(float64(p.Done)/float64(p.Of), .99)
}

func (s *Service) progress(tx Tx) (Progress, error) {
	p, err := s.readPlace(tx)
	if err != nil || p.Done {
		return Progress{}, err
	}
	if p.Down == 0 { // nothing was done yet
		last, err := tx.LastCase()
		return Progress{Of: int64(last)}, err
	}
	out := Progress{Done: int64(p.Of + 1 - p.Down), Of: int64(p.Of)}
	if out.Done > 0 {
		out.Left = time.Duration(float64(p.Took) / float64(out.Done) * float64(out.Of-out.Done))
	}
	return out, nil
}
