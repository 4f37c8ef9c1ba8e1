package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"heed/internal/channel"
	"heed/internal/channel/all"
	"heed/internal/config"
	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/listen"
	"heed/internal/observe"
	"heed/internal/tail"
)

type listenFlags struct {
	network, search, format, since, level string
	from                                  []string
	set                                   []string
	limit                                 int
}

func listenCommand() *cobra.Command {
	var f listenFlags
	c := &cobra.Command{
		Use:   "listen",
		Short: "Print public posts that match a search, as they're posted",
		Long: `Prints public posts that match a search as they're posted, with no setup and no
account. Ctrl-C ends it with a summary. With --from it matches a file instead
(the forms that heed replay reads; "-" is standard input).

Searches use the syntax of X, with more: words, "exact phrases", OR, -not, ( ),
"near words"~5, wild*, mispeled~1, #tag, @handle, lang:en, has:links, followers:>1000. See
docs/search.md.`,
		Example: `  heed listen --network bluesky --search 'icbc OR "driver licensing"'
  heed listen --network bluesky --search 'delayed (train OR bus) lang:en' --since 2h
  heed listen --search 'refund -is:repost' --format jsonl > refunds.jsonl
  heed listen --from posts.csv.gz --search 'lang:de kaputt'`,
		Args: nothing,
	}
	c.Flags().StringVar(&f.network, "network", "bluesky", "Network to listen to.")
	c.Flags().StringVarP(&f.search, "search", "s", "", "The search to match (required).")
	c.Flags().StringVar(&f.format, "format", "text", "text for people, jsonl for machines (heed replay reads it).")
	c.Flags().StringVar(&f.since, "since", "", "Start this long ago, as far as the network allows: 30m, 2h.")
	c.Flags().StringArrayVar(&f.from, "from", nil, "Match this file instead of a network. Can be repeated.")
	c.Flags().IntVarP(&f.limit, "limit", "n", 0, "Stop after this many matches. 0: never.")
	c.Flags().StringArrayVar(&f.set, "set", nil, "Network setting as key=value, such as jetstream=ws://localhost:6008.")
	c.Flags().StringVar(&f.level, "log-level", "warn", "Lowest severity to log: debug, info, warn, error.")
	c.RunE = func(c *cobra.Command, _ []string) error { return runListen(c.Context(), f) }
	return c
}

func runListen(ctx context.Context, f listenFlags) error {
	if f.search == "" {
		return &desk.Error{Kind: desk.Invalid, Field: "search", Message: "Choose what to listen for with --search.", Mend: `For example: heed listen --search '"lost luggage" OR (refund late)'`}
	}
	query, err := listen.Parse(f.search)
	if err != nil {
		return searchError(f.search, err)
	}
	for _, n := range query.Notes() {
		fmt.Fprintln(os.Stderr, "note: "+n.Message)
	}
	if f.format != "text" && f.format != "jsonl" {
		return &desk.Error{Kind: desk.Invalid, Field: "format", Message: "The format must be text or jsonl, not " + f.format + "."}
	}
	opts := tail.Options{Query: query, JSON: f.format == "jsonl", Out: os.Stdout, Zone: time.Local, Limit: f.limit,
		Color: term.IsTerminal(int(os.Stdout.Fd())) && os.Getenv("NO_COLOR") == "",
		Gap:   func(s string) { fmt.Fprintln(os.Stderr, "missed: "+s) }}
	started := time.Now()
	var sum tail.Summary
	if len(f.from) > 0 {
		sum, err = tail.Files(ctx, f.from, os.Stdin, func(e *dataset.RowError) { fmt.Fprintln(os.Stderr, "refused: "+hidden(e)) }, opts)
		sum.Took = time.Since(started)
	} else {
		sum, err = listenNetwork(ctx, f, opts)
	}
	if err == nil || sum.Read > 0 {
		fmt.Fprintln(os.Stderr, listenSummary(sum))
	}
	return err
}

