package listen

import "math/bits"

// memo is what was found out about conditions of searches in one post, by a key of the condition.
type memo struct {
	keys []uint64 // 0 none
	what []uint32
	n    int
}

const (
	minNotes = 1 << 6
	maxNotes = 1 << 12
)

// empty begins with none, for a post whose spots take some words.
func (m *memo) empty(words int) {
	size := powerFor(32*words, minNotes, maxNotes)
	m.keys, m.n = cleared(m.keys, size), 0
	if cap(m.what) < size {
		m.what = make([]uint32, size)
	}
	m.what = m.what[:size]
}

func (m *memo) hasRoom() bool { return m.n < len(m.keys)*3/4 }

func (m *memo) find(key uint64) (what uint32, ok bool) {
	mask := uint64(len(m.keys) - 1)
	for k := key >> 32; ; k++ {
		switch m.keys[k&mask] {
		case key:
			return m.what[k&mask], true
		case 0:
			return 0, false
		}
	}
}

// add notes what is not noted yet, if there is room.
func (m *memo) add(key uint64, what uint32) {
	if !m.hasRoom() {
		return
	}
	mask := uint64(len(m.keys) - 1)
	k := key >> 32 & mask
	for m.keys[k] != 0 {
		k = (k + 1) & mask
	}
	m.keys[k], m.what[k] = key, what
	m.n++
}

// keyOf is a key of some words of a program, of which terms are a part that nobody outside knows; as says
// for what it is. Two meet by chance as seldom as two terms do.
func keyOf(words []uint32, as uint64) uint64 {
	key := as ^ 0x9E3779B97F4A7C15
	for ; len(words) > 1; words = words[2:] {
		key = stir(key, uint64(words[0])<<32|uint64(words[1]))
	}
	if len(words) > 0 {
		key = stir(key, uint64(words[0]))
	}
	return key | 1
}

func stir(key, word uint64) uint64 {
	hi, lo := bits.Mul64(key^0xD6E8FEB86659FD93, word^0xA0761D6478BD642F)
	return hi ^ lo ^ word
}
