package signal

// FNV-1a of 64 bits. Words are known by their hash alone: among the some 10,000 words
// of the tables and the words of a text two different ones meet once in 10^15.
const (
	hashStart = 14695981039346656037
	hashPrime = 1099511628211
)

func hashOf(s string) uint64 {
	h := uint64(hashStart)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * hashPrime
	}
	return h
}

// mixed joins two hashes, the order telling.
func mixed(a, b uint64) uint64 {
	h := (a ^ (b<<23 | b>>41)) * 0x9E3779B97F4A7C15
	return h ^ h>>29
}

// An index finds numbers by hash. It is a table of open addressing, since the lookups
// of a text are most of the time of reading it.
type index struct {
	slots []filed
	used  int
}

type filed struct {
	key uint64
	val int32
}

func slot(key uint64) uint64 { return key ^ key>>32 }

// find gives the number of a key, 0 for none.
func (x *index) find(key uint64) int32 {
	if x.used == 0 {
		return 0
	}
	mask := uint64(len(x.slots) - 1)
	for i := slot(key) & mask; ; i = (i + 1) & mask {
		if f := &x.slots[i&uint64(len(x.slots)-1)]; f.key == key || f.val == 0 {
			return f.val
		}
	}
}

// set files a number, which is not 0, under a key that is new.
func (x *index) set(key uint64, val int32) {
	if 3*x.used >= len(x.slots) {
		x.grow(x.used + 1)
	}
	mask := uint64(len(x.slots) - 1)
	i := slot(key) & mask
	for x.slots[i].val != 0 {
		i = (i + 1) & mask
	}
	x.slots[i] = filed{key, val}
	x.used++
}

// grow makes room for so many numbers in all.
func (x *index) grow(most int) {
	size := max(64, len(x.slots))
	for 3*most > size {
		size *= 2
	}
	if size == len(x.slots) {
		return
	}
	old := x.slots
	x.slots, x.used = make([]filed, size), 0
	for _, f := range old {
		if f.val != 0 {
			x.set(f.key, f.val)
		}
	}
}
