package report

// mostMeasures bounds how many measures there are.
const mostMeasures = 32

// count keeps how many cases stand behind each measure. An exact tally, of a public file, has
// its cases at hand.
func (t *Tally) count(c *Case) {
	if t.exact {
		return
	}
	for i := range t.list {
		if t.list[i].has(c) {
			t.counted[i]++
		}
	}
}

// has tells whether a case stands behind the measure: see [Figure.Shows].
func (m *Measure) has(c *Case) (in bool) {
	switch {
	case m.share != nil:
		_, n := m.share(c)
		return n > 0
	case m.waits != nil:
		m.waits(c, func(Wait) { in = true })
		return in
	case m.number != nil:
		_, in = m.number(c)
		return in
	}
	x, _, in := part(m.Name, c)
	return in && (m.Unit != Cases || x != 0)
}

// Shows is Part for a desk: of a number of cases only those stand behind it that it counts.
func (f *Figure) Shows(c *Case) (x float64, open, in bool) {
	x, open, in = f.Part(c)
	return x, open, in && (f.Unit != Cases || x != 0)
}

// Behind is how many cases stand behind the figure: those that it shows. It is not known of
// an exact tally.
func (f *Figure) Behind(t *Tally) int64 { return t.counted[f.index] }

// MayShow tells whether a tally has cases that show in the figure: "yes" asks for those that
// count in a share, "no" for those that surely do not, "young" for those that are too young to tell,
// "known" for all others, "" for any.
func (f *Figure) MayShow(t *Tally, only string) bool {
	if f.share == nil || only == "" {
		return t.counted[f.index] > 0
	}
	s := t.shares[f.index]
	switch only {
	case "yes":
		return s.k > 0
	case "young":
		return s.young > 0
	case "known":
		return s.young < s.n
	}
	return s.k+s.young < s.n
}

// MayBeYoung tells whether cases of the figure may be too young to tell.
func (f *Figure) MayBeYoung() bool { return f.within > 0 }
