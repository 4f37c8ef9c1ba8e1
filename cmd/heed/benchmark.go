package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"heed/internal/benchmark"
	"heed/internal/channel"
	"heed/internal/config"
	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/observe"
)

type benchmarkFlags struct {
	format, from, to, zone, pairsIn, out string
	network, since                       string
	accounts, set                        []string
	companies                            []string
	explain                              string
	pairs, strict, quiet                 bool
	limit                                int
}

func benchmarkCommand() *cobra.Command {
	var f benchmarkFlags
	c := &cobra.Command{
		Use:   "benchmark FILE...",
		Short: "Measure companies by public posts and print a league table",
		Long: `Measures how companies serve their customers in public posts: who answers, how fast, at which
hours of the week, with help or with lip service. It reads the public "Customer Support on
Twitter" CSV, JSON Lines or CSV with the fields of docs/files.md, and what heed export and heed listen write;
gzip and zstd work too; "-" is standard input. No desk or account needed.

Companies are identified by who answers whom. Every number comes with its interval; companies under
30 cases are listed but not ranked; those that can't be told apart share a rank. Every measure
and its limits: docs/benchmark.md.`,
		Example: `  heed benchmark twcs.csv                              the league table
  heed benchmark twcs.csv.gz --format html > wall.html a page for the wall
  heed benchmark twcs.csv --company Delta --from 2017-10-01 --to 2017-11-01
  heed benchmark twcs.csv --explain Delta,lip_service  the cases behind a number
  heed benchmark twcs.csv --pairs > pairs.csv          each post with its answer and the seconds
  heed benchmark --pairs-in pairs.csv                  response times from such a file
  heed benchmark --network bluesky --accounts acme.example,bolt.example --since 24h`,
		Args: cobra.ArbitraryArgs,
	}
	c.Flags().StringVar(&f.format, "format", "table", "table, json, csv or html.")
	c.Flags().StringVarP(&f.out, "out", "o", "", "Write to this file instead of standard output.")
	c.Flags().StringArrayVar(&f.companies, "company", nil, "Show only these companies: comma-separated, or repeat the flag.")
	c.Flags().StringVar(&f.from, "from", "", "Only cases opened on or after this date or time: 2017-10-01, 2017-10-01T12:00:00Z.")
	c.Flags().StringVar(&f.to, "to", "", "Only cases opened before this date or time.")
	c.Flags().StringVar(&f.zone, "zone", "UTC", "Time zone for days and hours of the week, such as Europe/Berlin.")
	c.Flags().BoolVar(&f.pairs, "pairs", false, "Print each customer post with its answer and the seconds in between, as CSV.")
	c.Flags().StringVar(&f.explain, "explain", "", "Print the cases behind a number: COMPANY,MEASURE.")
	c.Flags().IntVarP(&f.limit, "limit", "n", 20, "How many cases --explain prints.")
	c.Flags().StringVar(&f.pairsIn, "pairs-in", "", "Read response pairs (CSV with agent_id and response_time_seconds) instead of posts.")
	c.Flags().StringVar(&f.network, "network", "", "Measure posts on this network instead of a file.")
	c.Flags().StringSliceVar(&f.accounts, "accounts", nil, "The companies' handles: with --network, or for files that don't say who speaks for a company.")
	c.Flags().StringVar(&f.since, "since", "24h", "How far back to start with --network, as far as the network allows.")
	c.Flags().StringArrayVar(&f.set, "set", nil, "Network setting as key=value, such as jetstream=ws://localhost:6008.")
	c.Flags().BoolVar(&f.strict, "strict", false, "Stop at the first row that can't be read.")
	c.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "Hide the progress bar and don't list refused rows.")
	c.RunE = func(c *cobra.Command, args []string) error { return runBenchmark(c.Context(), f, args) }
	return c
}

// report is what can be written in the forms of --format.
type written interface {
	WriteText(w io.Writer) error
	WriteJSON(w io.Writer) error
	WriteCSV(w io.Writer) error
}

