package token

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"

	"heed/internal/text"
)

// special reads what begins at i, which is no word of ASCII.
func (t *Tokeniser) special(i int) (next int) {
	switch c := t.s[i]; c {
	case '@':
		if next := t.named(Mention, i); next > 0 {
			return next
		}
		return t.mention(i)
	case '#':
		if t.at(i+1) >= utf8.RuneSelf {
			return t.hashtags(i)
		}
		if next := t.named(Tag, i); next > 0 {
			return next
		}
		return t.hashtag(i, 1)
	case '$':
		if !isLetter(t.at(i + 1)) {
			return i + 1
		}
		return t.entity(i, 1)
	case '&', '<', '`':
		return t.markup(i)
	default:
		switch {
		case c == '.' || c == ':': // of a link behind a sign
			return t.mixed(i)
		case c < 0x80:
			return i + 1
		case isWideSign(t.s[i:]):
			if t.s[i+2] == "＃"[2] {
				return t.hashtag(i, len("＃"))
			}
			return t.entity(i, len("＠"))
		}
		if c == 0xF0 && (i == 0 || t.s[i-1] < utf8.RuneSelf) {
			if next := t.pictures(i, len(t.s)); next > i {
				return next
			}
		}
		if mayBeLetter(c) && c != 0xCC || c == 0xE3 && t.low[i+1]&^1 == 0x84 { // no marks, but Korean letters alone
			if next := t.lettered(i); next > 0 {
				return next
			}
		}
		return t.mixed(i)
	}
}

// mention reads @name in the plainest of surroundings, and leaves the others to
// package text.
func (t *Tokeniser) mention(i int) int {
	if i < t.signs {
		return i + 1
	}
	from := i + 1
	end := nameEnd(t.blocks, from)
	if end == from {
		return from
	}
	if i > 0 && !beforeMention(t.low[i-1]) {
		switch b := t.low[i-1]; {
		case b == 't' || b == ':' && i > 1 && t.low[i-2] == 't': // as in RT:@acme
			return t.entity(i, 1)
		case b != ':':
			return from
		}
	}
	if strings.HasSuffix(t.s[:i], "＠") {
		return from
	}
	switch c := t.low[end]; {
	case c == '.':
		if next := t.handle(from, end); next > 0 {
			return next
		}
		if t.mayBeDotted(end + 1) {
			return t.entity(i, 1)
		}
	case c == '-', c == ':' && t.low[end+1] == '/', c == '@':
		return t.entity(i, 1)
	case c >= utf8.RuneSelf:
		switch r, _ := utf8.DecodeRune(t.low[end:]); {
		case r == '＠', text.IsLatinAccent(r): // it is no name
			return from
		}
	}
	return t.simple(Mention, from, end)
}

// mayBeDotted reports whether a handle that is a domain name may go on at i.
func (t *Tokeniser) mayBeDotted(i int) bool {
	size := bits.TrailingZeros64(^t.wordsFrom(i))
	stop := t.low[i+size]
	return stop == '.' || stop == '-' || size > 8 || size > 0 && text.IsTop(binary.LittleEndian.Uint64(t.low[i:])&masks[size][0], size)
}

func beforeMention(c byte) bool {
	return !isLetter(c) && !isDigit(c) && c != '_' && c != '!' && c != '#' && c != '$' && c != '%' && c != '&' && c != '*' && c != '@' && c != ':'
}

// hashtags reads one that begins beyond ASCII, and others behind it that are the same.
func (t *Tokeniser) hashtags(i int) (next int) {
	for {
		next = t.hashtag(i, 1)
		if t.low[next] != ' ' || t.low[next+1] != '#' || t.low[next+2] < utf8.RuneSelf || t.lost {
			return next
		}
		i = next + 1
	}
}

