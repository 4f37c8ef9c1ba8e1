package signal

import (
	"math"
	"slices"
)

// An Example teaches: a text and what is known of it.
type Example struct {
	Text      string
	Lang      string // BCP 47 base language; "" is English
	Sentiment string // negative, neutral, positive; "" where it is not known
	Complaint string // yes, no; "" where it is not known
	Spam      string // yes, no; "" where it is not known
	Emotions  []int  // numbers of GoEmotions; nil where they are not known
	Task      string // a set whose own kinds are Class; "" for none
	Class     string
	Weight    float64
	Domain    string // whose manner of speaking it is; "" for none that teaches moods
}

// Settings of the teaching; see [Teach].
type Settings struct {
	Epochs    int
	DenseRate float64 // of learning
	GramRate  float64
	Decay     float64 // pull of the hashed weights towards zero
	Drop      float64 // share of an example's hashed features that a step does not see
	Seed      uint64
	Words     map[string]float64 // weights of further English words, -4 to 4
	// Moods are the shares of negative, neutral and positive, and Complaints that of
	// complaints, that the examples are weighted to: those of a support desk's post, not of
	// the sets.
	Moods      [3]float64
	Complaints float64
	// Domains are how much of what only one domain teaches of moods is kept; the rest of
	// what is kept is what all of them teach.
	Domains     map[string]float64
	SenseEpochs int      // of teaching the sense of words
	Vectors     *Vectors // that it begins with; nil leaves it out
}

// Domains that teach moods: a neutral remark among friends is not what it is at a desk.
const (
	DomainDesk     = "desk"
	DomainTweets   = "tweets"
	DomainComments = "comments"
)

// DefaultSettings are those that the shipped model was taught with.
func DefaultSettings() Settings {
	return Settings{Epochs: 4, DenseRate: .1, GramRate: .05, Decay: 2e-6, Drop: .5, Seed: 1, Moods: [3]float64{.6, .25, .15}, Complaints: .6, SenseEpochs: 2,
		Domains: map[string]float64{DomainDesk: .4, DomainTweets: .3, DomainComments: .3}}
}

// Teach makes a model of examples: logistic regression by AdaGrad over shuffled
// examples, quantised to 8 bits. The same examples
// and settings give the same model on the same kind of machine.
func Teach(list []Example, s Settings) *Model {
	m := &Model{grams: make([]gram, 1<<gramBits), words: map[string]int8{}}
	r := newReader(nil, nil, nil)
	for word, weight := range s.Words {
		if tenths := int8(math.Round(10 * max(-4, min(weight, 4)))); tenths != 0 && r.tables["en"].more(fold(word), tenths) {
			m.words[fold(word)] = tenths
		}
	}
	t := &teacher{settings: s, common: newLore(), domains: map[string]*lore{}, random: s.Seed*2685821657736338717 + 1}
	for i := range list {
		t.add(r, &list[i])
	}
	t.balance()
	for range s.Epochs {
		t.epoch()
	}
	t.keep()
	t.common.give(m)
	if s.Vectors != nil {
		m.sense = t.teachSense(r, list)
	}
	return m
}

// taught is an example as features and the share of each head; -1 is not known.
type taught struct {
	features
	share  [heads]float32
	weight float32
	domain *lore // nil: none
}

// A lore is weights that are being taught: what all examples teach, or what those of one
// domain teach beside it. The sets of texts differ in what they call neutral; without lores
// of their own each would bend the others' words.
type lore struct {
	dense, denseSquares [heads][denseCount]float32
	grams, squares      [][heads]float32
}

func newLore() *lore {
	return &lore{grams: make([][heads]float32, 1<<gramBits), squares: make([][heads]float32, 1<<gramBits)}
}

type teacher struct {
	settings Settings
	list     []taught
	order    []int
	common   *lore
	domains  map[string]*lore // of moods
	random   uint64
	thin     taught
	factor   [heads][2]float32 // of the weight of an example, by answer
}

func (t *teacher) add(r *Reader, e *Example) {
	w := r.reading()
	w.scan(clip(e.Text))
	w.table = r.in(e.Lang)
	w.weigh()
	w.gatherIntents()
	x := taught{weight: float32(e.Weight), share: [heads]float32{-1, -1, -1, -1, -1}}
	w.extract(&x.features)
	if i := slices.Index(moods[:], e.Sentiment); i >= 0 {
		x.share[headNegative], x.share[headNeutral], x.share[headPositive] = 0, 0, 0
		x.share[i] = 1
	}
	for head, known := range map[int]string{headComplaint: e.Complaint, headSpam: e.Spam} {
		switch known {
		case "yes":
			x.share[head] = 1
		case "no":
			x.share[head] = 0
		}
	}
	if e.Domain != "" && e.Sentiment != "" {
		if t.domains[e.Domain] == nil {
			t.domains[e.Domain] = newLore()
		}
		x.domain = t.domains[e.Domain]
	}
	t.order = append(t.order, len(t.list))
	t.list = append(t.list, x)
}

// balance finds the factors that give each answer its share.
func (t *teacher) balance() {
	var sum [heads][2]float64
	for i := range t.list {
		x := &t.list[i]
		for h, share := range x.share {
			if share >= 0 {
				sum[h][int(share)] += float64(x.weight)
			}
		}
	}
	for h := range heads {
		t.factor[h] = [2]float32{1, 1}
	}
	all := sum[headNegative][0] + sum[headNegative][1]
	for h, want := range t.settings.Moods {
		if n := sum[h][1]; n > 0 && want > 0 {
			t.factor[h][1] = float32(want * all / n)
		}
	}
	if no, yes := sum[headComplaint][0], sum[headComplaint][1]; yes > 0 && no > 0 && t.settings.Complaints > 0 {
		t.factor[headComplaint] = [2]float32{float32((1 - t.settings.Complaints) * (no + yes) / no), float32(t.settings.Complaints * (no + yes) / yes)}
	}
}

