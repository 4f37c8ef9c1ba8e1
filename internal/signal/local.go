package signal

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"heed/internal/desk"
)

// A Correction is what a person says a message is.
type Correction struct {
	Text  string
	Lang  string // BCP 47 tag of the message
	Kind  string // sentiment, intent or urgency
	Label string // what it is
	// Weight is 1 for what a person said, less for what a person saw and left as it was.
	Weight float64
}

// LeastToLearn is how many corrections of a kind it takes before any of them counts.
const LeastToLearn = 20

// Bounds of what a desk may learn.
const (
	mostCorrections = 5000 // the latest count
	mostLocalWords  = 20000
	mostShift       = 3. // of a label's log-odds, whatever was taught
	folds           = 5
	rounds          = 12
	localRate       = .07
	localDecay      = .03
	slips           = .15 // of labels that are taken to be given by mistake
)

// learnt are the kinds of signals that a desk may teach, with their labels.
var learnt = [...]struct {
	kind   string
	labels []string
}{
	{"sentiment", moods[:]},
	{"intent", labelsOf[ofIntent]},
	{"urgency", []string{"low", "normal", "high"}},
}

// Local is what a desk has learnt: weights that are added to what the shipped model and
// the tables say, which stay the ground that it stands on. The zero value knows nothing.
// It is immutable.
type Local struct{ kinds [len(learnt)]local }

// local shifts the log-odds of one kind's labels.
type local struct {
	trust float64 // 0 to 1, how much of the shift is used
	base  [][denseCount]float32
	words map[uint64][]float32 // by hash of a word or pair of words
}

// A Lesson is what was learnt of one kind, for people to judge.
type Lesson struct {
	Kind        string
	Corrections int // by people
	Seen        int // left as they were by people who answered
	// Shipped and Local are the shares that were right of corrections that were held out:
	// each was read by what the other four fifths teach. Half-weights count half.
	Shipped, Local float64
	Trust          float64 // 0: not used, since it does not help; 1: used fully
	Words          []Taught
}

// Taught is a word or pair of words that a desk taught, with the label it speaks for.
type Taught struct {
	Word   string
	Label  string
	Count  int     // corrections that hold it
	Weight float64 // of its log-odds
}

// Learn makes what a desk learnt of its corrections, oldest first: the same corrections
// give the same. Each kind is tried on corrections that were held out, and used only as
// far as it reads them better than the shipped model: noise and malice change nothing.
func (r *Reader) Learn(list []Correction) (*Local, []Lesson) {
	l, lessons := &Local{}, []Lesson{}
	bare := r.With(nil)
	for i, k := range learnt {
		p := bare.pupil(i, list)
		lesson := p.examine(k.kind)
		l.kinds[i] = p.local
		lessons = append(lessons, lesson)
	}
	return l, lessons
}

// With gives a Reader that also knows what a desk learnt; nil forgets it.
func (r *Reader) With(l *Local) *Reader {
	c := *r
	c.local = l
	return &c
}

// A lessonText is a correction as its pupil sees it.
type lessonText struct {
	dense  [denseCount]float32
	words  []uint64
	prior  []float64 // log-probabilities
	label  int
	weight float32
	fold   int
	person bool
}

// pupil learns one kind.
type pupil struct {
	labels []string
	list   []lessonText
	names  map[uint64]string
	counts map[uint64]int
	local  local
}

func (r *Reader) pupil(kind int, all []Correction) *pupil {
	p := &pupil{labels: learnt[kind].labels, names: map[uint64]string{}, counts: map[uint64]int{}}
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
		w.scan(clip(c.Text))
		w.table = r.tableFor(w, c.Lang)
		w.weigh()
		w.judge(r.model)
		x := lessonText{dense: w.features.dense, label: label, weight: float32(min(c.Weight, 1)), person: c.Weight >= 1, prior: logs(w.prior(kind))}
		x.fold = int(hashOf(strings.ToLower(c.Text)) >> 17 % folds)
		w.localWords(func(h uint64, from, to int) {
			x.words = append(x.words, h)
			if p.names[h] == "" && len(p.names) < mostLocalWords {
				p.names[h] = strings.ToLower(w.text[w.list[from].span.Start:w.list[to-1].span.End])
			}
			p.counts[h]++
		})
		p.list = append(p.list, x)
	}
	return p
}

