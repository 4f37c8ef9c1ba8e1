package view

import (
	"context"
	"regexp"
	"strconv"
	"strings"
)

// Services and rules say why in English sentences that are kept with what they decided.
// A page shows them in its reader's language: whole sentences and words by the catalogue,
// sentences with values in them by their pattern, each value again in the same way. What
// the catalogue does not know is shown as it was said, all of it.

func retell(ctx context.Context, s string) string { return Retell(sh(ctx).Lang, s) }

// Retell is a sentence of a service or a rule in a language of the interface.
func Retell(lang, s string) string {
	if lang != "de" || s == "" {
		return s
	}
	if g, ok := germanSentence(s); ok {
		return g
	}
	for _, patterns := range [...][][2]string{germanAlarmPatterns, germanPolicyPatterns, germanPatterns, germanSearchPatterns} {
		for _, p := range patterns {
			if values, ok := unfilled(p[0], s); ok {
				return filled(p[1], values)
			}
		}
	}
	if germanMoment(s) {
		return germanDays.Replace(s)
	}
	if day, month, ok := strings.Cut(s, " "); ok && germanMonths[month] != "" && len(day) <= 2 && strings.Trim(day, "0123456789") == "" {
		return day + ". " + germanMonths[month]
	}
	return s
}

// germanSentence is a sentence or a word that a catalogue knows as it is.
func germanSentence(s string) (string, bool) {
	for _, m := range [...]map[string]string{germanRetold, germanAlarms, germanDesk, germanCases, germanWork, germanErrors, germanPolicy, germanSearch, germanFacts} {
		if g, ok := m[s]; ok {
			return g, true
		}
	}
	return "", false
}

var germanMonths = map[string]string{ // read only
	"January": "Januar", "February": "Februar", "March": "März", "April": "April", "May": "Mai", "June": "Juni",
	"July": "Juli", "August": "August", "September": "September", "October": "Oktober", "November": "November", "December": "Dezember",
}

func retellAll(ctx context.Context, ss []string) []string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = retell(ctx, s)
	}
	return out
}

// A pattern has places for values. What may stand in them keeps a sentence that no catalogue
// knows from being taken for one of a pattern and said half in German:
//
//	%s  anything: a name, a place
//	%d  a number, as English writes it: 1,234.5
//	%q  something in quotes, or the operator of a search; it stays as it is
//	%k  what is known in its turn: a sentence, a word, a time
//	%f  what a protocol's reasons speak of
//	%w  an item of a list: what is known, or one word
const holes = "sdqkfw"

// part is a piece of a pattern: a place for a value, and what stands after it.
type part struct {
	kind byte // 0: the words before the first place
	then string
}

func partsOf(pattern string) []part {
	var parts []part
	from, kind := 0, byte(0)
	for i := 0; i+1 < len(pattern); i++ {
		if pattern[i] == '%' && strings.IndexByte(holes, pattern[i+1]) >= 0 {
			parts = append(parts, part{kind, pattern[from:i]})
			from, kind = i+2, pattern[i+1]
		}
	}
	return append(parts, part{kind, pattern[from:]})
}

// unfilled takes the values out of a sentence that was made with a pattern, each as it is to
// be said in German.
func unfilled(pattern, s string) ([]string, bool) {
	if pattern[0] != '%' && (s == "" || pattern[0] != s[0]) {
		return nil, false // most are sorted out here
	}
	parts := partsOf(pattern)
	rest, ok := strings.CutPrefix(s, parts[0].then)
	if !ok {
		return nil, false
	}
	values := make([]string, 0, len(parts)-1)
	for i, p := range parts[1:] {
		at := ends(rest, p, i == len(parts)-2)
		if at <= 0 || at > len(rest) || !strings.HasPrefix(rest[at:], p.then) {
			return nil, false
		}
		value, ok := fits(p.kind, rest[:at])
		if !ok {
			return nil, false
		}
		values = append(values, value)
		rest = rest[at+len(p.then):]
	}
	return values, rest == ""
}

// ends is where the value that rest begins with ends.
func ends(rest string, p part, last bool) int {
	if p.kind == 'q' {
		if quoted, err := strconv.QuotedPrefix(rest); err == nil {
			return len(quoted)
		}
	}
	if last {
		return len(rest) - len(p.then)
	}
	return strings.Index(rest, p.then)
}

// fits says a value in German, if it may stand in a place of a kind.
func fits(kind byte, value string) (string, bool) {
	switch kind {
	case 'd':
		return germanMarks.Replace(value), strings.Trim(value, "0123456789.,") == "" && value[0] >= '0' && value[0] <= '9'
	case 'q':
		if strings.HasPrefix(value, "“") {
			return value, strings.HasSuffix(value, "”") || strings.HasSuffix(value, "…")
		}
		return value, strings.ContainsAny(value[:1], "\"`-") || strings.ToUpper(value) == value && !strings.Contains(value, " ")
	case 'f':
		g, ok := germanFacts[value]
		return g, ok
	case 's':
		said := Retell("de", value)
		return said, said != value || !sentences.MatchString(value)
	}
	said := Retell("de", value)
	_, known := germanSentence(value)
	return said, known || said != value || kind == 'w' && !strings.ContainsAny(value, " ")
}

// sentences finds that a value is no name but says something of its own.
var sentences = regexp.MustCompile(`(\p{L}{4}|[0-9”])[.] | .*[.]$`)

func filled(pattern string, values []string) string {
	var b strings.Builder
	for i, p := range partsOf(pattern) {
		if i > 0 {
			b.WriteString(values[i-1])
		}
		b.WriteString(p.then)
	}
	return b.String()
}

var germanMarks = strings.NewReplacer(",", ".", ".", ",") // read only

// germanMoment reports a time as calendars and clocks write it: "Sun 06:05", "Mon–Fri
// 07:00–21:00".
func germanMoment(s string) bool {
	day, rest, _ := strings.Cut(strings.Replace(s, "–", " ", 1), " ")
	return len(day) == 3 && strings.Contains("Mon Tue Wed Thu Fri Sat Sun", day) && strings.Contains(rest, ":")
}

var germanDays = strings.NewReplacer("Mon", "Mo", "Tue", "Di", "Wed", "Mi", "Thu", "Do", "Fri", "Fr", "Sat", "Sa", "Sun", "So", // read only
	"Mar", "Mär", "May", "Mai", "Oct", "Okt", "Dec", "Dez", " and ", " und ", ", with 1 exception", ", mit 1 Ausnahme", ", with ", ", mit ", " exceptions", " Ausnahmen")
