// Package export writes what customers and a desk said as a file of posts, in the form of docs/files.md.
//
// Begin with [Run].
package export

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"heed/internal/dataset"
	"heed/internal/desk"
)

// Store reads the messages of a desk.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
}

// Tx is what an export needs of a transaction.
type Tx interface {
	Brands() ([]desk.Brand, error)
	NewestMessage() (desk.MessageID, error)
	// ExportedAfter are the messages above an id that have a case, a page in order of ids.
	ExportedAfter(id desk.MessageID, limit int) ([]desk.Exported, error)
}

// Options say what is written.
type Options struct {
	From, To time.Time // when it was said; zero: any time
	Brand    string    // whose cases, however it is cased; "" all
	Private  bool      // private messages, too
	Unmasked bool      // private data in texts as it was written
	Progress func(share float64, posts int64)
}

type exporter struct {
	Options
	mask   func(text string) string
	brands map[desk.BrandID]string
	line   []byte
}

// pageLen is how many messages are read in one transaction, which holds nobody up.
const pageLen = 1000

// Run writes the messages of a desk as JSON Lines and returns how many.
func Run(ctx context.Context, s Store, mask func(text string) string, o Options, w io.Writer) (written int64, err error) {
	x := &exporter{Options: o, mask: mask}
	var newest desk.MessageID
	err = s.View(ctx, func(tx Tx) (err error) {
		if newest, err = tx.NewestMessage(); err == nil {
			err = x.named(tx)
		}
		return err
	})
	for last := desk.MessageID(0); err == nil && last < newest; {
		var page []desk.Exported
		err = s.View(ctx, func(tx Tx) (err error) {
			page, err = tx.ExportedAfter(last, pageLen)
			return err
		})
		if err != nil || len(page) == 0 {
			break
		}
		for i := range page {
			if !x.takes(&page[i]) {
				continue
			}
			if err := x.put(w, &page[i]); err != nil {
				return written, err
			}
			written++
		}
		if last = page[len(page)-1].Message.ID; o.Progress != nil {
			o.Progress(float64(last)/float64(newest), written)
		}
	}
	return written, err
}

// named reads the brands, and refuses one that is not there.
func (x *exporter) named(tx Tx) error {
	all, err := tx.Brands()
	if err != nil {
		return err
	}
	x.brands = map[desk.BrandID]string{}
	var names []string
	for i := range all {
		names = append(names, all[i].Name)
		if x.Brand == "" || strings.EqualFold(all[i].Name, x.Brand) {
			x.brands[all[i].ID] = all[i].Name
		}
	}
	if x.Brand != "" && len(x.brands) == 0 {
		return &desk.Error{Kind: desk.NotFound, Field: "brand", Message: "There is no brand " + x.Brand + ".", Mend: "The brands are: " + strings.Join(names, ", ") + "."}
	}
	return nil
}

func (x *exporter) takes(e *desk.Exported) bool {
	m := &e.Message
	if _, known := x.brands[e.Brand]; x.Brand != "" && !known {
		return false
	}
	return m.NetworkID != "" && m.Direction != desk.Note && m.CopyOf == 0 && m.DeletedAt.IsZero() && !m.Erased && (!m.Private || x.Private) &&
		!m.PostedAt.Before(x.From) && (x.To.IsZero() || m.PostedAt.Before(x.To))
}

func (x *exporter) put(w io.Writer, e *desk.Exported) (err error) {
	row := dataset.Row{Message: e.Message, Company: x.brands[e.Brand], Case: strconv.FormatInt(int64(e.Message.Case), 10)}
	m := &row.Message
	if !x.Unmasked {
		m.Text, m.SubjectText = x.mask(m.Text), x.mask(m.SubjectText)
	}
	if x.line, err = dataset.Append(x.line[:0], &row); err != nil {
		return err
	}
	_, err = w.Write(x.line)
	return err
}
