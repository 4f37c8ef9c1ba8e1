package token

import (
	"encoding/binary"
	"unicode/utf8"

	"heed/internal/text"
)

// pictures adds emoji from one on, such as are one picture or several that joiners join, in any skin and
// dress, and returns where they end. It leaves flags, keys and what is not usual.
func (t *Tokeniser) pictures(i, to int) int {
	i = t.bare(i, to)
	c, size := charIn(t.low, i)
	for i < to && c.isPicture() {
		end, dressed := i+size, false
		for {
			if c, size = charIn(t.low, end); end >= to || t.low[end] < utf8.RuneSelf || c.class() != extend && c&invisible == 0 {
				break
			}
			if c.class() == extend && c.is(text.Dress) {
				end, dressed = end+size, true
				continue
			}
			if size = t.joins(end, to, dressed); size > 0 {
				end += size
				continue
			}
			if !t.isUndressed(end, to) {
				return i
			}
			break
		}
		t.picture(i, end, dressed)
		i = end
	}
	return i
}

// isUndressed reports whether what is invisible at i, behind an emoji, surely is none of its, nor what follows.
func (t *Tokeniser) isUndressed(i, to int) bool {
	for i < to {
		c, size := charIn(t.low, i)
		if c&invisible == 0 {
			return c.class() != extend
		}
		if size > 3 || string(t.low[i:i+3]) == "\u200d" { // of a flag, or a joiner
			return false
		}
		i += size
	}
	return true
}

func (c char) isPicture() bool { return c&(picture|pictured|classMask) == picture|pictured|other }

const pictured = char(text.Picture) << traitShift

// bare adds emoji of four bytes each, alone or several that joiners join, behind which surely stands nothing
// of theirs, with a space between them or none, and returns where they end.
func (t *Tokeniser) bare(i, to int) int {
	low, n, pos, flags := t.low, t.n, t.pos, t.flags|Emoji
	x := binary.LittleEndian.Uint32(low[i:])
	c, ok := fourAt(x)
	next := i
	for ok && c.isPicture() && i+4 <= to {
		end := i + 4
		y := binary.LittleEndian.Uint32(low[end:])
		d, isFour := c, true
		if y != x {
			if d, isFour = fourAt(y); y&0x80 != 0 && !isFour || isFour && (d.class() == extend || d&invisible != 0) {
				if end = t.family(end, to); end == 0 {
					break
				}
				y = binary.LittleEndian.Uint32(low[end:])
				d, isFour = fourAt(y)
			}
		}
		if end == i+4 {
			t.hashes[n] = mix(uint64(x)^t.key.a, t.key.b)
		} else {
			t.hashes[n] = t.key.hash(Word, low[i:], end-i)
		}
		t.terms[n].set(pos, flags, t.base+uint32(i), t.base+uint32(end))
		n++
		pos++
		next, i = end, end
		if y&0xFFFF == 0xF020 { // a space and four bytes
			i++
			y = binary.LittleEndian.Uint32(low[i:])
			d, isFour = fourAt(y)
		}
		x, c, ok = y, d, isFour
	}
	t.n, t.pos = n, pos
	return next
}

// family is where the emoji of four bytes end that joiners join to what stands before i, or what stands
// there if something of theirs may; 0 if that is not sure.
func (t *Tokeniser) family(i, to int) (end int) {
	for i < to {
		x := binary.LittleEndian.Uint32(t.low[i:])
		if x&0x80 == 0 {
			return i
		}
		c, ok := fourAt(x)
		if x&0xFFFFFF == 0x8D80E2 {
			i += 3
			if c, ok = fourAt(binary.LittleEndian.Uint32(t.low[i:])); !ok || !c.isPicture() || i+4 > to {
				return 0
			}
			i += 4
			continue
		}
		if !ok || c.class() == extend || c&invisible != 0 {
			return 0
		}
		return i
	}
	return i
}

// fourAt finds the character of four bytes, the lowest first, if they are one of the first planes.
func fourAt(x uint32) (c char, ok bool) {
	r := x>>8&0x3F<<12 | x>>10&0xFC0 | x>>24&0x3F
	if x&0xC0C0C0FF != 0x808080F0 || r < 0x10000 || r >= tableEnd {
		return 0, false
	}
	return chars[int(blockOf[r>>6])<<6|int(r&63)], true
}

// joins is the length of a joiner and a picture behind it; 0 if there are none. A joiner behind a sign that
// what stands before shall look like text joins nothing.
func (t *Tokeniser) joins(i, to int, dressed bool) int {
	x := t.low[i : i+4 : i+4]
	if x[0] != 0xE2 || x[1] != 0x80 || x[2] != 0x8D || i+3 >= to || dressed && t.low[i-3] == 0xEF && t.low[i-1] == 0x8E {
		return 0
	}
	c, size := charIn(t.low, i+3)
	if !c.isPicture() {
		return 0
	}
	return 3 + size
}

// picture adds an emoji.
func (t *Tokeniser) picture(i, end int, dressed bool) {
	flags := t.flags | Emoji
	if !dressed {
		t.plain(i, end)
		t.terms[t.n-1].Flags = flags
		return
	}
	from := t.head(i, end)
	for i < end {
		c, size := charIn(t.low, i)
		if !c.is(text.Dress) {
			t.out.buf = append(t.out.buf, t.low[i:i+size]...)
		}
		i += size
	}
	t.spelt(from)
	t.terms[t.n-1].Flags = flags
}
