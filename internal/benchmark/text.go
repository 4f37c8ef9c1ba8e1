package benchmark

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"heed/internal/report"
)

// english is how the figures of files are written.
const english = report.Lang("en")

// blocks are the tables of the report for people: figures that are read together, each
// with a short head.
var blocks = []struct {
	title   string
	columns [][2]string // figure, head
}{
	{"Standing", [][2]string{{"score", "score"}, {"demand", "demand"}, {"negative_share", "negative"}}},
	{"Answering", [][2]string{{"response_rate_1h", "in 1 h"}, {"response_rate_24h", "in 24 h"}, {"response_rate_any", "at all"},
		{"coverage", "hours covered"}, {"coverage_hours_known", "of hours known"}, {"windows_lost", "windows lost"}}},
	{"Waiting", [][2]string{{"first_response_time_p50", "first, median"}, {"first_response_time_p90", "first, p90"}, {"next_response_time_p50", "next, median"},
		{"next_response_time_p90", "next, p90"}, {"time_to_resolution_p50", "resolved*, median"}, {"time_to_resolution_p90", "resolved*, p90"}}},
	{"Helping", [][2]string{{"resolution_rate", "resolved*"}, {"deflection_rate", "deflected"},
		{"private_move_rate", "to private"}, {"public_closure_rate", "closed after"}, {"lip_service", "lip service"}}},
	{"The customer", [][2]string{{"times_told", "told"}, {"times_told_p90", "told p90"}, {"hand_offs", "hand-offs"},
		{"hand_off_delay_p50", "hand-off, median"}, {"mood_change", "mood"}, {"reach_at_risk", "reach at risk"}}},
}

// WriteText writes the tables for people.
func (l *League) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s", count(l.Source.Posts, "post"), count(l.Source.Cases, "case"))
	if l.Source.Posts > 0 {
		fmt.Fprintf(&b, ", %s to %s %s", day(l.Source.Oldest, l.Zone), day(l.Source.Newest, l.Zone), l.Zone)
	}
	b.WriteByte('\n')
	if only := l.opened(); only != "" {
		b.WriteString(only + "\n")
	}
	if l.Source.Refused > 0 || l.Source.Repeats > 0 {
		fmt.Fprintf(&b, "%s refused, %s left out\n", count(l.Source.Refused, "row"), count(l.Source.Repeats, "repeated id"))
	}
	if len(l.Companies) == 0 {
		_, err := io.WriteString(w, b.String())
		return err
	}
	for i, block := range blocks {
		fmt.Fprintf(&b, "\n%s\n", block.title)
		l.block(&b, block.columns, i == 0)
	}
	b.WriteString("\nIn parentheses and after ± stand 95 % intervals. = shares its rank with others that cannot be told apart. keeps: how often the rank\n" +
		"holds when the cases are drawn anew. * a proxy: the customer's last word thanks, confirms or is positive. › more than: fewer than the\n" +
		"share asked for were seen to end. – nothing to tell it from. Of fewer than 5 the count stands instead of a share: 1 of 2.\n\n" + wrap(Bias, 130) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func (l *League) block(b *strings.Builder, columns [][2]string, standing bool) {
	var table strings.Builder
	t := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	head := []string{"rank", "company", "cases"}
	if standing {
		head = append(head, "keeps", "ranks")
	}
	for _, c := range columns {
		head = append(head, c[1])
	}
	fmt.Fprintln(t, strings.Join(head, "\t")+"\t")
	ranked := 0
	for i := range l.Companies {
		c := &l.Companies[i]
		ranked += b2i(c.Ranked)
		row := []string{c.place(), called(c.Name), english.Count(c.Cases)}
		if standing {
			row = append(row, c.stability()...)
		}
		for _, col := range columns {
			f, _ := report.FigureOf(col[0])
			row = append(row, english.Value(f.Unit, c.Value(f.Name)))
		}
		fmt.Fprintln(t, strings.Join(row, "\t")+"\t")
	}
	_ = t.Flush() // into memory
	lines := strings.SplitAfter(table.String(), "\n")
	b.WriteString(strings.Join(lines[:1+ranked], ""))
	if ranked < len(l.Companies) {
		fmt.Fprintf(b, "  Too small to rank, under %d cases:\n", report.LeastCases)
	}
	b.WriteString(strings.Join(lines[1+ranked:], ""))
}

func (c *Standing) place() string {
	switch {
	case !c.Ranked:
		return "-"
	case c.Tied:
		return "=" + strconv.Itoa(c.Rank)
	}
	return strconv.Itoa(c.Rank)
}

func (c *Standing) stability() []string {
	if !c.Ranked {
		return []string{"", ""}
	}
	return []string{english.Number(report.Share, c.Keeps), fmt.Sprintf("%d-%d", c.Low, c.High)}
}

// count writes how many there are of something.
func count(n int64, what string) string {
	if n != 1 {
		what += "s"
	}
	return english.Count(n) + " " + what
}

// opened says to which cases the report is narrowed, "" where it has all.
func (l *League) opened() string {
	switch {
	case l.From.IsZero() && l.To.IsZero():
		return ""
	case l.To.IsZero():
		return fmt.Sprintf("Only cases opened from %s %s on.", day(l.From, l.Zone), l.Zone)
	case l.From.IsZero():
		return fmt.Sprintf("Only cases opened before %s %s.", day(l.To, l.Zone), l.Zone)
	}
	return fmt.Sprintf("Only cases opened from %s on and before %s %s.", day(l.From, l.Zone), day(l.To, l.Zone), l.Zone)
}

func day(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2006-01-02 15:04")
}

func wrap(s string, width int) string {
	var b strings.Builder
	col := 0
	for i, word := range strings.Fields(s) {
		if i > 0 && col+1+len(word) > width {
			b.WriteByte('\n')
			col = 0
		} else if i > 0 {
			b.WriteByte(' ')
			col++
		}
		b.WriteString(word)
		col += len(word)
	}
	return b.String()
}
