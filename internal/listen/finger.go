package listen

// A fingerprint says with three numbers of ten bits what a post must hold, besides the
// term that led to a search, for the search to match: terms leave a bit each, and a post
// that lacks one need not be tried. It is right to let a post pass, never to stop one
// that matches.
type fingerprint uint32

const (
	fingerAll   fingerprint = iota << 30 // all three
	fingerAny                            // one of the three
	fingerMixed                          // the first and one of the others
)

const (
	fingerBits = 1024
	fingerMask = fingerBits - 1
)

func fingerOf(t term) uint64 { return uint64(t) >> 24 & fingerMask }

func fingerOfThree(how fingerprint, terms [3]term) fingerprint {
	f := how
	for i, t := range terms {
		f |= fingerprint(fingerOf(t) << (10 * i))
	}
	return f
}

// permits reports whether a post may match. It does not branch on what the post holds.
func (h *held) permits(f fingerprint) bool {
	has := func(f fingerprint) uint32 { return uint32(h.stamp-h.fingers[f&fingerMask]) >> 31 }
	a, b, c := has(f), has(f>>10), has(f>>20)
	switch f >> 30 << 30 {
	case fingerAll:
		return a&b&c != 0
	case fingerAny:
		return a|b|c != 0
	}
	return a&(b|c) != 0
}

// demand is what the fingerprints of a program are made of.
type demand struct {
	all []term // the post must hold every one
	any []term // and one of these, unless there are none
}

// demandOf reads a program.
func (d *demand) read(b []uint32, program uint32) {
	d.all, d.any = d.all[:0], d.any[:0]
	d.node(b, rootAt(b, program))
}

func (d *demand) node(b []uint32, at uint32) {
	w := b[at]
	if w&opNegated != 0 {
		return
	}
	end := at + w&lowMask
	switch operator(w) {
	case opTerm:
		d.all = append(d.all, termAt(b, at))
	case opAnd:
		for k := at + 1; k < end; k += sizeAt(b, k) {
			d.node(b, k)
		}
	case opOr:
		d.oneOf(b, at+1, end)
	case opPhrase:
		d.subs(b, at+1, end)
	case opWindow:
		d.subs(b, at+2, end)
	case opNear, opOrdered:
		middle := at + 2 + b[at+1]>>8
		for _, side := range [...][2]uint32{{at + 2, middle}, {middle, end}} {
			if side[0]+sizeAt(b, side[0]) == side[1] {
				d.node(b, side[0])
			} else {
				d.oneOf(b, side[0], side[1])
			}
		}
	}
}

// oneOf notes the shortest choice among two or three terms.
func (d *demand) oneOf(b []uint32, k, end uint32) {
	n := (end - k) / termSize
	if n > 3 || len(d.any) > 0 && len(d.any) <= int(n) {
		return
	}
	for i := k; i < end; i += sizeAt(b, i) {
		if operator(b[i]) != opTerm || b[i]&opNegated != 0 {
			return
		}
	}
	d.any = d.any[:0]
	for ; k < end; k += termSize {
		d.any = append(d.any, termAt(b, k))
	}
}

// subs notes the words of a phrase that have one form.
func (d *demand) subs(b []uint32, k, end uint32) {
	for ; k < end; k += subSize {
		if b[k]&subAlso == 0 && (k+subSize >= end || b[k+subSize]&subAlso == 0) {
			d.all = append(d.all, termAt(b, k))
		}
	}
}

// beside is the fingerprint for posts that hold the term by which a search was found. That
// term takes what room the others leave: a post may have come for another one whose leads
// are at the same place.
func (d *demand) beside(known term, rate func(term, rarity) float64) fingerprint {
	var rare [3]term
	n := 0
	for _, t := range d.all {
		if t != known {
			n = keepRarest(&rare, n, t, rate)
		}
	}
	any := d.any
	for _, t := range any {
		if t == known {
			any = nil
		}
	}
	switch {
	case n == 0 && len(any) == 3:
		return fingerOfThree(fingerAny, [3]term(any))
	case n == 0 && len(any) == 2:
		return fingerOfThree(fingerMixed, [3]term{known, any[0], any[1]})
	case n == 1 && len(any) == 2:
		return fingerOfThree(fingerMixed, [3]term{rare[0], any[0], any[1]})
	}
	for i := n; i < 3; i++ {
		rare[i] = known
	}
	return fingerOfThree(fingerAll, rare)
}

// keepRarest puts a term among the three rarest, of which there are n.
func keepRarest(rare *[3]term, n int, t term, rate func(term, rarity) float64) int {
	if n < 3 {
		rare[n] = t
		return n + 1
	}
	most := 0
	for i := range rare {
		if rate(rare[i], ofWord) > rate(rare[most], ofWord) {
			most = i
		}
	}
	if rate(t, ofWord) < rate(rare[most], ofWord) {
		rare[most] = t
	}
	return n
}
