package signal

import (
	"math"
	"slices"
)

// Dense features: what the tables make of a text, in numbers around -1 to 1.
const (
	fBias = iota
	fScore
	fGood
	fBad
	fBest
	fWorst
	fAsks
	fBangs
	fLinks
	fTags
	fMentions
	fLength
	fThanks
	fConfirms
	fMended
	fTried
	fUrgent
	fNegations
	fMocks
	fUnmoved
	fLast
	fFirst
	fSelf
	fYou
	fAsksKindly
	fCalm
	fIntents   // one for each intent of the tables
	denseCount = fIntents + 8
)

// features are what the model reads of a text: numbers of the tables, and hashes of
// words, pairs of words and beginnings of words.
type features struct {
	dense [denseCount]float32
	grams []uint32 // rows of the model
	norm  float32  // the weight of each
}

// gramBits is the size of the hashed part: 2^gramBits rows.
const gramBits = 17

func row(h uint64) uint32 { return uint32(h * 0x9E3779B97F4A7C15 >> (64 - gramBits)) }

// extract fills features in from a reading that was weighed.
func (w *reading) extract(f *features) {
	w.extractDense(&f.dense)
	f.grams = slices.Grow(f.grams[:0], 3*len(w.list)+1)
	if f.norm = 0; w.table.lang != "en" {
		return
	}
	prev := uint64(hashStart)
	for i := range w.list {
		x := w.list[i].word
		h := w.seenAs(i)
		f.grams = append(f.grams, row(h), row(mixed(prev, h)))
		if x.long {
			f.grams = append(f.grams, row(headOf(x)))
		}
		prev = h
	}
	if n := len(f.grams); n > 0 {
		f.grams = append(f.grams, row(mixed(prev, hashStart)))
		f.norm = normOf(n)
	}
}

// rows adds the model's rows of a text, which are those of extract, to sums, and gives the
// weight of each.
func (w *reading) rows(sums *[heads]int32) (norm float32) {
	if len(w.list) == 0 || w.table.lang != "en" {
		return 0
	}
	m := w.model
	grams, list := (*[1 << gramBits]gram)(m.grams), w.list
	prev, n, held, sum, all := uint64(hashStart), 0, 0, gram(0), digits{}
	for i := range list {
		k := &list[i]
		x := k.word
		h, own := x.hash, x.own
		if x.id == 0 || x.number { // what seenAs says: to call it would put all that the loop holds aside
			switch c := w.text[k.span.Start]; {
			case x.number:
				h = anyNumber
			case c-'A' <= 'Z'-'A' && !k.caps && !x.known && i > 0 && list[i-1].sentence == k.sentence:
				h = anyName
			case k.drawn && x.second != 0:
				h = x.other
			}
			if h != x.hash {
				own += grams[row(h)] - grams[row(x.hash)]
			}
		}
		if held += 3; held > gramsAtOnce {
			all.add(sum)
			sum, held = 0, 3
		}
		sum += own + grams[row(mixed(prev, h))]
		if n += 2; x.long {
			n++
		}
		prev = h
	}
	all.add(sum)
	all.add(grams[row(mixed(prev, hashStart))])
	all.tell(sums)
	return normOf(n)
}

// own are the rows of a word by itself.
func (m *Model) own(x *word) (sum gram) {
	if m == nil {
		return 0
	}
	if sum = m.grams[row(x.hash)]; x.long {
		sum += m.grams[row(headOf(x))]
	}
	return sum
}

func headOf(x *word) uint64 { return mixed(0x2A, x.head) }

// normOf is the weight of each of so many rows.
func normOf(n int) float32 { return float32(1 / math.Sqrt(float64(n))) }

// seenAs is the hash that the model takes for a word.
func (w *reading) seenAs(i int) uint64 {
	k := &w.list[i]
	x := k.word
	switch {
	case x.number:
		return anyNumber
	case w.named(i):
		return anyName
	case k.drawn && x.id == 0 && x.second != 0:
		return x.other
	}
	return x.hash
}

