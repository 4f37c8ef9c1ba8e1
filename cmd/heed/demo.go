package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

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
end.`,
		Example: `  heed demo
  heed demo --addr localhost:9000`,
		Args: nothing,
	}
	settings(c, "addr", "log-level", "log-format", "data", "database")
	c.Flags().BoolVar(&keep, "keep", false, "Keep the temporary folder at the end and say where it is.")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if !c.Flags().Changed("log-level") {
			if err := c.Flags().Set("log-level", "warn"); err != nil {
				return err
			}
		}
		dir := ""
		if !c.Flags().Changed("data") {
			var err error
			if dir, err = os.MkdirTemp("", "heed-demo-"); err != nil {
				return err
			}
			if err := c.Flags().Set("data", dir); err != nil {
				return err
			}
		}
		if dir != "" && !keep {
			defer os.RemoveAll(dir)
		}
		cfg, log, err := load(c)
		if err != nil {
			return err
		}
		town, err := demo.Start(c.Context(), cfg, demo.Options{Log: log, Tell: func(s string) { fmt.Fprintln(os.Stderr, s) }})
		if err != nil {
			return err
		}
		fmt.Printf(`
  The desk                 %s
  Sign in (works once)     %s
  The simulated network    %s

  Answer somebody in the desk and see it appear on the network. Ctrl-C ends the demo%s.

`, town.DeskURL, town.SignInURL, town.NetworkURL, map[bool]string{true: "; data stays in " + cfg.Data, false: " and removes its data"}[keep || dir == ""])
		<-c.Context().Done()
		return town.Stop()
	}
	return c
}
