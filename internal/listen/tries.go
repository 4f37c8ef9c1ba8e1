package listen

import (
	"slices"
	"sync/atomic"

	"heed/internal/desk"
)

// evaluate runs the programs worth trying.
func (m *Matcher) evaluate() []desk.SearchID {
	m.found = m.found[:0]
	if m.nTries() == 0 {
		return nil
	}
	programs := m.st.base.programs
	for _, at := range m.once(m.run(programs, m.seldom(m.tries[0]), false)) {
		m.found = append(m.found, idAt(programs, at))
	}
	old := len(m.found)
	for y, f := range m.st.young {
		if tries := m.tries[y+1]; len(tries) > 0 {
			for _, at := range m.once(m.run(f.programs, m.seldom(tries), true)) {
				m.found = append(m.found, idAt(f.programs, at))
			}
		}
	}
	if len(m.found) > old {
		if !slices.IsSorted(m.found) {
			slices.Sort(m.found)
		}
		m.found = slices.Compact(m.found)
	}
	return m.found
}

// nTries is how many programs are worth trying.
func (m *Matcher) nTries() (n int) {
	for _, tries := range m.tries {
		n += len(tries)
	}
	return n
}

// seldom leaves out most of the programs that come again among many.
func (m *Matcher) seldom(programs []uint32) []uint32 {
	if len(programs) <= manyTries {
		return programs
	}
	m.lately = cleared(m.lately, powerFor(2*len(programs), minLately, maxLately))
	mask := uint32(len(m.lately) - 1)
	n := 0
	for _, p := range programs {
		programs[n] = p
		last := &m.lately[p*seldomFactor>>16&mask]
		if *last != p+1 {
			n++
		}
		*last = p + 1
	}
	return programs[:n]
}

// once sorts programs and leaves each once.
func (m *Matcher) once(programs []uint32) []uint32 {
	switch n := len(programs); {
	case n > manyTries:
		if !slices.IsSorted(programs) {
			m.inOrder(programs)
		}
	case n > 1:
		slices.Sort(programs)
	default:
		return programs
	}
	return slices.Compact(programs)
}

// manyTries are so many that comparing them with each other takes longer than to deal them
// out by their digits.
const (
	manyTries    = 192
	digitBits    = 11
	fewBits      = 8 // of few programs, for which so many digits are not worth it
	fewTries     = 1 << 10
	seldomFactor = 0x9E3779B1 // that of the golden ratio
)

// inOrder sorts programs by their digits, the last first.
func (m *Matcher) inOrder(programs []uint32) {
	if len(m.dealt) < len(programs) {
		m.dealt = make([]uint32, len(programs)+len(programs)/2)
	}
	from, to := programs, m.dealt[:len(programs)]
	highest := slices.Max(programs)
	digit, dealt := digitBits, false
	if len(programs) < fewTries {
		digit = fewBits
	}
	var all [1<<digitBits + 1]uint32
	begin, mask := all[:1<<digit+1], uint32(1<<digit-1)
	for shift := 0; shift < 32 && highest>>shift > 0; shift += digit {
		clear(begin)
		for _, p := range from {
			begin[p>>shift&mask+1]++
		}
		for d := range mask {
			begin[d+1] += begin[d]
		}
		for _, p := range from {
			at := &begin[p>>shift&mask]
			to[*at] = p
			*at++
		}
		from, to, dealt = to, from, !dealt
	}
	if dealt {
		copy(programs, from)
	}
}

// run leaves of some programs those that the post matches.
func (m *Matcher) run(b []uint32, programs []uint32, young bool) []uint32 {
	n := 0
	for i, at := range programs {
		if i%fetchAtOnce == 0 {
			m.trial.ahead = 1
			if next := i + fetchAtOnce; next < len(programs) {
				m.trial.ahead = len(programs) / next
				m.fetch(b, programs[next:])
			}
		}
		if young && b[at-1] > m.version {
			continue
		}
		if end := atomic.LoadUint32(&b[at+headEnd]); end != 0 && end <= m.version {
			continue
		}
		programs[n] = at
		if m.trial.holds(b, rootAt(b, at)) {
			n++
		}
	}
	return programs[:n]
}
