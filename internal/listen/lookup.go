package listen

import "slices"

// lookUp notes the programs that the terms of m.hits lead to. It asks early for the memory that
// it needs, and meanwhile makes the post ready.
func (m *Matcher) lookUp() {
	t := m.st.base.searches
	few := len(m.hits) <= fewHits
	if len(m.hits) > manyHits {
		if m.fewer(); !m.isMeant(t) {
			return
		}
	} else {
		m.onceEach()
	}
	if m.wide {
		expect(&m.hits[0], len(m.hits), &t.begins[0], t.size)
	}
	leads := 0
	if few {
		if leads = m.reach(t); !m.leadsOn(t) {
			return
		}
	}
	given := m.fill()
	if !few {
		leads = m.reach(t)
	}
	m.trial.fill(m.tokens, m.extras)
	m.extras = m.extras[:given]
	if m.anyYoung() {
		for _, h := range m.hits {
			m.followYoung(h)
		}
	}
	m.follow(t, leads)
	m.fetch(m.st.base.programs, m.tries[0])
}

// reach finds where the leads of the hits are, and how many.
func (m *Matcher) reach(t *table) (leads int) {
	m.ranges = slices.Grow(m.ranges[:0], len(m.hits))[:len(m.hits)]
	if m.wide {
		return reach(&m.hits[0], len(m.hits), &t.begins[0], t.size, &t.leads[0], &m.ranges[0])
	}
	for i, h := range m.hits {
		r := t.span(h)
		m.ranges[i] = r
		leads += int(r.to - r.from)
	}
	return leads
}

// onceEach leaves out hits that come again.
func (m *Matcher) onceEach() {
	seen, n := uint64(0), 0
	for _, h := range m.hits {
		bit := uint64(1) << (h >> seenShift & 63)
		if seen&bit != 0 && slices.Contains(m.hits[:n], h) {
			continue
		}
		seen |= bit
		m.hits[n] = h
		n++
	}
	m.hits = m.hits[:n]
}

// leadsOn reports whether a lead may be of one of the hits, whose leads are reached. Most of
// them pass the sieve and were not asked for: then the post need not be made ready.
func (m *Matcher) leadsOn(t *table) bool {
	for i, h := range m.hits {
		for _, l := range t.leads[m.ranges[i].from:m.ranges[i].to] {
			if t.isOf(l, h) {
				return true
			}
		}
		for _, f := range m.st.young {
			if !f.empty() && f.searches.last(h) != 0 {
				return true
			}
		}
	}
	return false
}

// isMeant reports whether a program names one of the hits, without which it is not worth
// making a long post ready.
func (m *Matcher) isMeant(t *table) bool {
	programs := m.st.base.programs
	for _, h := range m.hits {
		for _, l := range t.find(h) {
			if t.isOf(l, h) && names(programs, t.ref(l), termOf(h)) {
				return true
			}
		}
		for _, f := range m.st.young {
			if !f.empty() && f.searches.last(h) != 0 {
				return true
			}
		}
	}
	return false
}

// fewer leaves out most of the hits that come again in a long post, before they are looked
// up.
func (m *Matcher) fewer() {
	m.lately = cleared(m.lately, powerFor(2*len(m.hits), minLately, maxLately))
	mask := uint64(len(m.lately) - 1)
	n := uint32(0)
	for _, h := range m.hits {
		last := &m.lately[h>>seenShift&mask]
		if *last == 0 || m.hits[*last-1] != h {
			m.hits[n] = h
			n++
			*last = n
		}
	}
	m.hits = m.hits[:n]
}

const (
	minLately = 1 << 8
	maxLately = 1 << 14
)

// span is some leads of a table.
type span struct{ from, to uint32 }

const (
	fewHits   = 2  // are first looked at alone
	manyHits  = 64 // are so many that comparing them is not worth it
	seenShift = 26
)

// anyYoung reports whether there are young searches.
func (m *Matcher) anyYoung() bool {
	for _, f := range m.st.young {
		if !f.empty() {
			return true
		}
	}
	return false
}

// follow notes the programs of the leads of the hits that the post permits.
func (m *Matcher) follow(t *table, leads int) {
	m.vain += leads
	if leads <= leadsAtOnce {
		m.followSome(t, 0, len(m.hits), leads)
		return
	}
	for i := 0; i < len(m.hits); {
		from, leads := i, 0
		for ; i < len(m.hits) && leads < leadsAtOnce; i++ {
			leads += int(m.ranges[i].to - m.ranges[i].from)
		}
		m.followSome(t, from, i, leads)
	}
}

// followSome does so for some of the hits, of which there are some leads.
func (m *Matcher) followSome(t *table, from, to, leads int) {
	n := len(m.tries[0])
	tries := slices.Grow(m.tries[0], leads+leadSpare)[:n+leads+leadSpare]
	if m.wide {
		n += permit(&m.trial.fingers[0], uint64(m.trial.stamp), &t.leads[0], &m.ranges[from], &m.hits[from], to-from, uint64(t.refs), &tries[n])
	} else {
		n += m.permitted(t, from, to, tries[n:])
	}
	m.tries[0] = tries[:n]
}

// fetch asks for the memory of the first of some programs.
func (m *Matcher) fetch(b, programs []uint32) {
	if n := min(len(programs), fetchAtOnce); m.wide && n > 0 {
		fetch(&programs[0], n, &b[0])
	}
}

// permitted does what permit does.
func (m *Matcher) permitted(t *table, from, to int, into []uint32) (n int) {
	for i, h := range m.hits[from:to] {
		r := m.ranges[from+i]
		for _, l := range t.leads[r.from:r.to] {
			if t.isOf(l, h) && m.trial.permits(fingerprint(l>>32)) {
				into[n] = t.ref(l)
				n++
			}
		}
	}
	return n
}

const (
	leadsAtOnce = 1 << 14 // and those of one hit more
	leadSpare   = 8       // may be read beyond the last
	fetchAtOnce = 64      // programs, which stay in the first cache until they are run
)

// followYoung does the same in the searches that are young.
func (m *Matcher) followYoung(hash uint64) {
	for y, f := range m.st.young {
		if f.empty() {
			continue
		}
		for last := f.searches.last(hash); last != 0; {
			l := &f.searches.leads[last-1]
			m.vain++
			if m.trial.permits(l.finger) {
				m.tries[y+1] = append(m.tries[y+1], l.ref)
			}
			last = l.before
		}
	}
}
