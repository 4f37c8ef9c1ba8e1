package main

import (
	"fmt"
	"strings"
	"time"

	"heed/internal/calendar"
)

// clockQuestion is one question to a calendar.
type clockQuestion struct {
	cal   *calendar.Calendar
	now   time.Time
	notes []string
}

func (q *clockQuestion) moment(field, s string) (time.Time, error) {
	if s == "" {
		s = "now"
	}
	t, note, err := q.cal.ParseMoment(field, s, q.now)
	if note != "" {
		q.notes = append(q.notes, note)
	}
	return t, err
}

// answer begins one about a moment.
func (q *clockQuestion) answer(words string, at time.Time) *clockAnswer {
	return &clockAnswer{Answer: words, Calendar: q.cal.Words(at), Zone: q.cal.ZoneAt(at).String(), Notes: q.notes}
}

func (q *clockQuestion) stamp(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.In(q.cal.ZoneAt(t)).Format(time.RFC3339Nano)
}

// shown is a moment for people: "Fri 2026-07-03 17:50 CEST".
func (q *clockQuestion) shown(t time.Time) string {
	layout := "Mon 2006-01-02 15:04 MST"
	if t.Second() != 0 {
		layout = "Mon 2006-01-02 15:04:05 MST"
	}
	return t.In(q.cal.ZoneAt(t)).Format(layout)
}

func (q *clockQuestion) add(from, length string) (*clockAnswer, error) {
	t, err := q.moment("from", from)
	if err != nil {
		return nil, err
	}
	d, err := calendar.ParseLength("add", length)
	if err != nil {
		return nil, err
	}
	r := q.cal.ReckonAdd(t, d)
	a := q.answer(q.stamp(r.To), t)
	a.lines = []string{span(d) + " of covered time after " + q.shown(t), a.Calendar, ""}
	q.steps(a, &r)
	if r.To.IsZero() {
		a.lines = append(a.lines, "never due: the calendar doesn't reach that much time in the next 292 years")
	} else {
		a.lines = append(a.lines, "due "+q.shown(r.To))
	}
	a.Added = seconds(d)
	return a, nil
}

// between splits its words where both sides are times.
func (q *clockQuestion) between(words string) (*clockAnswer, error) {
	for _, sep := range []string{"..", ",", " and ", " to "} {
		if a, b, ok := strings.Cut(words, sep); ok {
			return q.fromTo(strings.TrimSpace(a), strings.TrimSpace(b))
		}
	}
	parts := strings.Fields(words)
	var first error
	for i := 1; i < len(parts); i++ {
		a, errA := q.try(strings.Join(parts[:i], " "))
		b, errB := q.try(strings.Join(parts[i:], " "))
		if errA == nil && errB == nil {
			return q.fromTo(a, b)
		}
		if first == nil {
			if first = errA; first == nil {
				first = errB
			}
		}
	}
	if first != nil {
		return nil, first
	}
	return nil, clockWrong("between", "--between needs two times.", "For example: --between 2026-07-03T17:50 2026-07-06T08:20")
}

// try tells whether words are a time.
func (q *clockQuestion) try(words string) (string, error) {
	_, _, err := q.cal.ParseMoment("between", words, q.now)
	return words, err
}

func (q *clockQuestion) fromTo(from, to string) (*clockAnswer, error) {
	a, err := q.moment("from", from)
	if err != nil {
		return nil, err
	}
	b, err := q.moment("to", to)
	if err != nil {
		return nil, err
	}
	r := q.cal.ReckonBetween(a, b)
	out := q.answer(shortLength(r.Covered), a)
	out.lines = []string{"covered time from " + q.shown(a) + " to " + q.shown(b), out.Calendar, ""}
	q.steps(out, &r)
	out.lines = append(out.lines, fmt.Sprintf("%s (%g s) covered of %s", span(r.Covered), r.Covered.Seconds(), span(b.Sub(a))))
	return out, nil
}

