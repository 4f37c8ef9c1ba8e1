package signal

import "math"

// A lead is a rule under the word that leads to it: of those that it cannot do without the
// one that is likely to be the rarest, wherever in the rule it stands. What the words around
// may be stands beside, since most rules fail there.
type lead struct {
	before, after  uint64 // of what the word before and the word after may be, or the bit that says that it may be anything
	earlier, later uint64 // likewise of one of the next few words on either side
	first          *part
	parts          []part // behind it
	rule           *rule
	least, most    int32 // words of the rule before it
	wants          state // of where the first word stands, and of the text
}

// leadOf makes a rule's lead by its part k.
func leadOf(r *rule, k int) lead {
	l := lead{rule: r, first: &r.parts[0], parts: r.parts[1:], wants: r.wants}
	for i := range r.parts {
		if p := &r.parts[i]; !p.optional {
			l.wants |= marked(p.mark)
		}
	}
	for i := range r.parts[:k] {
		least, most := r.parts[i].width()
		l.least, l.most = l.least+least, l.most+most
	}
	l.before, l.earlier = beside(k-1, -1, r.parts)
	l.after, l.later = beside(k+1, 1, r.parts)
	return l
}

// beside sees what must stand beside a part of a rule and what a little further on.
func beside(i, step int, parts []part) (next, soon uint64) {
	next, soon = anyword, anyword
	for away := int32(0); i >= 0 && i < len(parts) && away < near; i += step {
		p := &parts[i]
		_, most := p.width()
		switch away += most; {
		case !p.must:
		case away == 1 && next == anyword:
			next = p.seen
		case away <= near:
			return next, p.seen
		}
	}
	return next, soon
}

// width is how many words a part takes.
func (p *part) width() (least, most int32) {
	switch {
	case p.gap:
		return 0, widest
	case p.mark != 0:
		return 0, 0
	case p.optional:
		return 0, 1
	}
	return 1, 1
}

// near is how many words around it a lead may look at.
const near = widest + 1

// anyword is the bit of leads that ask nothing of what stands beside them.
const anyword = 1 << 63

// lead files the rules that have no lead yet under the words that lead to them: of those of
// the part that the fewest rules hold, and that are long, since common words are short.
func (t *table) lead() {
	t.settle(t.rules[t.led:])
	held := make([]float64, len(t.entries))
	for _, r := range t.rules {
		for i := range r.parts {
			for _, n := range r.parts[i].words {
				held[n]++
			}
		}
	}
	for ; t.led < len(t.rules); t.led++ {
		r := t.rules[t.led]
		best, least := 0, math.Inf(1)
		for i := range r.parts {
			if p := &r.parts[i]; p.must && !p.number {
				common := 0.
				for _, n := range p.words {
					common += held[n] * math.Pow(.6, float64(len(t.words[n])))
				}
				if common < least {
					best, least = i, common
				}
			}
		}
		of := 0
		if r.kind == ofAct {
			of = 1
		}
		for _, n := range t.heads(&r.parts[best]) {
			t.entries[n].leads[of] = append(t.entries[n].leads[of], leadOf(r, best))
		}
	}
	many := 0
	for i := range t.entries {
		many += len(t.entries[i].leads[0]) + len(t.entries[i].leads[1])
	}
	all := make([]lead, 0, many)
	for of := range 2 {
		for i := range t.entries {
			from, list := len(all), &t.entries[i].leads[of]
			all = append(all, *list...)
			*list = all[from:len(all):len(all)]
		}
	}
}

// settle brings the parts of rules together, which were read one by one: what is tried lies near
// to what is tried next.
func (t *table) settle(rules []*rule) {
	many, words := 0, 0
	for _, r := range rules {
		many += len(r.parts)
		for i := range r.parts {
			words += len(r.parts[i].words)
		}
	}
	together, all, ids := make([]rule, len(rules)), make([]part, 0, many), make([]int32, 0, words)
	for n, r := range rules {
		together[n] = *r
		r = &together[n]
		rules[n] = r
		from := len(all)
		all = append(all, r.parts...)
		r.parts = all[from:len(all):len(all)]
		for i := range r.parts {
			p, from := &r.parts[i], len(ids)
			ids = append(ids, p.words...)
			p.words = ids[from:len(ids):len(ids)]
		}
	}
}

// heads are the entries of the words of a part.
func (t *table) heads(p *part) []int32 {
	if len(p.words) == 0 {
		return []int32{t.numbers} // of "#" alone
	}
	return p.words
}

// bitOf is the bit of a number among sets of them. A number that is not among some is seldom
// taken for one of them; none has the bit of anyword.
func bitOf(n int32) uint64 { return 1 << (uint32(n) * 0x9E3779B1 >> 16 % 63) }

