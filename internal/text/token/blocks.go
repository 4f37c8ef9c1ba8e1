package token

import "math/bits"

// Blocks tell what the bytes of a text are, 64 of them each, for who reads words in a way of
// their own.
type Blocks []block

// Classify puts the ASCII letters of buf into small ones and tells what its bytes are. It is
// padded with zeros to 64 bytes for each block.
func (b Blocks) Classify(buf []byte) { tell(buf[:64*len(b)], b, isWide()) }

// Count counts the ASCII letters and digits.
func (b Blocks) Count() (n int) {
	for i := range b {
		n += bits.OnesCount64(b[i].word)
	}
	return n
}

// Words marks the ASCII letters and digits among the 64 bytes from a place on, which is in a
// block before the last.
func (b Blocks) Words(at int) uint64 {
	i, shift := at/64, at&63
	return b[i].word>>shift | b[i+1].word<<1<<(63-shift)
}
