package signal

import (
	"fmt"
	"strconv"
	"strings"
)

// A rule is a phrase that speaks for a label. In the files a section's header names
// what it speaks for and how strongly; a line is one phrase of elements:
//
//	word      that word, accents and capitals aside
//	word*     any word that begins so
//	a|b*|c    one of them
//	(word)    may be missing
//	_         any one word
//	~         up to three words
//	#         a number
//	^         the beginning of a sentence
//	?         the sentence asks (at the end of a line)
//
// A phrase lies within one sentence. Mentions and links do not count as words.
type rule struct {
	kind   string // intent, urgency, tried, mood, sarcasm
	label  string
	weight float64
	name   string // why, where the words alone do not say it
	parts  []part
	start  bool
	asks   bool
}

type part struct {
	words    []string
	prefixes []string
	any      bool
	gap      bool
	number   bool
	optional bool
}

// rule reads a line of a rules file.
func (t *table) rule(header []string, line string) error {
	r, err := parseHeader(header)
	if err != nil {
		return err
	}
	fields := strings.Fields(line)
	if r.start = fields[0] == "^"; r.start {
		fields = fields[1:]
	}
	if n := len(fields); n > 0 && fields[n-1] == "?" {
		r.asks, fields = true, fields[:n-1]
	}
	for _, f := range fields {
		p, err := parsePart(f)
		if err != nil {
			return err
		}
		r.parts = append(r.parts, p)
	}
	if len(r.parts) == 0 || r.parts[0].any || r.parts[0].gap || r.parts[0].optional {
		return fmt.Errorf("%q must begin with a word or a number", line)
	}
	if last := r.parts[len(r.parts)-1]; last.optional || last.gap {
		return fmt.Errorf("%q must end with what must be there", line)
	}
	t.rules = append(t.rules, r)
	return t.index(len(t.rules)-1, r.parts[0])
}

// index files a rule under the words it may begin with.
func (t *table) index(i int, first part) error {
	if first.number {
		first.words = []string{"#"}
	}
	for _, w := range first.words {
		if t.exact[w] == nil {
			t.exact[w] = &entry{}
		}
		t.exact[w].rules = append(t.exact[w].rules, i)
	}
	for _, w := range first.prefixes {
		if t.prefix[w] == nil {
			t.prefix[w] = &entry{}
		}
		t.prefix[w].rules = append(t.prefix[w].rules, i)
	}
	return nil
}

func parseHeader(h []string) (rule, error) {
	if len(h) == 2 && (h[0] == "mood" || h[0] == "sarcasm") {
		w, err := strconv.ParseFloat(h[1], 64)
		if err != nil || w < -4 || w > 4 {
			return rule{}, fmt.Errorf("%q is no weight from -4 to 4", h[1])
		}
		return rule{kind: h[0], weight: w}, nil
	}
	if len(h) < 3 || h[0] != "intent" && h[0] != "urgency" && h[0] != "tried" {
		return rule{}, fmt.Errorf("%q is no header: say intent, urgency or tried, a label and a weight; or mood or sarcasm and a weight", h)
	}
	w, err := strconv.ParseFloat(h[2], 64)
	if err != nil || w < -1 || w > 1 {
		return rule{}, fmt.Errorf("%q is no weight from -1 to 1", h[2])
	}
	return rule{kind: h[0], label: h[1], weight: w, name: strings.Join(h[3:], " ")}, nil
}

func parsePart(f string) (part, error) {
	var p part
	if inner, ok := strings.CutPrefix(f, "("); ok {
		p.optional = true
		f = strings.TrimSuffix(inner, ")")
	}
	switch f {
	case "_":
		p.any = true
		return p, nil
	case "~":
		p.gap = true
		return p, nil
	case "#":
		p.number = true
		return p, nil
	}
	for alt := range strings.SplitSeq(f, "|") {
		head, isPrefix := strings.CutSuffix(alt, "*")
		key := fold(head)
		switch {
		case key == "" || isPrefix && (len(key) < minPrefix || len(key) > maxPrefix):
			return p, fmt.Errorf("%q is too short", alt)
		case isPrefix:
			p.prefixes = append(p.prefixes, key)
		default:
			p.words = append(p.words, key)
		}
	}
	return p, nil
}

// fits reports whether a part accepts a word.
func (p *part) fits(k *token) bool {
	if p.any {
		return true
	}
	if p.number {
		return k.number
	}
	for _, w := range p.words {
		if w == k.form || w == k.also {
			return true
		}
	}
	for _, w := range p.prefixes {
		if strings.HasPrefix(k.form, w) || k.also != "" && strings.HasPrefix(k.also, w) {
			return true
		}
	}
	return false
}

const widest = 3 // words that a ~ may stand for

// match tries a rule at a token and gives the token after its last word.
func (r *rule) match(t *tokens, at int) (end int, ok bool) {
	if r.start && at > 0 && t.list[at-1].sentence == t.list[at].sentence || r.asks && t.sentences[t.list[at].sentence].asks == 0 {
		return 0, false
	}
	return matchParts(r.parts, t, at, t.list[at].sentence)
}

func matchParts(parts []part, t *tokens, at, sentence int) (int, bool) {
	for i := range parts {
		p := &parts[i]
		if p.gap {
			for skip := 0; skip <= widest; skip++ {
				if end, ok := matchParts(parts[i+1:], t, at+skip, sentence); ok {
					return end, true
				}
			}
			return 0, false
		}
		fits := at < len(t.list) && t.list[at].sentence == sentence && p.fits(&t.list[at])
		switch {
		case fits && p.optional:
			if end, ok := matchParts(parts[i+1:], t, at+1, sentence); ok {
				return end, true
			}
		case fits:
			at++
		case !p.optional:
			return 0, false
		}
	}
	return at, true
}

// A hit is a rule that holds, and the tokens that made it.
type hit struct {
	rule     *rule
	from, to int
}

// hits finds all rules that hold, each at most once at a place. A number of gaps in a
// phrase bounds what is tried, so that time is linear in the text.
func (t *table) hits(words *tokens) []hit {
	var list []hit
	try := func(e *entry, at int) {
		for _, i := range e.rules {
			if end, ok := t.rules[i].match(words, at); ok {
				list = append(list, hit{&t.rules[i], at, end})
			}
		}
	}
	for at := range words.list {
		k := &words.list[at]
		if k.number {
			if e := t.exact["#"]; e != nil {
				try(e, at)
			}
		}
		for _, form := range [...]string{k.form, k.also} {
			if form == "" || k.sign {
				continue
			}
			if e := t.exact[form]; e != nil {
				try(e, at)
			}
			for n := min(len(form), maxPrefix); n >= minPrefix; n-- {
				if e := t.prefix[form[:n]]; e != nil {
					try(e, at)
				}
			}
		}
	}
	return list
}
