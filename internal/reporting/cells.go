package reporting

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
	"sort"
)

// ever is a period that holds all others.
var ever = [2]time.Time{time.Unix(0, 0).UTC(), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)} // read only

// recount counts the oldest hours again, from one on, that wait for it; their days once none of a day's hours
// waits any more.
func (s *Service) recount(ctx context.Context, from time.Time, most int) (counted int, err error) {
	var waiting []time.Time
	err = s.store.View(ctx, func(tx Tx) (err error) {
		waiting, err = tx.DirtyHours(from, ever[1], most)
		return err
	})
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		if err := oneAtATime(tx); err != nil {
			return err
		}
		for i, h := range waiting {
			if err := countHour(tx, h); err != nil {
				return err
			}
			of := h.Truncate(day)
			if i+1 < len(waiting) && waiting[i+1].Before(of.Add(day)) {
				continue
			}
			if err := countDay(tx, of); err != nil {
				return err
			}
		}
		return nil
	})
	return len(waiting), err
}

// oneAtATime has facts be kept and hours be counted again by one transaction at a time, of all processes: who counts an
// hour takes its mark away, which whoever keeps a fact of it meanwhile found there.
func oneAtATime(tx Tx) error { return tx.Lock([]string{"reports"}) }

func countHour(tx Tx, start time.Time) error {
	sums, err := hourSums(tx, start)
	if err != nil {
		return err
	}
	if err := tx.SaveCells(hour, start, sums.cells()); err != nil {
		return err
	}
	return tx.ClearHour(start)
}

func countDay(tx Tx, start time.Time) error {
	rest, err := tx.DirtyHours(start, start.Add(day), 1)
	if err != nil || len(rest) > 0 {
		return err
	}
	sums, err := daySums(tx, start)
	if err != nil {
		return err
	}
	return tx.SaveCells(day, start, sums.cells())
}

// group is a cell without its time.
type group struct {
	brand desk.BrandID
	dim   desk.Dim
	key   string
}

// mostPerHour bounds how many cases of one hour are counted at a time.
const mostPerHour = 1_000_000

// sums are what the settled cases of a span add up to, for each group, and for each brand
// (0: all) by fairness.
type sums struct {
	groups map[group]*report.Tally
	fair   map[desk.BrandID]*report.Fair
}

func newSums() *sums {
	return &sums{groups: map[group]*report.Tally{}, fair: map[desk.BrandID]*report.Fair{}}
}

func (s *sums) tally(g group) *report.Tally {
	t := s.groups[g]
	if t == nil {
		t = report.NewTally(false)
		s.groups[g] = t
	}
	return t
}

func (s *sums) fairness(brand desk.BrandID) *report.Fair {
	f := s.fair[brand]
	if f == nil {
		f = &report.Fair{}
		s.fair[brand] = f
	}
	return f
}

func hourSums(tx Tx, start time.Time) (*sums, error) {
	out, figures := newSums(), report.FairFigures()
	err := tx.Facts(desk.FactQuery{From: start, To: start.Add(hour), Limit: mostPerHour}, func(f *desk.Fact) error {
		if !f.LiveUntil.IsZero() {
			return nil
		}
		c, err := report.DecodeCase(f.Document)
		if err != nil {
			return err
		}
		for _, brand := range [...]desk.BrandID{0, f.Brand} {
			out.fairness(brand).Add(&c, figures, f.Intent, string(f.Network), f.Private)
			for _, dim := range dims {
				out.tally(group{brand, dim, keyOf(f, dim)}).Add(&c)
			}
			if f.Brand == 0 {
				break
			}
		}
		return nil
	})
	return out, err
}

func daySums(tx Tx, start time.Time) (*sums, error) {
	out := newSums()
	err := tx.CellsOf(hour, start, start.Add(day), func(h *desk.Cell) error {
		if h.Dim == desk.ByFairness {
			return out.fairness(h.Brand).Decode(h.Document)
		}
		return out.tally(group{h.Brand, h.Dim, h.Key}).Decode(h.Document)
	})
	return out, err
}

// cells are the sums packed, in an order of their own: the same sums are the same cells.
func (s *sums) cells() []desk.Cell {
	out := make([]desk.Cell, 0, len(s.groups)+len(s.fair))
	for g, t := range s.groups {
		out = append(out, desk.Cell{Brand: g.brand, Dim: g.dim, Key: g.key, Document: t.Encode()})
	}
	for brand, f := range s.fair {
		out = append(out, desk.Cell{Brand: brand, Dim: desk.ByFairness, Document: f.Encode()})
	}
	order := func(a, b *desk.Cell) int {
		return cmp.Or(cmp.Compare(a.Dim, b.Dim), cmp.Compare(a.Brand, b.Brand), cmp.Compare(a.Key, b.Key))
	}
	sort.Slice(out, func(i, j int) bool { return order(&out[i], &out[j]) < 0 })
	return out
}

// dims are what cases are grouped by.
var dims = []desk.Dim{desk.ByAll, desk.ByBrand, desk.ByNetwork, desk.ByTeam, desk.ByAgent, desk.ByIntent, desk.ByLang, desk.ByPrivate, desk.ByHour} // read only

func keyOf(f *desk.Fact, d desk.Dim) string {
	switch d {
	case desk.ByBrand:
		return strconv.FormatInt(int64(f.Brand), 10)
	case desk.ByNetwork:
		return string(f.Network)
	case desk.ByTeam:
		return strconv.FormatInt(int64(f.Team), 10)
	case desk.ByAgent:
		return strconv.FormatInt(int64(f.Agent), 10)
	case desk.ByIntent:
		return f.Intent
	case desk.ByLang:
		return f.Lang
	case desk.ByHour:
		return strconv.Itoa(f.Hour % 24)
	case desk.ByPrivate:
		return map[bool]string{true: "private", false: "public"}[f.Private]
	}
	return ""
}
