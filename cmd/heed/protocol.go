package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"heed/internal/calendar"
	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/privacy"
	"heed/internal/protocol"
	"heed/internal/signal"
	"heed/internal/sla"
	"heed/internal/text/langid"
)

func protocolCommand() *cobra.Command {
	c := &cobra.Command{Use: "protocol", Short: "Check a response protocol and try it on posts", Args: nothing,
		RunE: func(c *cobra.Command, _ []string) error {
			return usage(c, "Choose what to do with a protocol: check or try.")
		},
		Example: "  heed protocol try protocol.json posts.jsonl   what it would decide",
	}
	c.AddCommand(protocolTryCommand(), &cobra.Command{
		Use: "check PROTOCOL", Short: "List problems in a protocol, rule by rule",
		Long:    "Reads a protocol (a JSON document as described in docs/protocol.md) and lists each problem with its rule, line and column, and how to fix it.",
		Example: "  heed protocol check protocol.json",
		Args:    one("a protocol file, or default for heed's built-in protocol"),
		RunE: func(c *cobra.Command, args []string) error {
			p, err := readProtocol(args[0])
			if err == nil {
				fmt.Fprintf(c.OutOrStdout(), "%s works: %d rules.\n", args[0], len(p.Rules())-1)
			}
			return err
		},
	})
	return c
}

type tryFlags struct {
	against, calendar, format string
	each, all                 bool
	most                      int
}

func protocolTryCommand() *cobra.Command {
	var f tryFlags
	c := &cobra.Command{
		Use:   "try PROTOCOL [FILE...]",
		Short: "Run a protocol over posts: what each rule decides, by when, and what changes",
		Long: `Runs a response protocol over a file of posts and prints, without a desk, what it would decide:
the cases of each rule, the share that is answered, and by when. With --against it stands beside
another protocol as in the desk's dry run: what changes, too late or not by the answers that are in
the file, the load by hour, by language and channel, and the equity gap.

Files are those that heed replay reads: JSON Lines or CSV with the fields of docs/files.md, the
"Customer Support on Twitter" CSV, gzip and zstd too; without one, or with -, standard input. A
customer's post that answers no other begins a case (--all takes the others too); every post is
assumed to address the company, and nobody's earlier cases are known. default is the protocol that
comes with heed.`,
		Example: `  heed protocol try protocol.json posts.jsonl
  heed protocol try draft.json --against protocol.json --calendar office.json posts.csv
  heed protocol try default --each < posts.jsonl | jq -r '[.id, .rule, .within] | @tsv'`,
		Args: some("a protocol (a file, or default), and files of posts"),
	}
	c.Flags().StringVar(&f.against, "against", "", "Another protocol to compare with: a file, or default.")
	c.Flags().StringVarP(&f.calendar, "calendar", "c", "", "Working hours, for coverage.open and clocks that run in covered time. Default: always open.")
	c.Flags().StringVar(&f.format, "format", "text", "text for people, json for machines.")
	c.Flags().BoolVar(&f.each, "each", false, "Write the decision of each post, one JSON object a line, and no summary.")
	c.Flags().BoolVar(&f.all, "all", false, "Decide on every customer post, not only those that start a case.")
	c.Flags().IntVar(&f.most, "most", 100_000, "Maximum number of posts to decide on; the rest are skipped and counted.")
	c.RunE = func(c *cobra.Command, args []string) error {
		t, err := newTrial(f, args, c.InOrStdin())
		if err != nil {
			return err
		}
		return t.run(c.OutOrStdout(), os.Stderr)
	}
	return c
}

// trial is one run of a protocol over posts.
type trial struct {
	tryFlags
	paths         []string
	stdin         io.Reader
	after, before *protocol.Protocol
	cal           *calendar.Calendar
	reader        *signal.Reader
	past          []protocol.Past
	ids           []desk.NetworkID
	begun         map[string]int // place in past, of the posts that began a case
	tally         *protocol.Tally
	refused       int
	passed        int // over, since there were enough
	latest        time.Time
}

