package main

import (
	"fmt"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"heed/internal/server"
)

func serveCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run the desk",
		Long: `Runs the desk: hears, answers and serves the pages.

Starting an empty desk for the first time opens a three-step setup in the browser: an
administrator, the company's names and handles, and "listen on Bluesky now", which
needs no account anywhere. SIGTERM and Ctrl-C let sends in progress finish first.`,
		Example: `  heed serve                                  data in ./heed-data, on http://localhost:8420
  heed serve --data /var/lib/heed --addr :8420
  heed serve --database postgres://heed:secret@db/heed`,
		Args: nothing,
	}
	settings(c, "*")
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg, log, err := load(c)
		if err != nil {
			return err
		}
		// What a desk holds is some ten megabytes, and collecting whenever that has doubled takes a
		// tenth of the processor and more when many work at once.
		if os.Getenv("GOGC") == "" {
			debug.SetGCPercent(300)
		}
		d, err := server.Open(c.Context(), cfg, server.Options{Log: log})
		if err != nil {
			return err
		}
		s, err := server.New(d, cfg)
		if err != nil {
			return err
		}
		if err := s.Start(c.Context()); err != nil {
			return err
		}
		fmt.Fprintln(os.Stderr, s.Greeting())
		<-c.Context().Done()
		fmt.Fprintln(os.Stderr, "shutting down: finishing what is being sent")
		return s.Stop()
	}
	return c
}
