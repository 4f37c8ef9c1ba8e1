package train

import (
	"embed"
	"strings"

	"heed/internal/signal"
)

//go:embed own/*.txt
var own embed.FS

// variants is how many sentences are made of each line.
const variants = 30

// Sentences are examples of our own words: each line of own/ with its
// alternatives chosen by a fixed sequence, in trades in turn.
func Sentences() []signal.Example {
	slots := readSlots()
	g := &generator{random: 42}
	var list []signal.Example
	var e signal.Example
	for line := range strings.Lines(text("own/sentences.txt") + text("own/talk.txt") + text("own/asks.txt")) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case line[0] == '[':
			mood, fine, _ := strings.Cut(strings.Trim(line, "[]"), " ")
			e = signal.Example{Sentiment: mood, Complaint: "no", Spam: "no", Weight: ownWeight, Domain: signal.DomainDesk}
			if fine == "complaint" {
				e.Complaint = "yes"
			}
		default:
			seen := map[string]bool{}
			for i := range variants {
				e.Text = g.sentence(line, slots[i%len(slots)])
				if !seen[e.Text] {
					list = append(list, e)
				}
				seen[e.Text] = true
			}
		}
	}
	return list
}

const ownWeight = 1

func text(name string) string {
	b, err := own.ReadFile(name)
	if err != nil {
		panic(err) // embedded
	}
	return string(b)
}

// readSlots gives the slots of each trade, those of all trades among them.
func readSlots() (trades []map[string][]string) {
	every := map[string][]string{}
	var now map[string][]string
	for line := range strings.Lines(text("own/slots.txt")) {
		line = strings.TrimSpace(line)
		switch name, fillings, ok := strings.Cut(line, ": "); {
		case line == "" || strings.HasPrefix(line, "#"):
		case line == "[any]":
			now = every
		case line[0] == '[':
			now = map[string][]string{}
			trades = append(trades, now)
		case ok:
			now[name] = strings.Split(fillings, "|")
		}
	}
	for _, t := range trades {
		for name, fillings := range every {
			t[name] = fillings
		}
	}
	return trades
}

// generator fills sentences in, choosing by a fixed sequence of numbers.
type generator struct{ random uint64 }

func (g *generator) choose(n int) int {
	g.random = g.random*6364136223846793005 + 1442695040888963407
	return int(g.random >> 33 % uint64(n))
}

func (g *generator) sentence(line string, slots map[string][]string) string {
	s := g.fill(line, slots)
	s = strings.Join(strings.Fields(s), " ")
	s = strings.NewReplacer(" ,", ",", " .", ".", " ?", "?", " !", "!").Replace(s)
	switch g.choose(6) {
	case 0:
		s = "@acme " + s
	case 1:
		s = "@acme " + strings.ToUpper(s[:1]) + s[1:]
	case 2:
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	return s
}

// fill chooses among {a|b} and fills <slots>, the inner ones after the outer.
func (g *generator) fill(s string, slots map[string][]string) string {
	var b strings.Builder
	for len(s) > 0 {
		i := strings.IndexAny(s, "{<")
		if i < 0 {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:i])
		if s[i] == '<' {
			end := i + strings.IndexByte(s[i:], '>')
			options := slots[s[i+1:end]]
			b.WriteString(options[g.choose(len(options))])
			s = s[end+1:]
			continue
		}
		options, rest := alternatives(s[i+1:])
		b.WriteString(g.fill(options[g.choose(len(options))], slots))
		s = rest
	}
	return b.String()
}

// alternatives cuts what stands within braces, the opening one gone, and gives what
// follows them. Braces may stand within braces.
func alternatives(s string) (list []string, rest string) {
	depth, from := 0, 0
	for i := range len(s) {
		switch {
		case s[i] == '{':
			depth++
		case s[i] == '}' && depth > 0:
			depth--
		case s[i] == '}':
			return append(list, s[from:i]), s[i+1:]
		case s[i] == '|' && depth == 0:
			list, from = append(list, s[from:i]), i+1
		}
	}
	panic("own sentences: a brace is not closed") // embedded, and a test reads them all
}
