package sla

import (
	"fmt"
	"strings"
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"
)

func walk(r calendar.Reckoning, show func(time.Time) string) []string {
	var steps []string
	for i, s := range r.Steps {
		if r.Skipped > 0 && i == len(r.Steps)/2 {
			steps = append(steps, fmt.Sprintf("… %d more steps …", r.Skipped))
		}
		why := ""
		if s.Why != "" {
			why = " (" + s.Why + ")"
		}
		if !s.Open {
			steps = append(steps, show(s.From)+" closed until "+show(s.To)+why)
			continue
		}
		step := fmt.Sprintf("%s to %s counts %s", show(s.From), end(s.Span, show), Length(s.Counts))
		if left := r.Wanted - s.Sum; left > 0 {
			step += ", " + Length(left) + " left"
		}
		steps = append(steps, step+why)
	}
	return steps
}

// end shows a span's end, without the day where it is that of its begin.
func end(s calendar.Span, show func(time.Time) string) string {
	from, to := show(s.From), show(s.To)
	if s.From.YearDay() == s.To.YearDay() && s.From.Year() == s.To.Year() {
		if i := strings.LastIndex(from, s.From.Format("15:04")); i >= 0 {
			return strings.TrimPrefix(to, from[:i])
		}
	}
	return to
}

// shower gives the form in which a reckoning shows moments: "Mon 08:20", with the date
// when a week or more lies between the ends and with the zone when the clocks change.
func shower(cal *calendar.Calendar, since, due time.Time) func(time.Time) string {
	layout := "Mon 15:04"
	if due.Sub(since) >= 6*24*time.Hour {
		layout = "Mon 2 Jan 15:04"
	}
	_, before := since.In(cal.Zone()).Zone()
	if _, after := due.In(cal.Zone()).Zone(); !due.IsZero() && before != after {
		layout += " MST"
	}
	return func(t time.Time) string { return t.In(cal.Zone()).Format(layout) }
}

// Length is a duration in words: "1 h 30 min".
func Length(d time.Duration) string {
	var parts []string
	if h := d / time.Hour; h > 0 {
		parts = append(parts, fmt.Sprintf("%d h", h))
	}
	if m := d % time.Hour / time.Minute; m > 0 {
		parts = append(parts, fmt.Sprintf("%d min", m))
	}
	if s := d % time.Minute; s > 0 && d < time.Hour {
		parts = append(parts, fmt.Sprintf("%d s", s/time.Second))
	}
	if len(parts) == 0 {
		return "0 s"
	}
	return strings.Join(parts, " ")
}

// ReckonClock tells step by step how one clock of a case stands, in the calendar's zone, for a
// person to check:
//
//	30 min of covered time (Mon–Fri 08:00–18:00 Europe/Berlin) from Fri 17:50
//	Fri 17:50 to 18:00 counts 10 min, 20 min left
//	Fri 18:00 closed until Mon 08:00
//	Mon 08:00 to 08:20 counts 20 min
//	due Mon 08:20
func ReckonClock(k *desk.Clock, cal *calendar.Calendar) []string {
	if cal == nil {
		cal = calendar.Always()
	}
	show := shower(cal, k.From, k.Due)
	if k.Kind == desk.ClockPromise {
		show = shower(cal, k.Since, k.Due)
		return []string{"promised " + show(k.Since) + " for " + show(k.Due)}
	}
	var steps []string
	if k.From.After(k.Since) || !k.Paused.IsZero() {
		steps = append(steps, Length(k.Within)+" in all, "+Length(k.Left)+" left when it last stood still")
	}
	switch {
	case !k.Paused.IsZero():
		return append(steps, "stands still since "+shower(cal, k.Paused, k.Paused)(k.Paused)+": "+k.Why)
	case k.Hours != Covered:
		return append(steps, Length(k.Left)+" around the clock from "+show(k.From), "due "+show(k.Due))
	}
	steps = append(steps, Length(k.Left)+" of covered time ("+cal.Words(k.From)+") from "+show(k.From))
	if k.Due.IsZero() {
		return append(steps, "never due: this calendar never reaches that much time. Give it hours, or let the rule count around the clock")
	}
	return append(append(steps, walk(cal.ReckonAdd(k.From, k.Left), show)...), "due "+show(k.Due))
}
