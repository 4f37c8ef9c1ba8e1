package signal

import "slices"

// An opening is a rule under a word that it begins with. Most rules fail at their second
// or third word or before, so what those may be stands beside.
type opening struct {
	asks  uint64 // of what may be the next word, or the bit that says that it may be anything
	also  uint64 // the other half of that
	then  uint64 // likewise of the one after that
	next  bits2  // what the next word may be, or with a gap one of the next few; zero: anything
	parts []part // that follow the first
	rule  *rule
	wants state
	gap   bool
	looks bool // wants or follows something, or has a gap: see may
	mark  mark // what must follow the word
}

// A state is where a word stands; a set of bits.
type state uint8

const (
	atStart  state = 1 << iota // of a sentence
	atClause                   // at the beginning of one
	inAsking                   // in a sentence that asks
)

func newOpening(r *rule) opening {
	o := opening{rule: r, parts: r.parts[1:], asks: anyword, also: anyword, then: anyword}
	if r.start {
		o.wants |= atStart
	}
	if r.clause {
		o.wants |= atClause
	}
	if r.asks {
		o.wants |= inAsking
	}
	o.lookAhead()
	if !o.gap && o.next[0] != 0 {
		o.asks, o.also = o.next[0], o.next[1]
	}
	o.looks = o.gap || o.wants != 0 || o.mark != 0
	if words := o.words(); len(words) > 1 && words[0].must && words[1].must {
		o.then = words[1].seen[0]
	}
	return o
}

// words are the parts without marks.
func (o *opening) words() []part {
	return slices.DeleteFunc(slices.Clone(o.parts), func(p part) bool { return p.mark != 0 })
}

func (o *opening) lookAhead() {
	most := 1 // how far behind the first word the next part may be
	for i := range o.parts {
		switch p := &o.parts[i]; {
		case p.mark != 0 && i == 0 && !p.optional:
			o.mark = p.mark
		case p.mark != 0:
		case p.gap:
			most += widest
		case p.any, p.optional:
			most++
		case most > near:
			return
		default:
			o.next, o.gap = p.seen, most > 1
			return
		}
	}
}

// near is how many words after the first an opening may look at.
const near = widest + 1

// anyword is the bit of openings that ask nothing of what follows. A word may have it by
// chance, which costs a look.
const anyword = 1 << 63

// bits2 are two sets of bits: of a number its rest by 64, and another. A number that is not
// among some is seldom taken for one of them.
type bits2 [2]uint64

func (b *bits2) add(n int32) {
	b[0] |= 1 << (n & 63)
	b[1] |= 1 << (uint32(n) * 0x9E3779B1 >> 26)
}

func (b *bits2) meets(o *bits2) bool { return b[0]&o[0] != 0 && b[1]&o[1] != 0 }

// holds reports whether a part is a word, of which its bits tell that it may be.
func (p *part) holds(x *word) bool {
	if p.number && x.number {
		return true
	}
	for _, n := range p.words {
		if n == x.id {
			return true
		}
	}
	return !x.single && p.begins(x)
}

// begins is holds for what a word is beside itself; as many as begin so have other numbers.
func (p *part) begins(x *word) bool {
	for _, n := range p.words {
		if n == x.second || n == x.prefix[0] || n == x.prefix[1] || n == x.prefix[2] {
			return true
		}
	}
	return false
}

const widest = 3 // words that a ~ may stand for

// matchParts tries the parts of a rule from a token of a list on, which ends with the
// sentence, and gives the token after the last word.
func matchParts(parts []part, list []token, at int) (int, bool) {
	for i := range parts {
		p := &parts[i]
		if p.must {
			if at >= len(list) || !p.seen.meets(&list[at].word.seen) || !p.holds(list[at].word) {
				return 0, false
			}
			at++
			continue
		}
		if p.gap {
			return matchGap(parts[i+1:], list, at)
		}
		if p.mark != 0 {
			if list[at-1].after&p.mark == 0 && !p.optional {
				return 0, false
			}
			continue
		}
		fits := at < len(list) && (p.any || p.seen.meets(&list[at].word.seen) && p.holds(list[at].word))
		switch {
		case fits && p.optional:
			if end, ok := matchParts(parts[i+1:], list, at+1); ok {
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

// matchGap tries what follows a gap behind each number of words that it may stand for.
func matchGap(parts []part, list []token, at int) (int, bool) {
	p := &parts[0]
	for skip := 0; skip <= widest; skip++ {
		if p.must {
			for ; skip <= widest && at+skip < len(list) && !p.seen.meets(&list[at+skip].word.seen); skip++ {
			}
			if skip > widest || at+skip >= len(list) {
				return 0, false
			}
		}
		if end, ok := matchParts(parts, list, at+skip); ok {
			return end, true
		}
	}
	return 0, false
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
	t := trial{reading: w}
	of := 0
	if acts {
		of = 1
	}
	for n := range w.sentences {
		var from int
		from, t.end = w.bounds(n)
		for at := from; at < t.end; at++ {
			x := w.list[at].word
			asked := x.asks[of]
			if asked == 0 {
				continue
			}
			if t.next = (bits2{}); at+1 < t.end {
				t.next = w.list[at+1].word.seen
			}
			if asked&(t.next[0]|anyword) != 0 {
				t.at, t.looked, t.saw = at, false, false
				t.try(x.opens[of])
			}
		}
	}
}

// A trial is a place at which rules are tried.
type trial struct {
	*reading
	at     int
	end    int // of the sentence
	looked bool
	saw    bool
	is     state
	next   bits2 // what may be asked of the next word
	soon   bits2 // or of one of the next few
}

// state sees what is around the place.
func (t *trial) state() state {
	if t.looked {
		return t.is
	}
	k := &t.list[t.at]
	t.looked, t.is = true, 0
	if t.at == 0 || t.list[t.at-1].clause != k.clause {
		t.is = atClause
	}
	if t.at == 0 || t.list[t.at-1].sentence != k.sentence {
		t.is |= atStart
	}
	if t.sentences[k.sentence].asks > 0 {
		t.is |= inAsking
	}
	return t.is
}

// ahead sees what one of the next few words may be.
func (t *trial) ahead() *bits2 {
	if t.saw {
		return &t.soon
	}
	t.saw, t.soon = true, t.next
	for i := t.at + 2; i < t.end && i <= t.at+near; i++ {
		seen := &t.list[i].word.seen
		t.soon[0] |= seen[0]
		t.soon[1] |= seen[1]
	}
	return &t.soon
}

// may tells whether a rule may hold here.
func (t *trial) may(o *opening) bool {
	if o.gap && !o.next.meets(t.ahead()) {
		return false
	}
	return o.wants&^t.state() == 0 && o.mark&^t.list[t.at].after == 0
}

// try tries the rules that begin with a word.
func (t *trial) try(list []opening) {
	next, also, then := t.next[0]|anyword, t.next[1]|anyword, uint64(anyword)
	if t.at+2 < t.end {
		then |= t.list[t.at+2].word.seen[0]
	}
	for i := range list {
		o := &list[i]
		if o.asks&next == 0 || o.also&also == 0 || o.then&then == 0 || o.looks && !t.may(o) {
			continue
		}
		end, ok := t.at+1, true
		if len(o.parts) > 0 {
			end, ok = matchParts(o.parts, t.list[:t.end], end)
		}
		if ok {
			t.hits = append(t.hits, hit{o.rule, t.at, end})
			t.kinds |= 1 << o.rule.kind
		}
	}
}
