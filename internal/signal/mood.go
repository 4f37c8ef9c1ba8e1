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
	flat        = 12. // how fast the score nears -1 and 1
	reach       = 4   // words over which a negation reaches
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
	w.table.look(w, w.signs)
	w.find(false)
	w.feel()
	w.score = w.sum()
}

// feel finds the feelings: phrases first, then the words that no phrase covers.
func (w *reading) feel() {
	w.felt, w.mended = w.felt[:0], false
	for _, h := range w.hits {
		if h.rule.kind != ofMood || w.isCovered(h.from, h.to) {
			continue
		}
		for i := h.from; i < h.to; i++ {
			w.list[i].covered = true
		}
		w.felt = append(w.felt, feeling{h.from, h.to, w.inPlace(h.from, h.to, h.rule.weight)})
	}
	for i := range w.list {
		if k := &w.list[i]; k.entry != nil && k.entry.role == plain && k.entry.weight != 0 && !k.covered {
			w.felt = append(w.felt, feeling{i, i + 1, w.inPlace(i, i+1, k.entry.weight)})
		}
	}
	for i := range w.list {
		k := &w.list[i]
		if k.entry == nil || k.entry.role == plain {
			continue
		}
		w.mended = w.mended || k.entry.role == mend && !w.turned(i, false)
		if k.entry.role == negate && !k.spent && !k.covered {
			w.felt = append(w.felt, feeling{i, i + 1, negatedVerb})
		}
	}
	slices.SortFunc(w.felt, func(a, b feeling) int { return a.at - b.at })
	w.contrast()
	w.sarcasm()
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
	if k.sign || weight == 0 {
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
	for back := 1; back <= 3 && i-back >= 0 && w.list[i-back].clause == k.clause; back++ {
		e := w.list[i-back].entry
		if e == nil || e.role != boost && e.role != damp {
			continue
		}
		by := boostBy * (1.1 - .1*float64(back))
		if w.list[i-back].drawn || w.list[i-back].caps && !w.shouted {
			by *= 1.5
		}
		if e.role == damp {
			by = -by
		}
		weight *= 1 + by
	}
	asked := w.sentences[k.sentence]
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
	for back := 1; back <= reach && i-back >= 0 && w.list[i-back].clause == k.clause; back++ {
		if e := w.list[i-back].entry; e != nil && e.role == negate {
			found = true
			w.list[i-back].spent = w.list[i-back].spent || spend
		}
	}
	return found
}

// contrast gives what follows the last "but" more weight than what precedes it.
func (w *reading) contrast() {
	but := -1
	for i := range w.list {
		if e := w.list[i].entry; e != nil && e.role == contrast && i > 0 {
			but = i
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
	for _, h := range w.hits {
		if h.rule.kind != ofSarcasm || w.mended {
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
	sum := 0.
	for _, f := range w.felt {
		sum += f.weight
	}
	return math.Round(1000*sum/math.Sqrt(sum*sum+flat)) / 1000
}

// sentiment labels the score.
func (w *reading) sentiment() (desk.Signal, float64) {
	s := desk.Signal{Label: "neutral", Confidence: .5}
	for _, f := range w.felt {
		if f.weight != 0 {
			w.because(&s, f.at, f.to)
		}
	}
	switch {
	case w.score <= negativeFrom:
		s.Label, s.Confidence = "negative", .5+.5*-w.score
	case w.score >= positiveFrom:
		s.Label, s.Confidence = "positive", .5+.5*w.score
	case len(w.list) > 0:
		s.Confidence = .6
	}
	return s, w.score
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
