package signal

import (
	"encoding/binary"
	"math/bits"
)

// Most words are ASCII, short, known and end at a blank or a full stop. They are read
// eight bytes at a time; every other takes the way of wordAt, which gives the same.

// ahead is how many bytes behind the text may be read.
const ahead = 24

// pad keeps a copy of the text with room behind it, for who reads many.
func (w *reading) pad() {
	if w.vocabulary == nil {
		return
	}
	n := len(w.text)
	if cap(w.raw) < n+ahead {
		w.raw = make([]byte, n+n/2+ahead+256)
	}
	w.raw = w.raw[:n+ahead]
	copy(w.raw, w.text)
	clear(w.raw[n:])
}

// plain reads the word at i, where it is plain and the vocabulary holds it; else it gives 0.
func (w *reading) plain(i int) (end int) {
	b := w.raw[i : i+ahead : i+ahead]
	lo, hi := binary.LittleEndian.Uint64(b), uint64(0)
	word, letter, upper := alphanumeric(lo)
	n := bits.TrailingZeros64(^word&top) / 8
	letters, uppers := letter, upper
	if n == 8 {
		lo |= upper >> 2
		hi = binary.LittleEndian.Uint64(b[8:])
		word, letter, upper = alphanumeric(hi)
		more := bits.TrailingZeros64(^word&top) / 8
		if more == 8 {
			return 0
		}
		mask := uint64(1)<<(8*more) - 1
		hi = (hi | upper>>2) & mask
		n += more
		count, capitals := bits.OnesCount64(letters)+bits.OnesCount64(letter&mask), bits.OnesCount64(uppers)+bits.OnesCount64(upper&mask)
		return w.placed(b, i, n, lo, hi, count, capitals)
	}
	mask := uint64(1)<<(8*n) - 1
	return w.placed(b, i, n, (lo|upper>>2)&mask, 0, bits.OnesCount64(letters&mask), bits.OnesCount64(uppers&mask))
}

// placed takes a plain word of n bytes.
func (w *reading) placed(b []byte, i, n int, lo, hi uint64, letters, upper int) (end int) {
	if b[n] != ' ' && !w.endsAt(b, n, lo) {
		return 0
	}
	spelt := [2]uint64{lo, hi}
	x := w.vocabulary.place(spelt, [2]uint8{})
	if x.spelt != spelt {
		return 0
	}
	k := w.open(i)
	k.word, k.span.End, k.caps = x, i+n, letters >= 3 && upper == letters
	w.letters += letters
	w.upper += upper
	return i + n
}

// endsAt tells whether a word ends before b[n], whatever follows, and is no link.
func (w *reading) endsAt(b []byte, n int, lo uint64) bool {
	const www, http, four = 'w' | 'w'<<8 | 'w'<<16, 'h' | 't'<<8 | 't'<<16 | 'p'<<24, 1<<32 - 1
	switch c := b[n]; w.alpha.class[c] {
	case high:
		return false
	case blank:
		return true
	default:
		switch c {
		case '@', '-', '_':
			return false
		case '.', ',', '\'':
			next := w.alpha.class[b[n+1]]
			return next != letter && next != digit && next != high && lo != www
		case ':':
			return lo&four != http
		}
	}
	return true
}

const (
	ones = 0x0101010101010101
	top  = 0x80 * ones
)

// alphanumeric marks the ASCII letters and digits among eight bytes, the letters and the
// capitals, in the top bit of each.
func alphanumeric(v uint64) (word, letter, upper uint64) {
	low := v &^ top
	ascii := ^v & top
	fold := low | 0x20*ones
	letter = (fold + (0x80-'a')*ones) &^ (fold + (0x80-'z'-1)*ones) & ascii
	digit := (low + (0x80-'0')*ones) &^ (low + (0x80-'9'-1)*ones) & ascii
	return letter | digit, letter, letter &^ (v << 2)
}
