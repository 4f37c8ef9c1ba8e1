package signal

import (
	"cmp"
	"math"
	"slices"

	"heed/internal/desk"
	"heed/internal/order"
)

const mostLabels = 20 // of a kind

// evidence gathers what speaks for the labels of one kind. Independent reasons add up
// as in a noisy or: 1 - (1-a)(1-b). Reasons against take away likewise.
type evidence struct {
	support, against [mostLabels]float64
}

// gather adds the first rule of each label at each place; rules stand in the order of
// their strength.
func (w *reading) gather(of kind, e *evidence) {
	*e = evidence{}
	var at [mostLabels]int // last token that already spoke for a label
	for i := range w.hits[of] {
		h := &w.hits[of][i]
		if r := h.rule; at[r.label] <= h.from {
			e.add(r.label, r.weight)
			at[r.label] = h.to
		}
	}
}

func (e *evidence) add(label uint8, weight float64) {
	if weight < 0 {
		e.against[label] = 1 - (1-e.against[label])*(1+weight)
		return
	}
	e.support[label] = 1 - (1-e.support[label])*(1-weight)
}

func (e *evidence) of(label uint8) float64 { return e.support[label] * (1 - e.against[label]) }

// From which evidence on an intent is believed. Those that close a door (spam,
// trolling) and those that open one (leaving) need more.
var intents = [...]struct {
	label uint8
	from  float64
	worth float64 // where two are close
}{
	{leaving, .60, 1.5}, // always comes first
	{spam, .75, 1.2},
	{trolling, .65, 1.0},
	{complaint, .40, 1.15},
	{praise, .40, 1.0},
	{feedback, .50, 1.0},
	{request, .40, .95},
	{question, .40, .90},
}

const surelyComplains = .6 // where no phrase says so

// gatherIntents gathers what speaks for each intent.
func (w *reading) gatherIntents() {
	w.gather(ofIntent, &w.intents)
	w.fromMood(&w.intents, w.score)
	w.fromForm(&w.intents)
}

// wants decides what the author wants, and how sure that is.
func (w *reading) wants() (label uint8, confidence float64) {
	e := &w.intents
	best, worth := nothing, 0.
	for _, i := range intents {
		if got := e.of(i.label); got >= i.from && got*i.worth > worth {
			best, worth = i.label, got*i.worth
		}
	}
	switch {
	case best == nothing && w.complains >= surelyComplains:
		return complaint, w.complains // nothing says what else it is
	case best == nothing:
		return nothing, .5
	}
	return best, math.Min(.99, e.of(best))
}

// intent is what the author wants, with the words that say so.
func (w *reading) intent(label uint8, confidence float64) desk.Signal {
	s := desk.Signal{Label: labelsOf[ofIntent][label], Confidence: round(confidence)}
	if label != nothing {
		w.reasons(&s, ofIntent, label)
	}
	return s
}

// fromMood lets the sentiment speak: trouble in a message makes it a complaint, joy
// praise.
func (w *reading) fromMood(e *evidence, score float64) {
	if e.of(complaint) >= .5 {
		e.add(trolling, -.6) // who is angry about something is no troll
	}
	switch {
	case score < negativeFrom:
		e.add(complaint, .15-.55*score)
		e.add(praise, -.8)
		if e.of(leaving) > 0 {
			e.add(leaving, .25) // what may be a leave-taking is one from an angry customer
		}
	case score >= positiveFrom:
		e.add(praise, .15+.6*score)
		e.add(complaint, -.5*score)
	}
}

// fromForm lets punctuation and links speak.
func (w *reading) fromForm(e *evidence) {
	if w.asks() > 0 {
		e.add(question, .6)
		e.add(praise, -.35)
	}
	if w.tags >= 6 || len(w.links) >= 3 {
		e.add(spam, .5)
	}
	if len(w.links) > 0 && e.support[spam] > 0 {
		e.add(spam, .4)
	}
}

func (w *reading) asks() (n int) {
	for i := range w.sentences {
		n += w.sentences[i].asks
	}
	return n
}

// reasons names the words that spoke for a label: those of its rules, else the
// feelings that led to it.
func (w *reading) reasons(s *desk.Signal, of kind, label uint8) {
	for _, h := range w.hits[of] {
		if h.rule.label == label && h.rule.weight > 0 {
			if h.rule.name != "" && !slices.Contains(s.Because, h.rule.name) {
				s.Because = append(s.Because, h.rule.name)
			}
			w.because(s, h.from, h.to)
		}
	}
	if len(s.Because) > 0 || of != ofIntent {
		return
	}
	for _, f := range w.felt {
		if label == complaint && f.weight < 0 || label == praise && f.weight > 0 {
			w.because(s, f.at, f.to)
		}
	}
	if len(s.Because) == 0 && label == question {
		s.Because = append(s.Because, "?")
	}
}

