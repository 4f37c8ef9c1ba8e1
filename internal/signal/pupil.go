package signal

import (
	"math"
	"slices"
	"strings"

	"heed/internal/desk"
)

// A lessonText is a correction, or a plain sentence, as its pupil sees it.
type lessonText struct {
	whole  []float32 // see reading.whole
	words  []int32   // places in pupil.vocabulary
	values []float32 // of words
	prior  []float64 // log-probabilities
	lean   []float64 // what the sense adds to them before anything is taught
	label  int
	weight float32
	fold   int
	person bool
	plain  bool // a plain sentence
}

// pupil learns one kind.
type pupil struct {
	labels     []string
	list       []lessonText
	vocabulary []uint64 // hashes
	places     map[uint64]int32
	names      []string
	counts     []int
	among      []bool      // by label: enough were taught of it
	given      [2]int      // by people, and left as they were
	slips      [][]float64 // how often a label (the second) is given for what is another
	local      local
}

func (r *Reader) pupil(kind int, all []Correction) *pupil {
	p := &pupil{labels: learnt[kind].labels, places: map[uint64]int32{}}
	if len(all) > mostCorrections {
		all = all[len(all)-mostCorrections:]
	}
	w := r.reading()
	for i := range all {
		c := &all[i]
		label := slices.Index(p.labels, c.Label)
		if c.Kind != learnt[kind].kind || label < 0 || !(c.Weight > 0) {
			continue
		}
		x := p.text(r, w, kind, c)
		x.label, x.weight, x.person = label, float32(min(c.Weight, 1)), c.Weight >= 1
		if p.given[1]++; x.person {
			p.given[0], p.given[1] = p.given[0]+1, p.given[1]-1
		}
		p.list = append(p.list, x)
	}
	if !p.choose() {
		return p
	}
	for _, s := range r.plain {
		x := p.text(r, w, kind, &Correction{Text: s.text, Lang: s.lang})
		if x.label = slices.Index(p.labels, s.label(learnt[kind].kind)); p.among[x.label] && likeliestOf(x.prior) == x.label {
			x.plain = true
			p.list = append(p.list, x)
		}
	}
	p.rehearse()
	p.forget()
	return p
}

// forget leaves out what came once, where there is more than is kept.
func (p *pupil) forget() {
	if len(p.vocabulary) <= mostLocalWords {
		return
	}
	places, kept := make([]int32, len(p.vocabulary)), 0
	for n := range p.vocabulary {
		places[n] = -1
		if p.counts[n] > 1 && kept < mostLocalWords {
			places[n] = int32(kept)
			p.vocabulary[kept], p.names[kept], p.counts[kept] = p.vocabulary[n], p.names[n], p.counts[n]
			kept++
		}
	}
	p.vocabulary, p.names, p.counts = p.vocabulary[:kept], p.names[:kept], p.counts[:kept]
	for i := range p.list {
		x, n := &p.list[i], 0
		for k, place := range x.words {
			if places[place] >= 0 {
				x.words[n], x.values[n] = places[place], x.values[k]
				n++
			}
		}
		x.words, x.values = x.words[:n], x.values[:n]
	}
}

// choose keeps the labels of which enough was taught: who only ever says "negative" has
// said nothing of what is positive. Of a label whose texts were mostly taken for others
// those others were taught too: not these. It is false where there are not two.
func (p *pupil) choose() bool {
	sums, all := make([]float64, len(p.labels)), 0.
	for i := range p.list {
		sums[p.list[i].label] += float64(p.list[i].weight)
		all += float64(p.list[i].weight)
	}
	right, shares := make([]float64, len(p.labels)), make([][]float64, len(p.labels))
	for i := range p.list {
		x := &p.list[i]
		if shares[x.label] == nil {
			shares[x.label] = make([]float64, len(p.labels))
		}
		by := float64(x.weight) / sums[x.label]
		for label, log := range x.prior {
			shares[x.label][label] += by * math.Exp(log)
		}
		if likeliestOf(x.prior) == x.label {
			right[x.label] += by
		}
	}
	p.among = make([]bool, len(p.labels))
	n := 0
	for label, sum := range sums {
		if sum < max(leastOfLabel, leastShare*all) {
			continue
		}
		p.among[label] = true
		for other, share := range shares[label] {
			p.among[other] = p.among[other] || right[label] < .5 && share >= takenFor
		}
	}
	for _, yes := range p.among {
		if yes {
			n++
		}
	}
	p.list = slices.DeleteFunc(p.list, func(x lessonText) bool { return !p.among[x.label] })
	return n > 1
}

// What must be taught of a label before it is learnt: a number, and a share of all.
const (
	leastOfLabel = 4
	leastShare   = .02
	takenFor     = .1 // the share of a label, to be what another is taken for
)

// text is what a pupil sees of a text.
func (p *pupil) text(r *Reader, w *reading, kind int, c *Correction) lessonText {
	w.scan(clip(c.Text))
	w.table = r.tableFor(w, c.Lang)
	w.weigh()
	w.judge()
	w.moods()
	x := lessonText{prior: logs(w.prior(kind)), fold: int(hashOf(strings.ToLower(c.Text)) >> 17 % folds)}
	x.whole, x.lean = w.whole(r.model, kind, x.prior)
	for _, k := range w.localWords() {
		place, ok := p.places[k.hash]
		if !ok {
			place = int32(len(p.vocabulary))
			p.places[k.hash] = place
			p.vocabulary, p.counts = append(p.vocabulary, k.hash), append(p.counts, 0)
			p.names = append(p.names, k.name(w))
		}
		p.counts[place]++
		x.words, x.values = append(x.words, place), append(x.values, k.value)
	}
	return x
}