// next is a xorshift generator: the same numbers everywhere.
func (t *teacher) next(n int) int {
	t.random ^= t.random >> 12
	t.random ^= t.random << 25
	t.random ^= t.random >> 27
	return int(t.random * 2685821657736338717 >> 33 % uint64(n))
}

func (t *teacher) epoch() {
	for i := len(t.order) - 1; i > 0; i-- {
		j := t.next(i + 1)
		t.order[i], t.order[j] = t.order[j], t.order[i]
	}
	for _, i := range t.order {
		t.step(t.thinned(&t.list[i]))
	}
}

// thinned leaves some hashed features out, so that none is leant on where the tables
// say as much: the words of the sets are not those of every trade. Of one text in six it
// leaves all out, since of other languages than English there are none.
func (t *teacher) thinned(x *taught) *taught {
	t.thin.dense, t.thin.share, t.thin.weight, t.thin.domain, t.thin.grams = x.dense, x.share, x.weight, x.domain, t.thin.grams[:0]
	if t.next(6) == 0 {
		t.thin.norm = 0
		return &t.thin
	}
	for _, g := range x.grams {
		if float64(t.next(1<<20)) >= t.settings.Drop*(1<<20) {
			t.thin.grams = append(t.thin.grams, g)
		}
	}
	t.thin.norm = x.norm / float32(1-t.settings.Drop)
	return &t.thin
}

func (t *teacher) step(x *taught) {
	z := t.common.sums(x)
	if x.domain != nil {
		for h, more := range x.domain.sums(x) {
			if h < headComplaint {
				z[h] += more
			}
		}
	}
	var slope [heads]float32
	if x.share[headNegative] >= 0 {
		var p [3]float64
		softmax(z[:3], &p)
		factor := float32(1)
		for h := range 3 {
			if x.share[h] == 1 {
				factor = t.factor[h][1]
			}
		}
		for h := range 3 {
			slope[h] = factor * (float32(p[h]) - x.share[h])
		}
	}
	for h := headComplaint; h < heads; h++ {
		if x.share[h] >= 0 {
			slope[h] = t.factor[h][int(x.share[h])] * (float32(logistic(z[h])) - x.share[h])
		}
	}
	for h := range heads {
		if g := slope[h] * x.weight; g != 0 {
			t.common.move(x, h, g, &t.settings)
			if x.domain != nil && h < headComplaint {
				x.domain.move(x, h, g, &t.settings)
			}
		}
	}
}

func (l *lore) sums(x *taught) (z [heads]float32) {
	for h := range heads {
		for i, v := range x.dense {
			z[h] += float32(l.dense[h][i] * v)
		}
	}
	for _, g := range x.grams {
		for h := range heads {
			z[h] += float32(l.grams[g][h] * x.norm)
		}
	}
	return z
}

func (l *lore) move(x *taught, h int, g float32, s *Settings) {
	rate, gramRate, decay := float32(s.DenseRate), float32(s.GramRate), float32(s.Decay)
	for i, v := range x.dense {
		if v != 0 && !(h < headComplaint && mute(i)) {
			by := float32(g * v)
			l.denseSquares[h][i] += float32(by * by)
			l.dense[h][i] -= float32(rate*by) / float32(math.Sqrt(float64(l.denseSquares[h][i])+1e-6))
		}
	}
	for _, at := range x.grams {
		w := &l.grams[at][h]
		by := float32(g*x.norm) + float32(decay*(*w))
		l.squares[at][h] += float32(by * by)
		*w -= float32(gramRate*by) / float32(math.Sqrt(float64(l.squares[at][h])+1e-3))
	}
}

// mute tells of dense features that say nothing of a mood, whatever the sets suggest:
// how many handles, links and tags there are is the network's habit.
func mute(i int) bool { return i == fLinks || i == fTags || i == fMentions }

// keep adds to what all examples teach what each domain does, as far as it is kept.
func (t *teacher) keep() {
	for _, name := range sorted(t.domains) {
		d, share := t.domains[name], float32(t.settings.Domains[name])
		for h := range headComplaint {
			for i, w := range d.dense[h] {
				t.common.dense[h][i] += float32(share * w)
			}
			for i := range d.grams {
				t.common.grams[i][h] += float32(share * d.grams[i][h])
			}
		}
	}
}

// give quantises what was learnt.
func (l *lore) give(m *Model) {
	for h := range heads {
		for i, x := range l.dense[h] {
			m.dense[i][h] = x
		}
		top := float32(0)
		for i := range l.grams {
			top = max(top, float32(math.Abs(float64(l.grams[i][h]))))
		}
		if m.scale[h] = top / 127; top == 0 {
			m.scale[h] = 1
		}
	}
	for i := range l.grams {
		var row [heads]int8
		for h := range row {
			row[h] = int8(math.Round(float64(l.grams[i][h] / m.scale[h])))
		}
		m.grams[i] = gramOf(row)
	}
}

// moods are the labels of sentiment, by head.
var moods = [...]string{"negative", "neutral", "positive"}
