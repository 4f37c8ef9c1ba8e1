package reporting

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
)

// ever is a period that holds all others.
var ever = [2]time.Time{time.Unix(0, 0).UTC(), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)} // read only

// recount counts the oldest hour that waits for it; its day once none of it waits any more.
func (s *Service) recount(ctx context.Context) (counted bool, err error) {
	var waiting []time.Time
	err = s.store.View(ctx, func(tx Tx) (err error) {
		waiting, err = tx.DirtyHours(ever[0], ever[1], 1)
		return err
	})
	if err != nil || len(waiting) == 0 {
		return false, err
	}
	start := waiting[0]
	return true, s.store.Update(ctx, func(tx Tx) error {
		cells, err := hourCells(tx, start)
		if err != nil {
			return err
		}
		if err := tx.SaveCells(hour, start, encode(cells)); err != nil {
			return err
		}
		if err := tx.ClearHour(start); err != nil {
			return err
		}
		of := start.Truncate(day)
		rest, err := tx.DirtyHours(of, of.Add(day), 1)
		if err != nil || len(rest) > 0 {
			return err
		}
		sums, err := dayCells(tx, of)
		if err != nil {
			return err
		}
		return tx.SaveCells(day, of, encode(sums))
	})
}

// group is a cell without its time.
type group struct {
	brand desk.BrandID
	dim   desk.Dim
	key   string
}

// mostPerHour bounds how many cases of one hour are counted at a time.
const mostPerHour = 1_000_000

func hourCells(tx Tx, start time.Time) (map[group]*report.Tally, error) {
	facts, err := tx.Facts(desk.FactQuery{From: start, To: start.Add(hour), Limit: mostPerHour})
	if err != nil {
		return nil, err
	}
	cells := map[group]*report.Tally{}
	for i := range facts {
		if !facts[i].LiveUntil.IsZero() {
			continue
		}
		c, err := report.DecodeCase(facts[i].Document)
		if err != nil {
			return nil, err
		}
		for _, brand := range [...]desk.BrandID{0, facts[i].Brand} {
			for _, dim := range dims {
				g := group{brand, dim, keyOf(&facts[i], dim)}
				if cells[g] == nil {
					cells[g] = report.NewTally(false)
				}
				cells[g].Add(&c)
			}
			if facts[i].Brand == 0 {
				break
			}
		}
	}
	return cells, nil
}

func dayCells(tx Tx, start time.Time) (map[group]*report.Tally, error) {
	hours, err := tx.CellsOf(hour, start, start.Add(day))
	cells := map[group]*report.Tally{}
	for _, h := range hours {
		g := group{h.Brand, h.Dim, h.Key}
		if cells[g] == nil {
			cells[g] = report.NewTally(false)
		}
		if err := cells[g].Decode(h.Document); err != nil {
			return nil, err
		}
	}
	return cells, err
}

func encode(cells map[group]*report.Tally) []desk.Cell {
	out := make([]desk.Cell, 0, len(cells))
	for g, t := range cells {
		out = append(out, desk.Cell{Brand: g.brand, Dim: g.dim, Key: g.key, Document: t.Encode()})
	}
	slices.SortFunc(out, func(a, b desk.Cell) int {
		return cmp.Or(cmp.Compare(a.Dim, b.Dim), cmp.Compare(a.Brand, b.Brand), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// dims are what cases are grouped by.
var dims = []desk.Dim{desk.ByAll, desk.ByBrand, desk.ByNetwork, desk.ByTeam, desk.ByAgent, desk.ByIntent, desk.ByLang, desk.ByPrivate} // read only

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
	case desk.ByPrivate:
		return map[bool]string{true: "private", false: "public"}[f.Private]
	}
	return ""
}
