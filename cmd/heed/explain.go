package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/explain"
	"heed/internal/privacy"
	"heed/internal/protocol"
	"heed/internal/signal"
	"heed/internal/text/langid"
)

func explainCommand() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "explain",
		Short: "Show how heed reads a message, and why",
		Long: `Reads messages from standard input, one JSON object per line, and writes how heed reads each,
one JSON object per line in the same order: language, sentiment, intent, how likely it is a
complaint, urgency, channels that failed the author before, private data with its place, what a
reply does, how long the text is on every network, and with --protocol what the response
protocol decides and why. No desk is needed and nothing is kept or sent.

A message has "text" and may have "id" (given back as it is), "lang", "network", "author",
"time" (RFC 3339) and "direction": "in" for what a customer says (the default), "out" for what
the company says. Other fields are ignored.

Each line is written before the next is read, so another program can ask and wait for the
answer. A line that can't be read is reported on standard error with its number and skipped;
the exit code is then 1. docs/explain.md describes every field.`,
		Example: `  echo '{"text": "Called you twice, still no refund. My number is 020 7946 0958"}' | heed explain
  heed explain --protocol protocol.json < posts.jsonl | jq -r '[.id, .decision.rule] | @tsv'
  heed listen -s refund -n 20 --format jsonl | heed explain | jq .intent.label`,
		Args: nothing,
	}
	c.Flags().StringVar(&file, "protocol", "", "Response protocol that decides: a JSON document as docs/protocol.md describes it, or default for the one that comes with heed.")
	c.RunE = func(c *cobra.Command, _ []string) error { return runExplain(c.Context(), file) }
	return c
}

func runExplain(ctx context.Context, file string) error {
	opts, err := explaining(file)
	if err != nil {
		return err
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		fmt.Fprintln(os.Stderr, `Write a message as {"text": "…"} and press Enter. Ctrl-D ends.`)
	}
	type result struct {
		sum explain.Summary
		err error
	}
	done := make(chan result, 1)
	go func() {
		sum, err := explain.Run(os.Stdin, os.Stdout, opts)
		done <- result{sum, err}
	}()
	select {
	case <-ctx.Done(): // a read from a terminal cannot be broken off, so it is left behind
		return nil
	case r := <-done:
		if r.err == nil && r.sum.Bad > 0 {
			return &desk.Error{Kind: desk.Unavailable, Message: fmt.Sprintf("%d of %d lines couldn't be read.", r.sum.Bad, r.sum.Read)}
		}
		return r.err
	}
}

func explaining(file string) (explain.Options, error) {
	opts := explain.Options{Lengths: channel.Lengths(), Now: time.Now, Bad: func(line int, err error) {
		fmt.Fprintf(os.Stderr, "line %d: %s\n", line, withMend(err))
	}}
	if file != "" {
		p, err := readProtocol(file)
		if err != nil {
			return opts, err
		}
		opts.Protocol = p
	}
	model, err := langid.Load()
	if err != nil {
		return opts, err
	}
	reader := signal.New(model, nil)
	opts.Read, opts.Acts, opts.Private = reader.Read, reader.Acts, privacy.FindIn
	return opts, nil
}

func readProtocol(file string) (*protocol.Protocol, error) {
	if file == "default" {
		return protocol.Parse(protocol.Default())
	}
	doc, err := os.ReadFile(file)
	if err != nil {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "protocol", Message: "The protocol " + file + " can't be read.",
			Mend: "Name a file, or default for the protocol that comes with heed.", Err: err}
	}
	return protocol.Parse(doc)
}

func withMend(err error) string {
	var e *desk.Error
	if errors.As(err, &e) && e.Mend != "" {
		return err.Error() + " " + e.Mend
	}
	return err.Error()
}
