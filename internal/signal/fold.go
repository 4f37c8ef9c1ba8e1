package signal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/text"
)

// Classes of bytes.
const (
	other byte = iota
	blank
	letter
	digit
	high // of a rune beyond ASCII
)

// An alphabet tells the scanner what bytes are and how letters fold.
type alphabet struct {
	class  [256]byte
	marks  [256]uint32   // 1 of what is no white space, and 1<<16 of marks of markup or code
	folded [0x250]string // of runes from 0x80; "" drops
	bytes  [256]uint64   // a byte of 1 for each bit
}

func newAlphabet() *alphabet {
	a := &alphabet{}
	for c := range 256 {
		switch {
		case c >= utf8.RuneSelf:
			a.class[c] = high
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			a.class[c] = letter
		case '0' <= c && c <= '9':
			a.class[c] = digit
		case c == ' ' || c == '\t' || c == '\r':
			a.class[c] = blank
		}
		for bit := range 8 {
			a.bytes[c] |= uint64(c>>bit&1) << (8 * bit)
		}
		if a.marks[c] = 1; strings.IndexByte(" \n\t\r", byte(c)) >= 0 {
			a.marks[c] = 0
		} else if strings.IndexByte("<>{}[]=;()\"/\\|_$*", byte(c)) >= 0 {
			a.marks[c] += 1 << 16
		}
	}
	for r := rune(utf8.RuneSelf); int(r) < len(a.folded); r++ {
		if unicode.IsLetter(r) {
			a.folded[r] = text.Fold(string(r))
		}
	}
	return a
}

func (a *alphabet) isAlnum(c byte) bool { return a.class[c] == letter || a.class[c] == digit }

func apostropheLen(s string) int {
	if len(s) >= 3 && s[0] == 0xE2 && s[1] == 0x80 && (s[2] == 0x99 || s[2] == 0x98) {
		return 3
	}
	const twice = "\u00e2\u20ac\u2122" // the same, taken for another encoding on its way
	if strings.HasPrefix(s, twice) {
		return len(twice)
	}
	if len(s) >= 2 && s[0] == 0xCA && s[1] == 0xBC {
		return 2
	}
	return 0
}

// foldAt folds the letter or mark at i into buf. It gives how many letters it counts
// and its size, 0 where it is neither.
func (w *reading) foldAt(i int) (letters, size int) {
	r, size := utf8.DecodeRuneInString(w.text[i:])
	if int(r) < len(w.alpha.folded) {
		if form := w.alpha.folded[r]; form != "" {
			w.buf = append(w.buf, form...)
			return 1, size
		}
		return 0, 0
	}
	switch {
	case r >= 0x300 && r <= 0x36F || r == 0x200D || r == 0xFE0F:
		return 0, size
	case dense(r):
		return 0, 0
	case unicode.IsLetter(r):
		w.buf = utf8.AppendRune(w.buf, unicode.ToLower(unicode.ToUpper(r)))
		return 1, size
	case unicode.Is(unicode.M, r):
		w.buf = utf8.AppendRune(w.buf, r)
		return 0, size
	}
	return 0, 0
}

// dense tells of scripts that write a word in one or two signs.
func dense(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// close finishes the word that stands in buf from a place on.
func (w *reading) close(k *token, from, apostrophe, last int) {
	form := w.buf[from:len(w.buf):len(w.buf)]
	if k.drawn {
		w.be(k, w.word(w.squeezed(form, 2), w.squeezed(form, 1), [2]uint8{}, true, false))
		return
	}
	begin, end := 0, 0
	switch {
	case apostrophe < 0:
	case last == len(w.buf)-1 && form[len(form)-1] == 's':
		end = last - from
	case elided(string(w.buf[from:apostrophe])):
		begin, end = apostrophe-from, len(form)
	}
	w.be(k, w.word(form, form[begin:end], [2]uint8{uint8(begin), uint8(end)}, false, false))
}

// closeSign finishes an emoji or emoticon likewise.
func (w *reading) closeSign(k *token, from int) {
	w.be(k, w.word(w.buf[from:len(w.buf):len(w.buf)], nil, [2]uint8{}, false, true))
}

// be tells a token its word, which the languages that know it claim.
func (w *reading) be(k *token, x *word) {
	k.word = x
	w.tally += w.alpha.bytes[x.votes]
}

func hashBytes(s []byte) uint64 {
	h := uint64(hashStart)
	for _, c := range s {
		h = (h ^ uint64(c)) * hashPrime
	}
	return h
}

// squeezed shortens letters that stand more often than so in a row. It is put into buf.
func (w *reading) squeezed(form []byte, most int) []byte {
	at := len(w.buf)
	run, prev := 0, byte(0)
	for _, c := range form {
		if c == prev {
			run++
		} else {
			run, prev = 1, c
		}
		if run <= most || c >= utf8.RuneSelf {
			w.buf = append(w.buf, c)
		}
	}
	return w.buf[at:len(w.buf):len(w.buf)]
}

// elided tells of French and Italian words that lose their vowel before another.
func elided(s string) bool {
	switch s {
	case "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
		"dell", "all", "nell", "sull", "dall", "un":
		return true
	}
	return false
}