// named tells whether a word is somebody's or some place's name: it has a capital within a
// sentence and says nothing. What the sets said of people and places of that name does not
// count.
func (w *reading) named(i int) bool {
	k := &w.list[i]
	c := w.text[k.span.Start]
	return 'A' <= c && c <= 'Z' && !k.caps && i > 0 && w.list[i-1].sentence == k.sentence && !k.word.known && k.word.id == 0
}

// Hashes of words that are one to the model.
const (
	anyNumber = 0x23
	anyName   = 0x40
)

func (w *reading) extractDense(d *[denseCount]float32) {
	*d = [denseCount]float32{}
	d[fBias], d[fScore] = 1, float32(w.score)
	good, bad, best, worst := 0., 0., 0., 0.
	for _, f := range w.felt {
		if f.weight > 0 {
			good, best = good+f.weight, max(best, f.weight)
		} else {
			bad, worst = bad-f.weight, max(worst, -f.weight)
		}
	}
	d[fGood], d[fBad] = squash(good), squash(bad)
	d[fBest], d[fWorst] = squash(best), squash(worst)
	asks, bangs := 0, 0
	for i := range w.sentences {
		asks += w.sentences[i].asks
		bangs += w.sentences[i].bangs
	}
	d[fAsks], d[fBangs] = upTo(asks, 1), upTo(bangs, 3)
	d[fLinks], d[fTags], d[fMentions] = upTo(len(w.links), 1), upTo(w.tags, 3), upTo(w.mentions, 3)
	d[fLength] = upTo(len(w.list), 30)
	for label := complaint; label < nothing; label++ {
		d[fIntents+int(label)] = float32(w.intents.of(label))
	}
	w.denseHits(d)
	w.denseWords(d)
	if n := len(w.felt); n > 0 {
		d[fFirst], d[fLast] = signOf(w.felt[0].weight), signOf(w.felt[n-1].weight)
	} else {
		d[fUnmoved] = 1
	}
	if asks > 0 {
		d[fAsksKindly] = d[fGood]
		if bad == 0 {
			d[fCalm] = 1
		}
	}
}

func (w *reading) denseHits(d *[denseCount]float32) {
	if w.mended {
		d[fMended] = 1
	}
	for i := range w.hits[ofThanks] {
		if r := w.hits[ofThanks][i].rule; r.label == thanks {
			d[fThanks] = strongest(d[fThanks], r)
		} else {
			d[fConfirms] = strongest(d[fConfirms], r)
		}
	}
	for i := range w.hits[ofTried] {
		h := &w.hits[ofTried][i]
		if r := h.rule; r.label != triedFailed && (r.weight >= saysFailed || r.weight > 0 && w.failedBeside(h) > 0) {
			d[fTried] = strongest(d[fTried], r)
		}
	}
	for i := range w.hits[ofUrgency] {
		d[fUrgent] = strongest(d[fUrgent], w.hits[ofUrgency][i].rule)
	}
	for i := range w.hits[ofSarcasm] {
		if r := w.hits[ofSarcasm][i].rule; r.weight < 0 {
			d[fMocks] = strongest(d[fMocks], r)
		}
	}
}

func strongest(x float32, r *rule) float32 { return max(x, float32(math.Abs(r.weight))) }

func (w *reading) denseWords(d *[denseCount]float32) {
	d[fSelf], d[fYou] = float32(w.traits>>(persons+1)&1), float32(w.traits>>(persons+2)&1)
	if w.traits&(1<<negate) == 0 {
		return
	}
	negations := 0
	for _, i := range w.telling {
		x := w.list[i].word
		if x.role == negate && !w.list[i].spent && !(x.copula || i > 0 && w.list[i-1].word.copula) {
			negations++
		}
	}
	d[fNegations] = upTo(negations, 3)
}

func squash(x float64) float32 { return float32(x / (x + 2)) }

func upTo(n, most int) float32 { return float32(min(n, most)) / float32(most) }

func signOf(x float64) float32 {
	if x > 0 {
		return 1
	}
	return -1
}
