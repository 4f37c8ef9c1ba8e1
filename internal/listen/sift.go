package listen

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"sync/atomic"

	"heed/internal/text/token"
)

// stems tells by the first letters of a word which stems it may begin with. It may be
// written while it is read.
type stems struct {
	heads   []uint32        // beginnings, of ShortStem letters or more; see token.Sifter
	above   uint64          // the shift of heads
	some    atomic.Bool     // whether there are any
	lengths []atomic.Uint32 // for each group of beginnings a bit for each length, in bytes, of its stems
	shift   int
}

const shortStems = 1<<token.ShortStem - 1 // the lengths of which no letters are sifted

// newStems has room for n stems.
func newStems(n int) *stems {
	group, heads := 10, 5
	for 1<<group < 8*n && group < 16 {
		group++
	}
	for 1<<heads < 2*n && heads < 15 {
		heads++
	}
	return &stems{heads: make([]uint32, 1<<heads), above: uint64(32 - heads), lengths: make([]atomic.Uint32, 1<<group), shift: 32 - group}
}

// shown are the heads, or none if no bit is set.
func (s *stems) shown() []uint32 {
	if !s.some.Load() {
		return nil
	}
	return s.heads
}

// group is that of the first four bytes of a word, or of fewer and 0 for the rest.
func (s *stems) group(head uint32) uint32 {
	const factor = 0x9E3779B1 // that of the golden ratio
	return head * factor >> s.shift
}

// of gives the lengths of the stems that a word may begin with but for the shortest.
func (s *stems) of(form []byte) uint32 {
	if len(form) < token.ShortStem {
		return 0
	}
	return s.lengths[s.group(binary.LittleEndian.Uint32(form))].Load() &^ shortStems
}

// hasShort reports whether there may be such a stem of less than ShortStem bytes.
func (s *stems) hasShort(stem []byte) bool {
	head := uint32(0)
	for i, c := range stem {
		head |= uint32(c) << (8 * i)
	}
	return s.lengths[s.group(head)].Load()&(1<<len(stem)) != 0
}

// add notes a stem.
func (s *stems) add(stem string) {
	stem = stem[:min(len(stem), maxKey)]
	var first [8]byte
	copy(first[:], stem)
	head := binary.LittleEndian.Uint64(first[:])
	switch n := len(stem); {
	case n >= token.LongStem:
		word, bits := token.LongAt(head, s.above)
		raise(&s.heads[word], bits)
	case n >= token.ShortStem:
		word, bits := token.ShortAt(head, s.above)
		raise(&s.heads[word], bits)
		raise(&s.heads[word^1], bits)
	}
	if len(stem) >= token.ShortStem && !s.some.Load() {
		s.some.Store(true)
	}
	clear(first[min(len(stem), token.ShortStem):])
	if lengths := &s.lengths[s.group(binary.LittleEndian.Uint32(first[:]))]; lengths.Load()&(1<<len(stem)) == 0 {
		lengths.Or(1 << len(stem))
	}
}

// show lets matchers sift by what there is. It is to be called again where there come to be
// stems and were none.
func (b *base) show() {
	b.sifter.Store(&token.Sifter{Sieve: b.sieve, Heads: b.stems.shown(), HeadShift: b.stems.above})
}

// sift notes the terms of the post that searches may ask for, and finds out what the
// words and links are described by.
func (m *Matcher) sift() {
	b := m.st.base
	sifter := b.sifter.Load()
	given, uses := len(m.extras), b.uses.Load()
	m.trial.early = false
	m.fits.begin(len(m.tokens.Hash))
	if m.isWorthKeeping(uses, sifter) && m.trial.fillEarly(m.tokens) {
		m.siftKept(sifter, uses)
		uses &^= useCostly
	} else {
		m.siftAll(sifter)
	}
	if uses&(useCostly|useLooks|useLinks) != 0 {
		m.describe(uses)
	}
	for _, x := range m.extras[given:] {
		if h := x.term.hash(); !x.again && b.sieve.passes(h) {
			m.hits = append(m.hits, h)
		}
	}
}

