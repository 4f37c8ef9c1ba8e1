package signal

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Shares of the weight of all corrections. Who corrects only what is wrong shows none of
// what is right, so that all that was read would seem wrong: then plain sentences stand for
// it.
const (
	rehearsed  = .03 // that plain sentences have at least
	usualRight = .4  // of what is read, as far as a pupil may believe
	leastPlain = .95 // of the plain sentences that stay as they are read
	leastRight = .5  // of what was held out: labels that hang on nothing are not learnt
	caution    = 5   // corrections that would have to be made once more to be sure
)

// rehearse weighs the plain sentences.
func (p *pupil) rehearse() {
	all, right, plain := 0., 0., 0
	for i := range p.list {
		switch x := &p.list[i]; {
		case x.plain:
			plain++
		case likeliestOf(x.prior) == x.label:
			right += float64(x.weight)
			fallthrough
		default:
			all += float64(x.weight)
		}
	}
	weight := max(rehearsed*all, (usualRight*all-right)/(1-usualRight)) / float64(max(1, plain))
	for i := range p.list {
		if p.list[i].plain {
			p.list[i].weight = float32(weight)
		}
	}
}

// trusts are how far what was learnt may be used.
var trusts = [...]float64{0, .25, .5, .75, 1} // read only

// An examination is how a pupil did on what was held out, for each trust; fair is right with the
// weights of the labels balanced, loss likewise.
type examination struct {
	right, fair, loss, plain [len(trusts)]float64
	weight, total, plains    float64
}

// examine learns from four fifths and reads the fifth, five times; then from all. It
// sets how much of it is trusted.
func (p *pupil) examine(kind string) Lesson {
	lesson := Lesson{Kind: kind, Corrections: p.given[0], Seen: p.given[1]}
	if lesson.Corrections < LeastToLearn || !slices.Contains(p.among, true) {
		return lesson
	}
	var t examination
	balance := p.balance()
	for fold := range folds {
		p.try(fold, balance, &t)
	}
	best := t.best()
	p.local = p.teach(-1)
	p.local.trust = round(trusts[best] * float64(lesson.Corrections) / float64(lesson.Corrections+caution))
	lesson.Trust = p.local.trust
	shown := best
	if best == 0 {
		shown = len(trusts) - 1 // what it would have done
	}
	lesson.Shipped, lesson.Local = round3(t.right[0]/t.weight), round3(t.right[shown]/t.weight)
	lesson.Plain = round3(t.plain[shown] / max(1, t.plains))
	lesson.Words = p.taught()
	return lesson
}

// try reads one fold by what the others teach.
func (p *pupil) try(fold int, balance []float64, t *examination) {
	l := p.teach(fold)
	row := func(n int32) []float32 { return l.words[p.vocabulary[n]] }
	for i := range p.list {
		x := &p.list[i]
		if x.fold != fold {
			continue
		}
		shift := l.shift(x.whole, len(p.labels))
		for _, n := range x.words {
			addRow(shift, row(n), x.norm)
		}
		bound(shift)
		keep(shift, p.among)
		weight := float64(x.weight)
		if x.plain {
			t.plains++
		} else {
			t.weight += weight
			t.total += weight * balance[x.label]
		}
		for n, trust := range trusts {
			best, share := decide(x.prior, shift, trust, x.label)
			switch {
			case x.plain && best == x.label:
				t.plain[n]++
			case x.plain:
			default:
				if best == x.label {
					t.right[n] += weight
					t.fair[n] += weight * balance[x.label]
				}
				t.loss[n] -= weight * balance[x.label] * math.Log(max(share, 1e-6))
			}
		}
	}
}

