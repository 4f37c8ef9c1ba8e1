package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/searchfile"
)

func searchesCommand() *cobra.Command {
	var form, brand, out string
	c := &cobra.Command{
		Use:   "searches",
		Short: "Print the saved searches of a desk, or import them from a file",
		Long: `Prints the saved searches of a desk, oldest first, as CSV with the columns name, brand, query, state (on, paused), since and
by, or as JSON Lines. heed searches import takes such a file, so that a team can keep its searches in version control.
The desk may run meanwhile.`,
		Example: `  heed searches > searches.csv
  heed searches --format jsonl --brand Acme --out acme.jsonl
  heed searches import searches.csv --as ana@example.com --dry-run`,
		Args: nothing,
	}
	settings(c, "data", "database", "log-level", "log-format")
	c.Flags().StringVar(&form, "format", "csv", "csv or jsonl.")
	c.Flags().StringVar(&brand, "brand", "", "Only this brand's searches.")
	c.Flags().StringVarP(&out, "out", "o", "", "Write to this new file instead of standard output.")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if form != string(searchfile.CSV) && form != string(searchfile.JSONL) {
			return &desk.Error{Kind: desk.Invalid, Field: "format", Message: "There is no format " + form + ".", Mend: "--format is csv or jsonl."}
		}
		d, _, err := openExisting(c)
		if err != nil {
			return err
		}
		defer d.Close()
		return fileOr(c.OutOrStdout(), out, func(w io.Writer) error {
			return d.Searches(c.Context(), w, searchfile.Form(form), brand)
		})
	}
	c.AddCommand(importSearchesCommand())
	return c
}

func importSearchesCommand() *cobra.Command {
	var as, existing string
	var dry bool
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Import saved searches from a file, all or none",
		Long: `Imports saved searches from a file (-: standard input) of CSV or JSON Lines: what heed searches prints, or what another tool
exports of its Boolean queries. Each needs a name and a query; brand and state (on, paused) are optional. The name may
also be called title, label, tag or topic, the query search, boolean query, expression, rule, value or keywords; other
columns are ignored. CSV columns may be separated by commas, semicolons or tabs.

A search with the same name and brand is updated, or left alone with --existing leave; all others are added. The same
rules apply as on the desk's own page: if anything is refused, every mistake is listed with its line and column and
nothing is imported. A running desk listens for the new searches within seconds. The audit trail says who imported
them, and the Listen page can undo the whole import for a day.`,
		Example: `  heed searches import searches.csv --as ana@example.com --dry-run
  heed searches import searches.csv --as ana@example.com
  heed searches --data a | heed searches import - --data b --as ana@example.com --existing leave`,
		Args: one("the file to import"),
	}
	settings(c, "data", "database", "log-level", "log-format")
	c.Flags().StringVar(&as, "as", "", "Email address of the agent who imports them and is allowed to change searches.")
	c.Flags().StringVar(&existing, "existing", "update", "What to do with a search whose name and brand already exist: update or leave.")
	c.Flags().BoolVar(&dry, "dry-run", false, "Say what would be changed, and change nothing.")
	c.RunE = func(c *cobra.Command, args []string) error {
		if existing != "update" && existing != "leave" {
			return &desk.Error{Kind: desk.Invalid, Field: "existing", Message: "--existing is update or leave."}
		}
		if as == "" {
			return &desk.Error{Kind: desk.Invalid, Field: "as", Message: "An import needs the name of an agent.", Mend: "Name one who is allowed to change searches: --as ana@example.com."}
		}
		file, err := searchesIn(args[0], c.InOrStdin())
		if err != nil {
			return err
		}
		d, _, err := openExisting(c)
		if err != nil {
			return err
		}
		defer d.Close()
		b, mistakes, err := d.BringSearches(c.Context(), as, file, admin.Bringing{Leave: existing == "leave", Dry: dry})
		if err != nil {
			return err
		}
		if len(mistakes) > 0 {
			return mistaken(args[0], mistakes)
		}
		fmt.Fprintln(c.OutOrStdout(), broughtText(&b, dry))
		return nil
	}
	return c
}

func searchesIn(name string, stdin io.Reader) (*searchfile.File, error) {
	if name == "-" {
		return searchfile.Read(stdin)
	}
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &desk.Error{Kind: desk.NotFound, Message: "There is no file " + name + "."}
	}
	if err != nil {
		return nil, desk.Errorf(desk.Invalid, "cannot read %s: %w", name, err)
	}
	defer file.Close()
	return searchfile.Read(file)
}

// mistaken says every mistake of a file, in a form at which editors jump to the place.
func mistaken(name string, all []searchfile.Mistake) error {
	lines := make([]string, len(all))
	for i, m := range all {
		lines[i] = fmt.Sprintf("%s:%d:%d: %s", name, m.Line, m.Column, strings.TrimSpace(m.Message+" "+m.Mend))
	}
	return &desk.Error{Kind: desk.Invalid, Message: strings.Join(lines, "\n"), Mend: "Nothing was imported."}
}

func broughtText(b *admin.Brought, dry bool) string {
	s := fmt.Sprintf("%d added, %d updated, %d kept as they were, %d already the same.", b.Added, b.Changed, b.Left, b.Same)
	switch {
	case dry:
		return "Dry run, nothing was changed. The import would give: " + s
	case b.Added+b.Changed > 0:
		return s + " You can undo this on the desk's Listen page for a day."
	}
	return s
}
