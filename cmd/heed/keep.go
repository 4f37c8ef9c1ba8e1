package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/server"
	"heed/internal/store"
	"heed/internal/store/generate"
)

func checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "check",
		Short: "Verify what is stored",
		Long: `Verifies a data folder or database and changes nothing: rows against events, orphans, lists
and counters, what is owed, the full-text index. Prints what it found and what to do.
Exit code 1 if anything is wrong.`,
		Example: "  heed check --data /var/lib/heed",
		Args:    cobra.NoArgs,
	}
	settings(c, "data", "database", "log-level", "log-format")
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg, log, err := load(c)
		if err != nil {
			return err
		}
		if cfg.Database == "" {
			if _, err := os.Stat(cfg.Data); err != nil {
				return &desk.Error{Kind: desk.NotFound, Message: "There is no desk in " + cfg.Data + ".", Mend: "Name its folder with --data.", Err: err}
			}
		}
		d, err := server.Open(c.Context(), cfg, server.Options{Log: log})
		if err != nil {
			return err
		}
		defer d.Close()
		findings, err := store.Check(c.Context(), d.DB, func(what string) { fmt.Fprintln(os.Stderr, "checking "+what) })
		if err != nil {
			return err
		}
		for _, f := range findings {
			fmt.Println(f)
		}
		if len(findings) > 0 {
			return &desk.Error{Kind: desk.Unavailable, Message: fmt.Sprintf("%d kinds of problems were found.", len(findings))}
		}
		fmt.Println("All is well.")
		return nil
	}
	return c
}

func linkCommand() *cobra.Command {
	var token bool
	c := &cobra.Command{
		Use:   "link EMAIL",
		Short: "Make a one-time sign-in link for an agent",
		Long: `Makes a sign-in link for an agent that works once, for an hour: for whoever forgot their
password and for the operator who locked themselves out. With --token it makes a token for
the API instead (heed replay --to), which works for a year.`,
		Example: `  heed link ana@example.com
  heed link ana@example.com --token > token`,
		Args: cobra.ExactArgs(1),
	}
	settings(c, "data", "database", "addr", "public-url", "log-level", "log-format")
	c.Flags().BoolVar(&token, "token", false, "Make a token for the API.")
	c.RunE = func(c *cobra.Command, args []string) error {
		cfg, log, err := load(c)
		if err != nil {
			return err
		}
		d, err := server.Open(c.Context(), cfg, server.Options{Log: log})
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
		Short: "Show every setting, its value and where it came from",
		Long: "Shows every setting, its value and where it came from: a flag, the environment, heed.toml or\nthe default. All settings:\n\n" +
			config.Help(),
		Args: cobra.NoArgs,
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
	var cases, perCase int
	var seed int64
	c := &cobra.Command{
		Use:   "generate",
		Short: "Fill an empty desk with invented cases, to measure with",
		Long: `Fills a data folder or database with invented cases of plausible shape, as if they had come
in the normal way, to measure how the desk does with your size before you have it.`,
		Example: "  heed generate --data /tmp/big --cases 200000 --messages 5",
		Args:    cobra.NoArgs,
	}
	settings(c, "data", "database", "log-level", "log-format")
	c.Flags().IntVar(&cases, "cases", 10_000, "How many cases.")
	c.Flags().IntVar(&perCase, "messages", 5, "How many messages a case has, on average.")
	c.Flags().Int64Var(&seed, "seed", 1, "The same seed gives the same desk.")
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
		b := newBar(false)
		_ = b
		err = generate.Fill(c.Context(), d.DB, generate.Options{Cases: cases, MessagesPerCase: perCase, Seed: seed, Now: time.Now(),
			Progress: func(done, of int) { fmt.Fprintf(os.Stderr, "\r%d of %d cases", done, of) }})
		fmt.Fprintf(os.Stderr, "\n%d cases in %s\n", cases, time.Since(started).Round(time.Millisecond))
		return err
	}
	return c
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
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
