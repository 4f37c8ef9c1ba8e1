package calendar

import (
	"time"
)

// maxSteps bounds a reckoning; what is longer leaves out its middle.
const maxSteps = 24

// Reckoning is an answer with the steps that lead to it.
type Reckoning struct {
	From    time.Time
	To      time.Time     // zero: never
	Wanted  time.Duration // of Add
	Covered time.Duration // between From and To; below zero when To is before From
	Steps   []Step        // in order of time
	Skipped int           // steps that are left out after the first half
}

// Step is a stretch of time in which nothing opens or closes.
type Step struct {
	Span
	Counts time.Duration // 0 in a closed span
	Sum    time.Duration // counted so far
}

// ReckonAdd is [Calendar.Add] with its steps.
func (c *Calendar) ReckonAdd(from time.Time, d time.Duration) Reckoning {
	to := c.Add(from, d)
	if to.IsZero() {
		return Reckoning{From: from, Wanted: d}
	}
	r := c.ReckonBetween(from, to)
	r.Wanted = d
	return r
}

// ReckonBetween is [Calendar.Between] with its steps.
func (c *Calendar) ReckonBetween(a, b time.Time) Reckoning {
	r := Reckoning{From: a, To: b}
	sign := time.Duration(1)
	if b.Before(a) {
		a, b, sign = b, a, -1
	}
	const half = maxSteps / 2
	var tail []Step
	for s := range c.Spans(a, b) {
		st := Step{Span: s}
		if s.Open {
			st.Counts = s.To.Sub(s.From)
			r.Covered += st.Counts
		}
		st.Sum = r.Covered
		if len(r.Steps) < half {
			r.Steps = append(r.Steps, st)
			continue
		}
		if tail = append(tail, st); len(tail) > half {
			tail = tail[1:]
			r.Skipped++
		}
	}
	r.Steps = append(r.Steps, tail...)
	r.Covered *= sign
	return r
}