func newTrial(f tryFlags, args []string, stdin io.Reader) (*trial, error) {
	t := &trial{tryFlags: f, paths: args[1:], stdin: stdin, cal: calendar.Always(), begun: map[string]int{}}
	if len(t.paths) == 0 {
		t.paths = []string{"-"}
	}
	if f.format != "text" && f.format != "json" {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "format", Message: "The format must be text or json, not " + f.format + "."}
	}
	if f.most < 1 {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "most", Message: "--most must be above 0."}
	}
	var err error
	if t.after, err = readProtocol(args[0]); err != nil {
		return nil, err
	}
	t.before = t.after
	if f.against != "" {
		if t.before, err = readProtocol(f.against); err != nil {
			return nil, err
		}
	}
	if f.calendar != "" {
		doc, err := os.ReadFile(f.calendar)
		if err != nil {
			return nil, &desk.Error{Kind: desk.Invalid, Field: "calendar", Message: "The calendar " + f.calendar + " can't be read.", Err: err}
		}
		if t.cal, err = calendar.Parse(doc); err != nil {
			return nil, err
		}
	}
	model, err := langid.Load()
	if err != nil {
		return nil, err
	}
	t.reader, t.tally = signal.New(model, privacy.Find), t.after.Count()
	return t, nil
}

func (t *trial) run(out, errs io.Writer) error {
	if err := t.read(out, errs); err != nil {
		return err
	}
	if t.passed > 0 {
		fmt.Fprintf(errs, "Skipped %d more posts: --most is %d.\n", t.passed, t.most)
	}
	if t.each {
		return nil
	}
	var c *protocol.Comparison
	if t.against != "" {
		due := func(i int, d desk.Decision) time.Time { return sla.Start(d, t.past[i].At, t.cal) }
		made := protocol.Compare(t.before, t.after, t.past, due, t.latest, protocol.Pick{})
		c = &made
	}
	if t.format == "json" {
		return t.json(out, c)
	}
	t.text(out, c)
	return nil
}

// read decides about each post of the files.
func (t *trial) read(out, errs io.Writer) error {
	r, err := dataset.Open(t.paths, dataset.Options{Stdin: t.stdin})
	if err != nil {
		return err
	}
	defer r.Close()
	each := json.NewEncoder(out)
	each.SetEscapeHTML(false)
	for {
		row, err := r.Next()
		var refused *dataset.RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &refused):
			if t.refused++; t.refused <= 20 {
				fmt.Fprintln(errs, hidden(refused))
			}
			continue
		case err != nil:
			return err
		}
		d, taken := t.take(&row)
		if taken && t.each {
			if err := each.Encode(eachLine(row.Message.NetworkID, d, sla.Start(d, row.Message.PostedAt, t.cal))); err != nil {
				return err
			}
		}
	}
}

// take decides about a row; an answer of the company is when a case was first answered.
func (t *trial) take(row *dataset.Row) (d desk.Decision, taken bool) {
	m := &row.Message
	if m.PostedAt.After(t.latest) {
		t.latest = m.PostedAt
	}
	if m.Direction == desk.Out {
		if i, ok := t.begun[string(m.Parent)]; ok && m.Parent != "" && (t.past[i].Answered.IsZero() || m.PostedAt.Before(t.past[i].Answered)) {
			t.past[i].Answered = m.PostedAt
		}
		return d, false
	}
	if m.Parent != "" && !t.all || m.Form == desk.Repost {
		return d, false
	}
	if len(t.past) == t.most {
		t.passed++
		return d, false
	}
	m.Signals = t.reader.Read(m)
	f := protocol.FactsOf(m, nil, nil, t.cal.Open(m.PostedAt), m.PostedAt)
	f.MentionsUs = true
	t.begun[string(m.NetworkID)] = len(t.past)
	t.past = append(t.past, protocol.Past{Case: desk.CaseID(len(t.past) + 1), Facts: f, At: m.PostedAt, Hour: m.PostedAt.In(t.cal.ZoneAt(m.PostedAt)).Hour()})
	t.ids = append(t.ids, m.NetworkID)
	d = t.after.Decide(f)
	t.tally.Add(&d)
	return d, true
}

// tryLine is the decision of one post.
type tryLine struct {
	ID      desk.NetworkID `json:"id"`
	Rule    string         `json:"rule"`
	Respond string         `json:"respond"`
	Within  string         `json:"within,omitempty"`
	Hours   string         `json:"hours,omitempty"`
	Due     *time.Time     `json:"due,omitempty"`
	Where   string         `json:"where"`
	Urgency string         `json:"urgency"`
	Because []string       `json:"because"`
}

func eachLine(id desk.NetworkID, d desk.Decision, due time.Time) tryLine {
	l := tryLine{ID: id, Rule: d.Rule, Respond: d.Respond, Where: d.Where, Urgency: d.Urgency, Because: append([]string{}, d.Because...)}
	if d.Respond == "yes" {
		l.Within, l.Hours = protocol.FormatWithin(d.Within), d.Hours
	}
	if !due.IsZero() {
		l.Due = &due
	}
	return l
}
