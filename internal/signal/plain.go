package signal

import (
	"encoding/binary"
	"math/bits"
)

// Most words are ASCII, short, known and end at a blank or a full stop. They are read
// eight bytes at a time; every other takes the way of wordAt, which gives the same.

// ahead is how many bytes behind the text may be read.
const ahead = 32 // a power of two

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
	v, s, at, letters, upper := w.vocabulary, w.raw, len(w.list), 0, 0
	list := w.list[:cap(w.list)]
	for i+ahead <= len(s) {
		b := (*[ahead]byte)(s[i:])
		lo, hi := binary.LittleEndian.Uint64(b[:]), uint64(0)
		n := bits.TrailingZeros64(^alphanumeric(lo)&top) / 8
		if n == 0 {
			break
		}
		capital := uint64(0)
		if n < 8 {
			mask := uint64(1)<<(8*n&63) - 1
			capital = ^lo & mask & (lower * ones)
			lo = (lo | lower*ones) & mask
		} else {
			hi = binary.LittleEndian.Uint64(b[8:])
			n += bits.TrailingZeros64(^alphanumeric(hi)&top) / 8
			if n == 16 {
				break
			}
			mask := uint64(1)<<(8*(n-8)&63) - 1
			capital = ^lo&(lower*ones) | ^hi&mask&(lower*ones)>>1 // the bits beside are free
			lo, hi = lo|lower*ones, (hi|lower*ones)&mask
		}
		if b[n&(ahead-1)] != ' ' && !w.endsAt(b, n, lo) {
			break
		}
		x := &v.words[v.slots[slotOf(lo, hi)&(1<<vocabularyBits-1)]]
		if x.spelt[0] != lo || x.spelt[1] != hi || x.split {
			if x, _ = v.find([2]uint64{lo, hi}, [2]uint8{}); x == nil {
				break
			}
		}
		if w.ended { // before the first
			w.list = list[:at]
			w.begin(i)
		}
		k := &list[at]
		at++
		capitals := bits.OnesCount64(capital)
		k.word, k.span.Start, k.span.End, k.sentence, k.clause = x, i, i+n, int32(len(w.sentences)-1), w.clause
		k.caps, k.drawn, k.tag, k.after, k.covered, k.spent = capitals >= 3 && capitals == int(x.alphas), false, false, 0, false, false
		letters += int(x.alphas)
		upper += capitals
		if i += n; s[i] != ' ' {
			break
		}
		i++
	}
	w.list = list[:at]
	w.letters += letters
	w.upper += upper
	return i
}

// endsAt tells whether a word ends before b[n], whatever follows, and is no link.
func (w *reading) endsAt(b *[ahead]byte, n int, lo uint64) bool {
	const www, http, four = 'w' | 'w'<<8 | 'w'<<16, 'h' | 't'<<8 | 't'<<16 | 'p'<<24, 1<<32 - 1
	switch c := b[n&(ahead-1)]; w.alpha.class[c] {
	case high:
		return false
	case blank:
		return true
	default:
		switch c {
		case '@', '-', '_':
			return false
		case '.', ',', '\'':
			next := w.alpha.class[b[(n+1)&(ahead-1)]]
			return next != letter && next != digit && next != high && lo != www
		case ':':
			return lo&four != http
		}
	}
	return true
}

const (
	ones  = 0x0101010101010101
	top   = 0x80 * ones
	lower = 0x20 // is set in small letters and digits
)

// alphanumeric marks the ASCII letters and digits among eight bytes in the top bit of each.
func alphanumeric(v uint64) uint64 {
	low := v &^ top
	fold := low | lower*ones
	letter := (fold + (0x80-'a')*ones) &^ (fold + (0x80-'z'-1)*ones)
	digit := (low + (0x80-'0')*ones) &^ (low + (0x80-'9'-1)*ones)
	return (letter | digit) &^ v & top
}
