package benchmark

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/a-h/templ"

	"heed/internal/chart"
	"heed/internal/report"
	"heed/internal/statistics"
)

//go:generate go run heed/internal/web/templates/build

//go:embed page.css
var pageStyle string

// most is how many companies the pictures show; tables and the other forms have all.
const most = 40

// WriteHTML writes the report as one page that needs nothing beside it: no script, no
// font, no address.
func (l *League) WriteHTML(w io.Writer) error {
	return leaguePage(l.page()).Render(context.Background(), w)
}

// page is what leaguePage shows.
type page struct {
	Facts    []fact
	Period   string
	Words    []string
	Bias     string
	Shown    int // companies in the pictures
	Ranked   int
	Draws    int
	Standing plot
	Curves   []panel
	Answered answered
	Heats    []panel
	Unknown  int // companies of which no hour is known
	Groups   []section
	Small    []small
	Measures []report.Measure
	Refused  string
}

type fact struct{ Value, Name string }

type section struct {
	ID, Title, Lead string
	Plots           []plot
}

// plot is a table with a dot plot in it.
type plot struct {
	ID, Title, What, Better string
	Ticks                   []tick
	Rows                    []plotRow
	Proxy                   bool
}

type tick struct {
	Place float64
	Label string
}

func (t tick) style() templ.SafeCSS {
	return templ.SafeCSS(fmt.Sprintf("left:%.1f%%", t.Place))
}

type plotRow struct {
	Place, Name, Cases string
	Picture            string // HTML, as NegPicture
	Value, Range, N    string
	Negative, NegRange string
	NegPicture         string
	Keeps, Ranks       string
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
	p := page{Facts: l.facts(all), Period: l.period(), Bias: Bias,
		Shown: len(shown), Ranked: ranked, Draws: l.Draws, Measures: report.Measures(), Words: words3(shown)}
	if l.Source.Refused > 0 {
		p.Refused = english.Count(l.Source.Refused) + " rows of the files could not be taken."
	}
	p.Standing = l.standing()
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
		return "No posts"
	}
	return l.Source.Oldest.Format(time.DateOnly) + " to " + l.Source.Newest.Format(time.DateOnly)
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

func read1(name string, t *report.Tally) report.Value {
	f, _ := report.FigureOf(name)
	return f.Of(t)
}

// facts are the numbers at the head of the page.
func (l *League) facts(all *report.Tally) []fact {
	share := func(v float64) string { return english.Number(report.Share, v) }
	median := read1("first_response_time_p50", all)
	wait := "never"
	if median.Known() {
		wait = report.Duration(median.Value)
	} else if !math.IsNaN(median.Low) {
		wait = "over " + report.Duration(median.Low)
	}
	return []fact{
		{english.Count(l.Source.Posts), "posts read"},
		{english.Count(l.Source.Cases), "cases found"},
		{share(read1("response_rate_1h", all).Value), "answered within an hour"},
		{share(1 - read1("response_rate_any", all).Value), "not answered in these posts"},
		{wait, "until half are answered"},
		{share(read1("negative_share", all).Value), "begin in a bad mood"},
	}
}

