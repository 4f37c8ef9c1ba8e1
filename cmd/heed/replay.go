package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/replay"
	"heed/internal/server"
)

type replayFlags struct {
	speed, to, token, format, keep string
	asNow, quiet                   bool
}

func replayCommand() *cobra.Command {
	var f replayFlags
	c := &cobra.Command{
		Use:   "replay FILE...",
		Short: "Play a file of posts into a desk",
		Long: `Plays real posts through the whole path into a desk, in the order in which they were written.
It reads the public "Customer Support on Twitter" CSV, the airline CSV, and JSON Lines or CSV
with the fields of docs/files.md; gzip and zstd too; "-" is standard input.

Companies in the file become brands that are spoken to; they can be read, not answered.
If interrupted, run it again to continue; a post the desk already knows is never added twice.`,
		Example: `  heed replay twcs.csv --speed max            as fast as the desk takes them
  heed replay twcs.csv --speed 60 --as-now    a minute of the file in a second, as if written now
  heed replay posts.jsonl.zst --to http://localhost:8420 --token-file token
  heed replay a.csv b.csv --format json`,
		Args: some("a file of posts, or - for standard input"),
	}
	settings(c, "data", "database", "intake-batch", "log-level", "log-format")
	c.Flags().StringVar(&f.speed, "speed", "max", "max, or how many seconds of the file to play per second.")
	c.Flags().StringVar(&f.to, "to", "", "Play into the running desk at this address instead of a data folder.")
	c.Flags().StringVar(&f.token, "token-file", "", "File with a token for that desk (create one with heed link --token). Default: the variable HEED_TOKEN.")
	c.Flags().StringVar(&f.format, "format", "text", "Format of the summary: text or json.")
	c.Flags().StringVar(&f.keep, "keep", "all", "all rows, or only those matching a saved search of the desk (matched).")
	c.Flags().BoolVar(&f.asNow, "as-now", false, "Use the time of playing as each post's time.")
	c.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "Hide the progress bar.")
	c.RunE = func(c *cobra.Command, args []string) error { return runReplay(c, f, args) }
	return c
}

func runReplay(c *cobra.Command, f replayFlags, paths []string) error {
	opts := replay.Options{Paths: paths, AsNow: f.asNow, Stdin: os.Stdin, Now: time.Now, Batch: 200}
	if f.speed != "max" {
		speed, err := strconv.ParseFloat(f.speed, 64)
		if err != nil || speed <= 0 {
			return &desk.Error{Kind: desk.Invalid, Field: "speed", Message: "--speed must be max or a number above 0, not " + f.speed + "."}
		}
		opts.Speed = speed
	}
	if f.format != "text" && f.format != "json" {
		return &desk.Error{Kind: desk.Invalid, Field: "format", Message: "The format must be text or json, not " + f.format + "."}
	}
	to, closeDesk, err := replayDesk(c, f, &opts)
	if err != nil {
		return err
	}
	bar := newBar(f.quiet || !term.IsTerminal(int(os.Stderr.Fd())))
	opts.Progress = bar.show
	opts.Refused = bar.refused
	sum, err := replay.Run(c.Context(), to, opts)
	bar.finish()
	if cerr := closeDesk(); err == nil {
		err = cerr
	}
	stopped := errors.Is(err, context.Canceled)
	if err == nil || stopped {
		printReplay(f.format, sum, stopped)
	}
	if stopped {
		return nil
	}
	return err
}

func replayDesk(c *cobra.Command, f replayFlags, opts *replay.Options) (replay.Desk, func() error, error) {
	if f.keep != "all" && f.keep != "matched" {
		return nil, nil, &desk.Error{Kind: desk.Invalid, Field: "keep", Message: "--keep must be all or matched, not " + f.keep + "."}
	}
	cfg, log, err := load(c)
	if err != nil {
		return nil, nil, err
	}
	opts.Batch = cfg.IntakeBatch
	if f.to != "" {
		token := os.Getenv("HEED_TOKEN")
		if f.token != "" {
			b, err := os.ReadFile(f.token)
			if err != nil {
				return nil, nil, err
			}
			token = strings.TrimSpace(string(b))
		}
		remote, err := replay.NewRemote(f.to, token, f.keep == "matched")
		return remote, func() error { return nil }, err
	}
	d, err := server.Open(c.Context(), cfg, server.Options{Log: log})
	if err != nil {
		return nil, nil, err
	}
	return d.Replay(f.keep == "matched"), d.Close, nil
}

func printReplay(format string, s replay.Summary, stopped bool) {
	if format == "json" {
		_ = json.NewEncoder(os.Stdout).Encode(s) // to standard output: nobody is left to tell
		return
	}
	if stopped {
		fmt.Println("Interrupted. Run the same command again to continue.")
	}
	rate := 0.0
	if s.Seconds > 0 {
		rate = float64(s.Kept) / s.Seconds
	}
	fmt.Printf(`read      %d
matched   %d   by saved searches of this desk
kept      %d   (%.0f a second)
cases     %d
repeats   %d   known already, dropped
copies    %d   counted on an original
refused   %d   rows
threads   %d reply links inside the file, %d joined
seconds   %.1f
`, s.Read, s.Matched, s.Kept, rate, s.Cases, s.Repeats, s.Copies, s.Refused, s.Threads.Links, s.Threads.Joined, s.Seconds)
	if s.Skipped > 0 {
		fmt.Printf("skipped   %d   taken by the run before\n", s.Skipped)
	}
}

// bar shows count, rate and time left.
type bar struct {
	quiet bool
	bar   *line
	index bool
	shown int
}

func newBar(quiet bool) *bar { return &bar{quiet: quiet} }

func (b *bar) show(p replay.Progress) {
	if b.quiet {
		return
	}
	if b.bar == nil || b.index != p.Indexing {
		b.finish()
		b.index, b.bar = p.Indexing, newLine()
	}
	what := "reading"
	if !p.Indexing {
		what = fmt.Sprintf("playing  %d posts", p.Read)
		if p.Seconds > 0 {
			what += fmt.Sprintf(", %.0f/s", float64(p.Read)/p.Seconds)
		}
	}
	b.bar.draw(what, p.Bytes, p.Size)
}

// maxShown bounds how many refused rows are told one by one.
const maxShown = 50

func (b *bar) refused(e *dataset.RowError) {
	b.shown++
	switch {
	case b.shown <= maxShown:
		fmt.Fprintln(os.Stderr, "refused: "+hidden(e))
	case b.shown == maxShown+1:
		fmt.Fprintln(os.Stderr, "refused: more rows; they are counted, not shown")
	}
}

func (b *bar) finish() {
	b.bar.clear()
	b.bar = nil
}