// best is the most trust that reads about as much right as any, one more right of two
// hundred (and one more) than without, that is not less sure and leaves what is plain.
func (t *examination) best() int {
	best, most := 0, slices.Max(t.fair[:])
	for n := range trusts {
		better := t.fair[n] >= t.fair[0]+.005*t.total+1 && t.fair[n] >= most-.01*t.total && t.loss[n] < t.loss[0]
		if better && t.right[n] >= leastRight*t.weight && t.plain[n] >= leastPlain*t.plains {
			best = n
		}
	}
	return best
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

// keep lets labels of which nothing was taught stand as they were.
func keep(shift []float64, among []bool) {
	for i := range shift {
		if !among[i] {
			shift[i] = 0
		}
	}
}

// weights of a lesson that is being learnt: of the numbers of the whole text, then of the
// words; each a row by label. The mean of the later rounds is what is learnt.
type weights struct {
	labels                  int
	among                   []bool
	value, squares, average []float32
	decay                   []float32 // by row
}

// teach learns from all but one fold; -1 is none. It goes through the corrections in an
// order that is always the same.
func (p *pupil) teach(without int) local {
	labels, wide := len(p.labels), len(p.list[0].whole)
	w := p.weights(wide, without)
	balance := p.balance()
	order := make([]int, 0, len(p.list))
	for i := range p.list {
		if p.list[i].fold != without {
			order = append(order, i)
		}
	}
	random := uint64(88172645463325252)
	for round := range rounds {
		for i := len(order) - 1; i > 0; i-- {
			random ^= random << 13
			random ^= random >> 7
			random ^= random << 17
			j := int(random % uint64(i+1))
			order[i], order[j] = order[j], order[i]
		}
		for _, i := range order {
			x := &p.list[i]
			w.step(x, wide, float32(balance[x.label]))
		}
		if round >= rounds/2 {
			for i, v := range w.value {
				w.average[i] += float32(v / (rounds - rounds/2))
			}
		}
	}
	l := local{among: p.among, base: make([][]float32, labels), words: map[uint64][]float32{}}
	for label := range labels {
		l.base[label] = make([]float32, wide)
		for d := range wide {
			l.base[label][d] = w.average[d*labels+label]
		}
	}
	for n, h := range p.vocabulary {
		if row := w.average[(wide+n)*labels : (wide+n+1)*labels]; p.counts[n] >= 2 {
			l.words[h] = row
		}
	}
	return l
}

// weights begin at nothing: at what is shipped. The pull back is shared out over the times
// that a row is met.
func (p *pupil) weights(wide, without int) *weights {
	labels, rows := len(p.labels), wide+len(p.vocabulary)
	w := &weights{labels: labels, among: p.among, value: make([]float32, rows*labels), squares: make([]float32, rows*labels), average: make([]float32, rows*labels), decay: make([]float32, rows)}
	for i := range p.list {
		x := &p.list[i]
		if x.fold == without {
			continue
		}
		for d, v := range x.whole {
			if v != 0 {
				w.decay[d]++
			}
		}
		for _, n := range x.words {
			w.decay[wide+int(n)]++
		}
	}
	for i, met := range w.decay {
		if met > 0 {
			w.decay[i] = wordDecay / met
			if i < wide {
				w.decay[i] = denseDecay / met
			}
		}
	}
	return w
}

func (w *weights) row(n int) []float32 { return w.value[n*w.labels : (n+1)*w.labels] }

// step learns from one text.
func (w *weights) step(x *lessonText, wide int, balance float32) {
	shift := make([]float64, w.labels)
	for d, v := range x.whole {
		if v != 0 {
			addRow(shift, w.row(d), v)
		}
	}
	for _, n := range x.words {
		addRow(shift, w.row(wide+int(n)), x.norm)
	}
	bound(shift)
	for i := range shift {
		if !w.among[i] {
			shift[i] = -100 // while the others are told apart
		}
	}
	_, given := decide(x.prior, shift, 1, x.label)
	believed := (1 - slips) * given / ((1-slips)*given + slips/float64(w.labels))
	if x.plain {
		believed = 1
	}
	slope := make([]float32, w.labels)
	for label := range slope {
		if !w.among[label] {
			continue
		}
		_, share := decide(x.prior, shift, 1, label)
		slope[label] = float32(share)
		if label == x.label {
			slope[label]--
		}
		slope[label] *= x.weight * float32(balance*float32(believed))
	}
	for d, v := range x.whole {
		if v != 0 {
			w.nudge(d, v, slope)
		}
	}
	for _, n := range x.words {
		w.nudge(wide+int(n), x.norm, slope)
	}
}

// nudge is a step of AdaGrad with a pull towards zero, the shipped reading.
func (w *weights) nudge(row int, v float32, slope []float32) {
	decay := w.decay[row]
	value, squares := w.row(row), w.squares[row*w.labels:]
	for label, g := range slope {
		g = float32(g*v) + float32(decay*value[label])
		squares[label] += float32(g * g)
		value[label] -= float32(localRate*g) / float32(math.Sqrt(float64(squares[label])+.05))
	}
}

func addRow(shift []float64, row []float32, v float32) {
	for label, x := range row {
		shift[label] += float64(float32(x * v))
	}
}

func bound(shift []float64) {
	for i := range shift {
		shift[i] = max(-mostShift, min(shift[i], mostShift))
	}
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

const mostTaught = 40 // words that a lesson shows of each kind

// taught lists the words that were taught most, strongest first.
func (p *pupil) taught() []Taught {
	var list []Taught
	for n, h := range p.vocabulary {
		row, ok := p.local.words[h]
		if !ok {
			continue
		}
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
		if row[best]-row[second] > .1 {
			list = append(list, Taught{Word: p.names[n], Label: p.labels[best], Count: p.counts[n], Weight: round(float64(row[best] - row[second]))})
		}
	}
	slices.SortFunc(list, func(a, b Taught) int {
		return cmp.Or(cmp.Compare(b.Weight*math.Sqrt(float64(b.Count)), a.Weight*math.Sqrt(float64(a.Count))), strings.Compare(a.Word, b.Word))
	})
	return list[:min(len(list), mostTaught)]
}
