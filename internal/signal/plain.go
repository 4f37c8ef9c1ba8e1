package signal

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
