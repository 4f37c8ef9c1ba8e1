package token

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"heed/internal/text"
)

// What joins words of ASCII is read here: full stops, commas, colons, apostrophes and _.

// ascii reads the words of t.s[from:to], which is ASCII and holds no entities.
func (t *Tokeniser) ascii(from, to int) {
	for i := from; i < to; {
		if !isName(t.low[i]) {
			i++
			continue
		}
		if end := t.initialsEnd(i, to); end > 0 {
			t.spellInitials(i, end)
			i = end
		} else {
			i = t.joinedWord(i, to)
		}
	}
}

// joinedWord adds the words of the segment at i and returns where it ends.
func (t *Tokeniser) joinedWord(i, to int) (next int) {
	quotes := 0 // apostrophes since i
	for end := i; ; {
		end = min(nameEnd(t.blocks, end), to)
		if end+1 >= to || !isName(t.low[end+1]) {
			t.pieceOf(i, end, quotes)
			return end
		}
		c, before, after := t.low[end], t.low[end-1], t.low[end+1]
		letters, digits := isLetter(before) && isLetter(after), isDigit(before) && isDigit(after)
		switch {
		case c == '\'' && (letters || digits):
			quotes++
		case digits && (c == '.' || c == ',' || c == ';'):
		case letters && (c == '.' || c == ':'):
			t.pieceOf(i, end, quotes)
			i, quotes = end+1, 0
		default:
			t.pieceOf(i, end, quotes)
			return end
		}
		end++
	}
}

// pieceOf adds the word at t.s[from:to], which has so many apostrophes in it.
func (t *Tokeniser) pieceOf(from, to, quotes int) {
	for from < to && t.low[from] == '_' {
		from++
	}
	for from < to && t.low[to-1] == '_' {
		to--
	}
	if from == to {
		return
	}
	if quotes == 0 {
		t.plain(from, to)
		return
	}
	a := apostrophes{from: t.head(from, to), first: -1, inside: true}
	for i, k := from, from; ; k++ {
		if k == to || t.low[k] == '\'' {
			t.out.buf = append(t.out.buf, t.low[i:k]...)
			a.to, i = len(t.out.buf), k+1
			if k == to {
				break
			}
			if a.last = a.to; a.first < 0 {
				a.first = a.to
			}
		}
	}
	t.spell(a.from, a.to, 0)
	if start, end := a.second(t.out.buf); end > start {
		t.also(start, end)
	}
}

// initialsEnd is where single letters with full stops between them, as U.S., end that begin at i; 0 if
// there are none, or they are not all of their segment.
func (t *Tokeniser) initialsEnd(i, to int) (end int) {
	if i+2 >= to || t.low[i+1] != '.' || !isLetter(t.low[i]) || !isLetter(t.low[i+2]) {
		return 0
	}
	const stops = 0x2E002E002E002E00
	end = i
	for end+8 <= to { // four at a time
		v := binary.LittleEndian.Uint64(t.low[end:])
		letter, _ := alphanumeric(v)
		if v&^odd != stops || letter&odd != top&odd || digits(v)&odd != 0 {
			break
		}
		end += 8
	}
	for end+1 < to && isLetter(t.low[end]) && t.low[end+1] == '.' {
		end += 2
	}
	if end == to || !isLetter(t.low[end]) {
		return end - 1
	}
	if end++; end < to && t.segmentGoesOn(end, to) { // the last one has no full stop
		return 0
	}
	return end
}

// odd are the first, third, fifth and seventh of eight bytes.
const odd = 0x00FF00FF00FF00FF

// spellInitials adds the letters of t.s[i:end].
func (t *Tokeniser) spellInitials(i, end int) {
	size := (end - i + 1) / 2
	t.grow(8 + size + slack)
	from := t.head(i, end)
	for ; i < end; i += 8 {
		v := binary.LittleEndian.Uint64(t.low[i:]) & odd
		v = (v | v>>8) & 0x0000FFFF0000FFFF
		t.out.buf = binary.LittleEndian.AppendUint32(t.out.buf, uint32(v|v>>16))
	}
	t.out.buf = t.out.buf[:from+size]
	t.spell(from, from+size, 0)
}

