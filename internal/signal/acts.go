package signal

import (
	"math"
	"slices"

	"heed/internal/desk"
)

// Numbers of acts: places in labelsOf[ofAct].
const (
	actApology uint8 = iota
	actSympathy
	actThanks
	actQuestion
	actInstruction
	actPromised
	actDone
	actAnswer
	actLink
	actPrivate
	actCourtesy // a greeting or formula that does nothing
	toPhone
	toEmail
	toAccount
	toShop
	toSite
	toChat
	acts
)

// An ActSet is what a reply does, without the words: for counting over many.
type ActSet uint32

const (
	empathy   = ActSet(1<<actApology | 1<<actSympathy)
	elsewhere = ActSet(1<<toPhone | 1<<toEmail | 1<<toAccount | 1<<toShop | 1<<toSite | 1<<toChat)
	helps     = ActSet(1<<actQuestion | 1<<actInstruction | 1<<actPromised | 1<<actDone | 1<<actAnswer | 1<<actPrivate)
)

// ActSetOf is a set of some of the desk.Act constants.
func ActSetOf(labels ...string) (s ActSet) {
	for _, label := range labels {
		if i := slices.Index(labelsOf[ofAct], label); i >= 0 {
			s |= 1 << i
		}
	}
	return s
}

// Has tells whether an act is among them: one of the desk.Act constants.
func (s ActSet) Has(act string) bool {
	if act == desk.ActElsewhere {
		return s&elsewhere != 0
	}
	i := slices.Index(labelsOf[ofAct], act)
	return i >= 0 && s&(1<<i) != 0
}

// LipService tells whether a reply apologises or sympathises and does nothing else: no
// action, question, solution or next step.
func (s ActSet) LipService() bool {
	return s&empathy != 0 && s&(helps|elsewhere|1<<actLink) == 0
}

// Deflection tells whether a reply only sends the customer elsewhere: it answers
// nothing, asks nothing and does not go on in private.
func (s ActSet) Deflection() bool {
	return s&(elsewhere|1<<actLink) != 0 && s&helps == 0
}

const believed = .5 // from where on an act is one

// Acts gives what a reply does, each once, with the words that do it. The language is a
// BCP 47 tag; where it is empty or unknown the words decide. Only the first 8 KiB count.
func (r *Reader) Acts(text, lang string) []desk.Act {
	w := r.reading()
	w.scan(clip(text))
	w.table = r.tableFor(w, lang)
	w.does()
	var list []desk.Act
	for label := range acts {
		got := w.intents.of(label)
		if got < believed || label == actCourtesy {
			continue
		}
		a := desk.Act{Label: labelsOf[ofAct][label], Confidence: round(math.Min(.99, got)), Spans: w.spansOf(label)}
		if label >= toPhone {
			a.Label, a.To = desk.ActElsewhere, a.Label
		}
		list = append(list, a)
	}
	return list
}

// does finds the acts of a text that was scanned.
func (w *reading) does() {
	if w.vocabulary == nil {
		w.of = 1
		w.look(w.table)
	}
	w.find()
	e := &w.intents
	w.gather(ofAct, e)
	if len(w.links) > 0 {
		e.add(actLink, .9)
	}
	w.bySentence(e)
}

// bySentence sees what each sentence is: one that asks is a question unless it sends
// the customer away; one that holds no act and is no formula is an answer.
func (w *reading) bySentence(e *evidence) {
	hits, next := w.hits[ofAct], 0
	for n := range w.sentences {
		from, to := w.bounds(n)
		covered, does := 0, ActSet(0)
		at := from
		for ; next < len(hits) && hits[next].from < to; next++ {
			h := &hits[next]
			if h.rule.weight <= 0 {
				continue
			}
			does |= 1 << h.rule.label
			covered += max(0, h.to-max(at, h.from))
			at = max(at, h.to)
		}
		switch left := to - from - covered; {
		case w.sentences[n].asks > 0 && to-from >= 2:
			if does&(elsewhere|1<<actPrivate) == 0 {
				e.add(actQuestion, .8)
			}
		case does&^(1<<actCourtesy) == 0 && left >= leastAnswer && to-from-covered > covered:
			e.add(actAnswer, .6)
		}
	}
}

const leastAnswer = 4 // words of a sentence that says something

// bounds are the tokens of a sentence.
func (w *reading) bounds(n int) (from, to int) {
	from, to = w.sentences[n].from, len(w.list)
	if n+1 < len(w.sentences) {
		to = w.sentences[n+1].from
	}
	return from, to
}

// spansOf are the places of an act.
func (w *reading) spansOf(label uint8) []desk.Span {
	var list []desk.Span
	for _, h := range w.hits[ofAct] {
		if h.rule.label == label && h.rule.weight > 0 {
			list = w.span(list, h.from, h.to)
		}
	}
	if label == actLink {
		return append(list, w.links...)
	}
	for n := 0; n < len(w.sentences) && len(list) == 0; n++ {
		from, to := w.bounds(n)
		if from < to && (label == actQuestion && w.sentences[n].asks > 0 || label == actAnswer && w.isBare(from, to)) {
			list = w.span(list, from, to)
		}
	}
	return list
}

// isBare tells whether nothing but a formula was found among tokens.
func (w *reading) isBare(from, to int) bool {
	for _, h := range w.hits[ofAct] {
		if h.from >= from && h.from < to && h.rule.label != actCourtesy {
			return false
		}
	}
	return to-from >= leastAnswer
}

func (w *reading) span(list []desk.Span, from, to int) []desk.Span {
	s := desk.Span{Start: w.list[from].span.Start, End: w.list[to-1].span.End}
	if len(list) < mostReasons && !slices.Contains(list, s) {
		list = append(list, s)
	}
	return list
}
