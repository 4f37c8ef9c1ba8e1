package listen

import (
	"math/bits"

	"heed/internal/text/token"
)

// pairs are the words of a long post that stand side by side. Marks of them are noted several times as fast as they are,
// and tell of most phrases that stand nowhere.
type pairs struct {
	marks []uint64 // a bit for each pair, by its key
	keys  []uint64 // of both terms; 0 none
	spare []uint64
	n     int
}

const (
	minPairs = 1 << 12
	minMarks = 1 << 12 // bits
	maxMarks = 1 << 24
)

// keyOfPair is never 0. Two pairs of terms meet by chance as seldom as two terms do.
func keyOfPair(a, b term) uint64 {
	hi, lo := bits.Mul64(uint64(a)^0x9E3779B97F4A7C15, uint64(b)^0xD6E8FEB86659FD93)
	return hi ^ lo | 1
}

// has reports whether the second of two terms stands right behind the first.
func (p *pairs) has(a, b term) bool {
	key := keyOfPair(a, b)
	mask := uint64(len(p.keys) - 1)
	for k := key >> 32; ; k++ {
		if x := p.keys[k&mask]; x == key || x == 0 {
			return x != 0
		}
	}
}

func (p *pairs) mark(key uint64) {
	p.marks[key>>6&uint64(len(p.marks)-1)] |= 1 << (key >> 32 & 63)
}

// isMarked is false of most pairs that are not there.
func (p *pairs) isMarked(a, b term) bool {
	key := keyOfPair(a, b)
	return p.marks[key>>6&uint64(len(p.marks)-1)]>>(key>>32&63)&1 != 0
}

// add notes a pair.
func (p *pairs) add(key uint64) {
	mask := uint64(len(p.keys) - 1)
	for k := key >> 32; ; k++ {
		switch at := &p.keys[k&mask]; *at {
		case key:
			return
		case 0:
			*at = key
			if p.n++; p.n > len(p.keys)/2 {
				p.more()
			}
			return
		}
	}
}

// more makes room for more pairs.
func (p *pairs) more() {
	old := p.keys
	p.keys, p.spare, p.n = cleared(p.spare, 4*len(old)), old, 0
	for _, key := range old {
		if key != 0 {
			p.add(key)
		}
	}
}

// markPairs marks which words stand side by side.
func (h *held) markPairs() {
	h.hasMarks = true
	h.pairs.marks = cleared(h.pairs.marks, powerFor(8*len(h.tokens.Hash), minMarks, maxMarks)/64)
	h.eachPair(false)
}

// notePairs notes them.
func (h *held) notePairs() {
	h.hasPairs = true
	h.pairs.n, h.pairs.keys = 0, cleared(h.pairs.keys, minPairs)
	h.eachPair(true)
}

// eachPair notes or marks all pairs.
func (h *held) eachPair(note bool) {
	all, hashes := h.tokens.Term, h.tokens.Hash
	last, also := -1, -1             // the word before, and a second form of it
	before, next := term(0), nowhere // what it is, and the place behind it
	for i := 0; i < len(all); i++ {
		if !isPlain(&all[i]) {
			continue
		}
		word, second := i, -1
		this, at := termOf(hashes[i]), all[i].First
		if i+1 < len(all) && all[i+1].Flags&token.Also != 0 && h.isSecondForm(i+1) {
			second = i + 1
			i++
		}
		if next == at {
			if key := keyOfPair(before, this); note {
				h.pairs.add(key)
			} else {
				h.pairs.mark(key)
			}
			if also >= 0 || second >= 0 {
				h.eachForm(note, last, also, word, second)
			}
		}
		last, also, before, next = word, second, this, at+1
	}
}

// eachForm does so for two words of which a second form may be a part.
func (h *held) eachForm(note bool, last, also, word, second int) {
	for _, a := range [...]int{last, also} {
		for _, b := range [...]int{word, second} {
			if a < 0 || b < 0 {
				continue
			}
			if key := keyOfPair(termOf(h.tokens.Hash[a]), termOf(h.tokens.Hash[b])); note {
				h.pairs.add(key)
			} else {
				h.pairs.mark(key)
			}
		}
	}
}