func listenSummary(s tail.Summary) string {
	out := fmt.Sprintf("%d posts read, %d matched", s.Read, s.Matched)
	if s.Read == 1 {
		out = fmt.Sprintf("1 post read, %d matched", s.Matched)
	}
	switch {
	case s.Refused == 1:
		out += ", 1 row refused"
	case s.Refused > 1:
		out += fmt.Sprintf(", %d rows refused", s.Refused)
	}
	if sec := s.Took.Seconds(); sec > 0.1 {
		out += fmt.Sprintf(" in %s (%.0f posts/s)", s.Took.Round(100*time.Millisecond), float64(s.Read)/sec)
	}
	return out
}

func listenNetwork(ctx context.Context, f listenFlags, opts tail.Options) (tail.Summary, error) {
	kind, a, err := network(f.network, f.set)
	if err != nil {
		return tail.Summary{}, err
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.level)); err != nil {
		return tail.Summary{}, &desk.Error{Kind: desk.Invalid, Field: "log-level", Message: "There's no log level " + f.level + "."}
	}
	cursor, err := since(kind, f.since)
	if err != nil {
		return tail.Summary{}, err
	}
	fmt.Fprintf(os.Stderr, "Listening to %s. Ctrl-C ends.\n", kind.Name)
	deps := channel.Deps{Log: observe.NewLogger(os.Stderr, level, "text"), Now: time.Now}
	return tail.Stream(ctx, kind, a, deps, cursor, opts)
}

func since(kind channel.Kind, ago string) (desk.Cursor, error) {
	if ago == "" {
		return "", nil
	}
	d, err := config.ParseDuration(ago)
	switch {
	case err != nil:
		return "", &desk.Error{Kind: desk.Invalid, Field: "since", Message: "--since must be a duration like 30m or 2h, not " + ago + "."}
	case kind.CursorAt == nil || kind.Abilities.Replay == 0:
		return "", &desk.Error{Kind: desk.Invalid, Field: "since", Message: kind.Name + " can't go back in time."}
	case d > kind.Abilities.Replay:
		fmt.Fprintf(os.Stderr, "note: %s goes back about %s at most.\n", kind.Name, kind.Abilities.Replay)
	}
	return kind.CursorAt(time.Now().Add(-d)), nil
}

// network finds a network by name, and makes an account of it that only hears, with settings
// given as key=value.
func network(name string, set []string) (channel.Kind, desk.Account, error) {
	kinds := all.Kinds()
	kind, ok := kinds[desk.Network(name)]
	if !ok {
		var names []string
		for n := range kinds {
			names = append(names, string(n))
		}
		slices.Sort(names)
		return kind, desk.Account{}, &desk.Error{Kind: desk.Invalid, Field: "network", Message: "heed doesn't know the network " + name + ".", Mend: "It knows: " + strings.Join(names, ", ") + "."}
	}
	a := desk.Account{Network: kind.Network, Name: kind.Name, Settings: map[string]string{}}
	var keys []string
	for _, s := range kind.Settings {
		if !s.Secret { // nothing is signed in to here
			keys = append(keys, s.Key)
		}
	}
	for _, pair := range set {
		k, v, ok := strings.Cut(pair, "=")
		if !ok {
			return kind, a, &desk.Error{Kind: desk.Invalid, Field: "set", Message: "--set needs key=value, not " + pair + "."}
		}
		if !slices.Contains(keys, k) { // a slip would pass, and what was to stay here be asked of the network itself
			return kind, a, &desk.Error{Kind: desk.Invalid, Field: "set", Message: kind.Name + " has no setting " + k + ".", Mend: "It has: " + strings.Join(keys, ", ") + "."}
		}
		a.Settings[k] = v
	}
	return kind, a, nil
}

// searchError points at the place of a mistake.
func searchError(query string, err error) error {
	var se *listen.SyntaxError
	if !errors.As(err, &se) {
		return err
	}
	pad := strings.Repeat(" ", len([]rune(query[:min(se.Offset, len(query))])))
	mark := strings.Repeat("^", max(1, len([]rune(query[min(se.Offset, len(query)):min(se.Offset+se.Length, len(query))]))))
	return &desk.Error{Kind: desk.Invalid, Field: "search", Message: se.Message + "\n  " + query + "\n  " + pad + mark, Mend: se.Mend}
}
