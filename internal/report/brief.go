package report

import (
	"cmp"
	"math"
	"sort"
	"time"

	"heed/internal/order"
)

// Brief is what a period comes to, for whoever has a minute: what surely moved since the time
// before, where it falls short, and what waits to be done. Only what the intervals carry.
type Brief struct {
	Better, Worse []Moved
	Alike         int // figures that are known in both periods and did not surely move
	Young         []Figure
	Short         []Short // most customers first
	Holes         []Hole  // likewise
	Matters       []Matter
}

// Moved is a figure now and before.
type Moved struct {
	Figure      Figure
	Now, Before Value
}

// Short is a group that is surely worse off than the whole.
type Short struct {
	Key    string
	Figure Figure
	Value  Value
	Whole  Value
	Cases  int64 // how many fewer it would be with the share of the whole
}

// Hole is a run of hours of the week that are not covered: less than half of their demand is
// answered within an hour. Of a run longer than a shift it is the worst shift.
type Hole struct {
	From, Hours      int // from which hour of the week on, and how many
	Demand, Answered int64
}

// Matter is something to be done: the cases of a share that count against it.
type Matter struct {
	Figure Figure
	Only   string // see Figure.MayShow
	Count  int64
}

// What a brief looks at. Order is that in which a lead reads.
var (
	headlines = []string{"response_rate_1h", "response_rate_any", "first_response_time_p50", "next_response_time_p50", "resolution_rate", "deflection_rate", "lip_service", "windows_lost",
		"promise_keeping", "times_told", "mood_change"} // read only
	shortOf = []string{"response_rate_1h", "response_rate_any", "resolution_rate", "deflection_rate", "lip_service"} // read only
	matters = []string{"response_rate_any", "windows_lost", "promise_keeping", "deflection_rate", "lip_service"}     // read only
)

const (
	mostShort = 3
	mostHoles = 2
	// shift is how many hours somebody can be asked to cover: of a longer hole the worst are told.
	shift = 8
	// muchOf is from which share on answers that help nobody are a matter of their own.
	muchOf = .1
)

// BriefOf reads a period beside the one before (nil: none) and beside its groups. length is how
// long the period is, and since how long ago it ended: see [Figure.Young].
func BriefOf(now, before *Tally, groups map[string]*Tally, length, since time.Duration) Brief {
	var b Brief
	for _, name := range headlines {
		f, _ := FigureOf(name)
		if before != nil && f.Young(length, since) {
			b.Young = append(b.Young, f)
			continue
		}
		b.compare(f, now, before)
	}
	for _, name := range shortOf {
		f, _ := FigureOf(name)
		for key, t := range groups {
			if s, ok := shortBeside(f, key, t, now); ok {
				b.Short = append(b.Short, s)
			}
		}
	}
	sort.Slice(b.Short, func(i, j int) bool {
		x, y := &b.Short[i], &b.Short[j]
		return cmp.Or(cmp.Compare(y.Cases, x.Cases), cmp.Compare(x.Key, y.Key), cmp.Compare(x.Figure.index, y.Figure.index)) < 0
	})
	b.Short = b.Short[:min(len(b.Short), mostShort)]
	b.Holes = now.holes()
	for _, name := range matters {
		f, _ := FigureOf(name)
		if m, ok := matterOf(f, now); ok {
			b.Matters = append(b.Matters, m)
		}
	}
	return b
}

func (b *Brief) compare(f Figure, now, before *Tally) {
	if before == nil {
		return
	}
	m := Moved{f, f.Of(now), f.Of(before)}
	if !m.Now.Known() || !m.Before.Known() {
		return
	}
	switch f.Moved(m.Now, m.Before) {
	case 1:
		b.Better = append(b.Better, m)
	case -1:
		b.Worse = append(b.Worse, m)
	default:
		b.Alike++
	}
}

