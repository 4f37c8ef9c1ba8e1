package listen

import (
	"math/bits"
	"strings"
	"unicode/utf8"

	"heed/internal/text/token"
)

// A description is a condition that names no term: words that begin so, that may be
// misspelt, a part of a link, a place. A post that holds what it describes is given its
// term, as if it stood there; programs only ask for terms.
type description struct {
	term    term
	kind    kind
	edits   int8
	mask    uint32 // of a word that may be misspelt: its letters
	before  int32  // of a part of a link: bytes before the run of letters that leads to it
	text    string
	letters []rune   // of a pattern, or of a word that may be misspelt
	subs    []uint32 // of a place
}

func describe(t term, n *node, subs []uint32) description {
	d := description{term: t, kind: n.kind, text: strings.Clone(n.value)}
	switch n.kind {
	case kPattern:
		d.text, d.letters = "", n.pattern
	case kFuzzy:
		d.letters, d.edits = []rune(n.value), int8(n.n)
		d.mask = maskOf(d.letters)
	case kURL:
		d.before, _ = longestRun(d.text)
	case kPlace:
		d.text, d.subs = "", subs
	}
	return d
}

// stem is what words that a description may mean begin with.
func (d *description) stem() string {
	if d.kind == kPattern {
		stem, _, _ := strings.Cut(strings.TrimSuffix(string(d.letters), "*"), "?")
		return stem
	}
	return d.text
}

// maxKey is how many bytes of a stem lead to a description; the rest is checked there.
const maxKey = 16

// byStemKey is a kind of key, not of term.
const byStemKey = byURL + 1

// keys are the hashes under which a description is found.
func (d *description) keys(key token.Key, into []uint64) []uint64 {
	switch d.kind {
	case kPrefix, kPattern:
		stem := d.stem()
		return append(into, key.Hash(byStemKey, stem[:min(len(stem), maxKey)]))
	case kFuzzy:
		e := newEdits(key)
		e.read(d.text)
		return e.each(int(d.edits), into)
	case kURL:
		_, run := longestRun(d.text)
		return append(into, key.Hash(token.Part, run))
	case kPlace:
		for k := 0; k < len(d.subs) && (k == 0 || d.subs[k]&subAlso != 0); k += subSize {
			into = append(into, termAt(d.subs, uint32(k)).hash())
		}
	}
	return into
}

// longestRun is the longest run of letters and digits of a part of a link, and how many bytes stand before it.
func longestRun(part string) (before int32, longest string) {
	for i, run := range linkParts(part) {
		if len(run) > len(longest) {
			before, longest = int32(i), run
		}
	}
	return before, longest
}

// standsIn reports whether a part of a link stands where its longest run of letters is the one that begins at a byte.
func (d *description) standsIn(link string, run int) bool {
	at := run - int(d.before)
	return at >= 0 && strings.HasPrefix(link[at:], d.text) && endsWithRuns(link, at, at+len(d.text))
}

// fits reports whether a word, folded, is what is described by its beginning.
func (d *description) fits(form []byte) bool {
	if d.kind == kPattern {
		return fitsBytes(d.letters, form)
	}
	return d.kind == kPrefix && len(form) >= len(d.text) && string(form[:len(d.text)]) == d.text
}

// maskOf is a bit for each letter, of which some share one.
func maskOf(letters []rune) (mask uint32) {
	for _, r := range letters {
		mask |= 1 << (r & 31)
	}
	return mask
}

// mayBe is false of most words that are not near what is described: they differ in more letters than that.
func (d *description) mayBe(mask uint32) bool {
	return d.kind == kFuzzy && bits.OnesCount32(mask^d.mask) <= 2*int(d.edits)
}

// fitsBytes matches a pattern of letters, ? for one letter, and * at its end.
func fitsBytes(pattern []rune, form []byte) bool {
	for _, want := range pattern {
		if want == '*' {
			return true
		}
		got, size := utf8.DecodeRune(form)
		if size == 0 || want != '?' && want != got {
			return false
		}
		form = form[size:]
	}
	return len(form) == 0
}

// edits makes the hashes of a word and of what is left of it without some letters. Two
// words within n edits of one another have one in common if up to n letters are left out
// of each.
type edits struct {
	factor uint64
	powers [maxFuzzy + maxEdits + 1]uint64
	before [maxFuzzy + maxEdits + 1]uint64 // the hash of the letters before each
	n      int
}

func newEdits(key token.Key) edits {
	e := edits{factor: key.Hash(token.Edit, "") | 1}
	e.powers[0] = 1
	for i := range len(e.powers) - 1 {
		e.powers[i+1] = e.powers[i] * e.factor
	}
	return e
}

// read takes a word, and reports whether it is short enough.
func (e *edits) read(word string) bool {
	e.n = 0
	for _, r := range word {
		if !e.letter(r) {
			return false
		}
	}
	return true
}

func (e *edits) letter(r rune) bool {
	if e.n+1 == len(e.before) {
		return false
	}
	e.before[e.n+1] = e.before[e.n]*e.factor + uint64(r) + 1
	e.n++
	return true
}

// span is the hash of the letters from i to j.
func (e *edits) span(i, j int) uint64 { return e.before[j] - e.before[i]*e.powers[j-i] }

// each appends the hashes with up to n letters left out.
func (e *edits) each(n int, into []uint64) []uint64 {
	into = append(into, e.finish(e.before[e.n], e.n))
	for i := 0; i < e.n && n > 0; i++ {
		rest := e.n - 1 - i
		into = append(into, e.finish(e.before[i]*e.powers[rest]+e.span(i+1, e.n), e.n-1))
		for j := i + 1; j < e.n && n > 1; j++ {
			front := e.before[i]*e.powers[j-i-1] + e.span(i+1, j)
			into = append(into, e.finish(front*e.powers[e.n-1-j]+e.span(j+1, e.n), e.n-2))
		}
	}
	return into
}

// finish spreads a hash over its upper bits.
func (e *edits) finish(h uint64, n int) uint64 {
	hi, lo := bits.Mul64(h^uint64(n)*e.factor, 0x9E3779B97F4A7C15^e.factor)
	return hi ^ lo
}
