package chart

import (
	"math"
	"strings"
)

// A Step is a curve from one place on.
type Step struct {
	At             float64 // seconds
	Share          float64
	Low, High      float64 // of Share
	KnownUntilHere bool    // the curve ends here: nothing was seen beyond
}

// Curves is a picture of "answered by then": a curve with its band, and a reference behind
// it. Time runs from a minute to a week in even steps of its logarithm.
type Curves struct {
	ID, Title, Desc string
	Steps           []Step
	Reference       []Step
}

// thinned is how many places of a curve a small picture shows.
const thinned = 90

// Thin takes a curve of n waits to what a picture can show: after tells, at a time in
// seconds, which share still waits and the ends of its interval; nothing was seen beyond last.
func Thin(n int64, last float64, after func(at float64) (left, low, high float64)) []Step {
	if n == 0 {
		return nil
	}
	var list []Step
	for i := range thinned + 1 {
		at := fromSeconds * math.Pow(toSeconds/fromSeconds, float64(i)/thinned)
		if at > last {
			return append(list, Step{At: math.Max(fromSeconds, last), KnownUntilHere: true})
		}
		left, low, high := after(at)
		list = append(list, Step{At: at, Share: 1 - left, Low: 1 - high, High: 1 - low})
	}
	return list
}

const (
	width, height = 260., 150.
	left, right   = 34., 8.
	top, bottom   = 8., 22.
	fromSeconds   = 60.
	toSeconds     = 7 * 86400.
)

func x(seconds float64) float64 {
	share := (math.Log(math.Min(math.Max(seconds, fromSeconds), toSeconds)) - math.Log(fromSeconds)) / (math.Log(toSeconds) - math.Log(fromSeconds))
	return left + share*(width-left-right)
}

func y(share float64) float64 { return top + (1-share)*(height-top-bottom) }

// SVG draws the picture.
func (c Curves) SVG() string {
	var d drawing
	d.open("curves", c.ID, c.Title, c.Desc, width, height)
	for _, s := range []float64{0, .25, .5, .75, 1} {
		d.line("grid", left, y(s), width-right, y(s))
		if s == 0 || s == .5 || s == 1 {
			d.text("label", "end", left-5, y(s)+3.5, num(s*100)+"%")
		}
	}
	for _, t := range []struct {
		at   float64
		name string
	}{{60, "1 min"}, {900, "15 min"}, {3600, "1 h"}, {86400, "1 d"}, {7 * 86400, "7 d"}} {
		d.line("grid", x(t.at), top, x(t.at), height-bottom)
		anchor := "middle"
		if t.at == toSeconds {
			anchor = "end"
		}
		d.text("label", anchor, x(t.at), height-7, t.name)
	}
	if len(c.Reference) > 0 {
		d.add(`<path class="reference" d="`, path(c.Reference, func(s Step) float64 { return s.Share }), `"/>`)
	}
	d.add(`<path class="band" d="`, band(c.Steps), `"/>`)
	d.add(`<path class="curve" d="`, path(c.Steps, func(s Step) float64 { return s.Share }), `"/>`)
	return d.close()
}

// path is a staircase.
func path(steps []Step, of func(Step) float64) string {
	var b strings.Builder
	b.WriteString("M" + num(left) + " " + num(y(0)))
	end := width - right
	for _, s := range steps {
		if s.KnownUntilHere {
			end = x(s.At)
			break
		}
		b.WriteString("H" + num(x(s.At)) + "V" + num(y(of(s))))
	}
	b.WriteString("H" + num(end))
	return b.String()
}

// band is the area between the lower and the upper staircase.
func band(steps []Step) string {
	if len(steps) == 0 {
		return "M0 0"
	}
	var b strings.Builder
	b.WriteString(path(steps, func(s Step) float64 { return s.High }))
	end, n := width-right, len(steps)
	for i, s := range steps {
		if s.KnownUntilHere {
			end, n = x(s.At), i
			break
		}
	}
	if n == 0 {
		return "M0 0"
	}
	b.WriteString("V" + num(y(steps[n-1].Low)) + "H" + num(end))
	for i := n - 1; i >= 0; i-- {
		before := 0.
		if i > 0 {
			before = steps[i-1].Low
		}
		b.WriteString("H" + num(x(steps[i].At)) + "V" + num(y(before)))
	}
	b.WriteString("H" + num(left) + "Z")
	return b.String()
}