func runBenchmark(ctx context.Context, f benchmarkFlags, args []string) error {
	show := newFileBar(f.quiet)
	defer show.finish()
	switch f.format {
	case "table", "json", "csv", "html":
	default:
		return &desk.Error{Kind: desk.Invalid, Field: "format", Message: "The format must be table, json, csv or html, not " + f.format + "."}
	}
	if err := f.together(args); err != nil {
		return err
	}
	if err := f.spares(append(args, f.pairsIn)); err != nil {
		return err
	}
	if f.pairsIn != "" {
		p, err := benchmark.ReadPairsFile(f.pairsIn, os.Stdin, f.strict, show.refused)
		if err != nil {
			return err
		}
		return f.write(p)
	}
	if f.network != "" {
		d, err := f.listen(ctx, args)
		if err != nil {
			return err
		}
		return f.print(ctx, d)
	}
	if len(args) == 0 {
		return &desk.Error{Kind: desk.Invalid, Message: "Name a file of posts, or - for standard input.", Mend: "For example: heed benchmark twcs.csv. See heed benchmark --help."}
	}
	opts, err := f.options(args)
	if err != nil {
		return err
	}
	opts.Progress, opts.Refused = sparing(show.show), show.refused
	d, err := benchmark.Read(ctx, opts)
	show.finish()
	if err != nil {
		return err
	}
	return f.print(ctx, d)
}

// spares refuses to write over a file that is read.
func (f *benchmarkFlags) spares(read []string) error {
	out, err := os.Stat(f.out)
	if f.out == "" || err != nil {
		return nil // nothing is there, or output says why it cannot be written
	}
	for _, name := range read {
		if in, err := os.Stat(name); err == nil && os.SameFile(in, out) {
			return &desk.Error{Kind: desk.Invalid, Field: "out", Message: "The report would overwrite " + name + ", which is its own input.", Mend: "Use a different name for --out."}
		}
	}
	return nil
}

// sparing lets memory grow until many posts are kept. What is kept of them holds no pointers
// and stays: collecting often then costs little and keeps the memory near to what is needed.
func sparing(next func(dataset.Progress)) func(dataset.Progress) {
	const many = 500_000
	debug.SetGCPercent(400)
	spare := false
	return func(p dataset.Progress) {
		if !spare && p.Rows >= many {
			spare = true
			debug.SetGCPercent(30)
		}
		next(p)
	}
}

// together refuses flags that do not go together.
func (f *benchmarkFlags) together(args []string) error {
	refuse := func(field, message string) error {
		return &desk.Error{Kind: desk.Invalid, Field: field, Message: message}
	}
	switch {
	case f.pairsIn != "" && (len(args) > 0 || f.network != ""):
		return refuse("pairs-in", "Use either --pairs-in or files of posts, not both.")
	case f.pairsIn != "" && (f.pairs || f.explain != ""):
		return refuse("pairs-in", "A file of pairs has no posts for --pairs or --explain.")
	case f.pairs && f.explain != "":
		return refuse("explain", "Use either --pairs or --explain, not both.")
	case f.pairs && f.format != "table" && f.format != "csv":
		return refuse("format", "Pairs can only be written as CSV.")
	case f.explain != "" && f.format != "table":
		return refuse("format", "The cases behind a number can only be written as text.")
	case f.limit < 0:
		return refuse("limit", "--limit must be 0 or more.")
	case f.network != "" && len(f.accounts) == 0:
		return refuse("accounts", "Name the companies with --accounts: their handles, comma-separated.")
	}
	return nil
}

