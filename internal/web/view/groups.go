package view

import (
	"cmp"
	"context"
	"maps"
	"math"
	"net/url"
	"slices"
	"sort"
	"strings"

	"heed/internal/desk"
	"heed/internal/reporting"
)

// shownRows is how many rows of a table a page shows before it is asked for all.
const shownRows = 25

// findFrom is from how many groups on a page offers to look for one by its name.
const findFrom = 12

// groupRows are the groups that a table shows.
type groupRows struct {
	list       []reporting.Group
	found, all int // how many are named as was asked for, and how many there are
}

// rows finds and orders the groups as the filter asks: by their cases, a column, or their names.
func (f ReportFilter) rows(ctx context.Context, groups []reporting.Group) groupRows {
	r := groupRows{all: len(groups)}
	find := strings.ToLower(strings.TrimSpace(f.Find))
	for _, g := range groups {
		if strings.Contains(strings.ToLower(GroupName(ctx, f.Dim, g.Key)), find) {
			r.list = append(r.list, g)
		}
	}
	r.found = len(r.list)
	if column, reversed := strings.CutPrefix(f.Order, "-"); column != "" {
		compare := f.comparing(ctx, column, falls(column) != reversed)
		sort.SliceStable(r.list, func(i, j int) bool { return compare(r.list[i], r.list[j]) < 0 })
	}
	if !f.All {
		r.list = r.list[:min(len(r.list), shownRows)]
	}
	return r
}

// falls tells whether a column is first shown from the highest value down: what is worse stands first.
func falls(column string) bool {
	return column == "cases" || column != "name" && figureOf(column).Better <= 0
}

// comparing orders groups by a column. What is not known stands last, either way.
func (f ReportFilter) comparing(ctx context.Context, column string, falling bool) func(a, b reporting.Group) int {
	turn := func(n int) int {
		if falling {
			return -n
		}
		return n
	}
	if column == "name" {
		return func(a, b reporting.Group) int {
			if f.Dim == desk.ByHour {
				return turn(cmp.Or(cmp.Compare(len(a.Key), len(b.Key)), cmp.Compare(a.Key, b.Key)))
			}
			name := func(g reporting.Group) string { return strings.ToLower(GroupName(ctx, f.Dim, g.Key)) }
			return turn(strings.Compare(name(a), name(b)))
		}
	}
	value := func(g reporting.Group) float64 {
		if column == "cases" {
			return float64(g.Tally.Cases)
		}
		if l := lineOf(column, g, nil); l.now.Known() {
			return l.now.Value
		}
		return math.NaN()
	}
	return func(a, b reporting.Group) int {
		x, y := value(a), value(b)
		switch {
		case math.IsNaN(x) && math.IsNaN(y):
			return 0
		case math.IsNaN(x):
			return 1
		case math.IsNaN(y):
			return -1
		}
		return turn(cmp.Compare(x, y))
	}
}

// ordered is a column's aria-sort; "" where the table is not ordered by it.
func (f ReportFilter) ordered(column string) string {
	by, reversed := strings.CutPrefix(cmp.Or(f.Order, "cases"), "-")
	switch {
	case by != column:
		return ""
	case falls(column) != reversed:
		return "descending"
	}
	return "ascending"
}

// reorder is the order that a click on a column asks for.
func (f ReportFilter) reorder(column string) string {
	if cmp.Or(f.Order, "cases") == column {
		return "-" + column
	}
	return column
}

// ValidOrder gives an order that there is; "" for any other.
func ValidOrder(order string) string {
	column := strings.TrimPrefix(order, "-")
	if column == "name" || column == "cases" || figureOf(column).Name != "" {
		return order
	}
	return ""
}

// rowsAll is the filter with all rows.
func (f ReportFilter) rowsAll() ReportFilter {
	f.All = true
	return f
}

// kept are the fields of the address that a search for groups keeps.
func (f ReportFilter) kept() (list [][2]string) {
	f.Find = ""
	_, query, _ := strings.Cut(f.link("/reports"), "?")
	v, _ := url.ParseQuery(query) // as link wrote it
	for _, k := range slices.Sorted(maps.Keys(v)) {
		list = append(list, [2]string{k, v.Get(k)})
	}
	return list
}
