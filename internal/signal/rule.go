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
//	{name}    one of the words of a line under [list name], also among others: a|{name}
//
// A phrase lies within one sentence. Mentions and links do not count as words.
type rule struct {
	kind   kind
	label  uint8 // of its kind
	weight float64
	name   string // why, where the words alone do not say it
	parts  []part
	number int32 // of the table's rules
	wants  state // of where its first word stands
	start  bool
	clause bool
	asks   bool
}

type part struct {
	seen     uint64  // bits of all that it may be
	words    []int32 // numbers in the table, also of beginnings
	one      int32   // of words: the first two, -1 for none
	other    int32
	any      bool
	gap      bool
	number   bool
	optional bool
	mark     mark // stands after the word before; takes no word itself
	must     bool // one of the words must stand here, and that is all
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
	if len(header) == 2 && header[0] == "list" {
		t.lists = append(t.lists, "{"+header[1]+"}", strings.Join(strings.Fields(line), "|"))
		return nil
	}
	r, err := t.parse(header, line)
	if err != nil {
		return err
	}
	if r.kind == ofAct {
		return fmt.Errorf("what replies do stands in the file of acts")
	}
	t.add(&r)
	return nil
}

// act reads a line of a file of what replies do.
func (t *table) act(header []string, line string) error {
	r, err := t.parse(append([]string{"act"}, header...), line)
	if err != nil {
		return err
	}
	t.add(&r)
	return nil
}

// add adds a rule. It is found from the next [table.lead] on.
func (t *table) add(r *rule) {
	r.number = int32(len(t.rules))
	if r.start {
		r.wants |= atStart
	}
	if r.clause {
		r.wants |= atClause
	}
	if r.asks {
		r.wants |= inAsking
	}
	t.rules = append(t.rules, r)
}

func (t *table) parse(header []string, line string) (rule, error) {
	r, err := parseHeader(header)
	if err != nil {
		return r, err
	}
	if strings.Contains(line, "{") { // as few do
		line = strings.NewReplacer(t.lists...).Replace(line)
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
		p.must = !p.any && !p.gap && !p.optional && p.mark == 0
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
	p := part{one: -1, other: -1}
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
		p.seen |= bitOf(t.numbers)
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
		p.number = p.number || alt == "#"
		switch {
		case key == "" || isPrefix && (len(key) < minPrefix || len(key) > maxPrefix):
			return p, fmt.Errorf("%q is too short", alt)
		case isPrefix:
			n := t.entryOf(&t.prefix, key)
			p.add(n)
		default:
			n := t.entryOf(&t.exact, key)
			p.add(n)
		}
	}
	return p, nil
}
