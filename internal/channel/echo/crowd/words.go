package crowd

import (
	"embed"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
)

//go:embed words
var files embed.FS

// A section is where a text stands: file "rail.de.txt" under "[praise]".
type section struct{ file, lang, kind string }

type words map[section][]string

// readWords reads all files of words.
func readWords() (words, error) {
	w := words{}
	names, err := fs.Glob(files, "words/*.txt")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		raw, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		parts := strings.Split(strings.TrimPrefix(name, "words/"), ".")
		at := section{file: parts[0], lang: parts[1]}
		for i, line := range strings.Split(string(raw), "\n") {
			switch {
			case line == "" || strings.HasPrefix(line, "# "):
			case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
				at.kind = strings.Trim(line, "[]")
			case at.kind == "":
				return nil, fmt.Errorf("%s:%d: a text before the first [kind]", name, i+1)
			default:
				w[at] = append(w[at], line)
			}
		}
	}
	w.join("answers")
	w.join("reactions")
	return w, nil
}

// join makes, for each brand, one section of what all say and what only they say.
func (w words) join(file string) {
	for _, b := range Brands() {
		own := file + "-" + b.words
		for s, texts := range w {
			if s.file != file {
				continue
			}
			mine := section{own, s.lang, s.kind}
			w[mine] = slices.Concat(texts, w[mine])
		}
	}
}

// slots are what the braces in a text stand for.
type slots map[string]string

// newSlots rolls the particulars of one scene. They stay the same for all its texts.
func newSlots(rng *rand.Rand, b Brand, lang string) slots {
	stops := []string{
		"Ferrowick", "Oldmere", "Stennbridge", "Halloway Cross", "Port Aldine", "Kestrel Green", "Upper Tarn",
		"Millhaven", "Brackwater", "Little Osmund", "Veldery", "Saltgate",
	}
	lines := []string{"Line 4", "Line 7", "Line 2", "the Lakeside Express", "the Tarn Valley line", "the 7:12", "the Oldmere train", "the last train"}
	streets := []string{"Harbour Lane", "Quince Street", "Mill Row", "Lantern Hill", "Old Kiln Road", "Wren Close", "Cooper's Yard"}
	one := func(list []string) string { return list[rng.IntN(len(list))] }
	i := rng.IntN(len(stops))
	week := days(lang)
	day := rng.IntN(len(week))
	price := fmt.Sprintf("€%d.%d0", 3+rng.IntN(80), rng.IntN(10))
	if lang != "en" {
		price = fmt.Sprintf("%d,%d0 €", 3+rng.IntN(80), rng.IntN(10))
	}
	return slots{
		"brand": b.Name, "at": "@" + b.Handle,
		"stop": stops[i], "stop2": stops[(i+1+rng.IntN(len(stops)-1))%len(stops)],
		"line": one(lines), "street": one(streets), "price": price,
		"day":     week[day],
		"soon":    week[(day+1+rng.IntN(len(week)-1))%len(week)],
		"time":    fmt.Sprintf("%d:%02d", 5+rng.IntN(18), rng.IntN(60)),
		"min":     fmt.Sprint(15 + rng.IntN(80)),
		"days":    fmt.Sprint(3 + rng.IntN(11)),
		"parcel":  fmt.Sprintf("GP-%03d-%03d", rng.IntN(1000), rng.IntN(1000)),
		"booking": "TW-" + letters(rng, 5),
		"code":    fmt.Sprintf("%06d", rng.IntN(1_000_000)),
		"phone":   phone(rng),
		"sign":    one(Staff(lang)),
	}
}

func days(lang string) []string {
	switch lang {
	case "de":
		return []string{"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}
	case "fr":
		return []string{"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	case "es":
		return []string{"lunes", "martes", "miércoles", "jueves", "viernes", "sábado"}
	}
	return []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
}

func letters(rng *rand.Rand, n int) string {
	const set = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	var b strings.Builder
	for range n {
		b.WriteByte(set[rng.IntN(len(set))])
	}
	return b.String()
}

// phone is a number of the range that is kept for fiction: 555-0100 to 555-0199.
func phone(rng *rand.Rand) string {
	areas := []string{"", "202-", "212-", "415-"}
	return fmt.Sprintf("+1 %s555-01%02d", areas[rng.IntN(len(areas))], rng.IntN(100))
}

// of adds what belongs to the one who speaks, or is spoken to.
func (s slots) of(p *person) slots {
	out := slots{"first": p.first, "name": p.name, "who": p.first, "mail": p.mail()}
	if p.role == roleElderly {
		out["first"] = p.name
	}
	for k, v := range s {
		out[k] = v
	}
	return out
}

// fill puts the slots into a text, and a capital letter where a slot begins a sentence.
func (s slots) fill(text string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '{')
		j := strings.IndexByte(text, '}')
		if i < 0 || j < i {
			b.WriteString(text)
			return capital(b.String())
		}
		b.WriteString(text[:i])
		value := s[text[i+1:j]]
		if value == "" {
			value = text[i : j+1] // a test finds it
		}
		if strings.HasSuffix(b.String(), ". ") {
			value = capital(value)
		}
		b.WriteString(value)
		text = text[j+1:]
	}
}

func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' && strings.HasPrefix(s, "the ") {
		return "T" + s[1:]
	}
	return s
}
