package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/reporting"
	"heed/internal/server"
	"heed/internal/store"
	"heed/internal/store/generate"
)

func checkCommand() *cobra.Command {
	var mend bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Verify stored data",
		Long: `Verifies a data folder or database and changes nothing: rows against events, orphans, lists
and counters, what is owed, the full-text index, the reports (recomputed and compared). Prints what it found and what to do,
and gaps in hearing in the last 30 days that are ongoing or can't be recovered.
Exit code 1 if anything is wrong.`,
		Example: "  heed check --data /var/lib/heed",
		Args:    nothing,
	}
	settings(c, "data", "database", "log-level", "log-format")
	c.Flags().BoolVar(&mend, "mend-reports", false, "Recount all reports first.")
	c.RunE = func(c *cobra.Command, _ []string) error {
		d, _, err := openExisting(c)
		if err != nil {
			return err
		}
		defer d.Close()
		if mend {
			if err := countAnew(c.Context(), d); err != nil {
				return err
			}
		}
		begin := time.Now()
		checking := func(what string) {
			fmt.Fprintf(os.Stderr, "%7s  checking %s\n", time.Since(begin).Round(time.Second), what)
		}
		findings, err := store.Check(c.Context(), d.DB, checking)
		if err != nil {
			return err
		}
		checking("reports")
		var at pace
		wrong, err := d.Reports.Check(c.Context(), func(what string, done, of int64) {
			at.say("%d of %d %s of the reports", done, of, what)
		})
		progressEnds()
		if err != nil {
			return err
		}
		if len(wrong) > 0 {
			findings = append(findings, reportFindings(wrong)...)
		}
		out := c.OutOrStdout()
		for _, f := range findings {
			fmt.Fprintln(out, f)
		}
		share, hours, err := d.Reports.Uncounted(c.Context())
		if err != nil {
			return err
		}
		if share < 1 || hours > 0 {
			fmt.Fprintf(out, "The reports are not all counted: %.0f %% of the cases are read, %d hours are to be counted. A running desk goes on with it; heed check --mend-reports does it now.\n", 100*share, hours)
		}
		unheard, err := d.Unheard(c.Context())
		if err != nil {
			return err
		}
		for _, g := range unheard {
			fmt.Fprintln(out, "Gap in hearing: "+g)
		}
		if len(findings) > 0 {
			return &desk.Error{Kind: desk.Unavailable, Message: fmt.Sprintf("Found %d kinds of problems.", len(findings))}
		}
		fmt.Fprintln(out, "No problems found.")
		return nil
	}
	return c
}

func backupCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "backup FOLDER",
		Short: "Copy a desk into a new folder, even while it runs",
		Long: `Copies a snapshot of a desk's SQLite database, and the key that opens its
credentials, into a new folder. The desk can keep running and isn't slowed down. The folder holds what customers
wrote and the passwords of your accounts: keep it as safe as the desk.

The copy is itself a data folder: heed check --data FOLDER verifies it. To
restore, stop the desk and start it with the copy. A desk on PostgreSQL is backed up with pg_dump: docs/running.md.`,
		Example: `  heed backup /backup/heed-$(date +%F)
  heed backup --data /var/lib/heed /backup/heed-monday`,
		Args: one("the folder to create"),
	}
	settings(c, "data", "database", "log-level", "log-format")
	c.RunE = func(c *cobra.Command, args []string) error {
		cfg, _, err := load(c)
		if err != nil {
			return err
		}
		if err := server.Backup(c.Context(), cfg, args[0]); err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "Copied to %s. To verify the copy: heed check --data %s\n", args[0], args[0])
		return nil
	}
	return c
}

// openExisting opens the desk of a command's settings if it is there: a mistyped folder is not to become an empty one.
func openExisting(c *cobra.Command) (*server.Desk, *config.Config, error) {
	cfg, log, err := load(c)
	if err != nil {
		return nil, nil, err
	}
	if err := server.Exists(cfg); err != nil {
		return nil, nil, err
	}
	d, err := server.Open(c.Context(), cfg, server.Options{Log: log})
	return d, cfg, err
}

// progress says on one line of a terminal how far something is; logs are not filled with it.
func progress(format string, args ...any) {
	if term.IsTerminal(int(os.Stderr.Fd())) {
		fmt.Fprintf(os.Stderr, "\r"+format+"   ", args...)
	}
}

// pace says how far a long work is: on one line of a terminal, in a log with a line now and then.
type pace struct{ said time.Time }

// logEvery is how often a long work says in a log how far it is.
const logEvery = 10 * time.Second

func (p *pace) say(format string, args ...any) {
	if term.IsTerminal(int(os.Stderr.Fd())) {
		progress(format, args...)
		return
	}
	if p.said.IsZero() {
		p.said = time.Now()
	}
	if time.Since(p.said) >= logEvery {
		p.said = time.Now()
		fmt.Fprintf(os.Stderr, format+"\n", args...)
	}
}

func progressEnds() {
	if term.IsTerminal(int(os.Stderr.Fd())) {
		fmt.Fprintln(os.Stderr)
	}
}

// countAnew makes the reports from the beginning.
func countAnew(ctx context.Context, d *server.Desk) error {
	if err := d.Reports.Again(ctx); err != nil {
		return err
	}
	return count(ctx, d)
}

