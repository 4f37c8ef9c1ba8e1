package signal

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"
)

// Shares of the weight of all corrections. Who corrects only what is wrong shows none of
// what is right, so that all that was read would seem wrong: then plain sentences stand for
// it.
const (
	rehearsed    = .03 // that plain sentences have at least
	usualRight   = .4  // of what is read, as far as a pupil may believe
	usualSeen    = .65 // where there is more of what was seen and left
	leastPlain   = .95 // of the plain sentences that stay as they are read
	leastRight   = .5  // of what was held out: labels that hang on nothing are not learnt
	beyondChance = 2   // standard deviations
	caution      = 5   // corrections that would have to be made once more to be sure
)

// rehearse weighs what people saw and left, which counts more where they corrected only what
// was wrong, and then the plain sentences.
func (p *pupil) rehearse() {
	all, right, plain := p.weigh()
	if seen := right[1]; seen > 0 {
		wrong := all - right[0] - seen
		by := max(1, (usualSeen/(1-usualSeen)*wrong-right[0])/seen)
		for i := range p.list {
			if x := &p.list[i]; !x.plain && !x.person {
				x.weight = min(1, float32(by)*x.weight)
			}
		}
		all, right, plain = p.weigh()
	}
	weight := max(rehearsed*all, (usualRight*all-right[0]-right[1])/(1-usualRight)) / float64(max(1, plain))
	for i := range p.list {
		if p.list[i].plain {
			p.list[i].weight = float32(weight)
		}
	}
}

// weigh gives the weight of all corrections, of those that were read rightly (said so by
// people, and left as they were), and counts the plain sentences.
func (p *pupil) weigh() (all float64, right [2]float64, plain int) {
	for i := range p.list {
		x := &p.list[i]
		if x.plain {
			plain++
			continue
		}
		all += float64(x.weight)
		switch {
		case likeliestOf(x.prior) != x.label:
		case x.person:
			right[0] += float64(x.weight)
		default:
			right[1] += float64(x.weight)
		}
	}
	return all, right, plain
}

// trusts are how far what was learnt may be used.
var trusts = [...]float64{0, .25, .5, .75, 1} // read only

// An examination is how a pupil did on what was held out, for each trust; fair is right with the
// weights of the labels balanced, surer likewise.
type examination struct {
	right, fair, plain    [len(trusts)]float64
	surer, spread         [len(trusts)]float64 // how much likelier the labels became, and the sum of the squares
	turns, swaps          [len(trusts)]float64 // of what is read otherwise now, the sum of the squares: of fair, of right
	weight, total, plains float64
}

// examine learns from four fifths and reads the fifth, five times; then from all. It
// sets how much of it is trusted.
func (p *pupil) examine(kind string) Lesson {
	lesson := Lesson{Kind: kind, Corrections: p.given[0], Seen: p.given[1]}
	if lesson.Corrections < LeastToLearn || !slices.Contains(p.among, true) {
		return lesson
	}
	var t examination
	p.doubt()
	balance := p.balance()
	for fold := range folds {
		p.try(fold, balance, &t)
	}
	best := t.best()
	p.local = p.learnt(p.teach(-1))
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
	for i := range p.list {
		x := &p.list[i]
		if x.fold != fold {
			continue
		}
		shift := l.shift(x)
		bound(shift)
		keep(shift, p.among)
		weight := float64(x.weight)
		if x.plain {
			t.plains++
		} else {
			t.weight += weight
			t.total += weight * balance[x.label]
		}
		was, before := decide(x.prior, shift, 0, x.label)
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
				if (best == x.label) != (was == x.label) {
					t.turns[n] += weight * balance[x.label] * weight * balance[x.label]
					t.swaps[n] += weight * weight
				}
				surer := weight * balance[x.label] * math.Log(max(share, 1e-6)/max(before, 1e-6))
				t.surer[n] += surer
				t.spread[n] += surer * surer
			}
		}
	}
}

// best is the most trust that reads about as much right as any, where the labels became likelier
// or more of them right by more than chance does, and that leaves what is plain.
func (t *examination) best() int {
	best, most := 0, slices.Max(t.fair[:])
	for n := 1; n < len(trusts); n++ {
		if t.helps(n) && t.fair[n] >= most-.015*t.total && t.right[n] >= leastRight*t.weight && t.plain[n] >= leastPlain*t.plains {
			best = n
		}
	}
	return best
}