// hashtag is the same for #tag, whose sign is so wide, by all the rules.
func (t *Tokeniser) hashtag(i, width int) int {
	from := i + width
	end, some, each := t.tagEnd(from)
	if i < t.signs || some&tagLetter == 0 || !t.mayPrecedeTag(i) {
		return from
	}
	switch t.low[end] {
	case '#':
		return from
	case ':':
		if t.low[end+1] == '/' && t.low[end+2] == '/' {
			return from
		}
	case 0xEF:
		if strings.HasPrefix(t.s[end:], "＃") {
			return from
		}
	}
	if t.isASCII(from, end) {
		return t.simple(Tag, from, end)
	}
	if t.wide && width == 1 && mayBeLatin(t.low[from]) {
		if next := t.latin(i); next > i {
			return next
		}
	}
	isOwn := some&(foldMask<<foldShift|ordered|together) == 0 // its form is what is written
	if c, _ := charIn(t.low, from); c.isEasy() {
		if isOwn && each&simple != 0 {
			return t.simple(Tag, from, end)
		}
		if t.easyForm(from, end) == parts && t.easy.first == 0 && t.easy.stop == end {
			t.n++
			t.addForm(from)
			tag, word := &t.terms[t.n-2], &t.terms[t.n-1]
			*tag = *word
			tag.Kind = Tag
			t.hashes[t.n-2] = t.key.hash(Tag, t.out.buf[tag.start:cap(t.out.buf)], int(tag.end-tag.start))
			t.since = end
			return end
		}
	}
	start, stop := int(t.base)+from, int(t.base)+end
	if !isOwn {
		start, stop = t.folded(from, end)
	}
	return t.marked(Tag, start, stop, from, end, end)
}

// tagEnd is where the name of a hashtag ends that begins at i, with what is true of some of its characters and of each. It is none
// where no letter is among them.
func (t *Tokeniser) tagEnd(i int) (end int, some, each char) {
	for end, each = i, ^char(0); ; {
		b := t.low[end]
		c, size := chars[b&0x7F], 1
		if b < utf8.RuneSelf {
			if !isName(b) {
				return end, some, each
			}
		} else if c, size = charIn(t.low, end); c&(tagLetter|tagDigit) == 0 {
			if r, _ := utf8.DecodeRune(t.low[end:]); !text.IsTagSign(r) {
				return end, some, each
			}
		}
		if end == i && c.class() == extend {
			if r, _ := utf8.DecodeRune(t.low[end:]); r == variation || r == keycap {
				return end, some, each
			}
		}
		some, each = some|c, each&c
		end += size
	}
}

const (
	tagLetter = char(text.Letter|text.Mark) << traitShift
	tagDigit  = char(text.Digit) << traitShift

	variation = 0xFE0F
	keycap    = 0x20E3
)

// mayPrecedeTag reports whether a hashtag may stand behind what stands before its sign.
func (t *Tokeniser) mayPrecedeTag(i int) bool {
	if i == 0 {
		return true
	}
	if b := t.low[i-1]; b < utf8.RuneSelf {
		return !isName(b) && b != '&'
	}
	r, _ := utf8.DecodeLastRune(t.low[:i])
	return r == variation || r == variation-1 || charOf(r)&(tagLetter|tagDigit) == 0 && !text.IsTagSign(r)
}

// simple adds an entity whose name is one word of ASCII, or of others that are spelt as they are written.
func (t *Tokeniser) simple(kind Kind, from, end int) int {
	if n := end - from; n <= 16 && t.s[from] != '_' && t.s[end-1] != '_' {
		t.twice(kind, from, n)
		t.since = end
		return end
	}
	start, stop := from, end
	for start < stop && t.s[start] == '_' {
		start++
	}
	for stop > start && t.s[stop-1] == '_' {
		stop--
	}
	flags := t.flags
	if start == stop {
		flags |= Nowhere
	}
	t.put(Term{First: t.pos, Last: t.pos, Kind: kind, Flags: flags, start: t.base + uint32(from), end: t.base + uint32(end)})
	if start == stop {
		t.pos++
	} else {
		t.plain(start, stop)
	}
	t.since = end
	return end
}

