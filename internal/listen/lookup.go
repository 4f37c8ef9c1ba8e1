package listen

// lookUp notes the programs that the terms of m.hits lead to.
func (m *Matcher) lookUp() {
	t := m.st.base.searches
	many := len(m.hits) > manyHits
	if many {
		m.fewer()
	}
	m.ranges = m.ranges[:0]
	young, touched, leads := m.anyYoung(), uint64(0), t.leads
	some := young
	for _, h := range m.hits {
		k := at(h, t.size)
		r := span{t.begins[k], t.begins[k+1]}
		some = some || r.from != r.to
		m.ranges = append(m.ranges, r)
	}
	if !some || len(m.tokens.Hash) > places && !m.isMeant(leads) {
		return
	}
	for _, r := range m.ranges { // to wait once for memory, not for each
		touched += leads[r.from]
	}
	m.touched = touched
	m.fill()
	seen, n := uint64(0), 0
	for i, h := range m.hits {
		bit := uint64(1) << (h >> seenShift & 63)
		if seen&bit != 0 && !many && m.again(i) {
			continue
		}
		seen |= bit
		if !many || !m.isFollowed(m.ranges[i]) {
			n = m.gather(n, leads, m.ranges[i])
		}
		if young {
			m.followYoung(h)
		}
	}
	m.follow(m.leads[:n])
}

// isMeant reports whether a program names one of the hits. The sieve and the table let a few
// others through, for which it is not worth making a long post ready.
func (m *Matcher) isMeant(leads []uint64) bool {
	programs := m.st.base.programs
	for i, h := range m.hits {
		t := termOf(h)
		for _, l := range leads[m.ranges[i].from:m.ranges[i].to] {
			if names(programs, uint32(l), t) {
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
	clear(m.lately)
}

// isFollowed passes over most of the places to which more than one hit of a long post leads.
func (m *Matcher) isFollowed(r span) bool {
	if r.from == r.to { // those of the next place may begin there, too
		return true
	}
	last := &m.lately[r.from&uint32(len(m.lately)-1)]
	was := *last == r.from+1
	*last = r.from + 1
	return was
}

const (
	minLately = 1 << 8
	maxLately = 1 << 14
)

// span is some leads of a table.
type span struct{ from, to uint32 }

const (
	manyHits  = 64 // are so many that comparing them is not worth it
	seenShift = 26
)

// again reports whether the term of a hit was looked up before.
func (m *Matcher) again(i int) bool {
	for _, h := range m.hits[:i] {
		if h == m.hits[i] {
			return true
		}
	}
	return false
}

// anyYoung reports whether there are young searches.
func (m *Matcher) anyYoung() bool {
	for _, f := range m.st.young {
		if !f.empty() {
			return true
		}
	}
	return false
}

// gather puts the leads of a place behind n others, so that all are followed at once: most
// places have few, and how many differs. It returns how many there are then.
func (m *Matcher) gather(n int, from []uint64, r span) int {
	count := int(r.to - r.from)
	if count > manyLeads {
		m.follow(from[r.from:r.to])
		return n
	}
	if n+manyLeads+leadSpare > len(m.leads) {
		m.leads = append(m.leads, make([]uint64, len(m.leads)+manyLeads+leadSpare)...)
	}
	*(*[leadsAtOnce]uint64)(m.leads[n:]) = [leadsAtOnce]uint64(from[r.from:])
	if count > leadsAtOnce {
		copy(m.leads[n+leadsAtOnce:], from[r.from+leadsAtOnce:r.to])
	}
	return n + count
}

const (
	manyLeads   = 64 // are followed where they are
	leadsAtOnce = 4  // without asking how many there are
	leadSpare   = 8  // may be read beyond the last
)

// follow notes the programs of leads that the post permits.
func (m *Matcher) follow(leads []uint64) {
	m.vain += len(leads)
	tries := m.tries[0]
	n := len(tries)
	if n+len(leads) > cap(tries) {
		tries = append(make([]uint32, 0, 2*(n+len(leads))), tries...)
	}
	tries = tries[:n+len(leads)]
	if m.wide && len(leads) > 0 {
		n += permit(&m.trial.fingers[0], &leads[0], len(leads), &tries[n])
	} else {
		for _, l := range leads { // without a branch on what is permitted
			tries[n] = uint32(l)
			n += int(m.trial.permits(fingerprint(l >> 32)))
		}
	}
	m.tries[0] = tries[:n]
}

// followYoung does the same in the searches that are young.
func (m *Matcher) followYoung(hash uint64) {
	for y, f := range m.st.young {
		if f.empty() {
			continue
		}
		for last := f.searches.last(hash); last != 0; {
			l := &f.searches.leads[last-1]
			m.vain++
			if m.trial.permits(l.finger) != 0 {
				m.tries[y+1] = append(m.tries[y+1], l.ref)
			}
			last = l.before
		}
	}
}
