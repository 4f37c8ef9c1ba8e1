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
	"heed/internal/privacy"
	"heed/internal/text"
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
	_, _, err := root.Find(args)
	if err != nil {
		err = unknown(root, args)
	} else {
		err = root.ExecuteContext(ctx)
	}
	if err == nil {
		return 0
	}
	var e *desk.Error
	if !errors.As(err, &e) {
		fmt.Fprintln(os.Stderr, "heed: "+err.Error())
		return exitFailed
	}
	fmt.Fprintln(os.Stderr, "heed: "+e.Error())
	if e.Mend != "" {
		fmt.Fprintln(os.Stderr, e.Mend)
	}
	if e.Kind == desk.Invalid || e.Kind == desk.NotFound { // what was named is not there
		return exitUsage
	}
	return exitFailed
}

// unknown says that the first word is no command, and which one may be meant.
func unknown(root *cobra.Command, args []string) error {
	word := args[0]
	for _, a := range args {
		if !strings.HasPrefix(a, "-") {
			word = a
			break
		}
	}
	mend := "heed --help lists the commands."
	if s := root.SuggestionsFor(word); len(s) > 0 {
		mend = "Did you mean " + strings.Join(s, " or ") + "? " + mend
	}
	return &desk.Error{Kind: desk.Invalid, Message: "There's no command " + word + ".", Mend: mend}
}

// nothing is for commands that take flags alone; exactly one and at least one are said with
// what they are.
func nothing(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usage(c, c.CommandPath()+" takes no arguments besides its flags, but got "+args[0]+".")
}

func one(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return usage(c, "Name "+what+", and nothing else.")
	}
}

func some(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return usage(c, "Name "+what+".")
	}
}

func usage(c *cobra.Command, message string) error {
	mend := "See " + c.CommandPath() + " --help."
	if line, _, _ := strings.Cut(strings.TrimSpace(c.Example), "\n"); line != "" {
		line, _, _ = strings.Cut(line, "   ") // what it does
		mend = "For example: " + line + "\n" + mend
	}
	return &desk.Error{Kind: desk.Invalid, Message: message, Mend: mend}
}

func root() *cobra.Command {
	c := &cobra.Command{
		Use:   "heed",
		Short: "A customer-service desk for the places where customers speak in public",
		Long: `heed hears customers who never tag you, decides by your own protocol, answers on the
network, follows through, and measures all of it. heed demo shows it in seconds.

All data lies in one folder (./heed-data, or --data DIR), or in PostgreSQL (--database URL).`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	c.SetFlagErrorFunc(wrongFlag)
	c.CompletionOptions.HiddenDefaultCmd = true
	group(c, "A desk:", demoCommand(), serveCommand(), replayCommand())
	group(c, "Without a desk:", listenCommand(), explainCommand(), protocolCommand(), benchmarkCommand(), clockCommand())
	group(c, "To run one:", backupCommand(), checkCommand(), exportCommand(), searchesCommand(), linkCommand(), configCommand(), generateCommand())
	c.AddCommand(trainCommand(), versionCommand())
	c.InitDefaultHelpCmd() // run looks for the command before cobra would add these
	c.InitDefaultCompletionCmd()
	return c
}

// wrongFlag says that a flag cannot be read, and which one may be meant.
func wrongFlag(c *cobra.Command, err error) error {
	mend := "See " + c.CommandPath() + " --help."
	var absent *pflag.NotExistError
	if errors.As(err, &absent) {
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		name := absent.GetSpecifiedName()
		if near := text.Nearest(name, names, len(name)/3); near != "" {
			mend = "Did you mean --" + near + "? " + mend
		}
	}
	return &desk.Error{Kind: desk.Invalid, Message: err.Error(), Mend: mend}
}

// group adds commands under a heading of the help.
func group(root *cobra.Command, title string, commands ...*cobra.Command) {
	root.AddGroup(&cobra.Group{ID: title, Title: title})
	for _, c := range commands {
		c.GroupID = title
	}
	root.AddCommand(commands...)
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
	c.Flags().String("config", "", "Settings file. Default: heed.toml in this folder, if it exists.")
}

// hidden is what an error says without what is private in it: it may quote a row of a file.
func hidden(err error) string {
	said := err.Error()
	return privacy.Mask(said, privacy.Find(said))
}

// load reads the settings from flags, environment and file.
func load(c *cobra.Command) (*config.Config, *slog.Logger, error) {
	return loadFrom(c, config.Sources{Env: os.Environ(), Dir: "."})
}

// loadFrom reads them from flags and from what else is given.
func loadFrom(c *cobra.Command, src config.Sources) (*config.Config, *slog.Logger, error) {
	src.Flags = map[string]string{}
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