// twice adds an entity and the word that is its name, of up to 16 bytes.
func (t *Tokeniser) twice(kind Kind, from, size int) {
	mask, sixteen := masks[size], t.low[from:from+16:from+16]
	a, b := binary.LittleEndian.Uint64(sixteen)&mask[0], binary.LittleEndian.Uint64(sixteen[8:])&mask[1]^t.key.b
	terms, hashes := t.terms[t.n:t.n+2:t.n+2], t.hashes[t.n:t.n+2:t.n+2]
	hashes[0], hashes[1] = mix(a^(t.key.a+uint64(kind)*salt), b), mix(a^t.key.a, b)
	start := t.base + uint32(from)
	terms[0].set(t.pos, t.flags, start, start+uint32(size))
	terms[0].Kind = kind
	terms[1].set(t.pos, t.flags, start, start+uint32(size))
	t.n += 2
	t.pos++
	if kind == Mention && t.out.mention == 0 {
		t.out.mention = int32(t.n - 1)
	}
}

// entity reads the sign at i by the rules of package text.
func (t *Tokeniser) entity(i, width int) int {
	if i < t.signs {
		return i + width
	}
	e, next, ok := text.SignAt(t.s, i)
	t.signs = next
	if !ok {
		return i + width
	}
	end := e.Span.End
	from := end - len(e.Name)
	start, stop := int(t.base)+from, int(t.base)+end
	if e.Kind == text.Cashtag {
		return t.marked(Cash, start, stop, from, end, end)
	}
	return t.marked(Mention, start, stop, from, from+text.OwnPart(e.Name), end)
}

// marked adds an entity, whose form is in buf from start to stop, and the words of the part of its name from one place to
// another. It ends at end.
func (t *Tokeniser) marked(kind Kind, start, stop, from, to, end int) int {
	at := t.n
	t.put(Term{First: t.pos, Last: t.pos, Kind: kind, Flags: t.flags, start: uint32(start), end: uint32(stop)})
	if t.run(from, to, -1); t.n == at+1 {
		t.terms[at].Flags |= Nowhere
		t.pos++
	} else {
		t.terms[at].Last = t.pos - 1
	}
	t.since = end
	return end
}

// markup leaves out code, tags and character references. Where an entity could stand
// in them it is lost: they end where an entity begins.
func (t *Tokeniser) markup(i int) int {
	c := t.s[i]
	if d := t.at(i + 1); c == '<' && d != '/' && !isLetter(d) || c == '&' && d != '#' && !isLetter(d) && !isDigit(d) {
		return i + 1
	}
	if c == '&' {
		next, ok := t.reference(i)
		if next > 0 {
			return t.moreMarkup(next)
		}
		if !ok {
			return i + 1
		}
	}
	n, place := text.MarkupLen(t.s, i, len(t.s))
	if n == 0 {
		t.lost = c == '`' && t.mayBeCode(i)
		return i + 1
	}
	inner := t.s[i+1 : i+n]
	if c == '&' && inner[0] == '#' {
		inner = inner[1:]
	}
	t.lost = t.lost || mayHoldEntity(inner)
	if place {
		t.pos++
	}
	t.since = i + n
	return i + n
}

// reference leaves out a character reference of letters and digits at i, and returns where it ends;
// 0 if there is none. ok is that there may be another one.
func (t *Tokeniser) reference(i int) (next int, ok bool) {
	from := i + 1
	if t.low[from] == '#' {
		from++
	}
	end := from // byte by byte: the processor need not wait for where it ends
	for end-i <= 11 && (isLetter(t.low[end]) || isDigit(t.low[end])) {
		end++
	}
	if t.low[end] != ';' || end-i < 2 || end-i > 11 {
		return 0, t.low[end] == '#'
	}
	t.since = end + 1
	return end + 1, true
}

func mayHoldEntity(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case '@', '#', '$', '.', ':':
			return true
		case 0xEF:
			if isWideSign(s[i:]) {
				return true
			}
		}
	}
	return false
}

// maxCode is as far as code may reach.
const maxCode = 2000

// mayBeCode reports backticks that are code only if what is right behind them is an
// entity.
func (t *Tokeniser) mayBeCode(i int) bool {
	rest := t.s[i:min(i+maxCode, len(t.s))]
	inner := strings.TrimLeft(rest, "`")
	if len(rest)-len(inner) >= 3 || inner == "" || inner[0] == ' ' || i > 0 && (t.isWord(i-1) || t.s[i-1] == '`') {
		return false
	}
	end := strings.IndexAny(inner, "`\n")
	return end > 0 && inner[end] == '`'
}
