package listen

import (
	"encoding/binary"
	"math/bits"
	"sync/atomic"

	"heed/internal/text/token"
)

// A sieve lets through the terms that something asks for, and a few of a thousand others. It
// may be written while it is read.
type sieve []uint32

// newSieve has room for n terms, at two bytes each.
func newSieve(n int) sieve { return make(sieve, max(64, (n+1)/2)) }

func (s sieve) add(hash uint64) {
	word, bits := token.SieveAt(hash, len(s))
	raise(&s[word], bits)
}

// raise sets bits, and leaves memory alone that has them: it lies in the caches of all who
// read it, and a write takes it from them.
func raise(word *uint32, bits uint32) {
	if atomic.LoadUint32(word)&bits != bits {
		atomic.OrUint32(word, bits)
	}
}

func (s sieve) passes(hash uint64) bool {
	word, bits := token.SieveAt(hash, len(s))
	return atomic.LoadUint32(&s[word])&bits == bits
}

// stems tells by the first letters of a word which stems it may begin with. It may be
// written while it is read.
type stems struct {
	long, short *heads          // of short ones none is shorter than ShortStem
	lengths     []atomic.Uint32 // for each group of beginnings a bit for each length, in bytes, of its stems
	shift       int
}

// heads are beginnings of one length.
type heads struct {
	words []uint32 // see token.Sifter
	shift uint32
	at    func(first uint64, shift uint32) (word, bits uint32)
	some  atomic.Bool // whether there are any
}

const shortStems = 1<<token.ShortStem - 1 // the lengths of which no letters are sifted

// newStems has room for n stems.
func newStems(n int) *stems {
	group, long := 10, 10
	for 1<<group < 8*n && group < 16 {
		group++
	}
	for 1<<long < 32*n && long < 20 {
		long++
	}
	return &stems{long: newHeads(long, token.LongAt), short: newHeads(min(long, 16), token.ShortAt), lengths: make([]atomic.Uint32, 1<<group), shift: 32 - group}
}

func newHeads(size int, at func(uint64, uint32) (uint32, uint32)) *heads {
	return &heads{words: make([]uint32, 1<<size/32), shift: uint32(32 - size), at: at}
}

func (h *heads) add(first uint64) {
	word, bits := h.at(first, h.shift)
	raise(&h.words[word], bits)
	if !h.some.Load() {
		h.some.Store(true)
	}
}

// shown are the words, or none if no bit is set.
func (h *heads) shown() []uint32 {
	if !h.some.Load() {
		return nil
	}
	return h.words
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
	if n := len(stem); n >= token.LongStem {
		s.long.add(head)
	} else if n >= token.ShortStem {
		s.short.add(head)
	}
	clear(first[min(len(stem), token.ShortStem):])
	if lengths := &s.lengths[s.group(binary.LittleEndian.Uint32(first[:]))]; lengths.Load()&(1<<len(stem)) == 0 {
		lengths.Or(1 << len(stem))
	}
}

// show lets matchers sift by what there is. It is to be called again where there come to be
// stems of a length of which there were none.
func (b *base) show() {
	b.sifter.Store(&token.Sifter{
		Sieve: b.sieve, Long: b.stems.long.shown(), LongShift: b.stems.long.shift, Short: b.stems.short.shown(), ShortShift: b.stems.short.shift,
	})
}

// sift notes the terms of the post that searches may ask for, and finds out what the
// words and links are described by.
func (m *Matcher) sift() {
	b := m.st.base
	sifter := b.sifter.Load()
	m.hits = m.hits[:0]
	for from := 0; from < len(m.tokens.Hash); from += token.MaxSift {
		asked, begun, ok := m.tokens.Sift(from, sifter)
		if !ok {
			asked, begun = siftPlainly(m.tokens, from, sifter)
		}
		for ; asked != 0; asked &= asked - 1 {
			m.hits = append(m.hits, m.tokens.Hash[from+bits.TrailingZeros64(asked)])
		}
		for ; begun != 0; begun &= begun - 1 {
			m.stems(from + bits.TrailingZeros64(begun))
		}
	}
	if uses := b.uses.Load(); uses&(useShortStems|useFuzzy|useLooks|useLinks) != 0 {
		m.describe(uses)
	}
	for i := range m.extras {
		if h := m.extras[i].term.hash(); b.sieve.passes(h) {
			m.hits = append(m.hits, h)
		}
	}
}

// siftPlainly does what token.Tokens.Sift does.
func siftPlainly(t *token.Tokens, from int, s *token.Sifter) (asked, begun uint64) {
	n := min(len(t.Hash)-from, token.MaxSift)
	for i, h := range t.Hash[from : from+n] {
		if sieve(s.Sieve).passes(h) {
			asked |= 1 << i
		}
	}
	begins := func(words []uint32, at func(uint64, uint32) (uint32, uint32), shift uint32) {
		for i := range n {
			if word, bits := at(t.First(from+i), shift); atomic.LoadUint32(&words[word])&bits == bits {
				begun |= 1 << i
			}
		}
	}
	if s.Long != nil {
		begins(s.Long, token.LongAt, s.LongShift)
	}
	if s.Short != nil {
		begins(s.Short, token.ShortAt, s.ShortShift)
	}
	return asked, begun
}
