package signal

import (
	"math"
	"slices"

	"heed/internal/desk"
)

// evidence gathers what speaks for the labels of one kind. Independent reasons add up
// as in a noisy or: 1 - (1-a)(1-b). Reasons against take away likewise.
type evidence struct {
	support map[string]float64
	against map[string]float64
}

// gather adds the strongest rule of each label at each place.
func (w *reading) gather(kind string) evidence {
	e := evidence{map[string]float64{}, map[string]float64{}}
	at := map[string]int{} // last token that already spoke for a label
	for _, h := range w.hits {
		if h.rule.kind != kind || at[h.rule.label] > h.from {
			continue
		}
		e.add(h.rule.label, h.rule.weight)
		at[h.rule.label] = h.to
	}
	return e
}

func (e *evidence) add(label string, weight float64) {
	if weight < 0 {
		e.against[label] = 1 - (1-e.against[label])*(1+weight)
		return
	}
	e.support[label] = 1 - (1-e.support[label])*(1-weight)
}

func (e *evidence) of(label string) float64 { return e.support[label] * (1 - e.against[label]) }

// From which evidence on an intent is believed. Those that close a door (spam,
// trolling) and those that open one (leaving) need more.
var intents = []struct {
	label string
	from  float64
	worth float64 // where two are close
}{
	{desk.Leaving, .60, 1.25},
	{desk.Spam, .75, 1.2},
	{desk.Trolling, .65, 1.0},
	{desk.Complaint, .40, 1.15},
	{desk.Praise, .40, 1.0},
	{desk.Feedback, .50, 1.0},
	{desk.Request, .40, .95},
	{desk.Question, .40, .90},
}

// intent decides what the author wants.
func (w *reading) intent(score float64) desk.Signal {
	e := w.gather("intent")
	w.fromMood(&e, score)
	w.fromForm(&e)
	best, worth := desk.Other, 0.
	for _, i := range intents {
		if got := e.of(i.label); got >= i.from && got*i.worth > worth {
			best, worth = i.label, got*i.worth
		}
	}
	s := desk.Signal{Label: best, Confidence: round(math.Min(.99, e.of(best)))}
	if best == desk.Other {
		s.Confidence = .5
		return s
	}
	w.reasons(&s, "intent", best)
	return s
}

// fromMood lets the sentiment speak: trouble in a message makes it a complaint, joy
// praise.
func (w *reading) fromMood(e *evidence, score float64) {
	if e.of(desk.Complaint) >= .5 {
		e.add(desk.Trolling, -.6) // who is angry about something is no troll
	}
	switch {
	case score < negativeFrom:
		e.add(desk.Complaint, .15-.55*score)
		e.add(desk.Praise, -.8)
		if e.of(desk.Leaving) > 0 {
			e.add(desk.Leaving, .25) // what may be a leave-taking is one from an angry customer
		}
	case score >= positiveFrom:
		e.add(desk.Praise, .15+.6*score)
		e.add(desk.Complaint, -.5*score)
	}
}

// fromForm lets punctuation and links speak.
func (w *reading) fromForm(e *evidence) {
	asks := 0
	for _, s := range w.t.sentences {
		asks += s.asks
	}
	if asks > 0 {
		e.add(desk.Question, .6)
		e.add(desk.Praise, -.35)
	}
	if w.t.tags >= 6 || w.t.links >= 3 {
		e.add(desk.Spam, .5)
	}
	if w.t.links > 0 && e.support[desk.Spam] > 0 {
		e.add(desk.Spam, .4)
	}
}

// reasons names the words that spoke for a label: those of its rules, else the
// feelings that led to it.
func (w *reading) reasons(s *desk.Signal, kind, label string) {
	for _, h := range w.hits {
		if h.rule.kind == kind && h.rule.label == label && h.rule.weight > 0 {
			if h.rule.name != "" && !slices.Contains(s.Because, h.rule.name) {
				s.Because = append(s.Because, h.rule.name)
			}
			w.because(s, h.from, h.to)
		}
	}
	if len(s.Because) > 0 || kind != "intent" {
		return
	}
	for _, f := range w.felt {
		if label == desk.Complaint && f.weight < 0 || label == desk.Praise && f.weight > 0 {
			w.because(s, f.at, f.to)
		}
	}
	if len(s.Because) == 0 && label == desk.Question {
		s.Because = append(s.Because, "?")
	}
}

// urgency decides how soon it matters. What only presses ("today") makes a message
// urgent where its author wants something.
func (w *reading) urgency(intent string) desk.Signal {
	e := w.gather("urgency")
	wants := intent == desk.Complaint || intent == desk.Request || intent == desk.Question || intent == desk.Leaving
	high, soon := e.of("high"), e.of("soon")
	if wants {
		high = 1 - (1-high)*(1-soon)
	}
	switch {
	case intent == desk.Spam || intent == desk.Trolling:
		return desk.Signal{Label: "low", Confidence: .6, Because: []string{intent}}
	case high >= .5:
		s := desk.Signal{Label: "high", Confidence: round(math.Min(.99, high))}
		w.reasons(&s, "urgency", "high")
		if wants {
			w.reasons(&s, "urgency", "soon")
		}
		return s
	case intent == desk.Leaving:
		return desk.Signal{Label: "high", Confidence: .7, Because: []string{"about to leave"}}
	case intent == desk.Praise || intent == desk.Feedback || intent == desk.Other:
		return desk.Signal{Label: "low", Confidence: .6, Because: []string{intent}}
	}
	return desk.Signal{Label: "normal", Confidence: .6}
}

// tried lists the channels that failed the author, the surest first.
func (w *reading) tried() []desk.Signal {
	e := w.gather("tried")
	var list []desk.Signal
	for _, label := range []string{"phone", "email", "chat", "shop", "social"} {
		got := e.of(label)
		if got > 0 {
			got = 1 - (1-got)*(1-e.of("failed")) // a channel that is only named has not failed
		}
		if got >= .5 {
			s := desk.Signal{Label: label, Confidence: round(math.Min(.99, got))}
			w.reasons(&s, "tried", label)
			w.reasons(&s, "tried", "failed")
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b desk.Signal) int {
		switch {
		case a.Confidence > b.Confidence:
			return -1
		case a.Confidence < b.Confidence:
			return 1
		}
		return 0
	})
	return list
}

func round(x float64) float64 { return math.Round(x*100) / 100 }