// segmentGoesOn reports whether the segment that has a letter before i goes on there.
func (t *Tokeniser) segmentGoesOn(i, to int) bool {
	c := t.low[i]
	return isName(c) || (c == '\'' || c == ':') && i+1 < to && isLetter(t.low[i+1])
}

func isName(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' }

// digits marks the digits among eight bytes of which all are ASCII.
func digits(v uint64) uint64 { return (v + (0x80-'0')*ones) &^ (v + (0x80-'9'-1)*ones) & top }

// domains adds the words of the domain name at i, whose first full stop is at end, if it is one of two
// labels between spaces, and of others behind it. It returns where it got: 0 if nowhere, and then what
// stands there is to be read by all the rules.
func (t *Tokeniser) domains(i int) (next int) {
	if i > 0 && t.low[i-1] > ' ' {
		return 0
	}
	if t.wide {
		if next = t.manyDomains(i); next > 0 {
			return next
		}
	}
	return t.domainsPlainly(i)
}

// manyDomains does so without what needs more than one look into the table of top-level domains.
func (t *Tokeniser) manyDomains(i int) (next int) {
	t.block = i
	links := slices.Grow(t.out.links, fewLinks)
	next, used := domains(&t.hot, &t.blocks[0], links[len(links):cap(links)])
	t.out.links = links[:len(links)+used]
	return next
}

// fewLinks are as many as there is room for at least before more is asked for.
const fewLinks = 16

// domainsPlainly does what domains does, without special instructions.
func (t *Tokeniser) domainsPlainly(i int) (next int) {
	n, pos, flags := t.n, t.pos, t.flags
	for {
		word := t.wordsFrom(i)
		size := bits.TrailingZeros64(^word)
		if size > 16 || t.low[i+size] != '.' {
			break
		}
		after := i + size + 1
		word >>= size + 1
		top := bits.TrailingZeros64(^word)
		stop := after + top
		if top == 0 || top > 8 || size+top == 2 || size == 3 && t.low[i] == 'w' || t.low[stop] > ' ' {
			break
		}
		second := binary.LittleEndian.Uint64(t.low[after:]) & masks[top][0]
		if text.IsTop(second, top) {
			t.addLink(i, stop)
		} else if isDigit(t.low[after-2]) && isDigit(t.low[after]) {
			break
		}
		mask, sixteen := masks[size], t.low[i:i+16:i+16]
		a, b := binary.LittleEndian.Uint64(sixteen)&mask[0], binary.LittleEndian.Uint64(sixteen[8:])&mask[1]
		terms, hashes := t.terms[n:n+2:n+2], t.hashes[n:n+2:n+2]
		hashes[0], hashes[1] = mix(a^t.key.a, b^t.key.b), mix(second^t.key.a, t.key.b)
		start := t.base + uint32(i)
		terms[0].set(pos, flags, start, start+uint32(size))
		start += uint32(size + 1)
		terms[1].set(pos+1, flags, start, start+uint32(top))
		n += 2
		pos += 2
		next = stop
		if t.low[stop] != ' ' || word>>(top+1)&1 == 0 {
			break
		}
		i = stop + 1
	}
	t.n, t.pos = n, pos
	return next
}

// wordsFrom are the letters and digits of ASCII among the 64 bytes from i on, which may be the end.
func (t *Tokeniser) wordsFrom(i int) uint64 {
	two, at := t.blocks[i>>6:][:2], uint(i&63)
	return two[0].word>>at | two[1].word<<1<<(63-at)
}

// named adds the mentions or hashtags from the sign at i on, each of one word of letters and digits,
// between spaces, and returns where it got: 0 if nowhere, and then what stands there is to be read by all
// the rules.
func (t *Tokeniser) named(kind Kind, i int) (next int) {
	if i > 0 && t.low[i-1] > ' ' || i < t.signs {
		return 0
	}
	first, letter := t.n, byte(0)
	if kind == Tag {
		letter = 'a'
	}
	if t.wide {
		t.block = i + 1
		next = named(&t.hot, &t.blocks[0], uint64(kind), uint64(t.low[i]), uint64(letter))
	} else {
		next = t.namedPlainly(kind, i, letter)
	}
	if next > 0 {
		t.since = next
		if kind == Mention && t.out.mention == 0 {
			t.out.mention = int32(first + 1)
		}
	}
	return next
}

// namedPlainly does what named does, without special instructions; names begin with a letter that is not
// below one.
func (t *Tokeniser) namedPlainly(kind Kind, i int, letter byte) (next int) {
	sign := t.low[i]
	n, pos, flags := t.n, t.pos, t.flags
	for {
		from := i + 1
		size := bits.TrailingZeros64(^t.wordsFrom(from))
		end := from + size
		if size == 0 || size > 16 || t.low[end] > ' ' || t.low[from] < letter {
			break
		}
		mask, sixteen := masks[size], t.low[from:from+16:from+16]
		a, b := binary.LittleEndian.Uint64(sixteen)&mask[0], binary.LittleEndian.Uint64(sixteen[8:])&mask[1]^t.key.b
		terms, hashes := t.terms[n:n+2:n+2], t.hashes[n:n+2:n+2]
		hashes[0], hashes[1] = mix(a^(t.key.a+uint64(kind)*salt), b), mix(a^t.key.a, b)
		start := t.base + uint32(from)
		terms[0].set(pos, flags, start, start+uint32(size))
		terms[0].Kind = kind
		terms[1].set(pos, flags, start, start+uint32(size))
		n += 2
		pos++
		next = end
		if t.low[end] != ' ' || t.low[end+1] != sign {
			break
		}
		i = end + 1
	}
	t.n, t.pos = n, pos
	return next
}

// number adds the numbers from i on, of digits with full stops and commas between them, that stand between
// spaces, and returns where it got: 0 if nowhere.
func (t *Tokeniser) number(i int) (next int) {
	if i > 0 && t.low[i-1] > ' ' {
		return 0
	}
	n, pos, flags := t.n, t.pos, t.flags
	word, join, known := uint64(0), uint64(0), 0 // what may be in a number, of so many bytes from i on
	for isDigit(t.low[i]) {
		if known <= slack+1 {
			word, join, known = t.wordsFrom(i), t.joinsFrom(i), 64
		}
		size := bits.TrailingZeros64(^(word | join))
		end := i + size
		if size > slack {
			if next == 0 {
				return t.longNumber(i)
			}
			break
		}
		mask, sixteen := masks[size], t.low[i:i+16:i+16]
		a, b := binary.LittleEndian.Uint64(sixteen)&mask[0], binary.LittleEndian.Uint64(sixteen[8:])&mask[1]
		if t.low[end] > ' ' || join&(1<<size-1) != 0 && (!isNumeral(a, b, mask) || !isDigit(t.low[end-1])) {
			break
		}
		t.hashes[n] = mix(a^t.key.a, b^t.key.b)
		t.terms[n].set(pos, flags, t.base+uint32(i), t.base+uint32(end))
		n++
		pos++
		if next = end; t.low[end] != ' ' {
			break
		}
		i = end + 1
		word, join, known = word>>(size+1), join>>(size+1), known-size-1
	}
	t.n, t.pos = n, pos
	return next
}

// joinsFrom are the signs that may join words among the same bytes.
func (t *Tokeniser) joinsFrom(i int) uint64 {
	x, next, at := &t.blocks[i>>6], &t.blocks[i>>6+1], uint(i&63)
	return x.join>>at | next.join<<1<<(63-at)
}

// isNumeral reports whether up to sixteen bytes of ASCII, those of a mask, are digits, with full stops and
// commas of which no two stand side by side.
func isNumeral(a, b uint64, mask [2]uint64) bool {
	stops, more := stops(a), stops(b)
	bad := ^(digits(a) | stops) | stops&(stops<<8)
	worse := ^(digits(b) | more) | more&(more<<8|stops>>56)
	return (bad&mask[0]|worse&mask[1])&top == 0
}

// stops marks the full stops and commas among eight bytes of ASCII.
func stops(v uint64) uint64 { return ^((v | ('.'^',')*ones) ^ '.'*ones + 0x7F*ones) & top }

// longNumber does the same with one number of any length.
func (t *Tokeniser) longNumber(i int) (next int) {
	for next = i; ; next++ {
		c := t.low[next]
		if isDigit(c) {
			continue
		}
		if c <= ' ' {
			t.plain(i, next)
			return next
		}
		if next == i || c != '.' && c != ',' || !isDigit(t.low[next+1]) {
			return 0
		}
		next++
	}
}
