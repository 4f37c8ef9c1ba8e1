package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/store"
)

type exportFlags struct {
	from, to, zone, brand, file string
	private, unmasked           bool
}

func exportCommand() *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export",
		Short: "Write what customers and the desk said to a file of posts",
		Long: `Writes the messages of a desk's cases as JSON Lines, the form of docs/files.md: heed benchmark measures such a file,
heed replay plays it into another desk, and every analyst's tool reads it. The desk may run meanwhile.

Left out are notes of colleagues, answers that did not reach the network, what was deleted there and what was erased
here. Private messages are left out unless they are asked for, and private data in a text (a phone number, a card) is
masked unless it is asked for. Keep such a file as safe as the desk.`,
		Example: `  heed export --out posts.jsonl
  heed export --brand Acme --from 2026-01-01 --to 2026-02-01 | zstd > january.jsonl.zst
  heed export | heed benchmark -`,
		Args: nothing,
	}
	settings(c, "data", "database", "log-level", "log-format")
	c.Flags().StringVar(&f.from, "from", "", "Only what was said from this day or time on: 2026-01-01, 2026-01-01T12:00:00Z.")
	c.Flags().StringVar(&f.to, "to", "", "Only what was said before this day or time.")
	c.Flags().StringVar(&f.zone, "zone", "UTC", "Zone of these days, as Europe/Berlin. Times in the file are UTC.")
	c.Flags().StringVar(&f.brand, "brand", "", "Only this brand's cases.")
	c.Flags().BoolVar(&f.private, "private", false, "Private messages, too.")
	c.Flags().BoolVar(&f.unmasked, "unmasked", false, "Private data in texts as it was written.")
	c.Flags().StringVarP(&f.file, "out", "o", "", "Write to this new file instead of standard output.")
	c.RunE = func(c *cobra.Command, _ []string) error {
		x, err := f.exporter()
		if err != nil {
			return err
		}
		d, _, err := openExisting(c)
		if err != nil {
			return err
		}
		defer d.Close()
		if !f.unmasked {
			x.shown = d.Masked
		}
		return f.write(c.OutOrStdout(), func(w io.Writer) error { return x.run(c.Context(), d.DB, w) })
	}
	return c
}

func (f *exportFlags) exporter() (*exporter, error) {
	x := &exporter{brand: f.brand, private: f.private, shown: func(text string) string { return text }}
	zone, err := time.LoadLocation(f.zone)
	if err != nil {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "zone", Message: "There is no time zone " + f.zone + ".", Mend: "A zone is named as Europe/Berlin or America/New_York."}
	}
	if x.from, err = moment("from", f.from, zone); err != nil {
		return nil, err
	}
	if x.to, err = moment("to", f.to, zone); err != nil {
		return nil, err
	}
	if !x.to.IsZero() && !x.to.After(x.from) {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "to", Message: "--to must be after --from."}
	}
	return x, nil
}

// write gives the file that was asked for, which only its owner may read, or standard output. What could not be
// written whole is not left behind as if it were.
func (f *exportFlags) write(stdout io.Writer, to func(io.Writer) error) error {
	if f.file == "" {
		w := bufio.NewWriterSize(stdout, 1<<16)
		return cmp.Or(to(w), w.Flush())
	}
	file, err := os.OpenFile(f.file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return &desk.Error{Kind: desk.Invalid, Field: "out", Message: "There is a file " + f.file + " already.", Mend: "Name a new one, or remove it first."}
	}
	if err != nil {
		return desk.Errorf(desk.Invalid, "cannot make %s: %w", f.file, err)
	}
	w := bufio.NewWriterSize(file, 1<<16)
	if err := cmp.Or(to(w), w.Flush(), file.Close()); err != nil {
		os.Remove(f.file)
		return err
	}
	return nil
}

// exporter writes the messages of a desk.
type exporter struct {
	from, to time.Time
	brand    string
	private  bool
	shown    func(text string) string

	brands map[desk.BrandID]string
	line   []byte
}

// exportPage is how many messages are read in one transaction, which holds nobody up.
const exportPage = 1000

func (x *exporter) run(ctx context.Context, db *store.DB, w io.Writer) error {
	var newest desk.MessageID
	err := db.View(ctx, func(tx *store.Tx) (err error) {
		if newest, err = tx.NewestMessage(); err == nil {
			err = x.named(tx)
		}
		return err
	})
	if err != nil {
		return err
	}
	var at pace
	written := 0
	for last := desk.MessageID(0); last < newest; {
		var page []desk.Exported
		err := db.View(ctx, func(tx *store.Tx) (err error) {
			page, err = tx.ExportedAfter(last, exportPage)
			return err
		})
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		for i := range page {
			if !x.takes(&page[i]) {
				continue
			}
			if err := x.put(w, &page[i]); err != nil {
				return err
			}
			written++
		}
		last = page[len(page)-1].Message.ID
		at.say("%.0f %% read, %s posts written", 100*float64(last)/float64(newest), grouped(int64(written)))
	}
	progressEnds()
	fmt.Fprintf(os.Stderr, "%s posts written.\n", grouped(int64(written)))
	return nil
}

// named reads the brands, and refuses one that is not there.
func (x *exporter) named(tx *store.Tx) error {
	all, err := tx.Brands()
	if err != nil {
		return err
	}
	x.brands = map[desk.BrandID]string{}
	var names []string
	for i := range all {
		names = append(names, all[i].Name)
		if x.brand == "" || strings.EqualFold(all[i].Name, x.brand) {
			x.brands[all[i].ID] = all[i].Name
		}
	}
	if x.brand != "" && len(x.brands) == 0 {
		return &desk.Error{Kind: desk.NotFound, Field: "brand", Message: "There is no brand " + x.brand + ".", Mend: "The brands are: " + strings.Join(names, ", ") + "."}
	}
	return nil
}

func (x *exporter) takes(e *desk.Exported) bool {
	m := &e.Message
	if _, known := x.brands[e.Brand]; x.brand != "" && !known {
		return false
	}
	return m.NetworkID != "" && m.Direction != desk.Note && m.DeletedAt.IsZero() && !m.Erased && (!m.Private || x.private) &&
		!m.PostedAt.Before(x.from) && (x.to.IsZero() || m.PostedAt.Before(x.to))
}

func (x *exporter) put(w io.Writer, e *desk.Exported) (err error) {
	row := dataset.Row{Message: e.Message, Company: x.brands[e.Brand], Case: strconv.FormatInt(int64(e.Message.Case), 10)}
	m := &row.Message
	m.Text, m.SubjectText = x.shown(m.Text), x.shown(m.SubjectText)
	if x.line, err = dataset.Append(x.line[:0], &row); err != nil {
		return err
	}
	_, err = w.Write(x.line)
	return err
}
