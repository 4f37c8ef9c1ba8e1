package view

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/report"
)

// tr is a string of the interface in the reader's language. English is the key: what
// a catalogue lacks is shown in English. Whole numbers stand in groups of three as the
// language has it; what is no count, such as a year, is given as a string.
func tr(ctx context.Context, english string, args ...any) string {
	return Say(sh(ctx).Lang, english, args...)
}

// Say is a string of the interface in a language; see [tr].
func Say(lang, english string, args ...any) string {
	s := english
	if lang == "de" {
		if g, ok := germanDesk[english]; ok {
			s = g
		} else if g, ok := germanSettings[english]; ok {
			s = g
		} else if g, ok := germanReports[english]; ok {
			s = g
		} else if g, ok := germanFigures[english]; ok {
			s = g
		} else if g, ok := germanHours[english]; ok {
			s = g
		} else if g, ok := germanHearing[english]; ok {
			s = g
		} else if g, ok := germanCases[english]; ok {
			s = g
		} else if g, ok := germanWork[english]; ok {
			s = g
		}
	}
	if len(args) > 0 {
		return fmt.Sprintf(s, counted(lang, args)...)
	}
	return s
}

// counted are the arguments of a sentence with its large numbers as they are to be read.
func counted(lang string, args []any) []any {
	own := false
	for i, a := range args {
		n := int64(0)
		switch a := a.(type) {
		case int:
			n = int64(a)
		case int64:
			n = a
		}
		if -1000 < n && n < 1000 {
			continue
		}
		if !own {
			args, own = slices.Clone(args), true
		}
		args[i] = count{lang, n}
	}
	return args
}

// A count is a number that %d and %s write in groups of three.
type count struct {
	lang string
	n    int64
}

func (c count) Format(f fmt.State, verb rune) {
	io.WriteString(f, report.Lang(c.lang).Count(c.n))
}

// trn chooses between one and many by n, which is the first argument of the format.
func trn(ctx context.Context, n int, one, many string) string {
	if n == 1 {
		return tr(ctx, one, n)
	}
	return tr(ctx, many, n)
}

// span says a duration as people do: "40 s", "12 min", "3 h 20", "5 d".
func span(d time.Duration) string {
	if d < 0 {
		d = -d
	}
	switch {
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + " s"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min"
	case d < 10*time.Hour:
		h, m := int(d.Hours()), int(d.Minutes())%60
		if m == 0 {
			return strconv.Itoa(h) + " h"
		}
		return fmt.Sprintf("%d h %02d", h, m)
	case d < 48*time.Hour:
		return strconv.Itoa(int(math.Round(d.Hours()))) + " h"
	default:
		return strconv.Itoa(int(d.Hours()/24)) + " d"
	}
}

func ago(ctx context.Context, t time.Time) string {
	d := sh(ctx).Now.Sub(t)
	switch {
	case t.IsZero():
		return tr(ctx, "never")
	case d < 10*time.Second && d > -10*time.Second:
		return tr(ctx, "now")
	case d < 0:
		return tr(ctx, "in %s", span(d))
	default:
		return tr(ctx, "%s ago", span(d))
	}
}

// when is an absolute time in the reader's zone.
func when(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(sh(ctx).Zone).Format(exactly(sh(ctx).Lang))
}

// exactly is the form of an absolute time in a language.
func exactly(lang string) string {
	if lang == "de" {
		return "2.1.2006, 15:04:05 MST"
	}
	return "2 Jan 2006, 15:04:05 MST"
}

// Moment is a time to the minute as a reader writes it; a zone that nobody knows is UTC.
func Moment(r desk.Reader, t time.Time) string {
	if zone, err := time.LoadLocation(r.Zone); err == nil {
		t = t.In(zone)
	}
	if r.Lang == "de" {
		return t.Format("2.1.2006, 15:04 MST")
	}
	return t.Format("2 Jan 2006, 15:04 MST")
}

// clock is a short absolute time: the hour today, the day before.
func clock(ctx context.Context, t time.Time) string {
	s := sh(ctx)
	t, now := t.In(s.Zone), s.Now.In(s.Zone)
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return t.Format("15:04")
	case s.Lang == "de" && t.Year() == now.Year():
		return t.Format("2.1. 15:04")
	case s.Lang == "de":
		return t.Format("2.1.2006")
	case t.Year() == now.Year():
		return t.Format("2 Jan 15:04")
	default:
		return t.Format("2 Jan 2006")
	}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// initials are what stands for a picture: customers' pictures are not fetched.
func initials(name, handle string) string {
	var out []rune
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		r, _ := utf8.DecodeRuneInString(w)
		out = append(out, unicode.ToUpper(r))
		if len(out) == 2 {
			break
		}
	}
	if len(out) == 0 {
		for _, r := range handle {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return string(unicode.ToUpper(r))
			}
		}
		return "?"
	}
	return string(out)
}

// tint is the class of a face: it spreads people over the eight quiet tints of the style sheet.
func tint(key string) string {
	h := uint32(2166136261)
	for i := 0; i < len(key); i++ {
		h = (h ^ uint32(key[i])) * 16777619
	}
	return tints[h%8]
}

var tints = [8]string{"avatar tint0", "avatar tint1", "avatar tint2", "avatar tint3", "avatar tint4", "avatar tint5", "avatar tint6", "avatar tint7"} // read only

func followers(n int) string {
	switch {
	case n < 0:
		return ""
	case n < 1000:
		return strconv.Itoa(n)
	case n < 100_000:
		return strconv.FormatFloat(float64(n/100)/10, 'f', -1, 64) + "k"
	case n < 1_000_000:
		return strconv.Itoa(n/1000) + "k"
	default:
		return strconv.FormatFloat(float64(n/100_000)/10, 'f', -1, 64) + "M"
	}
}

func stageName(ctx context.Context, s desk.Stage, waitingFor string) string {
	return stageIn(sh(ctx).Lang, s, waitingFor)
}

func stageIn(lang string, s desk.Stage, waitingFor string) string {
	switch s {
	case desk.New:
		return Say(lang, "New")
	case desk.Acknowledged:
		return Say(lang, "Acknowledged")
	case desk.InProgress:
		return Say(lang, "In progress")
	case desk.Waiting:
		switch waitingFor {
		case "customer":
			return Say(lang, "Waiting for the customer")
		case "team":
			return Say(lang, "Waiting for a team")
		case "third party":
			return Say(lang, "Waiting for a third party")
		}
		return Say(lang, "Waiting")
	case desk.Resolved:
		return Say(lang, "Resolved")
	case desk.Confirmed:
		return Say(lang, "Confirmed by the customer")
	case desk.Ignored:
		return Say(lang, "Ignored")
	}
	return string(s)
}

func roleName(ctx context.Context, r desk.Role) string {
	switch r {
	case desk.Admin:
		return tr(ctx, "Administrator")
	case desk.Lead:
		return tr(ctx, "Lead")
	case desk.Answerer:
		return tr(ctx, "Agent")
	}
	return tr(ctx, "Viewer")
}

func firstWord(name string) string {
	w, _, _ := strings.Cut(name, " ")
	return w
}

//go:noinline
func itoa[T ~int | ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// grouped writes a large number so that it can be read.
func grouped(ctx context.Context, n int64) string { return figures(ctx).Count(n) }
