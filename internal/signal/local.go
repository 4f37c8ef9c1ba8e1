package signal

import (
	"slices"

	"heed/internal/desk"
)

// A Correction is what a person says a message is.
type Correction struct {
	Text  string
	Lang  string // BCP 47 tag of the message
	Kind  string // sentiment, intent, urgency or complaint
	Label string // what it is
	// Weight is 1 for what a person said, less for what a person saw and left as it was.
	Weight float64
}

// LeastToLearn is how many corrections of a kind it takes before any of them counts.
const LeastToLearn = 20

// Bounds of what a desk may learn.
const (
	mostCorrections = 5000 // the latest count
	mostLocalWords  = 40000
	mostShift       = 3. // of a label's log-odds, whatever was taught
	folds           = 5
	mostSteps       = 40  // of learning; see minimise
	pullOfFew       = 2e6 // towards the shipped reading, by the square of the corrections
	leastPull       = 1.5
	mostPull        = 20.
	leaning         = .3 // of what is learnt of moods towards what the sense takes them for, before anything is taught
	slips           = .1 // of labels that are taken to be given by mistake
)

// learnt are the kinds of signals that a desk may teach, with their labels.
var learnt = [...]struct {
	kind   string
	labels []string
}{
	{"sentiment", moods[:]},
	{"intent", labelsOf[ofIntent]},
	{"urgency", []string{"low", "normal", "high"}},
	{desk.Complaint, []string{desk.NoComplaint, desk.Complaint}},
}

// Places in learnt.
const (
	ofLearntMood = iota
	ofLearntIntent
	ofLearntUrgency
	ofLearntComplaint
)

// Local is what a desk has learnt: weights that are added to what the shipped model and
// the tables say, which stay the ground that it stands on. The zero value knows nothing.
// It is immutable.
type Local struct{ kinds [len(learnt)]local }

// local shifts the log-odds of one kind's labels.
type local struct {
	trust float64              // 0 to 1, how much of the shift is used
	among []bool               // by label: enough were taught of it; the share of the others stays
	base  [][]float32          // by label: of the numbers that [reading.whole] gives
	words map[uint64][]float32 // by hash of a word or pair of words; by label
}

// A Lesson is what was learnt of one kind, for people to judge.
type Lesson struct {
	Kind        string
	Corrections int // by people
	Seen        int // left as they were by people who answered
	// Shipped and Local are the shares that were right of corrections that were held out:
	// each was read by what the other four fifths teach. Half-weights count half.
	Shipped, Local float64
	// Plain is the share of plain sentences (lang/plain.txt) that what was learnt leaves as
	// they are read; where it would be less than [leastPlain], nothing is used.
	Plain float64
	Trust float64 // 0: not used, since it does not help; 1: used fully
	Words []Taught
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
// far as it reads them better than the shipped model and leaves plain sentences as they
// are read: noise and malice change little.
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

// shift is what a local adds to each label for the numbers of a whole text, from where it
// leans.
func (l *local) shift(whole []float32, lean []float64) []float64 {
	out := slices.Clone(lean)
	for i, base := range l.base {
		sum := float32(0)
		for d, x := range whole {
			sum += float32(base[d] * x)
		}
		out[i] += float64(sum)
	}
	return out
}

// learnt gives the log-probabilities of a kind of the text that was judged, and what the
// desk learnt to add to them; nil where it learnt nothing.
func (w *reading) learnt(r *Reader, kind int) (prior, shift []float64) {
	if r.local == nil || r.local.kinds[kind].trust == 0 {
		return nil, nil
	}
	l := &r.local.kinds[kind]
	prior = logs(w.prior(kind))
	whole, lean := w.whole(r.model, kind, prior)
	shift = l.shift(whole, lean)
	for _, k := range w.localWords() {
		if row, ok := l.words[k.hash]; ok {
			addRow(shift, row, k.value)
		}
	}
	bound(shift)
	for i := range shift {
		shift[i] *= l.trust
	}
	keep(shift, l.among)
	return prior, shift
}

// relearn lets what the desk learnt shift the readings of a text that was judged: the
// mood and the complaint at once; the label of an intent or urgency where another comes
// first, see relabel. Each is shifted from what was shipped.
func (w *reading) relearn(r *Reader) {
	prior, shift := w.learnt(r, ofLearntComplaint)
	if shift != nil {
		_, w.complains = decide(prior, shift, 1, 1)
	}
	if prior, shift = w.learnt(r, ofLearntMood); shift != nil {
		for i := range w.mood {
			_, w.mood[i] = decide(prior, shift, 1, i)
		}
	}
}

// relabel gives another label where the desk learnt one; kind is a place in learnt.
func (w *reading) relabel(r *Reader, kind int, s *desk.Signal) {
	prior, shift := w.learnt(r, kind)
	if shift == nil {
		return
	}
	labels := learnt[kind].labels
	best, _ := decide(prior, shift, 1, 0)
	if labels[best] == s.Label {
		return
	}
	_, share := decide(prior, shift, 1, best)
	*s = desk.Signal{Label: labels[best], Confidence: round(share), Because: []string{learntHere}}
	w.taughtReasons(s, &r.local.kinds[kind], best)
}

const learntHere = "learnt here" // the reason of what a desk taught

// taughtReasons names the words of a text that the desk taught for a label.
func (w *reading) taughtReasons(s *desk.Signal, k *local, label int) {
	for _, word := range w.localWords() {
		if row, ok := k.words[word.hash]; ok && row[label] > .1 {
			w.because(s, word.from, word.to)
		}
	}
}
