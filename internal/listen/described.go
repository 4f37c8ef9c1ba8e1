package listen

import (
	"math/bits"
	"slices"
	"unicode/utf8"

	"heed/internal/text"
	"heed/internal/text/token"
)

// describe adds the terms of what is costly to find out.
func (m *Matcher) describe(uses uint32) {
	if uses&useLooks != 0 && !mayDeceive(m.msg.Text) && !mayDeceive(m.msg.SubjectText) {
		uses &^= useLooks
	}
	if uses&(useCostly|useLooks) != 0 {
		for i := range m.tokens.Term {
			if m.tokens.Term[i].Kind == token.Word {
				m.word(i, uses)
			}
		}
	}
	if uses&useLinks != 0 && (m.tokens.Links() > 0 || len(m.msg.Links) > 0) {
		m.describeLinks()
	}
}

// stems adds the terms of the stems that a word begins with.
func (m *Matcher) stems(i int) {
	if m.tokens.Term[i].Kind != token.Word {
		return
	}
	form := m.tokens.Form(i)
	lengths := m.st.base.stems.of(form)
	if lengths == 0 {
		return
	}
	hash := m.tokens.Hash[i] ^ ofStems
	fits, known := m.fits.of(hash)
	if !known {
		from := len(m.fits.terms)
		m.longStems(i, lengths, form)
		fits = m.fits.keep(hash, from)
	}
	m.giveAll(fits, i, known)
}

// longStems notes the terms of the stems of some lengths that a word begins with.
func (m *Matcher) longStems(i int, lengths uint32, form []byte) {
	for ; lengths != 0; lengths &= lengths - 1 {
		n := bits.TrailingZeros32(lengths)
		if n > len(form) {
			return
		}
		m.describedBy(m.tokens.HashStem(&m.key, byStemKey, i, n), form)
	}
}

// word adds the terms of what is costly to find out.
func (m *Matcher) word(i int, uses uint32) {
	if uses&useCostly != 0 {
		fits, known := m.fits.of(m.tokens.Hash[i])
		if !known {
			from := len(m.fits.terms)
			m.costly(i, uses)
			fits = m.fits.keep(m.tokens.Hash[i], from)
		}
		m.giveAll(fits, i, known)
	}
	if uses&useLooks != 0 && m.tokens.Term[i].Flags&token.Also == 0 && mayDeceive(m.tokens.Raw(i)) {
		a, b := m.tokens.Looks(i)
		for _, look := range [...]string{a, b} {
			if look != "" && look != string(m.tokens.Form(i)) {
				m.extras = append(m.extras, extra{term: termOf(m.key.Hash(token.Look, look)), place: m.tokens.Term[i].First})
			}
		}
	}
}

// costly notes the terms of what a word may be by its short beginnings, and misspelt.
func (m *Matcher) costly(i int, uses uint32) {
	form := m.tokens.Form(i)
	if uses&useShortStems != 0 && len(form) >= 3 {
		for n := 1; n < token.ShortStem; n++ {
			if m.st.base.stems.hasShort(form[:n]) {
				m.describedBy(m.tokens.HashStem(&m.key, byStemKey, i, n), form)
			}
		}
	}
	if slips := slipsOf(uses); uses&useFuzzy != 0 && len(form) >= minFuzzy-slips {
		m.misspelt(form, slips)
	}
}

// fitting is the terms of the descriptions that words fit. In a long post most words come again, and what
// they fit is found out once, of nearly all of them.
type fitting struct {
	known []fitted // by the lower bits of a hash; none of a short post
	terms []term
	words int // of the post
}

type fitted struct {
	hash     uint64
	from, to uint32 // in terms
}

const (
	fewWords  = 64 // of a post, of which none is remembered
	mostWords = 1 << 11
)

// begin forgets the post before, and makes ready for so many words.
func (f *fitting) begin(n int) { f.terms, f.known, f.words = f.terms[:0], f.known[:0], n }

// of gives what a word fits, if that is known.
func (f *fitting) of(hash uint64) (fits []term, known bool) {
	if f.words <= fewWords {
		f.terms = f.terms[:0]
		return nil, false
	}
	if len(f.known) == 0 {
		f.known = cleared(f.known, powerFor(f.words, fewWords, mostWords))
	}
	x := &f.known[hash>>fitShift&uint64(len(f.known)-1)]
	return f.terms[x.from:x.to], x.hash == hash
}

const (
	fitShift = 20      // lower bits of a hash are no better than others
	ofStems  = 1 << 40 // with the hash of a word: what it fits by its long beginnings
)

// keep remembers what a word fits: the terms from one on, each once.
func (f *fitting) keep(hash uint64, from int) []term {
	f.eachOnce(from)
	if len(f.known) > 0 {
		f.known[hash>>fitShift&uint64(len(f.known)-1)] = fitted{hash, uint32(from), uint32(len(f.terms))}
	}
	return f.terms[from:]
}

