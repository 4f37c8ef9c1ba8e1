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
		Short: "Print the saved searches of a desk, or bring some in from a file",
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
			return &desk.Error{Kind: desk.Invalid, Field: "format", Message: "There is no form " + form + ".", Mend: "--format is csv or jsonl."}
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
		Short: "Bring saved searches in from a file, all or none",
		Long: `Brings saved searches in from a file (-: standard input) of CSV or JSON Lines: what heed searches prints, or what another tool
exports of its boolean queries. It needs a name and a query of each; brand and state (on, paused) are read, too. The name
may also stand under title, label, tag or topic, the query under search, boolean query, expression, rule, value or
keywords; other columns are passed over. CSV may part its columns with semicolons or tabs.

A search that the desk has by name and brand is changed, or left with --existing leave; all others are new. What the desk's
own page refuses is refused, each mistake with its line and column, and then nothing is brought in. A running desk
listens for the new ones within seconds, its trail says who brought them in, and for a day the page Listen takes
all of it back at once.`,
		Example: `  heed searches import searches.csv --as ana@example.com --dry-run
  heed searches import searches.csv --as ana@example.com
  heed searches --data a | heed searches import - --data b --as ana@example.com --existing leave`,
		Args: one("the file to bring in"),
	}
	settings(c, "data", "database", "log-level", "log-format")
	c.Flags().StringVar(&as, "as", "", "E-mail address of the agent in whose name it is done, who may change searches.")
	c.Flags().StringVar(&existing, "existing", "update", "What becomes of a search that the desk has by name and brand: update or leave.")
	c.Flags().BoolVar(&dry, "dry-run", false, "Say what would be done, and do nothing.")
	c.RunE = func(c *cobra.Command, args []string) error {
		if existing != "update" && existing != "leave" {
			return &desk.Error{Kind: desk.Invalid, Field: "existing", Message: "--existing is update or leave."}
		}
		if as == "" {
			return &desk.Error{Kind: desk.Invalid, Field: "as", Message: "It is not said who brings the searches in.", Mend: "Name an agent who may change searches: --as ana@example.com."}
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
	return &desk.Error{Kind: desk.Invalid, Message: strings.Join(lines, "\n"), Mend: "Nothing was brought in."}
}

func broughtText(b *admin.Brought, dry bool) string {
	s := fmt.Sprintf("Added %d, changed %d, left %d, the same already %d.", b.Added, b.Changed, b.Left, b.Same)
	switch {
	case dry:
		return "Nothing was done. It would be: " + strings.ToLower(s[:1]) + s[1:]
	case b.Added+b.Changed > 0:
		return s + " For a day the desk's page Listen takes it back."
	}
	return s
}
