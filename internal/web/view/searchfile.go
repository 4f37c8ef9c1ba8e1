package view

import (
	"context"
	"strings"

	"heed/internal/admin"
	"heed/internal/builder"
	"heed/internal/searchfile"
)

const (
	mostPlanned = 100 // searches that are shown of an import
	mostWrong   = 100 // mistakes of its file
)

// SearchImport is a file of searches on its way into the desk.
type SearchImport struct {
	Problem  *Problem
	File     string // its name
	Leave    bool   // what the desk has stays as it is
	Checked  bool   // the file was read, and what follows is so
	Wrong    []searchfile.Mistake
	Brought  admin.Brought    // what it would change
	Forecast builder.Forecast // of Listening
	Searches string           // of the file, for the form that imports them
}

// Listening are the queries that would listen: of those that are added or changed, all that are not paused.
func (p *SearchImport) Listening() (queries []string) {
	for i := range p.Brought.Plan {
		if n := &p.Brought.Plan[i].After; !n.Paused {
			queries = append(queries, n.Query)
		}
	}
	return queries
}

// An incomingSearch is one that an import adds or changes, with what it would bring; nil: it would not listen.
type incomingSearch struct {
	*admin.Planned
	Expected *builder.Expected
}

// planned are the first searches that an import adds or changes.
func (p *SearchImport) planned() (out []incomingSearch) {
	listening := 0
	for i := range p.Brought.Plan {
		n := incomingSearch{Planned: &p.Brought.Plan[i]}
		if !n.After.Paused {
			n.Expected = &p.Forecast.Each[listening]
			listening++
		}
		if len(out) < mostPlanned {
			out = append(out, n)
		}
	}
	return out
}

// sumText says how many searches of a file are what.
func (p *SearchImport) sumText(ctx context.Context) string {
	wrong := map[int]bool{} // a row may have several
	for _, w := range p.Brought.Wrong {
		wrong[w.Row] = true
	}
	refused := len(wrong) + len(p.Wrong) - len(p.Brought.Wrong) // and rows that could not be read
	var parts []string
	add := func(n int, english string) {
		if n > 0 {
			parts = append(parts, tr(ctx, english, n))
		}
	}
	add(p.Brought.Added, "%d new")
	add(p.Brought.Changed, "%d changed")
	add(p.Brought.Left, "%d left as they are")
	add(p.Brought.Same, "%d already the same")
	add(refused, "%d refused")
	return strings.Join(parts, " · ")
}

// expectedText says how many posts a day are to be expected, and what they cost a month; "": too little was heard to say.
func expectedText(ctx context.Context, networks []builder.NetworkCount, reach *builder.Reach) string {
	if reach.Posts == 0 {
		return ""
	}
	if len(networks) == 0 {
		return tr(ctx, "no matches in the last %s", span(sh(ctx).Now.Sub(reach.From)))
	}
	var parts []string
	day, known := 0., false
	for i := range networks {
		n := &networks[i]
		if n.PerDay >= 0 {
			day, known = day+n.PerDay, true
		}
		if n.Month > 0 {
			parts = append(parts, tr(ctx, "%s a month", priceText(ctx, n.Month, n.Price)))
		}
	}
	if known {
		parts = append([]string{tr(ctx, "%s posts a day", rateText(ctx, day))}, parts...)
	}
	return strings.Join(parts, " · ")
}
