package calendar

import (
	"fmt"
	"strings"
	"time"

	"heed/internal/order"
)

// window is a stretch of wall-clock time in minutes since midnight of the day on
// which it begins; to may lie in the next day (up to 2*dayMinutes).
type window struct{ from, to int }

const dayMinutes = 24 * 60

// parseWindows reads windows and also gives them in their usual form.
func parseWindows(field string, words []string) ([]window, []string, error) {
	if len(words) > maxWindows {
		return nil, nil, invalid(field, fmt.Sprintf("A day has at most %d windows.", maxWindows), "Combine some.")
	}
	var ws []window
	for i, s := range words {
		w, ok := parseWindow(s)
		if !ok {
			return nil, nil, invalid(fmt.Sprintf("%s[%d]", field, i), fmt.Sprintf("%q is not a window of time.", s),
				`Use "08:00-18:00"; "22:00-06:00" ends on the next day; "00:00-24:00" is the whole day.`)
		}
		ws = append(ws, w)
	}
	order.By(ws, func(a, b window) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return a.to - b.to
	})
	var usual []string
	for _, w := range ws {
		usual = append(usual, w.words("-"))
	}
	return ws, usual, nil
}

// parseWindow reads "08:00-18:00" and how else people write it: "8-18", "8am–6:30pm",
// "08.00 to 18.00". "00:00-00:00" is the whole day.
func parseWindow(s string) (window, bool) {
	for _, dash := range []string{"–", "—", "−", " to ", " bis ", ".."} {
		s = strings.ReplaceAll(s, dash, "-")
	}
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return window{}, false
	}
	w := window{}
	if w.from, ok = parseMinute(from); !ok || w.from == dayMinutes {
		return window{}, false
	}
	if w.to, ok = parseMinute(to); !ok || w.to == w.from && w.from != 0 {
		return window{}, false
	}
	if w.to <= w.from {
		w.to += dayMinutes
	}
	return w, true
}

// parseMinute reads "8:00" to "24:00" as minutes since midnight; also "8", "08.00",
// "0800", "8h30", "8:30 pm", "noon" and "midnight".
func parseMinute(s string) (int, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	switch s {
	case "noon":
		return 12 * 60, true
	case "midnight":
		return 0, true
	}
	half := -1
	for i, m := range []string{"am", "pm"} {
		for _, form := range []string{m, m[:1] + ".m."} {
			if rest, ok := strings.CutSuffix(s, form); ok {
				s, half = strings.TrimSpace(rest), i
			}
		}
	}
	h, m := clockParts(s)
	hour, ok1 := digits(h, 1, 2)
	minute, ok2 := digits(m, 2, 2)
	if !ok1 || !ok2 || half >= 0 && (hour < 1 || hour > 12) {
		return 0, false
	}
	if half >= 0 {
		hour = hour%12 + 12*half
	}
	at := hour*60 + minute
	return at, minute < 60 && at <= dayMinutes
}

// clockParts splits "8:30" and its like; a whole hour has the minutes "00".
func clockParts(s string) (h, m string) {
	if i := strings.IndexAny(s, ":.h"); i >= 0 {
		h, m = s[:i], s[i+1:]
		if m == "" && s[i] == 'h' {
			m = "00"
		}
		return h, strings.TrimSuffix(m, ":00")
	}
	if len(s) == 4 {
		return s[:2], s[2:]
	}
	return s, "00"
}

// digits reads a number of so many digits.
func digits(s string, least, most int) (n int, ok bool) {
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int(r-'0')
		if n > 9999 {
			return 0, false
		}
	}
	return n, len(s) >= least && len(s) <= most
}

// words is "08:00–18:00" with the given dash. An end at midnight reads 24:00.
func (w window) words(dash string) string {
	to := w.to
	if to > dayMinutes {
		to -= dayMinutes
	}
	return fmt.Sprintf("%02d:%02d%s%02d:%02d", w.from/60, w.from%60, dash, to/60, to%60)
}

// parseDate reads a date as days since 1970-01-01 and gives its usual form,
// "2026-12-25".
func parseDate(field, s string) (int64, string, error) {
	short := strings.TrimSpace(s)
	if i := strings.IndexByte(short, 'T'); i == len(time.DateOnly) {
		short = short[:i] // "2026-12-25T00:00:00Z"
	}
	for _, layout := range []string{time.DateOnly, "2006/01/02", "2006-1-2", "20060102", "2.1.2006", "2 Jan 2006", "2 January 2006", "Jan 2, 2006", "January 2, 2006"} {
		if t, err := time.Parse(layout, short); err == nil && t.Year() >= 1 {
			day := floorDiv(t.Unix(), daySeconds)
			return day, dateWords(day), nil
		}
	}
	return 0, "", invalid(field, fmt.Sprintf("%q is not a date.", s), `Use "2026-12-25".`)
}

func dateWords(day int64) string { return time.Unix(day*daySeconds, 0).UTC().Format(time.DateOnly) }
