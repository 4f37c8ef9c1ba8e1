package admin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"heed/internal/access"
	"heed/internal/desk"
)

// Searches from elsewhere: a file of them, or another desk's.

// mostBrought bounds the searches that are brought in at once.
const mostBrought = 10_000

// searchesBrought is the step of bringing searches in.
const searchesBrought = "searches brought in"

// An Incoming is a search that is to be brought in.
type Incoming struct {
	Name, Query string
	Brand       string // its name, however it is cased; "": the desk's only one
	State       string // "on" or "paused"; "": a new one is on, another stays as it is
}

// Bringing says how searches are brought in.
type Bringing struct {
	Leave bool // one that the desk has by name and brand stays as it is; else it is changed
	Dry   bool // nothing is kept
	// Seen is the Mark of the plan that somebody agreed to, "" any: where it would be another now, desk.Conflict.
	Seen string
}

// Brought is what bringing searches in did or, where something is wrong, would have done.
type Brought struct {
	Added, Changed, Left, Same int
	Wrong                      []Wrong // if any, nothing was kept
	Plan                       []Planned
	Mark                       string // of the plan: the same for the same changes of the same searches
}

// A Planned is a search that is added or changed.
type Planned struct {
	Before *desk.Search // nil: it is new
	After  desk.Search
}

// Wrong is an incoming search that cannot be brought in.
type Wrong struct {
	Row int // from 0
	Err *desk.Error
}

// BringSearches adds searches and changes those that the desk has by name and brand, all or none, and UndoSearches takes it
// back. What one search may be, any may be that is brought in: see SaveSearch.
func (s *Service) BringSearches(ctx context.Context, by desk.Agent, in []Incoming, how Bringing) (b Brought, err error) {
	if len(in) > mostBrought {
		return b, invalid("file", fmt.Sprintf("That's more than %d searches at once.", mostBrought), "Split them into several files.")
	}
	if how.Dry {
		if err := access.Check(by, access.EditSearches); err != nil {
			return b, err
		}
		err = s.store.View(ctx, func(tx Tx) (err error) {
			b, _, err = s.plan(tx, in, how.Leave)
			return err
		})
		return b, err
	}
	err = s.changes(ctx, by, access.EditSearches, desk.SearchChanged, func(tx Tx) (said []map[string]string, err error) {
		if _, err := lockRemoved(tx); err != nil { // as UndoSearches
			return nil, err
		}
		var step []turned
		if b, step, err = s.plan(tx, in, how.Leave); err != nil || len(b.Wrong) > 0 {
			return nil, err
		}
		if how.Seen != "" && how.Seen != b.Mark {
			return nil, &desk.Error{Kind: desk.Conflict, Message: "The searches have changed since you checked the file. Nothing was imported.", Mend: "Check below what would change now, and import again."}
		}
		if len(step) == 0 {
			return nil, nil
		}
		for _, t := range step {
			what := searchChanged
			if t.Before == nil {
				what = searchAdded
				t.After.By, t.After.Created = by.ID, s.deps.Now()
				err = tx.CreateSearch(t.After)
			} else {
				err = s.replace(tx, by, t.Before, t.After)
			}
			if err != nil {
				return nil, err
			}
			said = append(said, told(what, int64(t.After.ID), t.After.Name))
		}
		return said, s.keepStep(tx, by, searchesBrought, step)
	})
	return b, err
}

// A searchName is by what the desk knows a search that is brought in.
type searchName struct {
	brand desk.BrandID
	name  string // folded
}

func nameOf(n *desk.Search) searchName { return searchName{n.Brand, strings.ToLower(n.Name)} }

