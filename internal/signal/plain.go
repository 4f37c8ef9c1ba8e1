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

// plain reads the words from i on that are plain and that the vocabulary holds, and gives
// where it stopped: at what takes another way.
func (w *reading) plain(i int) int {
	v, s := w.vocabulary, w.raw
	for i+ahead <= len(s) {
		b := s[i : i+ahead : i+ahead]
		lo, hi := binary.LittleEndian.Uint64(b), uint64(0)
		word, letters, upper := alphanumeric(lo)
		n := bits.TrailingZeros64(^word&top) / 8
		switch n {
		case 0:
			return i
		case 8:
			hi = binary.LittleEndian.Uint64(b[8:])
			more, letter, capital := alphanumeric(hi)
			n += bits.TrailingZeros64(^more&top) / 8
			if n == 16 {
				return i
			}
			mask := uint64(1)<<(8*(n-8)) - 1
			lo, hi = lo|upper>>2, (hi|capital>>2)&mask
			letters, upper = letters|letter&mask>>1, upper|capital&mask>>1 // the bits beside are free
		default:
			mask := uint64(1)<<(8*n) - 1
			lo, letters, upper = (lo|upper>>2)&mask, letters&mask, upper&mask
		}
		if b[n] != ' ' && !w.endsAt(b, n, lo) {
			return i
		}
		x := v.place([2]uint64{lo, hi}, [2]uint8{})
		if x.spelt[0] != lo {
			return i
		}
		k := w.open(i)
		k.word, k.span.End = x, i+n
		count := bits.OnesCount64(letters)
		w.letters += count
		if upper != 0 {
			capitals := bits.OnesCount64(upper)
			w.upper += capitals
			k.caps = capitals >= 3 && capitals == count
		}
		if i += n; s[i] != ' ' {
			return i
		}
		i++
	}
	return i
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
