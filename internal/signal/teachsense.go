package signal

import (
	"math"
	"slices"
)

// A task is something that examples are sorted by, to teach the sense of words: the
// emotions, a set's own kinds of questions, moods, complaints. Only the sense's own heads
// are kept.
type task struct {
	heads   [][senseSize + 1]float32
	squares [][senseSize + 1]float32
	softmax bool
}

// senseTeacher teaches by all tasks at once: logistic functions or a softmax of the
// vector of a text, by AdaGrad, some of the text's rows left out at each step.
type senseTeacher struct {
	*teacher
	list    []senseExample
	rows    [][senseSize]float32
	squares []float32
	touched []bool
	tasks   map[string]*task
	slope   [senseSize]float32 // of the vector of a step
}

type senseExample struct {
	rows   []uint32
	weight float32 // of its mood and complaint
	share  [heads]float32
	emotes []int // nil: not known
	task   string
	class  int
}

const (
	senseRate   = .015
	senseDrop   = .6
	senseWeight = .5 // of emotions and kinds beside moods
)

// teachSense makes the sense of the examples that the teacher was given.
func (t *teacher) teachSense(r *Reader, list []Example) sense {
	s := &senseTeacher{teacher: t, rows: make([][senseSize]float32, 1<<senseBits), squares: make([]float32, 1<<senseBits), touched: make([]bool, 1<<senseBits),
		tasks: map[string]*task{}}
	for i := range s.rows {
		for d := range s.rows[i] {
			s.rows[i][d] = .05 * s.normal()
		}
	}
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
		rate := senseRate * float32(1-.8*float64(epoch)/float64(t.settings.SenseEpochs))
		for _, i := range order {
			s.step(&s.list[i], rate)
		}
	}
	return s.give()
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
	t := &task{heads: make([][senseSize + 1]float32, classes), squares: make([][senseSize + 1]float32, classes), softmax: soft}
	for i := range t.heads {
		for d := range senseSize {
			t.heads[i][d] = .3 * s.normal()
		}
	}
	return t
}

func (s *senseTeacher) read(r *Reader, list []Example) {
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
		x := senseExample{rows: w.senses(nil), weight: float32(e.Weight), share: s.teacher.list[i].share, emotes: e.Emotions, task: e.Task}
		if len(x.rows) == 0 {
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

func (s *senseTeacher) step(x *senseExample, rate float32) {
	var seen []uint32
	for _, r := range x.rows {
		if float64(s.next(1<<20)) >= senseDrop*(1<<20) {
			seen = append(seen, r)
		}
	}
	if len(seen) == 0 {
		return
	}
	norm := float32(1 / math.Sqrt(float64(len(seen))))
	var h [senseSize]float32
	for _, r := range seen {
		for d, v := range s.rows[r] {
			h[d] += float32(v * norm)
		}
	}
	s.slope = [senseSize]float32{}
	s.byLabels(x, &h, rate)
	sum := float32(0)
	for d := range s.slope {
		s.slope[d] *= norm
		sum += float32(s.slope[d] * s.slope[d])
	}
	for _, r := range seen {
		s.touched[r] = true
		s.squares[r] += sum / senseSize
		by := rate / float32(math.Sqrt(float64(s.squares[r])+1e-4))
		for d := range s.slope {
			s.rows[r][d] -= float32(by * s.slope[d])
		}
	}
}

// byLabels teaches each task whose label of the example is known.
func (s *senseTeacher) byLabels(x *senseExample, h *[senseSize]float32, rate float32) {
	if x.emotes != nil {
		s.move(s.tasks[taskEmotions], h, rate, senseWeight, x.emotes...)
	}
	if x.task != "" {
		s.move(s.tasks[x.task], h, rate, senseWeight, x.class)
	}
	if x.share[headNegative] >= 0 {
		mood := slices.Index(x.share[:3], 1)
		s.move(s.tasks[taskMood], h, rate, x.weight*s.factor[mood][1], mood)
	}
	if yes := x.share[headComplaint]; yes >= 0 {
		var is []int
		if yes == 1 {
			is = []int{0}
		}
		s.move(s.tasks[taskComplaint], h, rate, x.weight*s.factor[headComplaint][int(yes)], is...)
	}
}

// move moves a task's heads and adds to the slope of the vector; is are the classes that
// hold.
func (s *senseTeacher) move(t *task, h *[senseSize]float32, rate, weight float32, is ...int) {
	slope := make([]float32, len(t.heads))
	for l := range t.heads {
		slope[l] = dot(t.heads[l][:], h)
	}
	if t.softmax {
		top, sum := slices.Max(slope), float32(0)
		for l := range slope {
			slope[l] = float32(math.Exp(float64(slope[l] - top)))
			sum += slope[l]
		}
		for l := range slope {
			slope[l] /= sum
		}
	} else {
		for l := range slope {
			slope[l] = float32(logistic(slope[l]))
		}
	}
	for _, l := range is {
		slope[l]--
	}
	for l, g := range slope {
		g *= weight
		head, squares := &t.heads[l], &t.squares[l]
		for d, v := range h {
			s.slope[d] += float32(g * head[d])
			by := float32(g * v)
			squares[d] += float32(by * by)
			head[d] -= float32(rate*by) / float32(math.Sqrt(float64(squares[d])+1e-4))
		}
		squares[senseSize] += float32(g * g)
		head[senseSize] -= float32(rate*g) / float32(math.Sqrt(float64(squares[senseSize])+1e-4))
	}
}

// give quantises the rows; those that no example touched are nothing.
func (s *senseTeacher) give() sense {
	out := sense{rows: make([][senseSize]int8, len(s.rows))}
	top := float32(0)
	for i := range s.rows {
		if s.touched[i] {
			for _, v := range s.rows[i] {
				top = max(top, v, -v)
			}
		}
	}
	out.scale = top / 127
	for i := range s.rows {
		if s.touched[i] {
			for d, v := range s.rows[i] {
				out.rows[i][d] = int8(math.Round(float64(v / out.scale)))
			}
		}
	}
	copy(out.heads[:], s.tasks[taskEmotions].heads)
	copy(out.heads[senseMood:], s.tasks[taskMood].heads)
	copy(out.heads[senseComplaint:], s.tasks[taskComplaint].heads)
	return out
}