// eachOnce leaves of the terms from one on each once.
func (f *fitting) eachOnce(from int) []term {
	if len(f.terms) > from+1 {
		slices.Sort(f.terms[from:])
		f.terms = f.terms[:from+len(slices.Compact(f.terms[from:]))]
	}
	return f.terms[from:]
}

// giveAll adds terms at the place of a word; again if the same word has given them before, which only NEAR asks.
// Another form of it may have given them too, which does no harm.
func (m *Matcher) giveAll(all []term, i int, again bool) {
	if again && m.st.base.uses.Load()&useBeside == 0 {
		return
	}
	place := m.tokens.Term[i].First
	for _, t := range all {
		m.extras = append(m.extras, extra{term: t, again: again, place: place})
	}
}

// slipsOf is how many slips in one word a set asks for at most.
func slipsOf(uses uint32) int {
	if uses&useSlips != 0 {
		return maxEdits
	}
	return 1
}

// misspelt notes the terms of what a word may be with some slips.
func (m *Matcher) misspelt(form []byte, slips int) {
	m.edits.n, m.letters = 0, m.letters[:0]
	for rest := form; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if !m.edits.letter(r) {
			return
		}
		m.letters, rest = append(m.letters, r), rest[size:]
	}
	if m.edits.n > maxFuzzy+slips {
		return
	}
	mask := maskOf(m.letters)
	m.hashes = m.edits.each(slips, m.hashes[:0])
	for _, h := range m.hashes {
		if !m.st.base.wordSieve.passes(h) {
			continue
		}
		m.eachDescription(h, func(d *description) {
			if d.mayBe(mask) && !slices.Contains(m.asked[max(0, len(m.asked)-lastAsked):], d) {
				m.asked = append(m.asked, d)
			}
		})
	}
	for _, d := range m.asked {
		if withinEdits(d.letters, m.letters, int(d.edits)) {
			m.fits.terms = append(m.fits.terms, d.term)
		}
	}
	clear(m.asked) // which would keep a base that is gone
	m.asked = m.asked[:0]
}

// lastAsked are so many descriptions, which are not noted again: two words that are alike have in common several
// ways to leave letters out. To look at all that were noted would take the square of them.
const lastAsked = 32

// describedBy notes the terms of the descriptions under a key that a word fits by its beginning.
func (m *Matcher) describedBy(hash uint64, form []byte) {
	if !m.st.base.wordSieve.passes(hash) {
		return
	}
	fits := m.fits.terms
	m.eachDescription(hash, func(d *description) {
		if d.fits(form) {
			fits = append(fits, d.term)
		}
	})
	m.fits.terms = fits
}

func (m *Matcher) eachDescription(hash uint64, do func(*description)) {
	b := m.st.base
	for _, l := range b.words.find(hash) {
		if b.words.isOf(l, hash) {
			do(&b.described[b.words.ref(l)])
		}
	}
	for _, f := range m.st.young {
		if f.empty() {
			continue
		}
		for k := f.words.last(hash); k != 0; k = f.words.leads[k-1].before {
			do(&f.described[f.words.leads[k-1].ref])
		}
	}
}

// giveOnce adds the terms noted from one on, each once, without a place.
func (m *Matcher) giveOnce(from int) {
	for _, t := range m.fits.eachOnce(from) {
		m.extras = append(m.extras, extra{term: t, place: nowhere})
	}
	m.fits.terms = m.fits.terms[:from]
}

// describeLinks adds the terms of the parts that a link holds.
func (m *Matcher) describeLinks() {
	from, many := len(m.fits.terms), manyTerms
	note := func(key string) {
		m.link(text.LinkKey(key))
		if n := len(m.fits.terms) - from; n > many { // the same again and again
			many = manyTerms + 2*len(m.fits.eachOnce(from))
		}
	}
	for i := range m.tokens.Links() {
		note(m.tokens.Link(i))
	}
	for _, l := range m.msg.Links {
		note(l)
	}
	m.giveOnce(from)
}

const manyTerms = 1 << 10

// link notes the terms of what a link holds. Each run of its letters leads to what has the same run at a known place:
// to search the link for each would take a long one many times.
func (m *Matcher) link(key string) {
	fits := m.fits.terms
	for i, part := range linkParts(key) {
		hash := m.key.Hash(token.Part, part)
		if !m.st.base.wordSieve.passes(hash) {
			continue
		}
		m.eachDescription(hash, func(d *description) {
			if d.kind == kURL && d.standsIn(key, i) {
				fits = append(fits, d.term)
			}
		})
	}
	m.fits.terms = fits
}
