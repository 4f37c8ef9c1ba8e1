package dataset

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// marks tell where the bytes stand that matter to a file of fields: a bit for each byte of a
// buffer, found in one pass over it, so that nothing looks for them again byte by byte.
type marks struct {
	quotes, commas, lines []uint64
	odd                   []uint64 // ampersands, NUL, and what is not ASCII
	all                   []uint64 // the memory of all of them, one after the other
	stride                int      // words of each in it
	done                  int      // bytes of the buffer that are marked, whole blocks
}

const (
	markSets = 4
	block    = 64 // bytes that one word tells of
)

// of marks a buffer up to its end. What was marked before stays as it is, until done is 0.
func (m *marks) of(buf []byte, comma byte) {
	whole, words := len(buf)&^(block-1), len(buf)/block+2 // the last tells of nothing
	if m.stride < words {
		m.stride = words + words/8
		m.all, m.done = make([]uint64, markSets*m.stride), 0
	}
	for i, set := range m.sets() {
		*set = m.all[i*m.stride:][:words]
	}
	m.mark(buf[m.done:whole], comma, m.done/block)
	var last [block]byte
	n := copy(last[:], buf[whole:])
	m.mark(last[:], comma, whole/block)
	for _, set := range m.sets() {
		(*set)[words-2] &= 1<<n - 1
		(*set)[words-1] = 0
	}
	m.done = whole
}

// sets are in the order in which they stand in memory.
func (m *marks) sets() [markSets]*[]uint64 {
	return [...]*[]uint64{&m.quotes, &m.commas, &m.lines, &m.odd}
}

// next gives the place of the first mark of a set from a place on; -1 where there is none. The
// place may be the end of the buffer.
func next(set []uint64, from int) int {
	if near := ahead(set, from); near != 0 {
		return from + bits.TrailingZeros64(near)
	}
	for i := from/block + 1; i < len(set); i++ {
		if set[i] != 0 {
			return i*block + bits.TrailingZeros64(set[i])
		}
	}
	return -1
}

// ahead gives the marks of a set among the 64 bytes from a place on.
func ahead(set []uint64, from int) uint64 {
	word, bit := uint(from)/block, uint(from)%block
	return set[word]>>bit | set[word+1]<<1<<(block-1-bit)
}

// cursor goes from mark to mark of a set. Many stand so near that one window shows them.
type cursor struct {
	set  []uint64
	near uint64 // those that were not given yet, of the window
	from int    // where it begins
}

// seek goes to a place, which may be the end of the buffer.
func (c *cursor) seek(at int) { c.near, c.from = ahead(c.set, at), at }

// next gives the place of the next mark; beyond the buffer where there is none.
func (c *cursor) next() int {
	for c.near == 0 {
		if c.from += block; c.from/block+1 >= len(c.set) {
			return math.MaxInt
		}
		c.near = ahead(c.set, c.from)
	}
	place := c.from + bits.TrailingZeros64(c.near)
	c.near &= c.near - 1
	return place
}

// within tells whether a mark of a set stands from a place on, before another.
func within(set []uint64, from, to int) bool {
	if from >= to {
		return false
	}
	first, last := from/block, (to-1)/block
	behind := ^uint64(0) << (from % block)
	before := ^uint64(0) >> (block - 1 - (to-1)%block)
	if first == last {
		return set[first]&behind&before != 0
	}
	sum := set[first]&behind | set[last]&before
	for _, word := range set[first+1 : last] {
		sum |= word
	}
	return sum != 0
}

// scalar marks whole blocks, eight bytes at a time; at is the word of the first.
func (m *marks) scalar(buf []byte, comma byte, at int) {
	for ; len(buf) >= block; at++ {
		var quotes, commas, lines, odd uint64
		for i := 0; i < block; i += 8 {
			v := binary.LittleEndian.Uint64(buf[i:])
			quotes |= equal(v, '"') << i
			commas |= equal(v, comma) << i
			lines |= equal(v, '\n') << i
			odd |= (equal(v, 0) | equal(v, '&') | tops(v)) << i
		}
		m.quotes[at], m.commas[at], m.lines[at], m.odd[at] = quotes, commas, lines, odd
		buf = buf[block:]
	}
}

// equal gives a bit for each byte of a word that is c.
func equal(v uint64, c byte) uint64 {
	const ones, low = 0x0101010101010101, 0x7f7f7f7f7f7f7f7f
	v ^= ones * uint64(c)
	return tops(^((v&low + low) | v))
}

// tops gathers the highest bits of eight bytes.
func tops(v uint64) uint64 {
	const ones = 0x0101010101010101
	return v >> 7 & ones * 0x0102040810204080 >> 56
}
