package token

import (
	"encoding/binary"
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
		if next := t.named(Tag, i); next > 0 {
			return next
		}
		return t.hashtag(i)
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
			return t.entity(i, len("＠"))
		}
		if c == 0xF0 && (i == 0 || t.s[i-1] < utf8.RuneSelf) {
			if next := t.pictures(i, len(t.s)); next > i {
				return next
			}
		}
		if mayBeLetter(c) && c != 0xCC { // those are marks
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
	if i > 0 && !beforeMention(t.s[i-1]) || strings.HasSuffix(t.s[:i], "＠") {
		return t.entity(i, 1)
	}
	switch c := t.at(end); c {
	case '.', ':':
		if next := t.handle(from, end); next > 0 {
			return next
		}
		if d := t.at(end + 1); d >= 0x80 || d == '/' || d == '.' || d == '-' || isLetter(d) || isDigit(d) {
			return t.entity(i, 1)
		}
	case '-', '@':
		return t.entity(i, 1)
	default:
		if c >= utf8.RuneSelf {
			switch r, _ := utf8.DecodeRuneInString(t.s[end:]); {
			case r == '＠':
				return t.entity(i, 1)
			case text.IsLatinAccent(r): // it is no name
				t.signs = end
				return from
			}
		}
	}
	return t.simple(Mention, from, end)
}

func beforeMention(c byte) bool {
	return !isLetter(c) && !isDigit(c) && c != '_' && c != '!' && c != '#' && c != '$' && c != '%' && c != '&' && c != '*' && c != '@' && c != ':'
}

// hashtag is the same for #tag.
func (t *Tokeniser) hashtag(i int) int {
	if i < t.signs {
		return i + 1
	}
	from := i + 1
	end := nameEnd(t.blocks, from)
	c := t.at(end)
	if (end == from || t.areDigits(from, end)) && (c < 0x80 || t.endsTag(end)) {
		return from
	}
	if !t.mayPrecedeTag(i) {
		return t.entity(i, 1)
	}
	if c >= 0x80 && !t.endsTag(end) {
		if t.wide {
			if next := t.latin(i); next > i {
				return next
			}
		}
		if next := t.letteredTag(i); next > 0 {
			return next
		}
		return t.entity(i, 1)
	}
	if c == '#' || c == ':' || !isLetter(t.s[from]) {
		return t.entity(i, 1)
	}
	return t.simple(Tag, from, end)
}

// areDigits reports whether the text from one place to another is digits of ASCII alone.
func (t *Tokeniser) areDigits(from, to int) bool {
	for from < to && isDigit(t.low[from]) {
		from++
	}
	return from == to
}

// endsTag reports whether what stands at i is beyond ASCII and surely of no hashtag: signs of those written most, but for
// those that tagSigns of package text has.
func (t *Tokeniser) endsTag(i int) bool {
	x := t.low[i : i+3 : i+3]
	return t.isSignAt(i) && (x[0] != 0xC2 || x[1] != 0xB7) && (x[0] != 0xE2 || x[2]&^1 != 0x8C)
}

// isSignAt reports whether what stands at i is a sign beyond ASCII of those written most.
func (t *Tokeniser) isSignAt(i int) bool {
	if first := t.low[i]; first != 0xC2 && (first != 0xE2 || t.low[i+1] != 0x80) {
		return false
	}
	c, _ := charIn(t.low, i)
	return !c.is(text.Letter | text.Mark | text.Digit)
}

// mayPrecedeTag reports whether what stands before a sign surely is none that a hashtag may not stand behind.
func (t *Tokeniser) mayPrecedeTag(i int) bool {
	if i == 0 {
		return true
	}
	if b := t.low[i-1]; b < utf8.RuneSelf {
		return !isName(b) && b != '&'
	}
	return i >= 3 && t.low[i-3] == 0xE2 && t.endsTag(i-3) || i >= 2 && t.low[i-2] == 0xC2 && t.endsTag(i-2)
}

// letteredTag adds the hashtag at i if it is one word of any letters, behind which stands what surely ends it, and returns
// where that is; else 0.
func (t *Tokeniser) letteredTag(i int) (next int) {
	if c, _ := charIn(t.low, i+1); !c.isEasy() || c.class() == numeric {
		return 0
	}
	end, w, how := t.easyForm(i + 1)
	if b := t.low[end]; how != parts || w.first > 0 || (b >= utf8.RuneSelf || isName(b) || b == '#' || b == ':') && !t.endsTag(end) {
		return 0
	}
	t.n++
	if t.addForm(i+1, end, w) == 0 {
		t.n--
		return 0
	}
	tag, word := &t.terms[t.n-2], &t.terms[t.n-1]
	*tag = *word
	tag.Kind = Tag
	t.hashes[t.n-2] = t.key.hash(Tag, t.out.buf[tag.start:cap(t.out.buf)], int(tag.end-tag.start))
	t.since = end
	return end
}

// simple adds an entity whose name is one word of ASCII.
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
	kind, own := Mention, 0
	switch e.Kind {
	case text.Hashtag:
		kind = Tag
	case text.Cashtag:
		kind = Cash
	}
	end := e.Span.End
	from := end - len(e.Name)
	if own = end; kind == Mention {
		own = from + text.OwnPart(e.Name)
	}
	start, stop := int(t.base)+from, int(t.base)+end
	if kind == Tag && !isASCII(e.Name) {
		start, stop = t.folded(from, end)
	}
	at := t.n
	t.put(Term{First: t.pos, Last: t.pos, Kind: kind, Flags: t.flags, start: uint32(start), end: uint32(stop)})
	if t.run(from, own, -1); t.n == at+1 {
		t.terms[at].Flags |= Nowhere
		t.pos++
	} else {
		t.terms[at].Last = t.pos - 1
	}
	t.since = end
	return end
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// markup leaves out code, tags and character references. Where an entity could stand
// in them it is lost: they end where an entity begins.
func (t *Tokeniser) markup(i int) int {
	c := t.s[i]
	if d := t.at(i + 1); c == '<' && d != '/' && !isLetter(d) || c == '&' && d != '#' && !isLetter(d) && !isDigit(d) {
		return i + 1
	}
	if c == '&' {
		if next := t.reference(i); next > 0 {
			return t.moreMarkup(next)
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
// 0 if there is none.
func (t *Tokeniser) reference(i int) (next int) {
	from := i + 1
	if t.low[from] == '#' {
		from++
	}
	end := from // byte by byte: the processor need not wait for where it ends
	for end-i <= 11 && (isLetter(t.low[end]) || isDigit(t.low[end])) {
		end++
	}
	if t.low[end] != ';' || end-i < 2 || end-i > 11 {
		return 0
	}
	t.since = end + 1
	return end + 1
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
