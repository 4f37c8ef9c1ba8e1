// Package searchfile is a desk's saved searches as a file of one search a row: CSV with a line of names, or JSON Lines. Teams
// keep such files in version control, and other tools write them.
//
// Begin with [Read] and [File.Bring]; [Write] is the way back.
package searchfile

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
	"time"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/order"
	"heed/internal/text"
)

// A Form is how a file is written.
type Form string

const (
	CSV   Form = "csv"
	JSONL Form = "jsonl"
	// Sheet is CSV that spreadsheets open by a double click as what it is: with a mark of UTF-8, and lines as they end them.
	// Semicolons is Sheet for countries that write a comma in numbers, whose spreadsheets part cells by it.
	Sheet      Form = "sheet"
	Semicolons Form = "semicolons"
)

// columns are what a file has of a search, in this order. Of a file that is read since and by say nothing. Read only.
var columns = []string{"name", "brand", "query", "state", "since", "by"}

// row is a search as JSON Lines have it.
type row struct {
	Name  string `json:"name"`
	Brand string `json:"brand"`
	Query string `json:"query"`
	State string `json:"state"`
	Since string `json:"since"`
	By    string `json:"by"`
}

// Write writes the searches of a desk, oldest first, or those of one brand (0: all).
func Write(w io.Writer, form Form, o *admin.Overview, brand desk.BrandID) error {
	brands, agents := map[desk.BrandID]string{}, map[desk.AgentID]string{0: "heed"}
	for i := range o.Brands {
		brands[o.Brands[i].ID] = o.Brands[i].Name
	}
	for i := range o.Agents {
		agents[o.Agents[i].ID] = o.Agents[i].Name
	}
	b := bufio.NewWriter(w)
	table, lines := csv.NewWriter(b), json.NewEncoder(b)
	lines.SetEscapeHTML(false)
	if form == Sheet || form == Semicolons {
		_, _ = b.WriteString("\ufeff") // Flush tells of errors
		table.UseCRLF = true
	}
	if form == Semicolons {
		table.Comma = ';'
	}
	if form != JSONL {
		if err := table.Write(columns); err != nil {
			return err
		}
	}
	for i := range o.Searches {
		s := &o.Searches[i]
		if brand != 0 && s.Brand != brand {
			continue
		}
		r := row{s.Name, brands[s.Brand], s.Query, "on", s.Created.UTC().Format(time.RFC3339), agents[s.By]}
		if s.Paused {
			r.State = "paused"
		}
		var err error
		if form == JSONL {
			err = lines.Encode(r)
		} else {
			err = table.Write([]string{text.Cell(r.Name), text.Cell(r.Brand), text.Cell(r.Query), r.State, r.Since, text.Cell(r.By)})
		}
		if err != nil {
			return err
		}
	}
	table.Flush()
	if err := table.Error(); err != nil {
		return err
	}
	return b.Flush()
}

// Lines are the searches of the file as JSON Lines that Read reads as the same searches.
func (f *File) Lines() string {
	var b strings.Builder
	lines := json.NewEncoder(&b)
	lines.SetEscapeHTML(false)
	for _, n := range f.Searches {
		_ = lines.Encode(map[string]string{"name": n.Name, "brand": n.Brand, "query": n.Query, "state": n.State}) // texts can be encoded
	}
	return b.String()
}

// Admin brings searches in.
type Admin interface {
	BringSearches(ctx context.Context, by desk.Agent, in []admin.Incoming, how admin.Bringing) (admin.Brought, error)
}

// Bring brings the searches of a file in, all or none: what is wrong with it is told, in the order of the file.
func (f *File) Bring(ctx context.Context, a Admin, by desk.Agent, how admin.Bringing) (b admin.Brought, wrong []Mistake, err error) {
	dry := how
	dry.Dry = how.Dry || len(f.Wrong) > 0 // rows that cannot be read: what else is wrong is told with them
	if b, err = a.BringSearches(ctx, by, f.Searches, dry); err != nil {
		return b, nil, err
	}
	wrong = append(f.mistakes(b.Wrong), f.Wrong...)
	order.Stable(wrong, func(a, b Mistake) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) })
	return b, wrong, nil
}
