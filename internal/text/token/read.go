package token

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"heed/internal/text"
)

// A Tokeniser reads one text after another into the same memory.
type Tokeniser struct {
	hot
	out  Tokens
	wide bool // the machine has the instructions that vector and fast need

	// of the text being read
	s          string
	blocks     []block // and one more, of zeros
	from       int     // terms from texts before
	since      int     // where prose began: after the last entity or markup
	signs      int     // before here no sign begins an entity
	checked    int     // before here no link begins
	settled    int     // the last block that settle was called for, or -1
	glue       int     // where the last word without spaces ended, or -1
	prior      int     // where the last character ended before what is read carefully, or -1
	inner      int     // a place up to which a segment was read that goes on there, or -1
	vain       int     // before here latin is not asked, since it read little
	idling     int     // and for so many bytes it was put off last; 0 if it read many
	unlettered int     // before here mixed does not ask lettered
	lost       bool
	faded      int // the last block that fade was called for, and what it found there
	starts     starts
	easy       easyForm

	letters []letter
	spare   []byte
}

// hot is what adding plain words needs, and nothing else.
type hot struct {
	low    []byte // the text in small letters, and some bytes more
	hashes []uint64
	terms  []Term // both with room for all that the text can give
	n      int    // terms so far
	block  int    // where in the text it begins
	begins uint64 // of the words to add
	word   uint64 // of the block
	key    Key
	pos    uint32
	base   uint32 // where low is in buf
	flags  Flags
}

// New is a tokeniser whose hashes are those of the key.
func New(key Key) *Tokeniser {
	return &Tokeniser{hot: hot{key: key}, out: Tokens{wide: isWide()}, wide: isWide()}
}

// Portable is a tokeniser that uses no special instructions of the machine.
func Portable(key Key) *Tokeniser { return &Tokeniser{hot: hot{key: key}} }

// Read reads the text of a post. What it gave for the last one is overwritten.
func (t *Tokeniser) Read(s string) *Tokens {
	o := &t.out
	o.Hash, o.Term, o.buf, o.texts, o.links = o.Hash[:0], o.Term[:0], o.buf[:0], o.texts[:0], o.links[:0]
	t.pos, t.flags, o.mention = 0, 0, 0
	t.scan(s)
	return o
}

// Add adds a text that the post quotes, once. Its words stand gap places after the
// last word so far.
func (t *Tokeniser) Add(s string, gap uint32) {
	t.pos, t.flags = 0, Quoted
	for i := len(t.out.Term) - 1; i >= 0; i-- {
		if x := &t.out.Term[i]; x.Kind == Word {
			t.pos = x.First + gap
			break
		}
	}
	t.scan(s)
}

// scan reads a text behind what is there.
func (t *Tokeniser) scan(s string) {
	t.start(s)
	links, pos, used, mention := len(t.out.links), t.pos, len(t.out.buf), t.out.mention
	if !t.walk() {
		t.out.mention = mention
		t.n, t.pos, t.out.links, t.out.buf = t.from, pos, t.out.links[:links], t.out.buf[:used]
		t.slowly()
	}
	t.out.Term, t.out.Hash = t.terms[:t.n], t.hashes[:t.n]
	t.s, t.low = "", nil
}

// start makes room and notes what the bytes of the text are.
func (t *Tokeniser) start(s string) {
	t.from, t.n = len(t.out.Term), len(t.out.Term)
	t.s, t.since, t.signs, t.checked, t.glue, t.lost, t.faded, t.settled, t.vain, t.idling, t.unlettered = s, 0, 0, 0, -1, false, -1, -1, 0, 0, 0
	t.room(len(s))
	n := (len(s) + 63) &^ 63
	base := len(t.out.buf)
	t.base = uint32(base)
	t.grow(n + slack)
	t.low = t.out.buf[base : base+n+slack]
	t.out.buf = t.out.buf[:base+n+slack] // so that it stays 0
	clear(t.low[copy(t.low, s):])
	t.out.texts = append(t.out.texts, piece{text: s, start: base, end: base + len(s)})
	count := n/64 + 1
	if cap(t.blocks) <= count { // where a text ends with a block, wordsFrom reads one more
		t.blocks = make([]block, count+count/2+1)
	}
	t.blocks = t.blocks[:count]
	if n > 0 {
		t.classify()
	}
	t.narrow()
}

// slack is how far a hash may read beyond the last word.
const slack = 16

