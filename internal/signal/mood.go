package signal

import (
	"math"
	"slices"

	"heed/internal/desk"
)

// How much each device of speech does to the weight of a word (weights run from -4 to
// 4). The first four follow VADER's measurements; the others are ours.
const (
	capsAdd     = .7  // A WORD in capitals among others
	boostBy     = .3  // "very", less with distance
	bangAdd     = .3  // each exclamation mark up to three
	drawnAdd    = .4  // "sooo"
	negated     = -.6 // "not good"
	negatedBad  = -.25
	beforeBut   = .5
	afterBut    = 1.3
	inQuestion  = .5 // a good word in a question is courtesy
	negatedVerb = -.55
	copula      = -.15 // "it is not in Leeds"
	denied      = -.8  // "..., but it was not"
	flat        = 12.  // how fast the score nears -1 and 1
	reach       = 4    // words over which a negation reaches
)

// From where on a score is a sentiment. Courtesy makes weak positive scores common.
const (
	negativeFrom = -.10
	positiveFrom = .25
)

// A feeling is the weight of one word or phrase in its place.
type feeling struct {
	at, to int
	weight float64
}

// weigh looks every word up and sums what they say.
func (w *reading) weigh() {
	if w.vocabulary == nil {
		w.of = 0
		w.look(w.table)
	}
	w.find()
	w.feel()
	w.score = w.sum()
}

// feel finds the feelings: phrases first, then the words that no phrase covers.
func (w *reading) feel() {
	w.felt, w.mended = w.felt[:0], false
	if len(w.hits[ofMood]) > 0 {
		w.phrases()
	}
	for _, n := range w.telling {
		i := int(n)
		if k := &w.list[i]; k.word.traits&weighs != 0 && !k.covered {
			w.feels(i, i+1, w.inPlace(i, i+1, k.word.weight))
		}
	}
	if w.traits&(1<<mend|1<<negate) != 0 {
		w.negations()
	}
	w.answered()
	if !w.asides() {
		w.contrast()
	}
	w.sarcasm()
}

// phrases finds the feelings that phrases express.
func (w *reading) phrases() {
	for _, h := range w.hits[ofMood] {
		if w.isCovered(h.from, h.to) {
			continue
		}
		for i := h.from; i < h.to; i++ {
			w.list[i].covered = true
		}
		w.feels(h.from, h.to, w.inPlace(h.from, h.to, h.rule.weight))
	}
}

// feels keeps a feeling in the order of the places.
func (w *reading) feels(at, to int, weight float64) {
	w.felt = append(w.felt, feeling{})
	i := len(w.felt) - 1
	for ; i > 0 && w.felt[i-1].at > at; i-- {
		w.felt[i] = w.felt[i-1]
	}
	w.felt[i] = feeling{at, to, weight}
}

// negations finds those that turned no word, and what was mended.
func (w *reading) negations() {
	for _, n := range w.telling {
		i := int(n)
		k := &w.list[i]
		w.mended = w.mended || k.word.role == mend && !w.turned(i, false)
		if k.word.role == negate && !k.spent && !k.covered {
			w.feels(i, i+1, w.bareNegation(i))
		}
	}
}

// bareNegation weighs a negation that turned no word. At the end of a sentence it turns
// what the sentence said ("I thought it would be good, but it was not"); after a form of
// "be" it says little; else something was not done.
func (w *reading) bareNegation(i int) float64 {
	k := &w.list[i]
	be := k.word.copula || i > 0 && w.list[i-1].word.copula
	if !be {
		return negatedVerb
	}
	if i+1 < len(w.list) && w.list[i+1].sentence == k.sentence {
		return copula
	}
	for n := range w.felt {
		f := &w.felt[n]
		if f.at < i && w.list[f.at].sentence == k.sentence {
			f.weight *= denied
		}
	}
	return 0
}

// answered lets a question that its author answers count as what the answer makes of it:
// "Is it good? No".
func (w *reading) answered() {
	for n := 0; n+1 < len(w.sentences); n++ {
		next := w.sentences[n+1].from
		if w.sentences[n].asks == 0 || next >= len(w.list) {
			continue
		}
		by := 1 / inQuestion
		switch w.list[next].word.answer {
		case 0:
			continue
		case -1:
			by *= denied
		}
		if next+2 < len(w.list) && w.list[next+2].sentence == w.list[next].sentence {
			continue // the word begins a sentence of its own: "no one came"
		}
		for i := range w.felt {
			switch f := &w.felt[i]; {
			case f.at >= w.sentences[n].from && f.at < next && f.weight > 0:
				f.weight *= by
			case f.at >= w.sentences[n].from && f.at < next:
				f.weight *= by * inQuestion
			case f.at == next:
				f.weight = 0
			}
		}
		w.sentences[n].asks = 0
	}
}

// asides weaken what others say and what once was: the clause after such a phrase. It is
// true where there was one, since then no "but" is needed to tell what counts.
func (w *reading) asides() (found bool) {
	if len(w.hits[ofAside]) == 0 {
		return false
	}
	for _, h := range w.hits[ofAside] {
		found = true
		for i := range w.felt {
			if f := &w.felt[i]; f.at >= h.from && w.list[f.at].clause == w.list[h.from].clause {
				f.weight *= h.rule.weight
			}
		}
	}
	return found
}

func (w *reading) isCovered(from, to int) bool {
	for i := from; i < to; i++ {
		if w.list[i].covered {
			return true
		}
	}
	return false
}

