package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"heed/internal/desk"
	"heed/internal/export"
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
heed replay plays it into another desk, and any analyst's tool reads it. The desk can keep running.

Left out are notes of colleagues, answers that did not reach the network, reposts and copies of what stands there
already, what was deleted on the network and what was erased here. Private messages are left out unless you ask for them, and private data in text (a phone number, a card) is
masked unless you ask for it. Keep the file as safe as the desk itself.`,
		Example: `  heed export --out posts.jsonl
  heed export --brand Acme --from 2026-01-01 --to 2026-02-01 | zstd > january.jsonl.zst
  heed export | heed benchmark -`,
		Args: nothing,
	}
	settings(c, "data", "database", "log-level", "log-format")
	c.Flags().StringVar(&f.from, "from", "", "Only messages from this date or time on: 2026-01-01, 2026-01-01T12:00:00Z.")
	c.Flags().StringVar(&f.to, "to", "", "Only messages before this date or time.")
	c.Flags().StringVar(&f.zone, "zone", "UTC", "Time zone for these dates, such as Europe/Berlin. Times in the file are UTC.")
	c.Flags().StringVar(&f.brand, "brand", "", "Only this brand's cases.")
	c.Flags().BoolVar(&f.private, "private", false, "Include private messages.")
	c.Flags().BoolVar(&f.unmasked, "unmasked", false, "Include private data in messages, unmasked.")
	c.Flags().StringVarP(&f.file, "out", "o", "", "Write to this new file instead of standard output.")
	c.RunE = func(c *cobra.Command, _ []string) error {
		opts, err := f.options()
		if err != nil {
			return err
		}
		d, _, err := openExisting(c)
		if err != nil {
			return err
		}
		defer d.Close()
		return fileOr(c.OutOrStdout(), f.file, func(w io.Writer) error {
			var at pace
			opts.Progress = func(share float64, posts int64) { at.say("%.0f %% read, %s posts written", 100*share, grouped(posts)) }
			n, err := d.Export(c.Context(), opts, w)
			progressEnds()
			if err == nil {
				fmt.Fprintln(os.Stderr, "Posts written: "+grouped(n))
			}
			return err
		})
	}
	return c
}

func (f *exportFlags) options() (export.Options, error) {
	x := export.Options{Brand: f.brand, Private: f.private, Unmasked: f.unmasked}
	zone, err := time.LoadLocation(f.zone)
	if err != nil {
		return x, &desk.Error{Kind: desk.Invalid, Field: "zone", Message: "There is no time zone " + f.zone + ".", Mend: "Use a name like Europe/Berlin or America/New_York."}
	}
	if x.From, err = moment("from", f.from, zone); err != nil {
		return x, err
	}
	if x.To, err = moment("to", f.to, zone); err != nil {
		return x, err
	}
	if !x.To.IsZero() && !x.To.After(x.From) {
		return x, &desk.Error{Kind: desk.Invalid, Field: "to", Message: "--to must be after --from."}
	}
	return x, nil
}

// fileOr gives the new file of a name, which only its owner may read, or standard output. What could not be written whole is
// not left behind as if it were.
func fileOr(stdout io.Writer, name string, to func(io.Writer) error) error {
	if name == "" {
		w := bufio.NewWriterSize(stdout, 1<<16)
		return cmp.Or(to(w), w.Flush())
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return &desk.Error{Kind: desk.Invalid, Field: "out", Message: "There's already a file " + name + " already.", Mend: "Choose a new name, or remove it first."}
	}
	if err != nil {
		return desk.Errorf(desk.Invalid, "cannot make %s: %w", name, err)
	}
	w := bufio.NewWriterSize(file, 1<<16)
	if err := cmp.Or(to(w), w.Flush(), file.Close()); err != nil {
		os.Remove(name)
		return err
	}
	return nil
}
