package signal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"heed/internal/desk"
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
//	^         the beginning of a sentence, at the head of a line
//	,         the beginning of a clause, at the head of a line
//	?         the sentence asks, at the end of a line
//	<@>       a mention stands here; <link> and <address> likewise
//
// A phrase lies within one sentence. Mentions and links do not count as words.
type rule struct {
	kind   kind
	label  uint8 // of its kind
	weight float64
	name   string // why, where the words alone do not say it
	parts  []part
	start  bool
	clause bool
	asks   bool
}

type part struct {
	words    []int32 // numbers in the table
	prefixes []int32
	seen     uint64 // which words may be among them: bit (number mod 64)
	any      bool
	gap      bool
	number   bool
	optional bool
	mark     mark // stands after the word before; takes no word itself
}

// kind is what a rule speaks of.
type kind uint8

const (
	ofIntent kind = iota
	ofUrgency
	ofTried
	ofThanks
	ofMood
	ofSarcasm
	ofAside
	ofAct
	kinds
)

// The labels of each kind, in the words of the files.
var labelsOf = [kinds][]string{
	ofIntent:  {desk.Complaint, desk.Question, desk.Request, desk.Praise, desk.Leaving, desk.Feedback, desk.Spam, desk.Trolling, desk.Other},
	ofUrgency: {"high", "soon"},
	ofTried:   {"phone", "email", "chat", "shop", "social", "failed"},
	ofThanks:  {desk.Thanks, desk.Confirms},
	ofMood:    {""},
	ofSarcasm: {""},
	ofAside:   {""},
	ofAct: {desk.ActApology, desk.ActSympathy, desk.ActThanks, desk.ActQuestion, desk.ActInstruction, desk.ActPromised, desk.ActDone, desk.ActAnswer,
		desk.ActLink, desk.ActPrivate, "courtesy", "phone", "email", "account", "shop", "site", "chat"},
}

// Numbers of labels.
const (
	complaint uint8 = iota
	question
	request
	praise
	leaving
	feedback
	spam
	trolling
	nothing
)

const (
	urgencyHigh uint8 = iota
	urgencySoon
)

const triedFailed uint8 = 5

const (
	thanks uint8 = iota
	confirms
)

// rule reads a line of a file of what customers write.
func (t *table) rule(header []string, line string) error {
	r, err := t.parse(header, line)
	if err != nil {
		return err
	}
	if r.kind == ofAct {
		return fmt.Errorf("what replies do stands in the file of acts")
	}
	t.rules = append(t.rules, r)
	for _, n := range t.begins(&r.parts[0]) {
		o := t.opening(len(t.rules)-1, r.parts[1:])
		t.entries[n].rules = append(t.entries[n].rules, o)
		t.entries[n].asks |= o.asks()
	}
	return nil
}

// act reads a line of a file of what replies do.
func (t *table) act(header []string, line string) error {
	r, err := t.parse(append([]string{"act"}, header...), line)
	if err != nil {
		return err
	}
	t.acts = append(t.acts, r)
	for _, n := range t.begins(&r.parts[0]) {
		o := t.opening(len(t.acts)-1, r.parts[1:])
		t.entries[n].acts = append(t.entries[n].acts, o)
		t.entries[n].actsAsk |= o.asks()
	}
	return nil
}

// An opening is a rule under a word that it begins with. Most rules fail at their second
// word, so what that may be stands beside: bit (number mod 64) of each word and beginning;
// 0 where it may be anything.
type opening struct {
	next uint64
	rule int32
}

func (t *table) opening(rule int, rest []part) opening {
	o := opening{rule: int32(rule)}
	for i := range rest {
		p := &rest[i]
		if p.any || p.gap || p.mark != 0 {
			return opening{rule: int32(rule)}
		}
		for _, n := range append(append([]int32{}, p.words...), p.prefixes...) {
			o.next |= 1 << (n & 63)
		}
		if p.number {
			o.next |= 1 << (t.numbers & 63)
		}
		if !p.optional {
			return o
		}
	}
	return opening{rule: int32(rule)}
}

// asks is next, or the bit that says that it may be anything.
func (o opening) asks() uint64 {
	if o.next == 0 {
		return anyword
	}
	return o.next
}

// begins are the words that a rule may begin with.
func (t *table) begins(first *part) []int32 {
	list := append(append([]int32{}, first.words...), first.prefixes...)
	if first.number {
		list = append(list, t.numbers)
	}
	return list
}

func (t *table) parse(header []string, line string) (rule, error) {
	r, err := parseHeader(header)
	if err != nil {
		return r, err
	}
	fields := strings.Fields(line)
	r.start, r.clause = fields[0] == "^", fields[0] == ","
	if r.start || r.clause {
		fields = fields[1:]
	}
	if n := len(fields); n > 0 && fields[n-1] == "?" {
		r.asks, fields = true, fields[:n-1]
	}
	for _, f := range fields {
		p, err := t.parsePart(f)
		if err != nil {
			return r, err
		}
		r.parts = append(r.parts, p)
	}
	if len(r.parts) == 0 || r.parts[0].any || r.parts[0].gap || r.parts[0].optional || r.parts[0].mark != 0 {
		return r, fmt.Errorf("%q must begin with a word or a number", line)
	}
	if last := r.parts[len(r.parts)-1]; last.gap {
		return r, fmt.Errorf("%q must end with what must be there", line)
	}
	return r, nil
}