// urgencyOf decides how soon it matters. What only presses ("today") makes a message
// urgent where its author wants something.
func (w *reading) urgencyOf(intent uint8) (label string, confidence float64) {
	var e evidence
	w.gather(ofUrgency, &e)
	strong := e.of(urgencyHigh)
	if wantsSomething(intent) {
		strong = 1 - (1-strong)*(1-e.of(urgencySoon))
	}
	switch {
	case intent == spam || intent == trolling:
		return "low", .6
	case strong >= .5:
		return "high", math.Min(.99, strong)
	case intent == leaving:
		return "high", .7
	case intent == praise || intent == feedback || intent == nothing:
		return "low", .6
	}
	return "normal", .6
}

func wantsSomething(intent uint8) bool {
	return intent == complaint || intent == request || intent == question || intent == leaving
}

// urgency is how soon it matters, with what says so.
func (w *reading) urgency(intent uint8) desk.Signal {
	label, confidence := w.urgencyOf(intent)
	s := desk.Signal{Label: label, Confidence: round(confidence)}
	switch label {
	case "low":
		s.Because = []string{labelsOf[ofIntent][intent]}
	case "high":
		w.reasons(&s, ofUrgency, urgencyHigh)
		if wantsSomething(intent) {
			w.reasons(&s, ofUrgency, urgencySoon)
		}
		if len(s.Because) == 0 {
			s.Because = []string{"about to leave"}
		}
	}
	return s
}

func (w *reading) wantsMost() uint8 {
	best, _ := w.wants()
	return best
}

// tried lists the channels that failed the author, the surest first.
func (w *reading) tried() []desk.Signal {
	if len(w.hits[ofTried]) == 0 {
		return nil
	}
	var list []desk.Signal
	for label := range triedFailed {
		if got := w.failedOn(label); got >= .5 {
			s := desk.Signal{Label: labelsOf[ofTried][label], Confidence: round(math.Min(.99, got))}
			w.reasons(&s, ofTried, label)
			w.reasons(&s, ofTried, triedFailed)
			list = append(list, s)
		}
	}
	order.Stable(list, func(a, b desk.Signal) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return list
}

// Rules of a channel from this weight on say that it failed; weaker ones name it.
const saysFailed = .5

// failedOn is how sure it is that a channel failed the author: by what says so of that channel, or
// by a channel that is named and something that failed in the same sentence or the next; less
// where something says that the channel was not tried. A channel that is only named, however often,
// has not failed.
func (w *reading) failedOn(label uint8) float64 {
	var said evidence
	named, failed := 0., 0.
	for i := range w.hits[ofTried] {
		h := &w.hits[ofTried][i]
		switch {
		case h.rule.label != label:
		case h.rule.weight < 0 || h.rule.weight >= saysFailed:
			said.add(label, h.rule.weight)
		default:
			if f := w.failedBeside(h); f > 0 {
				named, failed = max(named, h.rule.weight), max(failed, f)
			}
		}
	}
	if named > 0 {
		said.add(label, named)
		said.add(label, failed)
	}
	return said.of(label)
}

// failedBeside is the strongest word of failure that stands in the sentence of a hit or in one
// beside it.
func (w *reading) failedBeside(named *hit) (weight float64) {
	sentence := w.list[named.from].sentence
	for i := range w.hits[ofTried] {
		h := &w.hits[ofTried][i]
		if h.rule.label != triedFailed || h.rule.weight <= weight {
			continue
		}
		if away := w.list[h.from].sentence - sentence; -1 <= away && away <= 1 {
			weight = h.rule.weight
		}
	}
	return weight
}

// thanked decides whether the author thanks, or says that it is solved, which says
// more.
func (w *reading) thanked() (label string, of uint8, confidence float64) {
	if len(w.hits[ofThanks]) == 0 {
		return "", 0, 0
	}
	var e evidence
	w.gather(ofThanks, &e)
	if got := e.of(confirms); got >= .5 && w.states(confirms) {
		return desk.Confirms, confirms, got
	}
	if w.score <= negativeFrom {
		return "", 0, 0 // thanks with trouble around it is irony or a farewell formula
	}
	if got := e.of(thanks); got >= .5 {
		return desk.Thanks, thanks, got
	}
	return "", 0, 0
}

// states tells whether a phrase of thanks stands outside of a question: who asks when it is
// back has not got it back.
func (w *reading) states(label uint8) bool {
	for i := range w.hits[ofThanks] {
		if h := &w.hits[ofThanks][i]; h.rule.label == label && h.rule.weight > 0 && w.sentences[w.list[h.from].sentence].asks == 0 {
			return true
		}
	}
	return false
}

func round(x float64) float64 { return math.Round(x*100) / 100 }
