package signal

import (
	"encoding/binary"
	"math/bits"

	tokens "heed/internal/text/token"
)

// Most words are ASCII, short, known and end at a blank or a full stop. They are read
// sixteen bytes at a time; every other takes the way of wordAt, which gives the same.

// ahead is how many bytes behind the text may be read.
const ahead = 32 // a power of two

// pad keeps copies of the text with room behind it, for who reads many: as it is, and in small
// letters.
func (w *reading) pad() {
	n := len(w.text)
	blocks := (n+ahead)/64 + 2
	if len(w.raw) < 64*blocks {
		w.raw, w.low, w.blocks = make([]byte, 128*blocks), make([]byte, 128*blocks), make(tokens.Blocks, 2*blocks)
	}
	low := w.low[:64*blocks]
	clear(low[copy(low, w.text):])
	copy(w.raw, low[:n+ahead])
	w.blocks[:blocks].Classify(low)
}

// plain reads the words from i on that are plain and that the vocabulary holds, and gives
// where it stopped: at what takes another way. Of signs it reads those between a word and a blank.
func (w *reading) plain(i int) int {
	v, at, letters, upper, tally := w.vocabulary, len(w.list), 0, 0, w.tally
	list, low, raw, blocks := w.list[:cap(w.list)], w.low, w.raw[:len(w.low)], w.blocks
	const wide = 64 - longestKept // a word that begins before ends in the window
	base, window := i, blocks.Words(i)
words:
	for end := len(w.text); i < end; {
		if i-base >= wide {
			base, window = i, blocks.Words(i)
		}
		n := bits.TrailingZeros64(^(window >> uint(i-base)))
		if n == 0 || n >= longestKept {
			break
		}
		b, mask := low[i:i+ahead:i+ahead], &w.alpha.masks[n&15]
		lo, hi := binary.LittleEndian.Uint64(b)&mask[0], binary.LittleEndian.Uint64(b[8:])&mask[1]
		next := b[n&(ahead-1)]
		if next != ' ' && !w.endsAt(b, n, lo) {
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
			w.begin()
		}
		k := &list[at]
		at++
		b = raw[i : i+16 : i+16]
		lo, hi = lo^binary.LittleEndian.Uint64(b)&mask[0], hi^binary.LittleEndian.Uint64(b[8:])&mask[1]
		capitals := bits.OnesCount64(lo | hi>>1)
		k.word, k.span.Start, k.span.End, k.sentence, k.clause = x, i, i+n, int32(len(w.sentences)-1), w.clause
		k.caps, k.drawn, k.tag, k.after, k.covered, k.spent = capitals >= 3 && capitals == int(x.alphas), false, false, 0, false, false
		tally += w.alpha.bytes[x.votes]
		letters += int(x.alphas)
		upper += capitals
		switch i += n; next {
		case ' ':
		case '.', ',', '!', '?':
			if low[i+1] != ' ' {
				break words
			}
			w.pause(next)
			i++
		default:
			break words
		}
		i++
	}
	w.list, w.tally = list[:at], tally
	w.letters += letters
	w.upper += upper
	return i
}

// pause notes a sign between a word and a blank.
func (w *reading) pause(sign byte) {
	switch sign {
	case ',':
		w.clause++
		return
	case '!':
		w.sentences[len(w.sentences)-1].bangs++
	case '?':
		w.sentences[len(w.sentences)-1].asks++
	}
	w.ended = true
}

// endsAt tells whether a word ends before b[n], whatever follows, and is no link.
func (w *reading) endsAt(b []byte, n int, lo uint64) bool {
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
