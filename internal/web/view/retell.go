package view

import (
	"context"
	"strings"
)

// Services and rules say why in English sentences that are kept with what they decided.
// A page shows them in its reader's language: whole sentences and words by the catalogue,
// sentences with values in them by their pattern, each value again in the same way. What
// the catalogue does not know is shown as it was said.

func retell(ctx context.Context, s string) string { return Retell(sh(ctx).Lang, s) }

// Retell is a sentence of a service or a rule in a language of the interface.
func Retell(lang, s string) string {
	if lang != "de" || s == "" {
		return s
	}
	if g, ok := germanRetold[s]; ok {
		return g
	}
	if g, ok := germanAlarms[s]; ok {
		return g
	}
	if g, ok := germanDesk[s]; ok {
		return g
	}
	if g, ok := germanCases[s]; ok {
		return g
	}
	if g, ok := germanErrors[s]; ok {
		return g
	}
	if g, ok := retoldSearch(s); ok {
		return g
	}
	for _, patterns := range [][][2]string{germanAlarmPatterns, germanPatterns} {
		for _, p := range patterns {
			if values, ok := unfilled(p[0], s); ok {
				return filled(lang, p[1], values)
			}
		}
	}
	if germanMoment(s) {
		return germanDays.Replace(s)
	}
	return s
}

func retellAll(ctx context.Context, ss []string) []string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = retell(ctx, s)
	}
	return out
}

// unfilled takes the values out of a sentence that was made with a pattern.
func unfilled(pattern, s string) ([]string, bool) {
	parts := strings.Split(pattern, "%s")
	rest, ok := strings.CutPrefix(s, parts[0])
	if !ok {
		return nil, false
	}
	var values []string
	for i, p := range parts[1:] {
		at := strings.Index(rest, p)
		if i == len(parts)-2 { // the last: it ends the sentence
			at = len(rest) - len(p)
			if !strings.HasSuffix(rest, p) {
				return nil, false
			}
		}
		if at <= 0 {
			return nil, false
		}
		values = append(values, rest[:at])
		rest = rest[at+len(p):]
	}
	return values, rest == ""
}

func filled(lang, pattern string, values []string) string {
	var b strings.Builder
	for i, part := range strings.Split(pattern, "%s") {
		if i > 0 {
			b.WriteString(Retell(lang, values[i-1]))
		}
		b.WriteString(part)
	}
	return b.String()
}

// germanMoment reports a time as calendars and clocks write it: "Sun 06:05", "Mon–Fri
// 07:00–21:00".
func germanMoment(s string) bool {
	day, rest, _ := strings.Cut(strings.Replace(s, "–", " ", 1), " ")
	return len(day) == 3 && strings.Contains("Mon Tue Wed Thu Fri Sat Sun", day) && strings.Contains(rest, ":")
}

var germanDays = strings.NewReplacer("Mon", "Mo", "Tue", "Di", "Wed", "Mi", "Thu", "Do", "Fri", "Fr", "Sat", "Sa", "Sun", "So", // read only
	"Mar", "Mär", "May", "Mai", "Oct", "Okt", "Dec", "Dez", " and ", " und ", ", with 1 exception", ", mit 1 Ausnahme", ", with ", ", mit ", " exceptions", " Ausnahmen")
