package benchmark

import (
	"fmt"
	"math"

	"github.com/a-h/templ"

	"heed/internal/chart"
	"heed/internal/report"
)

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

// plotOf is the dot plot of a figure; ok is false where no company has a value.
func plotOf(name string, shown []*Standing) (p plot, ok bool) {
	f, _ := report.FigureOf(name)
	p = plot{ID: name, Title: f.Title, What: f.OfPosts(), Proxy: f.Proxy, Better: map[int]string{1: "More is better.", -1: "Less is better."}[f.Better]}
	values := make([]report.Value, len(shown))
	for i, c := range shown {
		values[i] = c.Value(f.Name)
		ok = ok || values[i].Known()
	}
	s := scaleOf(f.Unit, values)
	if f.Unit == report.Share && s.Max-s.Min < 1 {
		p.Better += fmt.Sprintf(" The picture shows %s to %s only.", percent(s.Min), percent(s.Max))
	}
	p.Ticks = ticks(s, func(x float64) string {
		if f.Unit == report.Seconds && x != s.Min && x != s.Max && x != 3600 && len(s.Ticks) > 3 {
			return "" // there is no room for all
		}
		return tickLabel(f.Unit, x)
	})
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
		return shares(values)
	case report.Seconds:
		return times(values)
	case report.Mood:
		return chart.Scale{Min: -2, Max: 2, Ticks: []float64{-2, -1, 0, 1, 2}}
	}
	return counts(u, values)
}

// counts begins at 0; of small counts at 1 where nothing lies below, as times told, which are 1 at least.
func counts(u report.Unit, values []report.Value) chart.Scale {
	low, high := 0., 0.
	if u == report.Count {
		low = 1
	}
	for _, v := range values {
		if !v.Known() {
			continue
		}
		high = math.Max(high, v.Value)
		if low > v.Value {
			low = 0
		}
		if !math.IsNaN(v.High) && !math.IsInf(v.High, 0) {
			high = math.Max(high, math.Min(v.High, 3*math.Max(v.Value, 1)))
		}
	}
	span := math.Max(high-low, .1)
	if low == 0 {
		span = math.Max(span, 1)
	}
	step := math.Pow(10, math.Floor(math.Log10(span)))
	if span/step < 2.5 {
		step /= 2
	}
	n := math.Ceil(span/step - 1e-9)
	s := chart.Scale{Min: low, Max: low + n*step}
	for i := range int(n) + 1 {
		s.Ticks = append(s.Ticks, low+float64(i)*step)
	}
	return s
}

// shares is the part of 0 to 100 % that holds all values with their intervals, from one of its ends:
// shares of one percent, or of 99, could not be told apart on the whole of it.
func shares(values []report.Value) chart.Scale {
	low, high := 1., 0.
	for _, v := range values {
		if v.Known() {
			low, high = math.Min(low, v.Low), math.Max(high, v.High)
		}
	}
	for _, part := range [...]float64{.02, .05, .1, .2, .5} {
		if high <= part {
			return chart.Scale{Min: 0, Max: part, Ticks: []float64{0, part / 2, part}}
		}
		if low >= 1-part {
			return chart.Scale{Min: 1 - part, Max: 1, Ticks: []float64{1 - part, 1 - part/2, 1}}
		}
	}
	return chart.Scale{Min: 0, Max: 1, Ticks: []float64{0, .25, .5, .75, 1}}
}

// times is the part of a minute to a week, between two of its ticks, that holds all values with
// their intervals.
func times(values []report.Value) chart.Scale {
	ticks := []float64{60, 900, 3600, 6 * 3600, 86400, 7 * 86400}
	low, high := math.Inf(1), 0.
	for _, v := range values {
		if !math.IsNaN(v.Low) && v.N > 0 {
			low, high = math.Min(low, v.Low), math.Max(high, v.High)
		}
		if v.Known() {
			low, high = math.Min(low, v.Value), math.Max(high, v.Value)
		}
	}
	for len(ticks) > 3 && ticks[1] <= low {
		ticks = ticks[1:]
	}
	for len(ticks) > 3 && ticks[len(ticks)-2] >= high {
		ticks = ticks[:len(ticks)-1]
	}
	return chart.Scale{Min: ticks[0], Max: ticks[len(ticks)-1], Log: true, Ticks: ticks}
}

// percent writes a place on a scale of shares.
func percent(x float64) string { return fmt.Sprintf("%g%%", math.Round(1e4*x)/100) }

func tickLabel(u report.Unit, x float64) string {
	switch u {
	case report.Share:
		if x == .25 || x == .75 {
			return ""
		}
		return percent(x)
	case report.Seconds:
		return report.Duration(x)
	}
	return fmt.Sprintf("%.4g", x)
}