// listen hears a window of a network.
func (f *benchmarkFlags) listen(ctx context.Context, args []string) (*benchmark.Data, error) {
	if len(args) > 0 {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "network", Message: "Use either files or --network, not both."}
	}
	kind, account, err := network(f.network, f.set)
	if err != nil {
		return nil, err
	}
	ago, err := config.ParseDuration(f.since)
	if err != nil || ago <= 0 {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "since", Message: "--since must be a duration like 30m or 24h, not " + f.since + "."}
	}
	if replay := kind.Abilities.Replay; ago > replay {
		fmt.Fprintf(os.Stderr, "note: %s goes back about %s at most.\n", kind.Name, replay)
	}
	opts, err := f.options(nil)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	since, told := began.Add(-ago), began
	fmt.Fprintf(os.Stderr, "Hearing %s since %s. Ctrl-C measures what was heard until then.\n", kind.Name, since.Local().Format("2006-01-02 15:04"))
	w := benchmark.Window{Kind: kind, Account: account, Accounts: f.accounts, Since: since,
		Deps:   channel.Deps{Log: observe.NewLogger(os.Stderr, slog.LevelWarn, "text"), Now: time.Now},
		Missed: func(s string) { fmt.Fprintln(os.Stderr, "missed: "+s) },
		Told: func(h benchmark.Heard) {
			if now := time.Now(); !f.quiet && now.Sub(told) >= time.Second && h.At.After(since) {
				told = now
				left := time.Duration(float64(now.Sub(began)) * float64(began.Sub(h.At)) / float64(h.At.Sub(since)))
				progress("%s posts heard, %s kept, %.0f/s, at %s, about %s left", grouped(h.Read), grouped(h.Kept),
					float64(h.Read)/now.Sub(began).Seconds(), h.At.Local().Format("Jan 02 15:04:05"), max(0, left).Round(time.Second))
			}
		}}
	d, err := benchmark.Listen(ctx, w, opts)
	progressEnds()
	return d, err
}

func (f *benchmarkFlags) options(args []string) (o benchmark.Options, err error) {
	o = benchmark.Options{Paths: args, Stdin: os.Stdin, Companies: f.companies, Accounts: f.accounts, Strict: f.strict}
	if o.Zone, err = time.LoadLocation(f.zone); err != nil {
		return o, &desk.Error{Kind: desk.Invalid, Field: "zone", Message: "There is no time zone " + f.zone + ".", Mend: "Use a name like Europe/Berlin or America/Vancouver."}
	}
	if o.From, err = moment("from", f.from, o.Zone); err != nil {
		return o, err
	}
	if o.To, err = moment("to", f.to, o.Zone); err != nil {
		return o, err
	}
	if !o.From.IsZero() && !o.To.IsZero() && !o.From.Before(o.To) {
		return o, &desk.Error{Kind: desk.Invalid, Field: "to", Message: "--to must be after --from."}
	}
	return o, nil
}

