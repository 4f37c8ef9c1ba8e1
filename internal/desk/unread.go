package desk

// Unread is one thing that a public stream told, as it came: whoever matches reads it.
type Unread struct {
	Lane uint32 // of its thread; see LaneOf
	Data []byte
}

// LaneOf is the same for all messages of a thread, as far as they name it, in every process.
func LaneOf(m *Message) uint32 {
	key := m.NetworkID
	for _, id := range [...]NetworkID{m.Root, m.Parent, m.Subject} {
		if id != "" {
			key = id
			break
		}
	}
	const odd = 0x9E3779B97F4A7C15
	h := uint64(len(key)) * odd
	for ; len(key) >= 8; key = key[8:] { // every post of a stream is asked
		h ^= uint64(key[0]) | uint64(key[1])<<8 | uint64(key[2])<<16 | uint64(key[3])<<24 | uint64(key[4])<<32 | uint64(key[5])<<40 | uint64(key[6])<<48 | uint64(key[7])<<56
		h = h * odd
		h ^= h >> 32
	}
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * odd
	}
	return uint32(h >> 32)
}
