package token

import (
	"encoding/binary"
	"slices"
)

// Heads are the beginnings of words that somebody looks for: of each the first four bytes
// are multiplied by HeadFactor, and of what is left after Shift one bit is set.
type Heads struct {
	Bits  []uint64
	Shift int
}

// HeadFactor is that of the golden ratio: it spreads beginnings over the bits.
const HeadFactor = 0x9E3779B1

// Beginning finds the terms whose first four bytes may be looked for. It does not ask
// what a term is, nor whether it is shorter. It writes over into.
func (t *Tokens) Beginning(h *Heads, into []int32) []int32 {
	into = slices.Grow(into[:0], len(t.Term)+1)[:len(t.Term)+1]
	buf, bits, shift := t.buf[:cap(t.buf)], h.Bits, h.Shift&31
	n := 0
	for i := range t.Term { // without a branch on what is found
		g := binary.LittleEndian.Uint32(buf[t.Term[i].start:]) * HeadFactor >> shift // there is slack behind every form
		into[n] = int32(i)
		n += int(bits[g/64] >> (g % 64) & 1)
	}
	return into[:n]
}

// Head is the first four bytes of the form of term i; what follows where it is shorter
// says nothing.
func (t *Tokens) Head(i int) uint32 {
	start := t.Term[i].start
	return binary.LittleEndian.Uint32(t.buf[start : start+4])
}