// Moved tells whether a figure moved for the better (1) or the worse (-1); 0 where the
// intervals do not tell, few were counted, both read alike, or it is neither.
func (f *Figure) Moved(now, before Value) int {
	if !now.Known() || !before.Known() || math.IsNaN(now.Low) || now.Low <= before.High && now.High >= before.Low {
		return 0
	}
	if say := Lang("en"); min(now.N, before.N) < fewest || say.Number(f.Unit, now.Value) == say.Number(f.Unit, before.Value) {
		return 0
	}
	if now.Value < before.Value {
		return -f.Better
	}
	return f.Better
}

// ripens is after how long the outcome of a case is known that a figure counts; waits, and shares
// of those that ended in time, need none: open ones are not taken for long ones.
var ripens = map[string]time.Duration{"response_rate_any": 7 * 24 * time.Hour, "resolution_rate": 7 * 24 * time.Hour, "score": 7 * 24 * time.Hour} // read only

// mostYoung is which share of a period's cases may be too young for its figure to be compared.
const mostYoung = .02

// Young tells whether too many cases of a period are too young to compare its figure with that
// of an older period: it would seem worse than it is. The period is so long and ended so long ago.
func (f *Figure) Young(length, since time.Duration) bool {
	return float64(ripens[f.Name]-since) > mostYoung*float64(length)
}

func shortBeside(f Figure, key string, t, whole *Tally) (s Short, ok bool) {
	s = Short{Key: key, Figure: f, Value: f.Of(t), Whole: f.Of(whole)}
	if s.Value.N < LeastCases || f.Moved(s.Value, Value{s.Whole.Value, s.Whole.Value, s.Whole.Value, s.Whole.N}) >= 0 {
		return s, false
	}
	s.Cases = int64(math.Round(math.Abs(s.Whole.Value-s.Value.Value) * float64(s.Value.N)))
	return s, s.Cases > 0
}

// holes are the runs of hours that are not covered, over the end of the week too.
func (t *Tally) holes() (out []Hole) {
	open := func(h int) bool {
		s := t.hours[h%HoursOfWeek]
		covered, known := s.half()
		return known && !covered
	}
	start := 0
	for start < HoursOfWeek && open(start) {
		start++
	}
	if start == HoursOfWeek {
		start = 0 // never covered: one run
	}
	for i := 0; i < HoursOfWeek; i++ {
		if !open(start + i) {
			continue
		}
		h := Hole{From: (start + i) % HoursOfWeek}
		for ; i < HoursOfWeek && open(start+i); i++ {
			s := t.hours[(start+i)%HoursOfWeek]
			h.Hours++
			h.Demand += s.n
			h.Answered += s.k
		}
		out = append(out, t.worst(h))
	}
	order.By(out, func(a, b Hole) int {
		return cmp.Or(cmp.Compare(b.Demand-b.Answered, a.Demand-a.Answered), cmp.Compare(a.From, b.From))
	})
	return out[:min(len(out), mostHoles)]
}

// worst is the shift of a hole in which most were not answered within the hour.
func (t *Tally) worst(h Hole) Hole {
	if h.Hours <= shift {
		return h
	}
	var best Hole
	for i := range h.Hours - shift + 1 {
		at := Hole{From: (h.From + i) % HoursOfWeek, Hours: shift}
		for j := range shift {
			s := t.hours[(at.From+j)%HoursOfWeek]
			at.Demand += s.n
			at.Answered += s.k
		}
		if best.Hours == 0 || at.Demand-at.Answered > best.Demand-best.Answered {
			best = at
		}
	}
	return best
}

// matterOf counts the cases of a share that count against it.
func matterOf(f Figure, t *Tally) (m Matter, ok bool) {
	s := t.shares[f.index]
	m = Matter{Figure: f, Only: "yes", Count: s.k}
	if f.Better > 0 {
		m.Only, m.Count = "no", s.n-s.k-s.young
	}
	habit := f.Name == "deflection_rate" || f.Name == "lip_service"
	return m, m.Count > 0 && (!habit || s.n >= LeastCases && float64(s.k) >= muchOf*float64(s.n))
}