// words3 says what stands out, each with its company.
func words3(list []*Standing) (out []string) {
	say := func(name, form string, best int) {
		f, _ := report.FigureOf(name)
		var at *Standing
		var v report.Value
		for _, c := range list {
			x := c.Value(f.Name)
			telling := f.Unit != report.Share || best > 0 && x.Low > .05
			if x.Known() && telling && x.N >= report.LeastCases && (at == nil || best > 0 && x.Value > v.Value || best < 0 && x.Value < v.Value) {
				at, v = c, x
			}
		}
		if at != nil {
			out = append(out, fmt.Sprintf(form, at.Name, english.Number(f.Unit, v.Value), english.Range(f.Unit, v)))
		}
	}
	say("first_response_time_p50", "%s is the quickest: half of its customers have an answer after %s (%s).", -1)
	say("response_rate_any", "%s leaves the fewest without an answer: %s get one (%s).", 1)
	say("deflection_rate", "%s most often only sends people elsewhere: %s of those it answers (%s).", 1)
	return out
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

func picture(s chart.Scale, v report.Value) string {
	return chart.Dot(s, v.Value, v.Low, v.High)
}

func ticks(s chart.Scale, label func(float64) string) []tick {
	places := s.TickPlaces()
	list := make([]tick, len(places))
	for i, p := range places {
		list[i] = tick{p, label(s.Ticks[i])}
	}
	return list
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
			if curve.N == 0 || curve.LastSeen < t {
				row.Cells = append(row.Cells, "?")
				continue
			}
			at := curve.After(t)
			row.Cells = append(row.Cells, fmt.Sprintf("%s (%.0f to %.0f)", english.Number(report.Share, 1-at.Left), 100*(1-at.High), 100*(1-at.Low)))
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
	return chart.Thin(c.N, c.LastSeen, func(at float64) (left, low, high float64) {
		p := c.After(at)
		return p.Left, p.Low, p.High
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
		for _, name := range s.figures {
			if pl, ok := plotOf(name, shown); ok {
				g.Plots = append(g.Plots, pl)
			}
		}
		p.Groups = append(p.Groups, g)
	}
}

// plotOf is the dot plot of a figure; ok is false where no company has a value.
func plotOf(name string, shown []*Standing) (p plot, ok bool) {
	f, _ := report.FigureOf(name)
	p = plot{ID: name, Title: f.Title, What: f.What, Proxy: f.Proxy, Better: map[int]string{1: "More is better.", -1: "Less is better."}[f.Better]}
	values := make([]report.Value, len(shown))
	for i, c := range shown {
		values[i] = c.Value(f.Name)
		ok = ok || values[i].Known()
	}
	s := scaleOf(f.Unit, values)
	p.Ticks = ticks(s, func(x float64) string { return tickLabel(f.Unit, x) })
	for i, c := range shown {
		v := values[i]
		row := plotRow{Place: c.place(), Name: c.Name, Cases: english.Count(c.Cases), Picture: picture(s, v), N: english.Count(v.N), Value: "not known", Range: ""}
		if v.Known() {
			row.Value, row.Range = english.Number(f.Unit, v.Value), english.Range(f.Unit, v)
		} else if v.N > 0 && f.Unit == report.Seconds {
			row.Value, row.Range = "not reached", english.Range(f.Unit, v)
		}
		p.Rows = append(p.Rows, row)
	}
	return p, ok
}

func scaleOf(u report.Unit, values []report.Value) chart.Scale {
	switch u {
	case report.Share:
		return chart.Scale{Min: 0, Max: 1, Ticks: []float64{0, .25, .5, .75, 1}}
	case report.Seconds:
		return chart.Scale{Min: 60, Max: 7 * 86400, Log: true, Ticks: []float64{60, 900, 3600, 6 * 3600, 86400, 7 * 86400}}
	case report.Mood:
		return chart.Scale{Min: -2, Max: 2, Ticks: []float64{-2, -1, 0, 1, 2}}
	}
	low, high := 0., 1.
	if u == report.Count {
		low = 0
	}
	for _, v := range values {
		if v.Known() {
			high = math.Max(high, v.Value)
		}
		if !math.IsNaN(v.High) && !math.IsInf(v.High, 0) {
			high = math.Max(high, math.Min(v.High, 3*math.Max(v.Value, 1)))
		}
	}
	step := math.Pow(10, math.Floor(math.Log10(high)))
	if high/step < 2.5 {
		step /= 2
	}
	s := chart.Scale{Min: low, Max: math.Ceil(high/step) * step}
	for x := low; x <= s.Max+step/2; x += step {
		s.Ticks = append(s.Ticks, x)
	}
	return s
}

func tickLabel(u report.Unit, x float64) string {
	switch u {
	case report.Share:
		if x == .25 || x == .75 {
			return ""
		}
		return english.Number(report.Share, x)
	case report.Seconds:
		return map[float64]string{60: "1 min", 3600: "1 h", 7 * 86400: "7 d"}[x]
	}
	return fmt.Sprintf("%g", x)
}