// moment reads a day in a zone, or a time.
func moment(flag, s string, zone *time.Location) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{"2006-01-02", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.RFC3339} {
		if t, err := time.ParseInLocation(form, s, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, &desk.Error{Kind: desk.Invalid, Field: flag, Message: "--" + flag + " must be a date like 2017-10-01 or a time like 2017-10-01T12:00:00Z, not " + s + "."}
}

func (f *benchmarkFlags) print(ctx context.Context, d *benchmark.Data) error {
	switch {
	case f.pairs:
		return f.output(d.WritePairs)
	case f.explain != "":
		comma := strings.LastIndexByte(f.explain, ',') // a name may hold one
		if comma < 0 {
			return &desk.Error{Kind: desk.Invalid, Field: "explain", Message: "--explain needs a company and a measure separated by a comma, such as Delta,lip_service."}
		}
		e, err := d.Explain(ctx, f.explain[:comma], strings.TrimSpace(f.explain[comma+1:]), f.limit)
		if err != nil {
			return err
		}
		return f.output(e.WriteText)
	}
	l, err := d.League()
	if err != nil {
		return err
	}
	if s := &l.Source; s.Posts == 0 && s.Refused > 0 {
		return &desk.Error{Kind: desk.Invalid, Message: "No posts could be read; rows refused: " + grouped(s.Refused) + ".",
			Mend: "Run without --quiet to see each one with its line. See heed benchmark --help for the file format."}
	}
	if note := remark(&l.Source, len(l.Companies), time.Now()); note != "" {
		fmt.Fprintln(os.Stderr, "note: "+note)
	}
	if n := l.Source.Cleaned; n > 0 {
		fmt.Fprintf(os.Stderr, "note: posts with bytes that are not UTF-8: %s. Those bytes are lost, and what these posts say may be misread: save the file as UTF-8.\n", grouped(n))
	}
	return f.write(l)
}

// remark says what a reader of the report must know of its posts, "" for nothing.
func remark(s *benchmark.Source, companies int, now time.Time) string {
	const form = "2006-01-02 15:04"
	switch ahead := s.Newest.After(now.Add(24 * time.Hour)); {
	case s.Posts == 0:
		return "it contains no posts."
	case ahead:
		return "the newest post is of " + s.Newest.Format(form) + ", which is to come: waits that nobody saw end are counted until then. Mend its time, or leave it out."
	case companies == 0 && s.Cases > 0:
		return "the companies you named have no cases."
	case companies == 0 && s.Known && !s.Narrowed:
		return "no customer's post answers, is answered by or names a company of these files, so there is no case."
	case s.Apart && companies == 0:
		return "no post answers another of these files, and none is marked as a company's: name the companies with --accounts, and say in reply_to (in_response_to_tweet_id) which post one answers."
	case s.Apart:
		return "no post answers another of these files, so every case looks unanswered: a post says in reply_to (in_response_to_tweet_id) the id of the one that it answers."
	case companies == 0 && s.Cases == 0 && s.Narrowed:
		return "no case was opened in this time; the posts are of " + s.Oldest.Format(form) + " to " + s.Newest.Format(form) + " UTC."
	case companies == 0:
		return "no company was found: nobody in these posts answers others for a company. Name who does with --accounts."
	}
	return ""
}

func (f *benchmarkFlags) write(r written) error {
	switch f.format {
	case "json":
		return f.output(r.WriteJSON)
	case "csv":
		return f.output(r.WriteCSV)
	case "html":
		if page, ok := r.(interface{ WriteHTML(io.Writer) error }); ok {
			return f.output(page.WriteHTML)
		}
		return &desk.Error{Kind: desk.Invalid, Field: "format", Message: "Response pairs can be written as table, json or csv."}
	}
	return f.output(r.WriteText)
}

// output writes to standard output, or to the file of --out.
func (f *benchmarkFlags) output(write func(io.Writer) error) error {
	if f.out == "" {
		return write(os.Stdout)
	}
	file, err := os.Create(f.out)
	if err != nil {
		return &desk.Error{Kind: desk.Invalid, Field: "out", Message: "cannot write " + f.out, Err: err}
	}
	if err := write(file); err != nil {
		_ = file.Close() // the first error is told
		return err
	}
	return file.Close()
}

// fileBar shows how far files are read.
type fileBar struct {
	quiet bool
	shown int
	bar   *line
}

func newFileBar(quiet bool) *fileBar { return &fileBar{quiet: quiet} }

func (b *fileBar) show(p dataset.Progress) {
	if b.quiet {
		return
	}
	if b.bar == nil {
		b.bar = newLine()
	}
	b.bar.draw("reading  "+grouped(p.Rows)+" posts", p.Bytes, p.Size)
}

func (b *fileBar) refused(e *dataset.RowError) {
	b.shown++
	switch {
	case b.quiet:
	case b.shown <= maxShown:
		fmt.Fprintln(os.Stderr, "refused: "+hidden(e))
	case b.shown == maxShown+1:
		fmt.Fprintln(os.Stderr, "refused: more rows; they are counted, not shown")
	}
}

func (b *fileBar) finish() {
	b.bar.clear()
	b.bar = nil
}

// grouped writes a count with commas.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return strings.TrimPrefix(s, ",")
}