// localWords gives the words and pairs of words of a text, once each place.
func (w *reading) localWords(do func(h uint64, from, to int)) {
	for i := range w.list {
		k := &w.list[i]
		if k.word.number {
			continue
		}
		do(k.word.hash, i, i+1)
		if i > 0 && w.list[i-1].sentence == k.sentence && !w.list[i-1].word.number {
			do(mixed(w.list[i-1].word.hash, k.word.hash), i-1, i+1)
		}
	}
}

// prior is what the shipped model and the tables think: the probability of each label.
func (w *reading) prior(kind int) []float64 {
	switch learnt[kind].kind {
	case "sentiment":
		return w.mood[:]
	case "intent":
		return w.intentShares()
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

// examine learns from four fifths and reads the fifth, five times; then from all. It
// sets how much of it is trusted.
func (p *pupil) examine(kind string) Lesson {
	lesson := Lesson{Kind: kind}
	for i := range p.list {
		if p.list[i].person {
			lesson.Corrections++
		} else {
			lesson.Seen++
		}
	}
	if lesson.Corrections < LeastToLearn {
		return lesson
	}
	trusts := [...]float64{0, .25, .5, .75, 1}
	var right, loss [len(trusts)]float64
	total := 0.
	for fold := range folds {
		l := p.teach(fold)
		for i := range p.list {
			x := &p.list[i]
			if x.fold != fold {
				continue
			}
			shift := l.shift(&x.dense, x.words, len(p.labels))
			weight := float64(x.weight)
			total += weight
			for t, trust := range trusts {
				best, share := decide(x.prior, shift, trust, x.label)
				if best == x.label {
					right[t] += weight
				}
				loss[t] -= weight * math.Log(max(share, 1e-6))
			}
		}
	}
	// One more right of a hundred, and not less sure, before anything is believed.
	best := 0
	for t := range trusts {
		if right[t] >= right[0]+.01*total && loss[t] < loss[best] {
			best = t
		}
	}
	p.local = p.teach(-1)
	p.local.trust = trusts[best]
	lesson.Trust = trusts[best]
	shown := best
	if best == 0 {
		shown = len(trusts) - 1 // what it would have done
	}
	lesson.Shipped, lesson.Local = round3(right[0]/total), round3(right[shown]/total)
	lesson.Words = p.taught()
	return lesson
}

func round3(x float64) float64 { return math.Round(1000*x) / 1000 }

// decide adds a shift to the prior's logarithms and gives the likeliest label and the
// share of one.
func decide(prior []float64, shift []float64, trust float64, of int) (best int, share float64) {
	sum, top := 0., math.Inf(-1)
	for i := range prior {
		z := prior[i] + trust*shift[i]
		if z > top {
			best, top = i, z
		}
		sum += math.Exp(z)
	}
	return best, math.Exp(prior[of]+trust*shift[of]) / sum
}

// shift is what a local adds to each label, within its bound.
func (l *local) shift(dense *[denseCount]float32, words []uint64, labels int) []float64 {
	out := make([]float64, labels)
	if l.base == nil {
		return out
	}
	norm := 1 / math.Sqrt(float64(len(words)+1))
	for i := range out {
		sum := float32(0)
		for d, x := range dense {
			sum += float32(l.base[i][d] * x)
		}
		out[i] = float64(sum)
	}
	for _, h := range words {
		if row, ok := l.words[h]; ok {
			for i := range out {
				out[i] += float64(row[i]) * norm
			}
		}
	}
	for i := range out {
		out[i] = max(-mostShift, min(out[i], mostShift))
	}
	return out
}

// teach learns from all but one fold; -1 is none. It goes through the corrections in
// their order, always the same.
func (p *pupil) teach(without int) local {
	labels := len(p.labels)
	l := local{base: make([][denseCount]float32, labels), words: map[uint64][]float32{}}
	squares := make([][denseCount]float32, labels)
	wordSquares := map[uint64][]float32{}
	balance := p.balance()
	for range rounds {
		for i := range p.list {
			x := &p.list[i]
			if x.fold == without {
				continue
			}
			shift := l.shift(&x.dense, x.words, labels)
			norm := float32(1 / math.Sqrt(float64(len(x.words)+1)))
			_, given := decide(x.prior, shift, 1, x.label)
			believed := (1 - slips) * given / ((1-slips)*given + slips/float64(labels))
			step := x.weight * float32(balance[x.label]*believed)
			for label := range labels {
				_, share := decide(x.prior, shift, 1, label)
				g := float32(share)
				if label == x.label {
					g--
				}
				g *= step
				for d, v := range x.dense {
					if v != 0 {
						nudge(&l.base[label][d], &squares[label][d], float32(g*v))
					}
				}
				for _, h := range x.words {
					if p.counts[h] < 2 {
						continue // a word that came once teaches nothing
					}
					row := l.words[h]
					if row == nil {
						row = make([]float32, labels)
						l.words[h], wordSquares[h] = row, make([]float32, labels)
					}
					nudge(&row[label], &wordSquares[h][label], float32(g*norm))
				}
			}
		}
	}
	return l
}

// balance gives rare labels some of the weight that they lack.
func (p *pupil) balance() []float64 {
	n, sum := make([]float64, len(p.labels)), 0.
	for i := range p.list {
		n[p.list[i].label] += float64(p.list[i].weight)
		sum += float64(p.list[i].weight)
	}
	for i := range n {
		n[i] = math.Pow((sum+10)/float64(len(n))/(n[i]+10/float64(len(n))), .7)
		n[i] = min(n[i], 3)
	}
	return n
}

// nudge is a step of AdaGrad with a pull towards zero, the shipped model.
func nudge(w, square *float32, g float32) {
	g += float32(localDecay * *w)
	*square += float32(g * g)
	*w -= float32(localRate*g) / float32(math.Sqrt(float64(*square)+.05))
}

const mostTaught = 40 // words that a lesson shows of each kind

// taught lists the words that were taught most, strongest first.
func (p *pupil) taught() []Taught {
	var list []Taught
	for h, row := range p.local.words {
		best, second := 0, 1
		for i := range row {
			if row[i] > row[best] {
				best = i
			}
		}
		if best == 1 {
			second = 0
		}
		for i := range row {
			if i != best && row[i] > row[second] {
				second = i
			}
		}
		if name := p.names[h]; name != "" && row[best]-row[second] > .1 {
			list = append(list, Taught{Word: name, Label: p.labels[best], Count: p.counts[h], Weight: round(float64(row[best] - row[second]))})
		}
	}
	slices.SortFunc(list, func(a, b Taught) int {
		return cmp.Or(cmp.Compare(b.Weight*math.Sqrt(float64(b.Count)), a.Weight*math.Sqrt(float64(a.Count))), strings.Compare(a.Word, b.Word))
	})
	return list[:min(len(list), mostTaught)]
}

// relearn lets what the desk learnt shift the readings of a text that was judged: the
// mood at once; the label of an intent or urgency where another comes first.
func (w *reading) relearn(l *Local) {
	if l == nil || l.kinds[0].trust == 0 {
		return
	}
	shift := l.kinds[0].shift(&w.features.dense, w.hashes(), len(moods))
	prior := logs(w.mood[:])
	var p [3]float64
	for i := range p {
		_, p[i] = decide(prior, shift, l.kinds[0].trust, i)
	}
	w.mood = p
}

func (w *reading) hashes() []uint64 {
	var list []uint64
	w.localWords(func(h uint64, _, _ int) { list = append(list, h) })
	return list
}

// relabel gives another label where the desk learnt one; kind is a place in learnt.
func (w *reading) relabel(l *Local, kind int, s *desk.Signal) {
	if l == nil || l.kinds[kind].trust == 0 {
		return
	}
	k := &l.kinds[kind]
	labels := learnt[kind].labels
	words := w.hashes()
	shift := k.shift(&w.features.dense, words, len(labels))
	prior := logs(w.prior(kind))
	best, _ := decide(prior, shift, k.trust, 0)
	if labels[best] == s.Label {
		return
	}
	_, share := decide(prior, shift, k.trust, best)
	*s = desk.Signal{Label: labels[best], Confidence: round(share), Because: []string{"learnt here"}}
	w.taughtReasons(s, k, best)
}

// taughtReasons names the words of a text that the desk taught for a label.
func (w *reading) taughtReasons(s *desk.Signal, k *local, label int) {
	w.localWords(func(h uint64, from, to int) {
		if row, ok := k.words[h]; ok && row[label] > .3 {
			w.because(s, from, to)
		}
	})
}
