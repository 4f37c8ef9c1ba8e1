package benchmark

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"heed/internal/chart"
	"heed/internal/report"
	"heed/internal/statistics"
)

//go:generate go run heed/internal/web/templates/build

//go:embed page.css
var pageStyle string

// most is how many companies the pictures show; tables and the other forms have all.
const most = 40

// listed is how many companies a table has before the others follow in one that is closed.
const listed = 200

// WriteHTML writes the report as one page that needs nothing beside it: no script, no
// font, no address.
func (l *League) WriteHTML(w io.Writer) error {
	named := *l
	named.Companies = slices.Clone(l.Companies)
	for i := range named.Companies {
		named.Companies[i].Name = called(named.Companies[i].Name)
	}
	return leaguePage(named.page()).Render(context.Background(), w)
}

// page is what leaguePage shows.
type page struct {
	Facts    []fact
	Period   string
	Zone     string // of the hours of the week
	Words    []string
	Bias     string
	Shown    int // companies in the pictures
	Ranked   int
	Draws    int
	Standing plot
	Rest     []plotRow // those that the standing has no room for
	Curves   []panel
	Answered answered
	Heats    []panel
	Unknown  int // companies of which no hour is known
	Groups   []section
	Small    []small
	Measures []report.Measure
	Refused  string
	Young    string // how many cases had waited less than the shares ask for
}

type fact struct{ Value, Name string }

type section struct {
	ID, Title, Lead string
	Plots           []plot
}

type panel struct {
	Name, Note string
	Picture    string // HTML
	Days       []dayRow
	Covered    string
}

type dayRow struct {
	Day   string
	Hours []hourCell
}

type hourCell struct{ Text, Class string }

type answered struct {
	Heads []string
	Rows  []answeredRow
}

type answeredRow struct {
	Place, Name, Cases string
	Cells              []string
}

type small struct{ Name, Cases, Demand, Score, Hour, Negative string }

func (l *League) page() page {
	shown, ranked := l.pictured()
	all := report.NewTally(true)
	for i := range l.Companies {
		all.Merge(l.Companies[i].Tally)
	}
	p := page{Facts: l.facts(all), Period: l.period(), Zone: l.Zone.String(), Bias: Bias,
		Shown: len(shown), Ranked: ranked, Draws: l.Draws, Measures: report.Measures(), Words: standouts(shown)}
	if l.Source.Refused > 0 {
		p.Refused = english.Count(l.Source.Refused) + " rows of the files could not be taken."
	}
	p.Young = young(all)
	p.Standing = l.standing()
	if rows := p.Standing.Rows; len(rows) > listed {
		p.Standing.Rows, p.Rest = rows[:listed], rows[listed:]
	}
	p.curves(shown, all)
	p.heats(shown)
	p.groups(shown)
	for i := range l.Companies {
		if c := &l.Companies[i]; !c.Ranked {
			p.Small = append(p.Small, small{c.Name, english.Count(c.Cases), shownAs("demand", c), shownAs("score", c), shownAs("response_rate_1h", c), shownAs("negative_share", c)})
		}
	}
	return p
}

func (l *League) period() string {
	if l.Source.Oldest.IsZero() {
		return "No posts."
	}
	posts := "Posts of " + l.Source.Oldest.In(l.Zone).Format(time.DateOnly) + " to " + l.Source.Newest.In(l.Zone).Format(time.DateOnly) + "."
	return strings.TrimSpace(posts + " " + l.opened())
}

// pictured are the companies that the pictures show: the first of those that are ranked,
// or, where none is, the largest.
func (l *League) pictured() (list []*Standing, ranked int) {
	for i := range l.Companies {
		if c := &l.Companies[i]; c.Ranked {
			list = append(list, c)
		}
	}
	ranked = len(list)
	for i := 0; i < len(l.Companies) && ranked == 0; i++ {
		list = append(list, &l.Companies[i])
	}
	return list[:min(most, len(list))], ranked
}

func shownAs(name string, c *Standing) string {
	f, _ := report.FigureOf(name)
	return english.Value(f.Unit, c.Value(f.Name))
}

// whole is a figure of all companies together.
func whole(name string, t *report.Tally) report.Value {
	f, _ := report.FigureOf(name)
	return f.Of(t)
}

