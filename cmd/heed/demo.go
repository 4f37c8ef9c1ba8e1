package main

import (
	"fmt"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"heed/internal/config"
	"heed/internal/demo"
)

func demoCommand() *cobra.Command {
	var keep bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Run a live desk with invented customers",
		Long: `Runs a desk of an invented company with two brands on a simulated network, where invented
customers post now: complaints that tag no one, questions, praise, spam, someone about to
leave, someone who posts a phone number. Answer one: the answer appears on the simulated
network and the customer reacts. Everything is kept in a temporary folder and deleted at the
end. heed.toml and the environment are ignored, so it can't touch your own desk.`,
		Example: `  heed demo
  heed demo --addr localhost:9000
  heed demo --data /tmp/town          keeps its data; the folder must be new`,
		Args: nothing,
	}
	settings(c, "addr", "log-level", "log-format", "data", "database")
	c.Flags().Lookup("data").Usage = "Keep the data in this folder, which must be new. Default: a temporary folder."
	c.Flags().Lookup("database").Usage = "Keep the data in this PostgreSQL database, which must be empty."
	c.Flags().BoolVar(&keep, "keep", false, "Keep the temporary folder when the demo ends, and print its path.")
	c.RunE = func(c *cobra.Command, _ []string) error {
		dir := ""
		if !c.Flags().Changed("data") {
			var err error
			if dir, err = os.MkdirTemp("", "heed-demo-"); err != nil {
				return err
			}
			if !keep {
				defer os.RemoveAll(dir)
			}
		}
		cfg, log, err := demoSettings(c, dir)
		if err != nil {
			return err
		}
		town, err := demo.Start(c.Context(), cfg, demo.Options{Log: log, Tell: func(s string) { fmt.Fprintln(os.Stderr, s) }})
		if err != nil {
			return err
		}
		end := " and remove its data"
		switch {
		case cfg.Database != "":
			end = "; data stays in the database"
		case keep || dir == "":
			end = "; data stays in " + cfg.Data
		}
		fmt.Printf(`
  The desk                 %s
  Sign in (works once)     %s
  The simulated network    %s

  Answer someone on the desk and watch it appear on the network. Press Ctrl-C to end the demo%s.

`, town.DeskURL, town.SignInURL, town.NetworkURL, end)
		<-c.Context().Done()
		return town.Stop()
	}
	return c
}

// demoSettings are those of the flags alone, in a temporary folder if one is given: what is
// set for a real desk is not for a demo.
func demoSettings(c *cobra.Command, dir string) (*config.Config, *slog.Logger, error) {
	if dir != "" {
		if err := c.Flags().Set("data", dir); err != nil {
			return nil, nil, err
		}
	}
	if !c.Flags().Changed("log-level") {
		if err := c.Flags().Set("log-level", "warn"); err != nil {
			return nil, nil, err
		}
	}
	return loadFrom(c, config.Sources{})
}
