package signal

import (
	"math"
	"slices"

	"heed/internal/order"
)

// Vectors are public vectors of words, the most used words first: what the sense of words
// begins with.
type Vectors struct {
	Words  []string // folded as a text's words are, without apostrophes
	Size   int
	Values []float32 // Size for each word
}

func (v *Vectors) of(i int32) []float32 { return v.Values[int(i)*v.Size : int(i+1)*v.Size] }

// WordsOf gives the words of English examples, folded.
func WordsOf(list []Example) map[string]bool {
	words, w := map[string]bool{}, newReader(nil, nil, nil).reading()
	for i := range list {
		w.scan(clip(list[i].Text))
		for k := range w.list {
			words[string(w.list[k].word.form)] = true
		}
	}
	return words
}

// A task is something that examples are sorted by, to teach the sense of words: the
// emotions, a set's own kinds of questions, moods, complaints. Only the sense's own heads
// are kept.
type task struct {
	*layer
	softmax bool
}

// senseTeacher teaches by all tasks at once: logistic functions or a softmax of a hidden
// layer of the sum of a text's words, some of which are left out at each step. A word's
// vector is its public one, projected, and what is its own beside that.
type senseTeacher struct {
	*teacher
	vectors *Vectors
	list    []senseExample
	project *layer // senseSize by the size of the public vectors
	own     *layer // by word
	turn    *layer
	hidden  *layer
	tasks   map[string]*task
	step    senseStep
}

// senseStep is the workroom of a step.
type senseStep struct {
	public       [manners][]float32 // sums of the words' public vectors
	sum, dsum    [manners][]float32 // of their vectors, and the slopes of these
	h, t, dt, dh []float32
	words        []senseWord
	z            []float32
}

type senseWord struct {
	at     int32
	manner uint8
}

// Manners in which a word stands in a text.
const (
	asItIs = iota
	turned // a negation reaches it
	manners
)

type senseExample struct {
	words  []senseWord
	weight float32 // of its mood and complaint
	share  [heads]float32
	emotes []int // nil: not known
	task   string
	class  int
}

const (
	senseRate   = .02 // of heads and the hidden layer
	wordRate    = .01 // of what makes a word's vector
	senseDrop   = .4
	senseWeight = .5 // of emotions and kinds beside moods
)

// teachSense makes the sense of the examples that the teacher was given.
func (t *teacher) teachSense(r *Reader, list []Example) sense {
	v := t.settings.Vectors
	s := &senseTeacher{teacher: t, vectors: v, project: newLayer(senseSize, v.Size), own: newLayer(len(v.Words), senseSize),
		turn: newLayer(senseSize, senseSize), hidden: newLayer(senseHidden, senseSize+1), tasks: map[string]*task{}}
	s.begin()
	s.read(r, list)
	order := make([]int, len(s.list))
	for i := range order {
		order[i] = i
	}
	for epoch := range t.settings.SenseEpochs {
		for i := len(order) - 1; i > 0; i-- {
			j := t.next(i + 1)
			order[i], order[j] = order[j], order[i]
		}
		by := float32(1 - .8*float64(epoch)/float64(t.settings.SenseEpochs))
		for _, i := range order {
			s.teach(&s.list[i], by)
		}
	}
	return s.give()
}

// begin gives the layers their first weights.
func (s *senseTeacher) begin() {
	s.fill(s.project, 1/math.Sqrt(float64(s.vectors.Size)))
	s.fill(s.hidden, 1/math.Sqrt(senseSize))
	for d := range senseSize {
		s.turn.row(d)[d] = 1
	}
	x := &s.step
	for i := range manners {
		x.public[i], x.sum[i], x.dsum[i] = make([]float32, s.vectors.Size), make([]float32, senseSize), make([]float32, senseSize)
	}
	x.h, x.dh = make([]float32, senseSize+1), make([]float32, senseSize+1)
	x.t, x.dt = make([]float32, senseHidden+1), make([]float32, senseHidden+1)
}