// helps tells whether a trust does more good than chance would, and no harm.
func (t *examination) helps(n int) bool {
	chance := beyondChance * math.Sqrt(t.spread[n])
	if t.surer[n] > chance {
		return t.fair[n] >= t.fair[0]-.01*t.total
	}
	righter := t.fair[n]-t.fair[0] > math.Sqrt(t.turns[n]) || t.right[n]-t.right[0] > beyondChance*math.Sqrt(t.swaps[n])
	return righter && t.surer[n] > -chance && t.fair[n] >= t.fair[0]-.005*t.total
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
// words; each a row by label.
type weights struct {
	labels, wide int
	value        []float64
}

func (w *weights) row(n int) []float64 { return w.value[n*w.labels : (n+1)*w.labels] }

// shift is what the weights add to each label of a text.
func (w *weights) shift(x *lessonText) []float64 {
	out := slices.Clone(x.lean)
	w.each(x, func(row []float64, v float64) {
		for label := range out {
			out[label] += float64(row[label] * v)
		}
	})
	return out
}

// each gives the rows of a text with what each is worth in it.
func (w *weights) each(x *lessonText, do func(row []float64, v float64)) {
	for d, v := range x.whole {
		if v != 0 {
			do(w.row(d), float64(v))
		}
	}
	for i, n := range x.words {
		do(w.row(w.wide+int(n)), float64(x.values[i]))
	}
}

// teach learns from all but one fold; -1 is none: the weights that make the corrections
// likeliest, each pulled towards zero, the shipped reading. The order of the corrections
// says nothing.
func (p *pupil) teach(without int) *weights {
	wide := len(p.list[0].whole)
	size := (wide + len(p.vocabulary)) * len(p.labels)
	balance := p.balance()
	w := &weights{labels: len(p.labels), wide: wide, value: make([]float64, size)}
	pull := p.pull()
	minimise(w.value, mostSteps, func(value, slope []float64) float64 {
		at, down := weights{w.labels, wide, value}, weights{w.labels, wide, slope}
		loss := pull / 2 * product(value, value)
		for i, v := range value {
			slope[i] = pull * v
		}
		for i := range p.list {
			if x := &p.list[i]; x.fold != without {
				loss += p.mistake(x, &at, &down, float64(x.weight)*balance[x.label])
			}
		}
		return loss
	})
	return w
}

// pull is how strongly the shipped reading holds: the fewer corrections, the more, since few
// lead astray more often than they teach. Where many are given by mistake there are fewer.
func (p *pupil) pull() float64 {
	n := 0.
	for i := range p.list {
		right := 1.
		if x := &p.list[i]; !x.plain {
			right = p.slips[x.label][x.label]
		}
		n += float64(p.list[i].weight) * right * right
	}
	return max(leastPull, min(pullOfFew/(n*n+1), mostPull))
}

const (
	unmistakable = .9 // what a text is taken to be, to doubt what else is said of it
	doubted      = 30 // how many such texts the usual slips weigh like
)

// learnt is what the weights come to, for reading.
func (p *pupil) learnt(w *weights) local {
	l := local{among: p.among, base: make([][]float32, w.labels), words: map[uint64][]float32{}}
	for label := range w.labels {
		l.base[label] = make([]float32, w.wide)
		for d := range w.wide {
			l.base[label][d] = float32(w.row(d)[label])
		}
	}
	for n, h := range p.vocabulary {
		row := make([]float32, w.labels)
		for label, v := range w.row(w.wide + n) {
			row[label] = float32(v)
		}
		l.words[h] = row
	}
	return l
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
		n[i] = min(n[i], 4)
	}
	return n
}

const mostTaught = 40 // words that a lesson shows of each kind

// taught lists the words that were taught most, strongest first.
func (p *pupil) taught() []Taught {
	var list []Taught
	for n, h := range p.vocabulary {
		row, ok := p.local.words[h]
		if !ok || p.counts[n] < 2 {
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
	order := func(a, b *Taught) int {
		return cmp.Or(cmp.Compare(b.Weight*math.Sqrt(float64(b.Count)), a.Weight*math.Sqrt(float64(a.Count))), strings.Compare(a.Word, b.Word))
	}
	sort.Slice(list, func(i, j int) bool { return order(&list[i], &list[j]) < 0 })
	return list[:min(len(list), mostTaught)]
}
