package token

import "encoding/binary"

// Head is the first four bytes of the form of term i. Where it is shorter, what follows
// in the text or in memory fills them up: whoever finds a head that they look for asks
// Form.
func (t *Tokens) Head(i int) uint32 {
	start := t.Term[i].start
	return binary.LittleEndian.Uint32(t.buf[start : start+4]) // there is slack behind every form
}