// facts are the numbers at the head of the page.
func (l *League) facts(all *report.Tally) []fact {
	share := func(v float64) string { return english.Number(report.Share, v) }
	median := whole("first_response_time_p50", all)
	wait := "not seen"
	if median.N == 0 {
		wait = "–"
	} else if median.Known() {
		wait = report.Duration(median.Value)
	} else if !math.IsNaN(median.Low) {
		wait = "over " + report.Duration(median.Low)
	}
	return []fact{
		{english.Count(l.Source.Posts), "posts read"},
		{english.Count(l.Source.Cases), "cases found"},
		{share(whole("response_rate_1h", all).Value), "answered within an hour"},
		{share(1 - whole("response_rate_any", all).Value), "not answered in these posts"},
		{wait, "until half are answered"},
		{share(whole("negative_share", all).Value), "begin in a bad mood"},
	}
}

// standouts says what stands out, each with its company: of several whose intervals meet, that it is
// one of them.
func standouts(list []*Standing) (out []string) {
	say := func(name, alone, among, form string, best float64) {
		f, _ := report.FigureOf(name)
		var at *Standing
		var v report.Value
		telling := func(x report.Value) bool {
			return x.Known() && x.N >= report.LeastCases && (f.Unit != report.Share || x.Low > .05)
		}
		for _, c := range list {
			if x := c.Value(f.Name); telling(x) && (at == nil || best*(x.Value-v.Value) > 0) {
				at, v = c, x
			}
		}
		if at == nil || len(list) < 2 {
			return
		}
		stands := alone
		for _, c := range list {
			if x := c.Value(f.Name); c != at && telling(x) && !(x.Low > v.High || x.High < v.Low) {
				stands = among
			}
		}
		out = append(out, at.Name+" "+stands+": "+fmt.Sprintf(form, english.Number(f.Unit, v.Value), english.Range(f.Unit, v)))
	}
	say("first_response_time_p50", "is the quickest", "is among the quickest", "half of its customers have an answer after %s (%s).", -1)
	say("response_rate_any", "leaves the fewest without an answer", "is among those that leave the fewest without an answer", "%s get one (%s).", 1)
	say("deflection_rate", "most often only sends people elsewhere", "is among those that most often only send people elsewhere", "%s of those it answers (%s).", 1)
	return out
}

// young says how many cases were too young when the posts ended: they count as not answered.
func young(all *report.Tally) string {
	hour, day := all.YoungerThan(3600), all.YoungerThan(86400)
	if day == 0 {
		return ""
	}
	return fmt.Sprintf(" In the shares answered within 1 h and 24 h they count as not answered, however short they had waited: when the posts end, %s of %s had waited less than a day, %s of these less than an hour.",
		english.Count(day), english.Count(int64(whole("demand", all).Value)), english.Count(hour))
}