// whole are the numbers of a text that are learnt from beside its words: what the tables
// find, what is thought of it so far, and its sense. What the sense takes its mood to be
// is where learning begins: lean is how far that is from the prior.
func (w *reading) whole(m *Model, kind int, prior []float64) (out []float32, lean []float64) {
	var sense [senseCount]float32
	out, lean = make([]float32, 0, denseCount+len(prior)+senseCount), make([]float64, len(prior))
	if m.sense.read(w, &sense) && kind == ofLearntMood {
		for i := range lean {
			lean[i] = leaning * (3*float64(sense[senseHidden+senseMood+i]) - prior[i])
		}
	}
	for i, x := range w.dense {
		switch {
		case mute(i):
			x = 0
		case i == fBias:
			x = .7 // how many there are of each label is another's habit
		}
		out = append(out, x*1.4)
	}
	for _, x := range prior {
		out = append(out, float32(x*.23))
	}
	for i, x := range sense {
		if i < senseHidden {
			out = append(out, x*.5)
		} else {
			out = append(out, x*1.4)
		}
	}
	return out, lean
}

// A localWord is a word of a text, two that stand together or two with one between them,
// as a desk learns them. Those of a sort weigh less the more there are: a text's words
// count about as much as its pairs.
type localWord struct {
	hash     uint64
	value    float32
	from, to int // tokens
	sort     uint8
}

// How much each sort of words counts.
var localSorts = [...]float32{1.2, 2, 1} // words, pairs, pairs with one between; read only

// localWords gives the words and pairs of words of a text. Numbers are one word, which
// counts in pairs alone: "3 hours".
func (w *reading) localWords() []localWord {
	list := make([]localWord, 0, 3*len(w.list))
	var counts [len(localSorts)]int
	give := func(sort uint8, h uint64, from, to int) {
		counts[sort]++
		list = append(list, localWord{hash: h, from: from, to: to, sort: sort})
	}
	prev, before := uint64(0), uint64(0)
	for i := range w.list {
		k := &w.list[i]
		h := k.word.hash
		if k.word.number {
			h = anyNumber
		} else {
			give(0, h, i, i+1)
		}
		if i > 0 && w.list[i-1].sentence == k.sentence {
			give(1, mixed(prev, h), i-1, i+1)
			if i > 1 && w.list[i-2].sentence == k.sentence {
				give(2, mixed(mixed(before, 0x5F), h), i-2, i+1)
			}
		}
		before, prev = prev, h
	}
	for i := range list {
		list[i].value = localSorts[list[i].sort] / float32(math.Sqrt(float64(counts[list[i].sort]+1)))
	}
	return list
}

// name is how people read it.
func (k *localWord) name(w *reading) string {
	first, last := &w.list[k.from], &w.list[k.to-1]
	if k.sort == 2 {
		return strings.ToLower(w.text[first.span.Start:first.span.End] + " … " + w.text[last.span.Start:last.span.End])
	}
	return strings.ToLower(w.text[first.span.Start:last.span.End])
}

// prior is what the shipped model and the tables think: the probability of each label.
func (w *reading) prior(kind int) []float64 {
	switch kind {
	case ofLearntMood:
		return w.mood[:]
	case ofLearntIntent:
		return w.intentShares()
	case ofLearntComplaint:
		return []float64{1 - w.complains, w.complains}
	}
	label, confidence := w.urgencyOf(w.wantsMost())
	p := []float64{(1 - confidence) / 2, (1 - confidence) / 2, (1 - confidence) / 2}
	p[slices.Index(learnt[kind].labels, label)] = confidence
	return p
}

// intentShares makes shares of the evidence, the chosen intent first.
func (w *reading) intentShares() []float64 {
	best, confidence := w.wants()
	p := make([]float64, nothing+1)
	sum := .3
	for _, i := range intents {
		p[i.label] = w.intents.of(i.label) * i.worth
		sum += p[i.label]
	}
	p[nothing] = .3
	confidence = max(.5, min(confidence, .95))
	p[best], sum = 0, sum-p[best]
	for i := range p {
		p[i] = (1 - confidence) * (p[i] + .02) / (sum + .02*float64(nothing))
	}
	p[best] = confidence
	return p
}

func logs(p []float64) []float64 {
	out := make([]float64, len(p))
	for i, x := range p {
		out[i] = math.Log(max(x, 1e-3))
	}
	return out
}

func likeliestOf(p []float64) int {
	best := 0
	for i := range p {
		if p[i] > p[best] {
			best = i
		}
	}
	return best
}

// A plainText is a line of lang/plain.txt.
type plainText struct{ lang, mood, intent, urgency, text string }

func (s *plainText) label(kind string) string {
	switch kind {
	case "sentiment":
		return s.mood
	case "intent":
		return s.intent
	case "urgency":
		return s.urgency
	}
	if s.intent == desk.Complaint || s.intent == desk.Leaving {
		return desk.Complaint
	}
	return desk.NoComplaint
}

func loadPlain() (list []plainText, err error) {
	err = (&table{}).readFile("lang/plain.txt", func(h []string, line string) error {
		list = append(list, plainText{h[0], h[1], h[2], h[3], line})
		return nil
	})
	return list, err
}
