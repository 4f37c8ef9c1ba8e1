package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseMoment reads a moment as people write it: RFC 3339, or a local time by the
// calendar's clock ("2026-07-03 17:50", "Fri 2026-07-03T17:50:30", "2026-07-03"), "@"
// and seconds since 1970, or "now". note says what was made of a local time that the
// clocks skip or show twice; "" for all others. Errors are desk.Invalid.
func (c *Calendar) ParseMoment(field, s string, now time.Time) (t time.Time, note string, err error) {
	words := strings.TrimSpace(s)
	if strings.EqualFold(words, "now") {
		return now, "", nil
	}
	if sec, ok := strings.CutPrefix(words, "@"); ok {
		if n, err := strconv.ParseInt(sec, 10, 64); err == nil && n > -1<<40 && n < 1<<40 {
			return time.Unix(n, 0), "", nil
		}
	}
	if day, rest, ok := strings.Cut(words, " "); ok && weekdayOf(strings.ToLower(strings.TrimSuffix(day, ","))) >= 0 {
		words = strings.TrimSpace(rest)
	}
	zoned, local := words, c.local
	if clock, zone, ok := cutZone(words); ok {
		loc, err := zoneNamed(field, zone)
		if err != nil {
			return t, "", err
		}
		zoned, local = clock, func(w time.Time) (time.Time, string) { return wall(w, loc) }
	}
	for _, layout := range zonedLayouts() {
		if t, err := time.Parse(layout, strings.ToUpper(words)); err == nil && inYears(t) {
			return t, "", nil
		}
	}
	for _, layout := range localLayouts() {
		if w, err := time.Parse(layout, zoned); err == nil && inYears(w) {
			t, note = local(w)
			return t, note, nil
		}
	}
	return t, "", invalid(field, fmt.Sprintf("%q is not a time.", s), `Use "2026-07-03T17:50:00+02:00", or a local time such as "2026-07-03 17:50".`)
}

func inYears(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }

func zonedLayouts() []string {
	var out []string
	for _, sep := range []string{"T", " "} {
		for _, clock := range []string{"15:04:05", "15:04"} {
			for _, zone := range []string{"Z07:00", "Z0700", "Z07", " Z07:00", " Z0700"} {
				out = append(out, "2006-01-02"+sep+clock+zone)
			}
		}
	}
	return out
}

func localLayouts() []string {
	var out []string
	for _, date := range []string{"2006-01-02", "2006-1-2", "2006/01/02", "20060102", "2.1.2006", "2 Jan 2006"} {
		for _, clock := range []string{"T15:04:05", " 15:04:05", "T15:04", " 15:04", ""} {
			out = append(out, date+clock)
		}
	}
	return out
}

// cutZone splits "2026-07-03 17:50 Europe/Berlin".
func cutZone(s string) (clock, zone string, ok bool) {
	i := strings.LastIndexByte(s, ' ')
	if i < 0 {
		return "", "", false
	}
	zone = strings.Trim(s[i+1:], "[]()")
	if !strings.Contains(zone, "/") && zone != "UTC" || strings.ContainsAny(zone[:1], "0123456789") {
		return "", "", false
	}
	return strings.TrimSpace(s[:i]), zone, true
}

// local is the moment at which the calendar's clock shows a wall-clock time, which is
// given as UTC. The version of that date says where the clock hangs.
func (c *Calendar) local(w time.Time) (time.Time, string) {
	for i := len(c.eras) - 1; i > 0; i-- {
		if t, note := wall(w, c.eras[i].loc); !t.Before(c.eras[i].from) {
			return t, note
		}
	}
	return wall(w, c.eras[0].loc)
}

