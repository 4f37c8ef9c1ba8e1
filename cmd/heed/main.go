// Command heed is a self-hosted customer-service desk for the places where customers speak in
// public. See `heed --help`.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // hours and zones work on machines without a zone database

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/observe"
)

// Exit codes.
const (
	exitFailed = 1 // something went wrong while working
	exitUsage  = 2 // the command or the settings are wrong
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	os.Exit(run(ctx, os.Args[1:]))
}

func run(ctx context.Context, args []string) int {
	root := root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, "heed: "+err.Error())
	var e *desk.Error
	if errors.As(err, &e) {
		if e.Mend != "" {
			fmt.Fprintln(os.Stderr, e.Mend)
		}
		if e.Kind == desk.Invalid {
			return exitUsage
		}
		return exitFailed
	}
	if errors.Is(err, errUsage) {
		return exitUsage
	}
	return exitFailed
}

var errUsage = errors.New("see --help")

func root() *cobra.Command {
	c := &cobra.Command{
		Use:   "heed",
		Short: "A customer-service desk for the places where customers speak in public",
		Long: `heed hears customers who never tag you, decides by your own protocol, answers on the
network, follows through, and measures all of it.

  heed demo      a living desk with invented customers, in seconds; nothing is kept
  heed serve     your desk; the first start leads through the set-up in the browser
  heed listen    print public posts that match a search, without any set-up
  heed explain   say what heed makes of a message, and why
  heed replay    play a file of posts into a desk
  heed train     make the model that reads signals anew
  heed clock     reckon with working hours: when is it due, how much is covered
  heed benchmark measure companies by public posts, without a desk

All data lies in one folder (./heed-data, or --data DIR), or in PostgreSQL (--database URL).`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w\nRun '%s --help' to see what it takes: %w", err, c.CommandPath(), errUsage)
	})
	c.CompletionOptions.HiddenDefaultCmd = true
	c.AddCommand(serveCommand(), demoCommand(), listenCommand(), explainCommand(), replayCommand(), benchmarkCommand(), clockCommand(), trainCommand(), checkCommand(), linkCommand(),
		configCommand(), generateCommand(), versionCommand())
	return c
}

// settings adds flags for the named settings, or for all.
func settings(c *cobra.Command, names ...string) {
	for _, s := range config.Settings() {
		for _, n := range names {
			if (n == s.Name || n == "*") && !s.NoFlag {
				help := s.Help
				if s.Default != "" {
					help += " Default: " + s.Default + "."
				}
				c.Flags().String(s.Name, "", help)
			}
		}
	}
	c.Flags().String("config", "", "Settings file. Default: heed.toml in this folder, if there is one.")
}

// load reads the settings from flags, environment and file.
func load(c *cobra.Command) (*config.Config, *slog.Logger, error) {
	src := config.Sources{Flags: map[string]string{}, Env: os.Environ(), Dir: "."}
	known := map[string]bool{}
	for _, s := range config.Settings() {
		known[s.Name] = true
	}
	c.Flags().Visit(func(f *pflag.Flag) {
		if known[f.Name] {
			src.Flags[f.Name] = f.Value.String()
		}
	})
	if f := c.Flags().Lookup("config"); f != nil && f.Changed {
		src.Config = f.Value.String()
	}
	cfg, err := config.Load(src)
	if err != nil {
		return nil, nil, err
	}
	log := observe.NewLogger(os.Stderr, cfg.LogLevel, cfg.LogFormat)
	for _, n := range cfg.Notes {
		log.Warn(strings.TrimSpace(n))
	}
	return cfg, log, nil
}