// count folds all that the reports have not counted yet.
func count(ctx context.Context, d *server.Desk) error {
	var at pace
	err := d.Reports.CountAll(ctx, func(share float64, hours int) {
		if hours > 0 {
			at.say("%d hours are to be counted", hours)
			return
		}
		at.say("%.0f %% of the cases are read", 100*share)
	})
	progressEnds()
	return err
}

// reportFindings gathers what is wrong with the reports by what it is.
func reportFindings(wrong []reporting.Wrong) (out []store.Finding) {
	const mend = "The reports show a wrong figure; customers and answers are not touched by it. heed check --mend-reports counts all of it anew."
	var days []string
	byWhat := map[string]int{}
	for _, w := range wrong {
		if w.Case == 0 {
			days = append(days, w.At.Format(time.DateOnly))
			continue
		}
		i, ok := byWhat[w.What]
		if !ok {
			i, byWhat[w.What] = len(out), len(out)
			out = append(out, store.Finding{What: w.What, Table: "facts", Mend: mend})
		}
		out[i].Add(int64(w.Case))
	}
	if len(days) > 0 {
		slices.Sort(days)
		list := strings.Join(days[:min(len(days), 5)], ", ")
		if len(days) > 5 {
			list += fmt.Sprintf(" and %d more", len(days)-5)
		}
		out = append(out, store.Finding{What: "The sums of a day in the reports are not what its cases add up to: " + list + " (UTC).", Mend: mend})
	}
	return out
}

func linkCommand() *cobra.Command {
	var token bool
	c := &cobra.Command{
		Use:   "link EMAIL",
		Short: "Create a one-time sign-in link for an agent",
		Long: `Creates a sign-in link for an agent that works once, for an hour: for anyone who forgot their
password, or an operator who is locked out. With --token it creates a token for
the API instead (heed replay --to), which works for a year.`,
		Example: `  heed link ana@example.com
  heed link ana@example.com --token > token`,
		Args: one("an agent's email address"),
	}
	settings(c, "data", "database", "addr", "public-url", "log-level", "log-format")
	c.Flags().BoolVar(&token, "token", false, "Create a token for the API.")
	c.RunE = func(c *cobra.Command, args []string) error {
		d, cfg, err := openExisting(c)
		if err != nil {
			return err
		}
		defer d.Close()
		if token {
			t, err := d.APIToken(c.Context(), args[0])
			if err == nil {
				fmt.Println(t)
			}
			return err
		}
		t, err := d.SignInLink(c.Context(), args[0])
		if err == nil {
			fmt.Println(server.LinkURL(server.BaseURL(cfg), t))
		}
		return err
	}
	return c
}

func configCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: "Show every setting, its value and where it comes from",
		Long: "Shows every setting, its value and where it came from: a flag, the environment, heed.toml or\nthe default. All settings:\n\n" +
			config.Help(),
		Args: nothing,
	}
	settings(c, "*")
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg, _, err := load(c)
		if err == nil {
			fmt.Print(cfg.Text())
		}
		return err
	}
	return c
}

func generateCommand() *cobra.Command {
	var cases, perCase, days int
	var seed int64
	var varied bool
	c := &cobra.Command{
		Use:   "generate",
		Short: "Fill an empty desk with invented cases for testing its speed",
		Long: `Fills a data folder or database with invented cases of plausible shape, as if they had come
in the normal way, to see how the desk performs at your size before you get there.`,
		Example: "  heed generate --data /tmp/big --cases 200000 --messages 5",
		Args:    nothing,
	}
	settings(c, "data", "database", "log-level", "log-format")
	c.Flags().IntVar(&cases, "cases", 10_000, "Number of cases.")
	c.Flags().IntVar(&perCase, "messages", 5, "Average number of messages per case.")
	c.Flags().IntVar(&days, "days", 0, "Number of days to spread them over (default: one case per minute).")
	c.Flags().BoolVar(&varied, "varied", false, "Several brands, teams, agents, channels and languages, to measure reports with.")
	c.Flags().Int64Var(&seed, "seed", 1, "The same seed produces the same desk.")
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg, log, err := load(c)
		if err != nil {
			return err
		}
		d, err := server.Open(c.Context(), cfg, server.Options{Log: log})
		if err != nil {
			return err
		}
		defer d.Close()
		started := time.Now()
		err = generate.Fill(c.Context(), d.DB, generate.Options{Cases: cases, MessagesPerCase: perCase, Seed: seed, Now: time.Now(), Over: time.Duration(days) * 24 * time.Hour, Varied: varied,
			Progress: func(done, of int) { progress("%d of %d cases", done, of) }})
		progressEnds()
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%d cases in %s; counting the reports\n", cases, time.Since(started).Round(time.Millisecond))
		return count(c.Context(), d)
	}
	return c
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  nothing,
		Run: func(*cobra.Command, []string) {
			version, commit := "development", ""
			if info, ok := debug.ReadBuildInfo(); ok {
				if v := info.Main.Version; v != "" && v != "(devel)" {
					version = v
				}
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						commit = " " + s.Value[:min(12, len(s.Value))]
					}
				}
			}
			fmt.Println("heed " + version + commit)
		},
	}
}
