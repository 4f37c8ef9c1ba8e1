package signal

import "math/bits"

// Most words are ASCII, short, known and end at a blank or a full stop. They are read in rows; every
// other takes the way of wordAt, which gives the same.

// plain reads the words from i on that are plain and that the vocabulary holds, and gives
// where it stopped: at what takes another way. Of signs it reads those between a word and a blank.
func (w *reading) plain(i int) int {
	var n, next int
	at := len(w.list)
	if w.wide {
		n, next = words(w.bitmaps, w.vocabulary, w.list[at:cap(w.list)], i)
	} else {
		n, next = w.bitmaps.rowPlainly(w.vocabulary, w.list[at:cap(w.list)], i)
	}
	if n == 0 {
		return next
	}
	if w.ended {
		w.begin()
	}
	known, bytes, tally := w.vocabulary.words, &w.alpha.bytes, w.tally
	sentence, clause := int32(len(w.sentences)-1), w.clause
	row := w.list[at : at+n : cap(w.list)]
	for j := range row {
		k := &row[j]
		x := &known[k.place]
		k.word, k.sentence, k.clause = x, sentence, clause
		tally += bytes[x.votes]
		if end := k.span.End; end < next && w.text[end] != ' ' {
			w.list = w.list[:at+j+1]
			w.pause(w.text[end], j+1 < n)
			sentence, clause = int32(len(w.sentences)-1), w.clause
		}
	}
	w.list, w.tally = w.list[:at+n], tally
	letters, upper := w.bitmaps.small.between(i, next), w.bitmaps.capital.between(i, next)
	w.letters += letters + upper
	w.upper += upper
	return next
}

// contracted reads a word at i with a single apostrophe in it, if it is as plain else; it gives i
// where it is not.
func (w *reading) contracted(i int) int {
	m := w.bitmaps
	first := bits.TrailingZeros64(^m.word.window(i))
	second := i + first + 1
	if second >= len(w.text) || w.text[second-1] != '\'' || w.alpha.class[w.text[second]] != letter {
		return i
	}
	size := bits.TrailingZeros64(^m.word.window(second))
	end := second + size
	if first+size > longestKept || m.joins(end) {
		return i
	}
	form := joined(masked(m.low[i:], first), masked(m.low[second:], size), first)
	switch {
	case size == 1 && m.low[second] == 's':
		form[1] |= shorter(0, first)
	case elided(string(m.low[i : i+first])):
		form[1] |= shorter(first, first+size)
	}
	x, _ := w.vocabulary.find(form)
	if x == nil {
		return i
	}
	k := w.open(i)
	small, upper := m.small.between(i, end), m.capital.between(i, end)
	k.span.End, k.caps = end, small == 0 && upper >= 3
	w.letters += small + upper
	w.upper += upper
	w.be(k, x)
	return end
}

// joined puts bytes behind the first n of sixteen.
func joined(a, b [2]uint64, n int) [2]uint64 {
	shift := uint(8 * n)
	return [2]uint64{a[0] | b[0]<<shift, a[1] | b[1]<<shift | b[0]>>(64-shift) | b[0]<<(shift-64)} // shifts below 0 are far ones
}

// pause notes a sign between a word and a blank. Where another follows, a sentence may begin.
func (w *reading) pause(sign byte, more bool) {
	now := &w.sentences[len(w.sentences)-1]
	switch sign {
	case ',':
		w.clause++
		return
	case '!':
		now.bangs++
	case '?':
		now.asks++
	}
	if w.ended = true; more {
		w.begin()
	}
}