// plan says what bringing searches in makes of each that it adds or changes.
func (s *Service) plan(tx Tx, in []Incoming, leave bool) (b Brought, step []turned, err error) {
	brands, err := tx.Brands()
	if err != nil {
		return b, nil, err
	}
	all, err := tx.Searches()
	if err != nil {
		return b, nil, err
	}
	have, named := map[searchName][]desk.Search{}, map[searchName]bool{}
	for i := range all {
		have[nameOf(&all[i])] = append(have[nameOf(&all[i])], all[i])
	}
	for i := range in {
		n, old, wrong := s.incoming(&in[i], brands, have, named)
		for _, e := range wrong {
			b.Wrong = append(b.Wrong, Wrong{Row: i, Err: e})
		}
		switch {
		case len(wrong) > 0:
		case old == nil:
			b.Added++
			step = append(step, turned{After: n})
		case old.Name == n.Name && old.Query == n.Query && old.Paused == n.Paused:
			b.Same++
		case leave:
			b.Left++
		default:
			b.Changed++
			step = append(step, turned{Before: old, After: n})
		}
	}
	mark := sha256.New()
	for _, t := range step {
		b.Plan = append(b.Plan, Planned{t.Before, *t.After})
		for _, n := range []*desk.Search{t.Before, t.After} {
			if n != nil {
				fmt.Fprintf(mark, "%d %d %q %q %t", n.ID, n.Brand, n.Name, n.Query, n.Paused)
			}
			fmt.Fprintln(mark)
		}
	}
	b.Mark = hex.EncodeToString(mark.Sum(nil))
	return b, step, nil
}

// incoming is a search as it is to be, and as the desk has it (nil: it is new), or all that is wrong with it.
func (s *Service) incoming(in *Incoming, brands []desk.Brand, have map[searchName][]desk.Search, named map[searchName]bool) (n, old *desk.Search, wrong []*desk.Error) {
	n = &desk.Search{Name: in.Name, Query: in.Query, Paused: in.State == "paused"}
	note := func(err error) {
		var e *desk.Error
		if errors.As(err, &e) {
			wrong = append(wrong, e)
		}
	}
	brand, err := BrandNamed(brands, in.Brand)
	note(err)
	n.Brand = brand
	if err = checkSearch(n); err == nil {
		err = s.guardSearch(n)
	}
	note(err)
	if in.State != "" && in.State != "on" && in.State != "paused" {
		note(invalid("state", fmt.Sprintf("“%s” isn't a valid state.", in.State), "Use on or paused, or leave it empty."))
	}
	if len(wrong) > 0 {
		return nil, nil, wrong
	}
	name := nameOf(n)
	if named[name] {
		note(invalid("name", fmt.Sprintf("“%s” appears twice in the file for this brand.", n.Name), "Rename one of them."))
		return nil, nil, wrong
	}
	same := have[name]
	for i := range same {
		if len(same) == 1 || same[i].Query == n.Query {
			old = &same[i]
		}
	}
	if old == nil && len(same) > 0 {
		note(invalid("name", fmt.Sprintf("This brand has several searches called “%s”.", n.Name), "Rename them on the Listen page first, so it's clear which one is meant."))
		return nil, nil, wrong
	}
	named[name] = true
	if old != nil {
		changed := *old
		changed.Name, changed.Query = n.Name, n.Query
		if in.State != "" {
			changed.Paused = n.Paused
		}
		n = &changed
	}
	return n, old, nil
}

// BrandNamed finds a brand by its name, however it is cased; "" is the only one.
func BrandNamed(brands []desk.Brand, name string) (desk.BrandID, error) {
	var names []string
	for i := range brands {
		if strings.EqualFold(brands[i].Name, name) || name == "" && len(brands) == 1 {
			return brands[i].ID, nil
		}
		names = append(names, brands[i].Name)
	}
	mend := "The brands are: " + strings.Join(names, ", ") + "."
	switch {
	case name != "":
		return 0, invalid("brand", fmt.Sprintf("There is no brand %s.", name), mend)
	case len(brands) == 0:
		return 0, nil
	}
	return 0, invalid("brand", "The brand is missing, and the desk has several.", mend)
}