// siftAll looks at each token.
func (m *Matcher) siftAll(s *token.Sifter) {
	idle := m.st.base.idle
	if len(m.tokens.Hash) > token.MaxSift {
		idle = nil // what comes again is left out there, and looked up once
	}
	for from := 0; from < len(m.tokens.Hash); from += token.MaxSift {
		asked, begun, ok := m.tokens.Sift(from, s)
		if !ok {
			asked, begun = siftPlainly(m.tokens, from, s)
		}
		n := len(m.hits)
		hits := slices.Grow(m.hits, token.MaxSift)[:n+token.MaxSift]
		for ; asked != 0; asked &= asked - 1 {
			h := m.tokens.Hash[from+bits.TrailingZeros64(asked)]
			if hits[n] = h; idle == nil || !idle.has(h) {
				n++
			}
		}
		m.hits = hits[:n]
		for ; begun != 0; begun &= begun - 1 {
			m.stems(from + bits.TrailingZeros64(begun))
		}
	}
}

// manyTokens are so many that it is worth finding out first which are the same, and someTokens if most of them pass
// the sieve, so that the post is to be made ready anyway. Where what a word may be is asked for, fewer are.
const (
	manyTokens = 1 << 14
	someTokens = 1 << 10
)

// isWorthKeeping reports whether to find out first which words of a long post are the same.
func (m *Matcher) isWorthKeeping(uses uint32, s *token.Sifter) bool {
	n := len(m.tokens.Hash)
	return n >= manyTokens || n >= samples && uses&(useCostly|useBeside) != 0 || n >= someTokens && m.mostPass(s)
}

// mostPass reports whether most of the first tokens of a long post pass the sieve.
func (m *Matcher) mostPass(s *token.Sifter) bool {
	pass := 0
	for from := 0; from < someTokens; from += token.MaxSift {
		asked, _, ok := m.tokens.Sift(from, s)
		if !ok {
			asked, _ = siftPlainly(m.tokens, from, s)
		}
		pass += bits.OnesCount64(asked)
	}
	return pass > someTokens/2
}

// siftKept does the same, looking once at those that are the same, and finds out what is costly of each word once.
func (m *Matcher) siftKept(s *token.Sifter, uses uint32) {
	h := &m.trial.held
	m.ranges = append(m.ranges[:0], span{}) // of what each fits
	for k := 1; k < len(h.kept); k++ {
		x := &h.kept[k]
		if hash := x.term.hash(); sieve(s.Sieve).passes(hash) {
			m.hits = append(m.hits, hash)
		}
		from := len(m.fits.terms)
		if i := int(x.last - 1); m.tokens.Term[i].Kind == token.Word {
			if s.Heads != nil && begins(m.tokens, i, s) {
				form := m.tokens.Form(i)
				m.longStems(i, m.st.base.stems.of(form), form)
			}
			if uses&useCostly != 0 {
				m.costly(i, uses)
			}
		}
		m.fits.eachOnce(from)
		m.ranges = append(m.ranges, span{uint32(from), uint32(len(m.fits.terms))})
		if uses&useBeside == 0 {
			m.giveAll(m.fits.terms[from:], int(x.last-1), false)
		}
	}
	if uses&useBeside == 0 || len(m.fits.terms) == 0 {
		return
	}
	for i, k := range h.bear {
		if r := m.ranges[k]; r.from < r.to {
			m.giveAll(m.fits.terms[r.from:r.to], i, h.prior[i] != 0)
		}
	}
}

// begins reports whether a term may begin with one of the beginnings.
func begins(t *token.Tokens, i int, s *token.Sifter) bool {
	at, long := token.LongAt(t.First(i), s.HeadShift)
	_, short := token.ShortAt(t.First(i), s.HeadShift)
	has := atomic.LoadUint32(&s.Heads[at])
	return has&long == long || has&short == short
}

// siftPlainly does what token.Tokens.Sift does.
func siftPlainly(t *token.Tokens, from int, s *token.Sifter) (asked, begun uint64) {
	n := min(len(t.Hash)-from, token.MaxSift)
	for i, h := range t.Hash[from : from+n] {
		if sieve(s.Sieve).passes(h) {
			asked |= 1 << i
		}
	}
	for i := 0; s.Heads != nil && i < n; i++ {
		if begins(t, from+i, s) {
			begun |= 1 << i
		}
	}
	return asked, begun
}
