package signal

// An opening is a rule under a word that it begins with. Most rules fail at their second
// word or before, so what that may be stands beside.
type opening struct {
	next  bits2 // what the next word may be, or with a gap one of the next few; zero: anything
	rule  *rule
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

func (t *table) opening(r *rule) opening {
	o := opening{rule: r}
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

// fits reports whether a part accepts a word.
func (p *part) fits(x *word) bool {
	return p.any || p.seen.meets(&x.seen) && p.holds(x)
}

func (p *part) holds(x *word) bool {
	if p.number && x.number {
		return true
	}
	for _, n := range p.words { // as many as begin so have other numbers
		if n == x.id || n == x.second || n == x.prefix[0] || n == x.prefix[1] || n == x.prefix[2] {
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
	t := trial{reading: w}
	of := 0
	if acts {
		of = 1
	}
	for at := range w.list {
		x := w.list[at].word
		asked := x.asks[of]
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
		t.try(x.opens[of])
	}
}

// A trial is a place at which rules are tried.
type trial struct {
	*reading
	at     int
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

// try tries the rules that begin with a word.
func (t *trial) try(list []opening) {
	for i := range list {
		if !t.may(&list[i]) {
			continue
		}
		r := list[i].rule
		if end, ok := matchParts(r.parts[1:], t.reading, t.at+1, t.list[t.at].sentence); ok {
			t.hits = append(t.hits, hit{r, t.at, end})
			t.kinds |= 1 << r.kind
		}
	}
}