func (s *senseTeacher) fill(l *layer, deviation float64) {
	for i := range l.weights {
		l.weights[i] = float32(deviation) * s.normal()
	}
}

// normal is about normally distributed, with the same numbers everywhere.
func (s *senseTeacher) normal() float32 {
	sum := 0
	for range 12 {
		sum += s.next(1 << 20)
	}
	return float32(sum)/(1<<20) - 6
}

const (
	taskEmotions  = "emotions"
	taskMood      = "mood"
	taskComplaint = "complaint"
)

func (s *senseTeacher) newTask(classes int, soft bool) *task {
	t := &task{newLayer(classes, senseHidden+1), soft}
	s.fill(t.layer, .2)
	return t
}

func (s *senseTeacher) read(r *Reader, list []Example) {
	places := map[uint64]int32{}
	for i, word := range s.vectors.Words {
		if h := hashOf(word); places[h] == 0 {
			places[h] = int32(i + 1)
		}
	}
	classes := map[string][]string{}
	w := r.reading()
	for i := range list {
		e := &list[i]
		w.scan(clip(e.Text))
		w.table = r.in(e.Lang)
		if w.table.lang != "en" {
			continue
		}
		w.weigh()
		x := senseExample{weight: float32(e.Weight), share: s.teacher.list[i].share, emotes: e.Emotions, task: e.Task}
		for k := range w.list {
			at := places[w.list[k].word.hash]
			if at == 0 || w.list[k].word.number || w.named(k) {
				continue
			}
			word := senseWord{at: at - 1}
			if w.turned(k, false) {
				word.manner = turned
			}
			x.words = append(x.words, word)
		}
		if len(x.words) == 0 {
			continue
		}
		if e.Task != "" {
			x.class = slices.Index(classes[e.Task], e.Class)
			if x.class < 0 {
				x.class = len(classes[e.Task])
				classes[e.Task] = append(classes[e.Task], e.Class)
			}
		}
		s.list = append(s.list, x)
	}
	s.tasks[taskEmotions], s.tasks[taskMood], s.tasks[taskComplaint] = s.newTask(emotions, false), s.newTask(3, true), s.newTask(1, false)
	for _, name := range sorted(classes) {
		s.tasks[name] = s.newTask(len(classes[name]), true)
	}
}

// fineness is how many steps of 8 bits the usual size of a vector's number has: more say
// little more and take more room.
const fineness = 6

// give quantises the vectors.
func (s *senseTeacher) give() sense {
	type placed struct {
		place uint32
		row   []float32
	}
	var list []placed
	taken, squares := map[uint32]bool{}, 0.
	for at, form := range s.vectors.Words {
		place := sensePlace(hashOf(form))
		if taken[place] {
			continue
		}
		taken[place] = true
		v := s.vector(at)
		squares += float64(dot(v, v))
		list = append(list, placed{place, v})
	}
	order.By(list, func(a, b placed) int { return int(a.place) - int(b.place) })
	out := sense{scale: float32(math.Sqrt(squares/float64(max(1, len(list))*senseSize)) / fineness)}
	for _, k := range list {
		var row [senseSize]int8
		for d, v := range k.row {
			row[d] = int8(math.Round(max(-127, min(float64(v/out.scale), 127))))
		}
		out.add(k.place, row)
	}
	for d := range out.turn {
		copy(out.turn[d][:], s.turn.row(d))
	}
	for i := range out.hidden {
		copy(out.hidden[i][:], s.hidden.row(i))
	}
	for l := range out.heads {
		switch {
		case l < senseMood:
			copy(out.heads[l][:], s.tasks[taskEmotions].row(l))
		case l < senseComplaint:
			copy(out.heads[l][:], s.tasks[taskMood].row(l-senseMood))
		default:
			copy(out.heads[l][:], s.tasks[taskComplaint].row(0))
		}
	}
	return out
}

func (s *sense) add(place uint32, row [senseSize]int8) {
	s.places, s.rows = append(s.places, place), append(s.rows, row)
	s.words.set(uint64(place), int32(len(s.rows)))
}