func (l *League) standing() plot {
	s := chart.Scale{Min: 0, Max: 100, Ticks: []float64{0, 25, 50, 75, 100}}
	shares := chart.Scale{Min: 0, Max: 1, Ticks: []float64{0, .5, 1}}
	p := plot{ID: "standing", Title: "Standing", Ticks: ticks(s, func(x float64) string { return fmt.Sprintf("%.0f", x) })}
	for i := range l.Companies {
		c := &l.Companies[i]
		if !c.Ranked {
			continue
		}
		v, n := c.Value("score"), c.Value("negative_share")
		row := plotRow{Place: c.place(), Name: c.Name, Cases: english.Count(c.Cases), Picture: picture(s, v), Value: english.Number(report.Points, v.Value),
			Range: english.Range(report.Points, v), N: english.Count(v.N), Negative: english.Number(report.Share, n.Value), NegRange: english.Range(report.Share, n),
			NegPicture: picture(shares, n), Keeps: english.Number(report.Share, c.Keeps), Ranks: fmt.Sprintf("%d to %d", c.Low, c.High)}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// curves makes a panel of "answered by then" for each company, over that of all.
func (p *page) curves(shown []*Standing, all *report.Tally) {
	times := []float64{900, 3600, 4 * 3600, 86400, 3 * 86400}
	p.Answered.Heads = []string{"15 min", "1 h", "4 h", "1 day", "3 days"}
	reference := steps(all.AnsweredBy())
	for i, c := range shown {
		curve := c.Tally.AnsweredBy()
		row := answeredRow{Place: c.place(), Name: c.Name, Cases: english.Count(c.Cases)}
		for _, t := range times {
			if curve.N == 0 || curve.Until() < t {
				row.Cells = append(row.Cells, "?")
				continue
			}
			by := curve.By(t)
			row.Cells = append(row.Cells, english.Value(report.Share, report.Value{Value: by.Value, Low: by.Low, High: by.High, N: curve.N}))
		}
		p.Answered.Rows = append(p.Answered.Rows, row)
		note := row.Cells[1] + " within 1 h"
		desc := fmt.Sprintf("Share of the demand of %s that is answered: %s within 15 minutes, %s within an hour, %s within a day.", c.Name, row.Cells[0], row.Cells[1], row.Cells[3])
		picture := chart.Curves{ID: fmt.Sprintf("curve%d", i), Title: c.Name + ", answered by then", Desc: desc, Steps: steps(curve), Reference: reference}
		p.Curves = append(p.Curves, panel{Name: c.Name, Note: note, Picture: picture.SVG()})
	}
}

// steps is a curve as a picture shows it.
func steps(c statistics.Curve) []chart.Step {
	return chart.Thin(c.N, c.Until(), func(at float64) (left, low, high float64) {
		by := c.By(at)
		return 1 - by.Value, 1 - by.High, 1 - by.Low
	})
}

func (p *page) heats(shown []*Standing) {
	for i, c := range shown {
		covered, known := c.Tally.Covered()
		if known == 0 {
			p.Unknown++
			continue
		}
		note := fmt.Sprintf("%d of %d known hours covered", covered, known)
		h := chart.Heat{ID: fmt.Sprintf("heat%d", i), Title: c.Name + ", answered within 1 h by hour of the week", Desc: note + "; the table below has every hour."}
		pan := panel{Name: c.Name, Note: note, Covered: english.Range(report.Share, c.Value("coverage"))}
		week := c.Tally.Week()
		for d, name := range chart.Days() {
			row := dayRow{Day: name}
			for hour := range 24 {
				w := week[24*d+hour]
				cell := hourCell{"·", "unknown"}
				h.Cells[24*d+hour] = chart.Cell{Share: w.Share, Note: fmt.Sprintf("not known: %d cases", w.Demand)}
				if !math.IsNaN(w.Share) {
					cell = hourCell{fmt.Sprintf("%.0f", 100*w.Share), chart.Class(w.Share)}
					h.Cells[24*d+hour].Note = fmt.Sprintf("%s of %d answered within 1 h", english.Number(report.Share, w.Share), w.Demand)
				}
				row.Hours = append(row.Hours, cell)
			}
			pan.Days = append(pan.Days, row)
		}
		pan.Picture = h.SVG()
		p.Heats = append(p.Heats, pan)
	}
}

// sections are the other measures, by what they tell.
var sections = []struct {
	id, title, lead string
	figures         []string
}{
	{"speed", "Speed", "How long customers wait. Who never got an answer counts as waiting until the end of the data.",
		[]string{"response_rate_1h", "response_rate_24h", "response_rate_any", "first_response_time_p50", "first_response_time_p90", "next_response_time_p50", "next_response_time_p90", "windows_lost"}},
	{"help", "Help", "Whether the answers help, or only say so.",
		[]string{"resolution_rate", "time_to_resolution_p50", "lip_service", "deflection_rate", "private_move_rate", "public_closure_rate"}},
	{"customer", "The customer", "What it was like to be the customer.",
		[]string{"times_told", "mood_change", "hand_offs", "hand_off_delay_p50", "reach_at_risk"}},
}

func (p *page) groups(shown []*Standing) {
	for _, s := range sections {
		g := section{ID: s.id, Title: s.title, Lead: s.lead}
		if s.id == "speed" {
			g.Lead += p.Young
		}
		for _, name := range s.figures {
			if pl, ok := plotOf(name, shown); ok {
				g.Plots = append(g.Plots, pl)
			}
		}
		if len(g.Plots) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
}