// wall is the first moment at which a zone's clock shows a wall-clock time, or the first
// after a time that it skips.
func wall(w time.Time, loc *time.Location) (time.Time, string) {
	var first, gap time.Time
	twice := false
	from := w.Add(-27 * time.Hour).In(loc)
	for t := from; t.Before(w.Add(27 * time.Hour)); {
		_, east := t.Zone()
		_, until := t.ZoneBounds()
		at := w.Add(-time.Duration(east) * time.Second)
		if !at.Before(t) && (until.IsZero() || at.Before(until)) {
			if first.IsZero() {
				first = at.In(loc)
			} else {
				twice = true
			}
		}
		if until.IsZero() || !until.After(t) {
			break
		}
		if _, next := until.In(loc).Zone(); gap.IsZero() && !at.Before(until) && w.Add(-time.Duration(next)*time.Second).Before(until) {
			gap = until.In(loc)
		}
		t = until.In(loc)
	}
	const layout = "2006-01-02 15:04"
	switch {
	case twice:
		return first, fmt.Sprintf("%s comes twice in %s; the first is taken. Write an offset for the other.", w.Format(layout), loc)
	case first.IsZero() && !gap.IsZero():
		return gap, fmt.Sprintf("%s never comes in %s: the clocks skip it. %s is taken.", w.Format(layout), loc, gap.Format(layout+" MST"))
	case first.IsZero():
		return w.In(loc), ""
	}
	return first, ""
}

// ParseLength reads a length of time: "90m", "1h30m", "2d" (48 hours), "90 min",
// "1 h 30 min", "PT1H30M", "1:30". It is zero or more and at most 200 years. Errors are
// desk.Invalid.
func ParseLength(field, s string) (time.Duration, error) {
	plain := strings.ToLower(strings.Join(strings.Fields(s), ""))
	if plain == "0" {
		return 0, nil
	}
	d, ok := parseLength(plain)
	if ok {
		return d, nil
	}
	message, mend := fmt.Sprintf("%q is not a length of time.", s), `Use "90m", "1h30m" or "2d".`
	_, bare := digits(plain, 1, 9)
	digit, without := strings.CutPrefix(plain, "-")
	_, negative := parseLength(digit)
	switch {
	case bare:
		message, mend = fmt.Sprintf("%q has no unit.", s), fmt.Sprintf(`Write "%sm" for minutes or "%sh" for hours.`, plain, plain)
	case without && negative:
		message, mend = fmt.Sprintf("%q is negative: covered time only counts forward.", s), "To look back from a moment, ask how much is covered between an earlier one and it."
	case tooLong(plain):
		message, mend = fmt.Sprintf("%q is longer than 200 years.", s), "That's too far ahead to calculate."
	}
	return 0, invalid(field, message, mend)
}

// tooLong reports whether a length fails only for its size: it is one with fewer digits.
func tooLong(s string) bool {
	i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if i < 2 {
		return false
	}
	_, ok := parseLength("1" + s[i:])
	return ok
}

const maxLength = 200 * 366 * 24 * time.Hour

func parseLength(s string) (time.Duration, bool) {
	if h, m, ok := strings.Cut(s, ":"); ok {
		hours, ok1 := digits(h, 1, 4)
		minutes, ok2 := digits(m, 2, 2)
		return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute, ok1 && ok2 && minutes < 60
	}
	if iso, ok := strings.CutPrefix(s, "p"); ok {
		s = strings.Replace(iso, "t", "", 1)
	}
	var sum float64
	if s == "" {
		return 0, false
	}
	for s != "" {
		i := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
		if i <= 0 {
			return 0, false
		}
		n, err := strconv.ParseFloat(s[:i], 64)
		if err != nil {
			return 0, false
		}
		s = s[i:]
		j := strings.IndexFunc(s, func(r rune) bool { return r >= '0' && r <= '9' })
		if j < 0 {
			j = len(s)
		}
		unit, ok := lengthUnit(strings.TrimSuffix(s[:j], ","))
		if sum += n * float64(unit); !ok || sum > float64(maxLength) {
			return 0, false
		}
		s = s[j:]
	}
	return time.Duration(sum + 0.5), true
}

func lengthUnit(s string) (time.Duration, bool) {
	switch s {
	case "ms":
		return time.Millisecond, true
	case "s", "sec", "secs", "second", "seconds":
		return time.Second, true
	case "m", "min", "mins", "minute", "minutes":
		return time.Minute, true
	case "h", "hr", "hrs", "hour", "hours":
		return time.Hour, true
	case "d", "day", "days":
		return 24 * time.Hour, true
	case "w", "week", "weeks":
		return 7 * 24 * time.Hour, true
	}
	return 0, false
}