// inPlace weighs a word or phrase by what stands in it and around it.
func (w *reading) inPlace(i, to int, weight float64) float64 {
	k := &w.list[i]
	sign := math.Copysign(1, weight)
	if k.word.sign || weight == 0 {
		return weight
	}
	caps, drawn := false, false
	for _, in := range w.list[i:to] {
		caps = caps || in.caps && !w.shouted
		drawn = drawn || in.drawn
	}
	if caps {
		weight += sign * capsAdd
	}
	if drawn {
		weight += sign * drawnAdd
	}
	for back := 1; back <= 3 && w.traits&(1<<boost|1<<damp) != 0 && i-back >= 0 && w.list[i-back].clause == k.clause; back++ {
		role := w.list[i-back].word.role
		if role != boost && role != damp {
			continue
		}
		by := boostBy * (1.1 - .1*float64(back))
		if w.list[i-back].drawn || w.list[i-back].caps && !w.shouted {
			by *= 1.5
		}
		if role == damp {
			by = -by
		}
		weight *= 1 + by
	}
	asked := &w.sentences[k.sentence]
	weight += sign * bangAdd * float64(min(asked.bangs, 3))
	if phrase := to-i > 1; !(phrase && weight < 0) && w.turned(i, true) {
		if weight < 0 {
			return weight * negatedBad
		}
		return weight * negated
	}
	if asked.asks > 0 && weight > 0 {
		weight *= inQuestion
	}
	return weight
}

// turned reports whether a negation reaches the word at i. Two do not cancel: most of
// our languages say a single no with two words.
func (w *reading) turned(i int, spend bool) bool {
	k := &w.list[i]
	found := false
	if w.traits&(1<<negate) == 0 {
		return false
	}
	for back := 1; back <= reach && i-back >= 0 && w.list[i-back].clause == k.clause; back++ {
		if w.list[i-back].word.role == negate {
			found = true
			w.list[i-back].spent = w.list[i-back].spent || spend
		}
	}
	return found
}

// contrast gives what follows the last "but" more weight than what precedes it.
func (w *reading) contrast() {
	if w.traits&(1<<contrast) == 0 {
		return
	}
	but := -1
	for _, i := range w.telling {
		if w.list[i].word.role == contrast && i > 0 {
			but = int(i)
		}
	}
	if but < 0 {
		return
	}
	for i := range w.felt {
		if w.felt[i].at < but {
			w.felt[i].weight *= beforeBut
		} else {
			w.felt[i].weight *= afterBut
		}
	}
}

// sarcasm turns the good words of a text whose form mocks: a phrase from the tables
// ("great, another ..."), or thanks that end in trouble, with nothing mended.
func (w *reading) sarcasm() {
	if len(w.hits[ofSarcasm]) == 0 {
		return
	}
	for _, h := range w.hits[ofSarcasm] {
		if w.mended {
			continue
		}
		bad := h.rule.weight < 0 // mocks by itself
		for _, f := range w.felt {
			bad = bad || f.weight < -.7 && f.at >= h.from
		}
		if !bad {
			continue
		}
		for i, f := range w.felt {
			if f.weight > 0 && w.list[f.at].sentence <= w.list[h.from].sentence {
				w.felt[i].weight *= -.8
			}
		}
		if h.rule.weight < 0 {
			w.felt = append(w.felt, feeling{h.from, h.to, h.rule.weight})
		}
		return
	}
}

// sum makes one score of the feelings, from -1 to 1.
func (w *reading) sum() float64 {
	if len(w.felt) == 0 {
		return 0
	}
	sum := 0.
	for _, f := range w.felt {
		sum += f.weight
	}
	return math.Round(1000*sum/math.Sqrt(sum*sum+flat)) / 1000
}

// moodScore is the sentiment from -1 to 1: the mean of what the words weigh, which grows
// with every emphasis, and of what the model takes them for.
func (w *reading) moodScore() float64 {
	return math.Round(500*(w.mood[headPositive]-w.mood[headNegative]+w.score)) / 1000
}

func (w *reading) likeliest() int {
	best := headNeutral
	for i, p := range w.mood {
		if p > w.mood[best] {
			best = i
		}
	}
	return best
}

// sentiment is the likeliest mood, with the words that were weighed.
func (w *reading) sentiment() (desk.Signal, float64) {
	best := w.likeliest()
	s := desk.Signal{Label: moods[best], Confidence: round(math.Min(.99, w.mood[best]))}
	for _, f := range w.felt {
		if f.weight != 0 {
			w.because(&s, f.at, f.to)
		}
	}
	return s, w.moodScore()
}

// complaint is the probability that it is one.
func (w *reading) complaint() desk.Signal {
	s := desk.Signal{Confidence: round(w.complains)}
	if w.complains >= .5 {
		s.Label = desk.Complaint
		w.reasons(&s, ofIntent, complaint)
	}
	return s
}

const mostReasons = 8

// because adds the words from one token to another as a reason.
func (w *reading) because(s *desk.Signal, from, to int) {
	span := desk.Span{Start: w.list[from].span.Start, End: w.list[to-1].span.End}
	if len(s.Because) < mostReasons && !slices.Contains(s.Spans, span) {
		s.Because = append(s.Because, w.text[span.Start:span.End])
		s.Spans = append(s.Spans, span)
	}
}
