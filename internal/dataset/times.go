package dataset

import (
	"strconv"
	"strings"
	"time"
)

// forms are the ways in which files write a time. A time without a zone is UTC.
func timeForms() []string {
	return []string{
		time.RFC3339Nano,
		time.RubyDate, // Tue Oct 31 22:10:47 +0000 2017
		"2006-01-02 15:04:05 -0700",
		"2006-01-02 15:04:05.999999999Z07:00",
		"2006-01-02T15:04:05.999999999Z0700",
		"2006-01-02 15:04:05.999999999",
		"2006-01-02T15:04:05.999999999",
		"2006-01-02 15:04:05 UTC",
		"2006-01-02 15:04:05.999999999 UTC",
		"Mon, 02 Jan 2006 15:04:05 GMT",
		time.RFC1123Z,
		"2006-01-02 15:04",
		"2006-01-02T15:04",
		"2006-01-02",
	}
}

// parseTime reads a time in one of the forms, or as seconds, milli- or microseconds
// since 1970, told apart by their size. Times outside 1971 to 2199 are none.
func parseTime(v string) (time.Time, bool) {
	if t, ok := fixedTime(v); ok {
		return plausible(t)
	}
	if n, err := strconv.ParseFloat(v, 64); err == nil {
		return plausible(epoch(v, n))
	}
	for _, form := range timeForms() {
		if t, err := time.Parse(form, v); err == nil {
			return plausible(t)
		}
	}
	return time.Time{}, false
}

// fixedTime tries the form that the length and one letter of a value suggest, so that
// large files do not pay for every other form first.
func fixedTime(v string) (time.Time, bool) {
	form := time.RFC3339Nano
	switch {
	case len(v) == len(time.RubyDate) && v[3] == ' ':
		form = time.RubyDate
	case len(v) == len("2015-02-24 11:35:52 -0800") && v[10] == ' ':
		form = "2006-01-02 15:04:05 -0700"
	}
	t, err := time.Parse(form, v)
	return t, err == nil
}

func epoch(v string, n float64) time.Time {
	whole, err := strconv.ParseInt(v, 10, 64)
	if err != nil || strings.ContainsAny(v, ".eE") {
		return time.UnixMicro(int64(n * 1e6))
	}
	switch {
	case n < 1e11:
		return time.Unix(whole, 0)
	case n < 1e14:
		return time.UnixMilli(whole)
	default:
		return time.UnixMicro(whole)
	}
}

func plausible(t time.Time) (time.Time, bool) {
	if y := t.UTC().Year(); y < 1971 || y > 2199 {
		return time.Time{}, false
	}
	return t.UTC().Truncate(time.Microsecond), true
}