// room lets t.terms hold n more: a text gives no more terms than it has bytes.
func (t *Tokeniser) room(n int) {
	need := len(t.out.Term) + n
	if cap(t.out.Term) < need+spare || cap(t.out.Hash) < need+spare {
		t.out.Term = append(make([]Term, 0, need+need/2+64), t.out.Term...)
		t.out.Hash = append(make([]uint64, 0, need+need/2+64), t.out.Hash...)
	}
	t.terms, t.hashes = t.out.Term[:need], t.out.Hash[:need]
}

// spare is how many terms Sift may read beyond the last.
const spare = 8

// grow lets buf hold n more bytes.
func (t *Tokeniser) grow(n int) {
	if need := len(t.out.buf) + n; cap(t.out.buf) < need {
		t.out.buf = append(make([]byte, 0, need+need/2+256), t.out.buf...)
	}
}

// plain adds the word of ASCII at t.s[i:end].
func (t *Tokeniser) plain(i, end int) {
	n := end - i
	var h uint64
	if n <= 16 {
		mask := masks[n]
		a := binary.LittleEndian.Uint64(t.low[i:]) & mask[0]
		b := binary.LittleEndian.Uint64(t.low[i+8:]) & mask[1]
		hi, lo := bits.Mul64(a^t.key.a, b^t.key.b)
		h = hi ^ lo
	} else {
		h = t.key.hash(Word, t.low[i:], n)
	}
	t.hashes[t.n] = h
	t.terms[t.n].set(t.pos, t.flags, t.base+uint32(i), t.base+uint32(end))
	t.n++
	t.pos++
}

// put adds a term whose form is in buf.
func (t *Tokeniser) put(x Term) {
	if cap(t.out.buf) < int(x.end)+slack {
		t.grow(slack)
	}
	t.hashes[t.n] = t.key.hash(x.Kind, t.out.buf[x.start:cap(t.out.buf)], int(x.end-x.start))
	y := &t.terms[t.n]
	y.First, y.Last, y.Kind, y.Flags, y.start, y.end = x.First, x.Last, x.Kind, x.Flags, x.start, x.end
	t.n++
	if x.Kind == Mention && t.out.mention == 0 {
		t.out.mention = int32(t.n)
	}
}

// spelt adds a word of ASCII whose form is what stands in buf from a head on.
func (t *Tokeniser) spelt(from int) {
	to := len(t.out.buf)
	if cap(t.out.buf) < to+slack {
		t.grow(slack)
	}
	t.hashes[t.n] = t.key.hash(Word, t.out.buf[from:cap(t.out.buf)], to-from)
	t.terms[t.n].set(t.pos, t.flags, uint32(from), uint32(to))
	t.n++
	t.pos++
}

// head begins a form that is spelt otherwise than the text from start to end, and
// returns where it is to be.
func (t *Tokeniser) head(start, end int) int {
	t.out.buf = binary.LittleEndian.AppendUint64(t.out.buf, uint64(end)<<32|uint64(start))
	return len(t.out.buf)
}

// spell adds a word whose form begins at a head.
func (t *Tokeniser) spell(from, to int, flags Flags) {
	t.put(Term{First: t.pos, Last: t.pos, Flags: t.flags | flags, start: uint32(from), end: uint32(to)})
	t.pos++
	if t.out.buf[from] >= 0xE0 {
		t.glueBehind(from, int(binary.LittleEndian.Uint32(t.out.buf[from-4:])))
	}
}

// glueBehind notes that a word ends at a place in the text, if its form begins with a character of a script without spaces.
func (t *Tokeniser) glueBehind(from, end int) {
	if r, _ := utf8.DecodeRune(t.out.buf[from:]); charOf(r).is(text.Separate) {
		t.glue = end
	}
}

// also adds the second form of the last word.
func (t *Tokeniser) also(from, to int) {
	t.put(Term{First: t.pos - 1, Last: t.pos - 1, Flags: t.flags | Also, start: uint32(from), end: uint32(to)})
}

// raw is where in the text term i, a word, is written.
func (t *Tokeniser) raw(i int) (start, end int) {
	for t.terms[i].Flags&Also != 0 {
		i--
	}
	x := &t.terms[i]
	if at := int(x.start) - int(t.base); at < len(t.s) {
		return at, int(x.end) - int(t.base)
	}
	head := t.out.buf[x.start-8:]
	return int(binary.LittleEndian.Uint32(head)), int(binary.LittleEndian.Uint32(head[4:]))
}