func parseHeader(h []string) (rule, error) {
	if len(h) < 2 {
		return rule{}, fmt.Errorf("%q is no header", h)
	}
	r, most := rule{}, 1.
	switch h[0] {
	case "mood", "sarcasm", "aside":
		r.kind, most = ofMood, 4
		switch h[0] {
		case "sarcasm":
			r.kind = ofSarcasm
		case "aside":
			r.kind = ofAside
		}
		h = append([]string{h[0], ""}, h[1:]...)
	case "intent":
		r.kind = ofIntent
	case "urgency":
		r.kind = ofUrgency
	case "tried":
		r.kind = ofTried
	case "thanks":
		r.kind = ofThanks
	case "act":
		r.kind = ofAct
	default:
		return rule{}, fmt.Errorf("%q is no header: say intent, urgency, tried or thanks, a label and a weight; or mood, sarcasm or aside and a weight", h)
	}
	at := slices.Index(labelsOf[r.kind], h[1])
	if at < 0 || len(h) < 3 {
		return rule{}, fmt.Errorf("%q names no label and weight of %s", h, h[0])
	}
	w, err := strconv.ParseFloat(h[2], 64)
	if err != nil || w < -most || w > most {
		return rule{}, fmt.Errorf("%q is no weight from %g to %g", h[2], -most, most)
	}
	r.label, r.weight, r.name = uint8(at), w, strings.Join(h[3:], " ")
	return r, nil
}

func (t *table) parsePart(f string) (part, error) {
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
	case "<@>":
		p.mark = aMention
		return p, nil
	case "<link>":
		p.mark = aLink
		return p, nil
	case "<address>":
		p.mark = anAddress
		return p, nil
	}
	for alt := range strings.SplitSeq(f, "|") {
		head, isPrefix := strings.CutSuffix(alt, "*")
		key := fold(head)
		switch {
		case key == "" || isPrefix && (len(key) < minPrefix || len(key) > maxPrefix):
			return p, fmt.Errorf("%q is too short", alt)
		case isPrefix:
			p.prefixes = append(p.prefixes, t.entryOf(&t.prefix, key))
		default:
			n := t.entryOf(&t.exact, key)
			p.words, p.seen = append(p.words, n), p.seen|1<<(n&63)
		}
	}
	return p, nil
}

// fits reports whether a part accepts a word.
func (p *part) fits(x *word) bool {
	if p.any || p.number && x.number || p.has(x.id) || p.has(x.second) {
		return true
	}
	if len(p.prefixes) == 0 || x.prefix[0] == 0 {
		return false
	}
	for _, n := range x.prefix {
		if n != 0 && slices.Contains(p.prefixes, n) {
			return true
		}
	}
	return false
}

func (p *part) has(n int32) bool {
	return n != 0 && p.seen&(1<<(n&63)) != 0 && slices.Contains(p.words, n)
}

const widest = 3 // words that a ~ may stand for

// match tries a rule at a token, whose first part fits already, and gives the token
// after its last word.
func (r *rule) match(w *reading, at int) (end int, ok bool) {
	k := &w.list[at]
	if r.start && at > 0 && w.list[at-1].sentence == k.sentence || r.clause && at > 0 && w.list[at-1].clause == k.clause || r.asks && w.sentences[k.sentence].asks == 0 {
		return 0, false
	}
	return matchParts(r.parts[1:], w, at+1, k.sentence)
}

func matchParts(parts []part, w *reading, at int, sentence int32) (int, bool) {
	for i := range parts {
		p := &parts[i]
		if p.gap {
			for skip := 0; skip <= widest; skip++ {
				if end, ok := matchParts(parts[i+1:], w, at+skip, sentence); ok {
					return end, true
				}
			}
			return 0, false
		}
		if p.mark != 0 {
			if w.list[at-1].after&p.mark == 0 && !p.optional {
				return 0, false
			}
			continue
		}
		fits := at < len(w.list) && w.list[at].sentence == sentence && p.fits(w.list[at].word)
		switch {
		case fits && p.optional:
			if end, ok := matchParts(parts[i+1:], w, at+1, sentence); ok {
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
func (w *reading) find(acts bool) {
	w.hits, w.kinds = w.hits[:0], 0
	t := w.table
	for at := range w.list {
		k := &w.list[at]
		x, next := k.word, uint64(anyword)
		if at+1 < len(w.list) && w.list[at+1].sentence == k.sentence {
			next |= w.list[at+1].word.seen
		}
		if asked := x.rules; !acts && asked&next == 0 || acts && x.acts&next == 0 {
			continue
		}
		if x.number {
			w.try(t, t.numbers, at, next, acts)
		}
		if x.id != 0 {
			w.try(t, x.id, at, next, acts)
		}
		if x.second != 0 && x.second != x.id {
			w.try(t, x.second, at, next, acts)
		}
		for _, n := range x.prefix {
			if n == 0 {
				break
			}
			w.try(t, n, at, next, acts)
		}
	}
}

func (w *reading) try(t *table, n int32, at int, next uint64, acts bool) {
	list, rules := t.entries[n].rules, t.rules
	if acts {
		list, rules = t.entries[n].acts, t.acts
	}
	for _, o := range list {
		if o.next != 0 && o.next&next == 0 {
			continue
		}
		if end, ok := rules[o.rule].match(w, at); ok {
			w.hits = append(w.hits, hit{&rules[o.rule], at, end})
			w.kinds |= 1 << rules[o.rule].kind
		}
	}
}
