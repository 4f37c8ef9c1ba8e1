package benchmark

// orphans are the first posts that answer each post which is not in the files, by its id.
type orphans []uint32

// newOrphans makes room for so many.
func newOrphans(n int) orphans {
	size := 64
	for size < 2*n {
		size *= 2
	}
	return vacant(size)
}

// first gives the first post that answers a post: the one given, where none did before.
func (o orphans) first(x *index, id key, i uint32) uint32 {
	mask := uint64(len(o) - 1)
	for s := spread(id) & mask; ; s = (s + 1) & mask {
		switch {
		case o[s] == none:
			o[s] = i
			return i
		case x.at(o[s]).parent == id:
			return o[s]
		}
	}
}
