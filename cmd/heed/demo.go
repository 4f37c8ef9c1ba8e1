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
		Short: "Run a living desk with invented customers",
		Long: `Runs a desk of an invented company with two brands on a simulated network, where invented
customers post now: complaints that tag nobody, questions, praise, spam, somebody about to
leave, somebody who posts a phone number. Answer one: the answer appears on the simulated
network and the customer reacts. Everything lies in a temporary folder and is gone at the
end. heed.toml and the environment are passed over, so that it cannot touch a desk of yours.`,
		Example: `  heed demo
  heed demo --addr localhost:9000
  heed demo --data /tmp/town          keeps its data; the folder must be new`,
		Args: nothing,
	}
	settings(c, "addr", "log-level", "log-format", "data", "database")
	c.Flags().Lookup("data").Usage = "Keep the data in this folder, which must be new. Default: a temporary one."
	c.Flags().Lookup("database").Usage = "Keep the data in this PostgreSQL database, which must be empty."
	c.Flags().BoolVar(&keep, "keep", false, "Keep the temporary folder at the end and say where it is.")
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
		end := " and removes its data"
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

  Answer somebody in the desk and see it appear on the network. Ctrl-C ends the demo%s.

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
