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
	seen     bits2 // of all that it may be
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
		o := t.opening(len(t.rules)-1, &r)
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
		o := t.opening(len(t.acts)-1, &r)
		t.entries[n].acts = append(t.entries[n].acts, o)
		t.entries[n].actsAsk |= o.asks()
	}
	return nil
}

// An opening is a rule under a word that it begins with. Most rules fail at their second
// word or before, so what that may be stands beside.
type opening struct {
	next  bits2 // what the next word may be, or with a gap one of the next few; zero: anything
	rule  int32
	wants state
	gap   bool
	mark  mark // what must follow the word
}

// A state is where a word stands; a set of bits.
type state uint8

const (
	atStart  state = 1 << iota // of a sentence
	atClause                   // at the beginning of one
	inAsking                   // in a sentence that asks
)

func (t *table) opening(rule int, r *rule) opening {
	o := opening{rule: int32(rule)}
	if r.start {
		o.wants |= atStart
	}
	if r.clause {
		o.wants |= atClause
	}
	if r.asks {
		o.wants |= inAsking
	}
	most := 1 // how far behind the first word the next part may be
	for i := range r.parts[1:] {
		switch p := &r.parts[1+i]; {
		case p.mark != 0 && i == 0 && !p.optional:
			o.mark = p.mark
		case p.mark != 0:
		case p.gap:
			most += widest
		case p.any, p.optional:
			most++
		case most > near:
			return o
		default:
			o.next, o.gap = p.seen, most > 1
			return o
		}
	}
	return o
}

// near is how many words after the first an opening may look at.
const near = widest + 1

// asks is what may be the next word, or the bit that says that it may be anything.
func (o opening) asks() uint64 {
	if o.next[0] == 0 || o.gap {
		return anyword
	}
	return o.next[0]
}

// bits2 are two sets of bits: of a number its rest by 64, and another. A number that is not
// among some is seldom taken for one of them.
type bits2 [2]uint64

func (b *bits2) add(n int32) {
	b[0] |= 1 << (n & 63)
	b[1] |= 1 << (uint32(n) * 0x9E3779B1 >> 26)
}

func (b *bits2) meets(o *bits2) bool { return b[0]&o[0] != 0 && b[1]&o[1] != 0 }

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
		p.seen.add(t.numbers)
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
			n := t.entryOf(&t.prefix, key)
			p.prefixes = append(p.prefixes, n)
			p.seen.add(n)
		default:
			n := t.entryOf(&t.exact, key)
			p.words = append(p.words, n)
			p.seen.add(n)
		}
	}
	return p, nil
}

// fits reports whether a part accepts a word.
func (p *part) fits(x *word) bool {
	return p.any || p.seen.meets(&x.seen) && p.holds(x)
}

func (p *part) holds(x *word) bool {
	if p.number && x.number {
		return true
	}
	for _, n := range p.words {
		if n == x.id || n == x.second {
			return true
		}
	}
	for _, n := range p.prefixes {
		if n == x.prefix[0] || n == x.prefix[1] || n == x.prefix[2] {
			return true
		}
	}
	return false
}

const widest = 3 // words that a ~ may stand for

// matchParts tries the parts of a rule from a token on, and gives the token after the last
// word.
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

// find finds all rules that hold, each at most once at a place. A number of gaps in a
// phrase bounds what is tried, so that time is linear in the text.
func (w *reading) find(acts bool) {
	w.hits, w.kinds = w.hits[:0], 0
	t := trial{reading: w, acts: acts}
	for at := range w.list {
		x := w.list[at].word
		asked := x.rules
		if acts {
			asked = x.acts
		}
		if asked == 0 {
			continue
		}
		if t.next = (bits2{}); at+1 < len(w.list) && w.list[at+1].sentence == w.list[at].sentence {
			t.next = w.list[at+1].word.seen
		}
		if asked&(t.next[0]|anyword) == 0 {
			continue
		}
		t.at, t.looked = at, false
		if x.number {
			t.try(w.table.numbers)
		}
		if x.id != 0 {
			t.try(x.id)
		}
		if x.second != 0 && x.second != x.id {
			t.try(x.second)
		}
		for _, n := range x.prefix {
			if n == 0 {
				break
			}
			t.try(n)
		}
	}
}

// A trial is a place at which rules are tried.
type trial struct {
	*reading
	at     int
	acts   bool
	looked bool
	is     state
	next   bits2 // what may be asked of the next word
	soon   bits2 // or of one of the next few
}

// look sees what is around the place.
func (t *trial) look() {
	k := &t.list[t.at]
	t.looked, t.is, t.soon = true, 0, t.next
	if t.at == 0 || t.list[t.at-1].clause != k.clause {
		t.is = atClause
	}
	if t.at == 0 || t.list[t.at-1].sentence != k.sentence {
		t.is |= atStart
	}
	if t.sentences[k.sentence].asks > 0 {
		t.is |= inAsking
	}
	for i := t.at + 2; i < len(t.list) && i <= t.at+near && t.list[i].sentence == k.sentence; i++ {
		seen := &t.list[i].word.seen
		t.soon[0] |= seen[0]
		t.soon[1] |= seen[1]
	}
}

// may tells whether a rule may hold here.
func (t *trial) may(o *opening) bool {
	if !o.gap && o.next[0] != 0 && !o.next.meets(&t.next) {
		return false
	}
	if o.mark|mark(o.wants) == 0 && !o.gap {
		return true
	}
	if !t.looked {
		t.look()
	}
	return o.wants&^t.is == 0 && o.mark&^t.list[t.at].after == 0 && (!o.gap || o.next.meets(&t.soon))
}

// try tries the rules under a word.
func (t *trial) try(n int32) {
	list, rules := t.table.entries[n].rules, t.table.rules
	if t.acts {
		list, rules = t.table.entries[n].acts, t.table.acts
	}
	for i := range list {
		if !t.may(&list[i]) {
			continue
		}
		r := &rules[list[i].rule]
		if end, ok := matchParts(r.parts[1:], t.reading, t.at+1, t.list[t.at].sentence); ok {
			t.hits = append(t.hits, hit{r, t.at, end})
			t.kinds |= 1 << r.kind
		}
	}
}
