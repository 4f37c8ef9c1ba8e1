package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"heed/internal/desk"
	"heed/internal/protocol"
)

func percent(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(of))
}

func buckets(list []protocol.Bucket) (s string) {
	for i, b := range list {
		if i > 0 {
			s += ", "
		}
		if len(list) > 1 {
			s += fmt.Sprintf("%d ", b.Cases)
		}
		s += protocol.FormatWithin(b.Within) + " " + b.Hours
	}
	return s
}

func (t *trial) text(out io.Writer, c *protocol.Comparison) {
	n := t.tally.Cases
	fmt.Fprintf(out, "%d posts that begin a case", n)
	if t.all {
		fmt.Fprint(out, " or go on with one")
	}
	fmt.Fprintf(out, ", %d rows refused\n\n", t.refused)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "rule\tposts\tshare\trespond\twithin")
	for _, r := range t.tally.Rules {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\n", r.Name, r.Cases, percent(r.Cases, n), r.Respond, buckets(r.By))
	}
	w.Flush()
	fmt.Fprintf(out, "\nanswered %d (%s), watched %d, not answered %d\n", t.tally.Answer, percent(t.tally.Answer, n), t.tally.Watch, t.tally.Ignore)
	sum := 0
	for _, b := range t.tally.By {
		sum += b.Cases
		fmt.Fprintf(out, "  within %s %s: %d (%s), so far %s\n", protocol.FormatWithin(b.Within), b.Hours, b.Cases, percent(b.Cases, n), percent(sum, n))
	}
	if c != nil {
		t.compared(out, c)
	}
}

// compared prints what changes, as the desk's dry run shows it.
func (t *trial) compared(out io.Writer, c *protocol.Comparison) {
	fmt.Fprintf(out, "\nagainst %s: %d of %d decided otherwise\n", t.against, c.Changed, c.Cases)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\tbefore\tafter")
	row := func(name string, a, b int) { fmt.Fprintf(w, "%s\t%d\t%d\n", name, a, b) }
	row("answered", c.Before.Answer, c.After.Answer)
	row("watched", c.Before.Watch, c.After.Watch)
	row("not answered", c.Before.Ignore, c.After.Ignore)
	row("too late", c.Before.Breaches, c.After.Breaches)
	for h := range 24 {
		if c.Before.Hours[h]+c.After.Hours[h] > 0 {
			row(fmt.Sprintf("answers owed at %02d h", h), c.Before.Hours[h], c.After.Hours[h])
		}
	}
	for _, g := range c.Groups {
		name := g.Name
		if name == "" {
			name = "unknown"
		}
		row(g.By+" "+name+" answered", g.Before.Answer, g.After.Answer)
		row(g.By+" "+name+" too late", g.Before.Breaches, g.After.Breaches)
	}
	for _, g := range c.Gaps {
		fmt.Fprintf(w, "equity gap by %s\t%s\t%s\n", g.Name, gapOf(g.Before), gapOf(g.After))
	}
	w.Flush()
	for i, ch := range c.Changes {
		if i == 20 {
			fmt.Fprintf(out, "… and %d more; --format json lists %d of them\n", c.Changed-20, len(c.Changes))
			break
		}
		fmt.Fprintf(out, "%s: %s, %s → %s, %s\n", t.ids[ch.Case-1], ch.Before.Rule, decided(&ch.Before), ch.After.Rule, decided(&ch.After))
	}
}

func decided(d *desk.Decision) string {
	if d.Respond != "yes" {
		return d.Respond
	}
	return protocol.FormatWithin(d.Within) + " " + d.Hours
}

func gapOf(i protocol.Interval) string {
	if !i.Known {
		return "cannot be told"
	}
	return fmt.Sprintf("%+.1f points (%+.1f to %+.1f)", 100*i.Value, 100*i.Low, 100*i.High)
}

// json prints the same to machines.
func (t *trial) json(out io.Writer, c *protocol.Comparison) error {
	type bucket struct {
		Within string `json:"within"`
		Hours  string `json:"hours"`
		Posts  int    `json:"posts"`
	}
	list := func(in []protocol.Bucket) []bucket {
		made := []bucket{}
		for _, b := range in {
			made = append(made, bucket{protocol.FormatWithin(b.Within), b.Hours, b.Cases})
		}
		return made
	}
	type rule struct {
		Rule    string   `json:"rule"`
		Respond string   `json:"respond"`
		Posts   int      `json:"posts"`
		By      []bucket `json:"by_when"`
	}
	type change struct {
		ID     desk.NetworkID `json:"id"`
		Before tryLine        `json:"before"`
		After  tryLine        `json:"after"`
	}
	type comparison struct {
		Changed int              `json:"changed"`
		Before  protocol.Side    `json:"before"`
		After   protocol.Side    `json:"after"`
		Groups  []protocol.Group `json:"groups"`
		Equity  []protocol.Gap   `json:"equity"`
		Changes []change         `json:"changes"`
	}
	doc := struct {
		Posts       int         `json:"posts"`
		Refused     int         `json:"refused"`
		PassedOver  int         `json:"passed_over"`
		Answered    int         `json:"answered"`
		Watched     int         `json:"watched"`
		NotAnswered int         `json:"not_answered"`
		Rules       []rule      `json:"rules"`
		By          []bucket    `json:"by_when"`
		Against     *comparison `json:"against,omitempty"`
	}{Posts: t.tally.Cases, Refused: t.refused, PassedOver: t.passed, Answered: t.tally.Answer, Watched: t.tally.Watch, NotAnswered: t.tally.Ignore, By: list(t.tally.By)}
	for _, r := range t.tally.Rules {
		doc.Rules = append(doc.Rules, rule{r.Name, r.Respond, r.Cases, list(r.By)})
	}
	if c != nil {
		doc.Against = &comparison{Changed: c.Changed, Before: c.Before, After: c.After, Groups: c.Groups, Equity: c.Gaps}
		for _, ch := range c.Changes {
			id := t.ids[ch.Case-1]
			doc.Against.Changes = append(doc.Against.Changes, change{id, eachLine(id, ch.Before, ch.DueBefore), eachLine(id, ch.After, ch.DueAfter)})
		}
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(doc)
}
