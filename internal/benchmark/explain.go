package benchmark

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"time"

	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/report"
)

// Example is a case behind a number.
type Example struct {
	Customer string
	Opened   time.Time
	Part     float64 // 1 or 0 in a share, seconds in a time, the number itself elsewhere
	Open     bool    // a wait that was not seen to end
	Posts    []Line
	seen     []uint32
}

// Line is one post of an example.
type Line struct {
	ID   string
	At   time.Time
	Out  bool
	Text string // "" where the files can be read only once
}

// Explanation is a number and its cases.
type Explanation struct {
	Company  string
	Figure   report.Figure
	Value    report.Value
	Counted  int64          // cases in it
	Zone     *time.Location // of the times that are written
	Examples []Example
	Once     bool // the posts could be read only once: the examples have no texts
}

// Explain gives the cases behind a number of a company: of a share first those that
// count, of anything else first the largest; most of them at most. The texts are read
// from the files again.
func (d *Data) Explain(ctx context.Context, name, measure string, most int) (*Explanation, error) {
	f, ok := report.FigureOf(measure)
	if !ok {
		return nil, noMeasure(measure)
	}
	who := d.numberOf(name)
	if who < 0 {
		return nil, d.noCompany(name)
	}
	e := &Explanation{Company: d.threads.list[who].name, Figure: f, Zone: d.opts.zone()}
	var lists [2][]Example
	var tallies [2]*report.Tally
	for i := range tallies {
		tallies[i] = report.NewTally(true)
	}
	d.each(func(half int, of int32, c *report.Case, posts []uint32) {
		if of != int32(who) {
			return
		}
		tallies[half].Add(c)
		if x, open, in := f.Part(c); in {
			lists[half] = append(lists[half], Example{Opened: time.UnixMicro(c.Opened).UTC(), Part: x, Open: open, seen: slices.Clone(posts)})
		}
	})
	tallies[0].Merge(tallies[1])
	e.Value = f.Of(tallies[0])
	all := append(lists[0], lists[1]...)
	e.Counted = int64(len(all))
	sort.Slice(all, func(i, j int) bool {
		a, b := &all[i], &all[j]
		return cmp.Or(cmp.Compare(b.Part, a.Part), a.Opened.Compare(b.Opened), cmp.Compare(a.seen[0], b.seen[0])) < 0
	})
	e.Examples = all[:min(most, len(all))]
	e.Once = slices.Contains(d.opts.Paths, "-") || len(d.opts.Paths) == 0
	return e, d.fill(ctx, e)
}

func noMeasure(name string) error {
	var names []string
	for _, f := range report.Figures() {
		names = append(names, f.Name)
	}
	return &desk.Error{Kind: desk.Invalid, Field: "explain", Message: "There's no measure " + name + ".", Mend: "There are: " + strings.Join(names, ", ") + "."}
}

// fill reads the texts of the examples.
func (d *Data) fill(ctx context.Context, e *Explanation) error {
	t, list := d.threads, e.Examples
	want := map[int64]string{} // by place in the files
	for i := range list {
		for _, p := range list[i].seen {
			want[int64(p)] = ""
			if q := t.at(p); list[i].Customer == "" && !q.bits.has(isOut) {
				list[i].Customer = t.name(q.author)
			}
		}
	}
	if !e.Once {
		if err := d.texts(ctx, want); err != nil {
			return err
		}
	}
	for i := range list {
		for _, p := range list[i].seen {
			q := t.at(p)
			list[i].Posts = append(list[i].Posts, Line{t.name(t.id(p)), time.UnixMicro(q.at).UTC(), q.bits.has(isOut), want[int64(p)]})
		}
	}
	return nil
}

// texts reads the files once more, for the texts of a few posts.
func (d *Data) texts(ctx context.Context, want map[int64]string) error {
	place := int64(0)
	_, err := dataset.Bulk(ctx, d.opts.Paths, dataset.Options{}, func(b *dataset.Batch) []string {
		var list []string
		b.Each(func(p *dataset.Post, bad *dataset.RowError) {
			if bad == nil && p.Micros != 0 {
				list = append(list, strings.Clone(p.Text))
			}
		})
		return list
	}, func(list []string) error {
		for _, s := range list {
			if _, ok := want[place]; ok {
				want[place] = s
			}
			place++
		}
		return nil
	})
	return err
}

// WriteText writes the cases for people.
func (e *Explanation) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s: %s", printable(e.Company), e.Figure.Title, english.Value(e.Figure.Unit, e.Value))
	fmt.Fprintf(&b, "  (n = %s)\n%s\n", english.Count(e.Value.N), wrap(e.Figure.OfPosts(), 110))
	cases := "cases are"
	if e.Counted == 1 {
		cases = "case is"
	}
	fmt.Fprintf(&b, "%s %s in it; %d of them, times of %s:\n", english.Count(e.Counted), cases, len(e.Examples), e.Zone)
	if e.Once && len(e.Examples) > 0 {
		b.WriteString("What they say is not shown: standard input and a network are read only once. Name a file to see it.\n")
	}
	for _, x := range e.Examples {
		fmt.Fprintf(&b, "\n%s  customer %s  %s\n", day(x.Opened, e.Zone), printable(x.Customer), e.part(x))
		for _, p := range x.Posts {
			who := "customer"
			if p.Out {
				who = e.Company
			}
			fmt.Fprintf(&b, "  %s  %-14s %s  %s\n", p.At.In(e.Zone).Format("2006-01-02 15:04:05"), printable(who), printable(p.ID), printable(strings.Join(strings.Fields(p.Text), " ")))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (e *Explanation) part(x Example) string {
	switch {
	case e.Figure.Unit == report.Share && x.Part > 0:
		return "counts"
	case e.Figure.Unit == report.Share:
		return "does not count"
	case e.Figure.Unit == report.Seconds && x.Open:
		return "waits for " + report.Duration(x.Part) + " and more"
	case e.Figure.Unit == report.Seconds:
		return report.Duration(x.Part)
	}
	return fmt.Sprintf("%g", x.Part)
}

// printable keeps what strangers write from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
}