// holds reports whether a part is a word, of which its bits tell that it may be.
func (p *part) holds(x *word) bool {
	if x.id == p.one || x.id == p.other || p.number && x.number {
		return true
	}
	for i := 2; i < len(p.words); i++ {
		if p.words[i] == x.id {
			return true
		}
	}
	return !x.single && p.begins(x)
}

// add adds a word that may stand there.
func (p *part) add(n int32) {
	p.words = append(p.words, n)
	p.seen |= bitOf(n)
	switch len(p.words) {
	case 1:
		p.one, p.other = n, n
	case 2:
		p.other = n
	}
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
			if at >= len(list) {
				return 0, false
			}
			if x := list[at].word; p.seen&x.seen == 0 || x.id != p.one && x.id != p.other && !p.holds(x) {
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
		fits := at < len(list) && (p.any || p.seen&list[at].word.seen != 0 && p.holds(list[at].word))
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
			for ; skip <= widest && at+skip < len(list) && p.seen&list[at+skip].word.seen == 0; skip++ {
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
	order    uint64
}

// find finds all rules that hold, each at most once at a place: those of a kind in the order
// of the places and there in that of the rules. A number of gaps in a phrase bounds what is
// tried, so that time is linear in the text.
func (w *reading) find() {
	w.forget()
	f := finder{reading: w, sentence: -1}
	for _, place := range w.places {
		k := &w.list[place]
		if k.sentence != f.sentence {
			f.sentence = k.sentence
			f.from, f.end = w.bounds(int(k.sentence))
			f.lacks = ^(marked(w.marks) | atStart | atClause)
			if w.sentences[k.sentence].asks > 0 {
				f.lacks &^= inAsking
			}
		}
		at := int(place) + near*int(k.sentence)
		f.follow(k.word.leads[w.of], int(place), (*[2*near + 1]uint64)(w.around[at:]))
	}
}

// A finder finds rules in a sentence.
type finder struct {
	*reading
	sentence  int32
	from, end int   // its tokens
	lacks     state // what none of its words can have
}

// follow tries the rules that a word leads to. Around it stand as many as near on either
// side.
func (f *finder) follow(leads []lead, at int, around *[2*near + 1]uint64) {
	before, after := around[near-1]|anyword, around[near+1]|anyword
	earlier, later := before|around[near-2]|around[near-3]|around[near-4], after|around[near+2]|around[near+3]|around[near+4]
	for i := range leads {
		l := &leads[i]
		if l.before&before == 0 || l.after&after == 0 || l.earlier&earlier == 0 || l.later&later == 0 || l.wants&f.lacks != 0 {
			continue
		}
		if l.most == 0 {
			f.try(l, at)
			continue
		}
		for start := max(f.from, at-int(l.most)); start <= at-int(l.least); start++ {
			if x := f.list[start].word; l.first.seen&x.seen != 0 && l.first.holds(x) {
				f.try(l, start)
			}
		}
	}
}

// try tries a rule behind its first word.
func (f *finder) try(l *lead, start int) {
	if l.wants&atStart != 0 && start != f.from || l.wants&atClause != 0 && start != 0 && f.list[start-1].clause == f.list[start].clause {
		return
	}
	end, ok := start+1, true
	if len(l.parts) > 0 {
		end, ok = matchParts(l.parts, f.list[:f.end], end)
	}
	if ok {
		f.hit(hit{l.rule, start, end, uint64(start)<<32 | f.list[start].word.rankOf(l.first)<<24 | uint64(l.rule.number)})
	}
}

// hit keeps a hit in its order, once.
func (f *finder) hit(h hit) {
	hits := f.hits[h.rule.kind]
	i := len(hits)
	for i > 0 && hits[i-1].order > h.order {
		i--
	}
	if i > 0 && hits[i-1].order == h.order {
		return
	}
	hits = append(hits, h)
	if i+1 < len(hits) {
		copy(hits[i+1:], hits[i:])
		hits[i] = h
	}
	f.hits[h.rule.kind] = hits
}

// forget forgets what was found.
func (w *reading) forget() {
	for kind := range w.hits {
		w.hits[kind] = w.hits[kind][:0]
	}
}

// rankOf is by which of what a word is a part holds it: itself first, then its shorter form
// and its beginnings.
func (x *word) rankOf(p *part) uint64 {
	if x.single {
		return 0
	}
	for rank, n := range [...]int32{x.id, x.second, x.prefix[0], x.prefix[1], x.prefix[2]} {
		for _, word := range p.words {
			if word == n {
				return uint64(rank)
			}
		}
	}
	return 0
}

// A state is where a word stands, and what its text and sentence are; a set of bits.
type state uint8

const (
	atStart   state = 1 << iota // of a sentence
	atClause                    // at the beginning of one
	inAsking                    // in a sentence that asks
	firstMark                   // in a text with a mark, a bit for each
)

// marked is the state of a text with some marks.
func marked(m mark) state { return firstMark * state(m) }