// steps adds a reckoning to an answer.
func (q *clockQuestion) steps(a *clockAnswer, r *calendar.Reckoning) {
	a.From, a.To, a.Covered, a.Skipped = q.stamp(r.From), q.stamp(r.To), seconds(r.Covered), r.Skipped
	for i, s := range r.Steps {
		if r.Skipped > 0 && i == len(r.Steps)/2 {
			a.lines = append(a.lines, fmt.Sprintf("  … %d more steps …", r.Skipped))
		}
		a.Steps = append(a.Steps, clockStep{q.stamp(s.From), q.stamp(s.To), s.Open, s.Counts.Seconds(), s.Sum.Seconds(), s.Why})
		line := fmt.Sprintf("  %s  to  %s  ", q.shown(s.From), q.shown(s.To))
		if s.Open {
			line += "open    counts " + span(s.Counts)
			if left := r.Wanted - s.Sum; left > 0 {
				line += ", " + span(left) + " left"
			} else if r.Wanted == 0 {
				line += ", together " + span(s.Sum)
			}
		} else {
			line += "closed"
		}
		if s.Why != "" {
			line += "  (" + s.Why + ")"
		}
		a.lines = append(a.lines, line)
	}
}

func (q *clockQuestion) openAt(words string) (*clockAnswer, error) {
	t, err := q.moment("open-at", words)
	if err != nil {
		return nil, err
	}
	open := q.cal.Open(t)
	a := q.answer("closed", t)
	until := q.cal.NextOpen(t)
	if open {
		a.Answer, until = "open", q.cal.NextClose(t)
	}
	a.Open, a.From, a.Until = &open, q.stamp(t), q.stamp(until)
	a.lines = []string{a.Answer + " at " + q.shown(t), a.Calendar}
	if until.IsZero() {
		a.lines = append(a.lines, "and that never changes")
	} else {
		a.lines = append(a.lines, "until "+q.shown(until))
	}
	if why := q.why(t); why != "" {
		a.lines = append(a.lines, "since it is "+why)
	}
	return a, nil
}

// why names the exceptions and holidays around a moment.
func (q *clockQuestion) why(t time.Time) string {
	for s := range q.cal.Spans(t, t.Add(time.Minute)) {
		return s.Why
	}
	return ""
}

func (q *clockQuestion) next(words string) (*clockAnswer, error) {
	t, err := q.moment("next", words)
	if err != nil {
		return nil, err
	}
	back := q.cal.NextOpen(t)
	a := q.answer(q.stamp(back), t)
	open := !back.IsZero() && !back.After(t)
	a.Open, a.From, a.To = &open, q.stamp(t), q.stamp(back)
	switch {
	case back.IsZero():
		a.lines = []string{"no one is ever back: the calendar has no hours"}
	case open:
		a.lines = []string{"someone is there at " + q.shown(t)}
		if until := q.cal.NextClose(t); !until.IsZero() {
			a.Until = q.stamp(until)
			a.lines = append(a.lines, "until "+q.shown(until))
		}
	default:
		a.lines = []string{"back " + q.shown(back) + ", " + span(back.Sub(t)) + " after " + q.shown(t)}
		if why := q.why(t); why != "" {
			a.lines = append(a.lines, "since it is "+why)
		}
	}
	a.lines = append(a.lines, a.Calendar)
	return a, nil
}

func (q *clockQuestion) days(year int) (*clockAnswer, error) {
	if year < 1 || year > 9998 {
		return nil, clockWrong("days", "The year must be from 1 to 9998.", "")
	}
	a := q.answer("", time.Date(year, 7, 1, 0, 0, 0, 0, time.UTC))
	special := q.cal.SpecialDays(year)
	a.Answer = fmt.Sprint(len(special))
	a.lines = []string{a.Calendar, ""}
	for _, s := range special {
		a.Days = append(a.Days, clockDay{s.Date, s.Name, append([]string{}, s.Windows...)})
		hours := strings.Join(s.Windows, ", ")
		if hours == "" {
			hours = "closed"
		}
		day, _ := time.Parse(time.DateOnly, s.Date)
		a.lines = append(a.lines, fmt.Sprintf("  %s %s  %-16s %s", day.Format("Mon"), s.Date, hours, s.Name))
	}
	return a, nil
}

func seconds(d time.Duration) *float64 {
	s := d.Seconds()
	return &s
}

// shortLength is a length as --add takes it: "1h30m".
func shortLength(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// span is a length in words: "1 h 30 min".
func span(d time.Duration) string {
	if d < 0 {
		return "-" + span(-d)
	}
	var parts []string
	for _, u := range []struct {
		of   time.Duration
		name string
	}{{time.Hour, "h"}, {time.Minute, "min"}} {
		if n := d / u.of; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, u.name))
			d %= u.of
		}
	}
	if d > 0 || len(parts) == 0 {
		parts = append(parts, fmt.Sprintf("%g s", d.Seconds()))
	}
	return strings.Join(parts, " ")
}
