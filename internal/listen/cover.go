package listen

import "slices"

// A coverer chooses which terms lead to a search: such that a post that matches holds at
// least one of them, and as few other posts as possible hold any.
type coverer struct {
	rate  func(term, rarity) float64 // what share of posts hold a term
	terms []term                     // the choice so far
	rates []float64
}

// rarity is what is known of a term that nobody counted.
type rarity uint8

const (
	ofWord      rarity = iota
	ofEntity           // a hashtag, handle or cashtag
	ofCharacter        // of a script without spaces
)

// program gives the terms of a search, each once, the rarest last.
func (c *coverer) program(b []uint32, program uint32) []term {
	c.terms, c.rates = c.terms[:0], c.rates[:0]
	c.cover(b, rootAt(b, program), false)
	return c.terms
}

// cover adds the terms that lead to a node, or nothing where no terms do.
func (c *coverer) cover(b []uint32, at uint32, negated bool) bool {
	w := b[at]
	negated = negated != (w&opNegated != 0)
	end := at + w&lowMask
	switch op := operator(w); op {
	case opAnd, opOr:
		if (op == opAnd) != negated {
			return c.cheapest(b, at+1, end, negated)
		}
		return c.all(b, at+1, end, negated)
	case opTerm:
		if negated || w&opFilter != 0 {
			return false
		}
		return c.add(termAt(b, at), rarityAt(w))
	case opFollowers:
		return false
	}
	if negated {
		return false
	}
	switch operator(w) {
	case opPhrase:
		return c.rarest(b, at+1, end)
	case opWindow:
		return c.rarest(b, at+2, end)
	}
	from := len(c.terms)
	middle := at + 2 + b[at+1]>>8
	c.all(b, at+2, middle, false)
	between := len(c.terms)
	c.all(b, middle, end, false)
	c.better(from, between)
	return true
}

func rarityAt(w uint32) rarity {
	if w&opEntity != 0 {
		return ofEntity
	}
	return ofWord
}

func (c *coverer) add(t term, r rarity) bool {
	c.terms = append(c.terms, t)
	c.rates = append(c.rates, c.rate(t, r))
	return true
}

// all adds the terms of every operand; one without terms spoils them all.
func (c *coverer) all(b []uint32, k, end uint32, negated bool) bool {
	from := len(c.terms)
	for ; k < end; k += sizeAt(b, k) {
		if !c.cover(b, k, negated) {
			c.cut(from)
			return false
		}
	}
	c.distinct(from)
	return len(c.terms) > from
}

// cheapest adds the terms of the operand that the fewest posts hold.
func (c *coverer) cheapest(b []uint32, k, end uint32, negated bool) bool {
	from := len(c.terms)
	for ; k < end; k += sizeAt(b, k) {
		if between := len(c.terms); c.cover(b, k, negated) && between > from {
			c.better(from, between)
		}
	}
	return len(c.terms) > from
}

// rarest adds the forms of the place of a phrase that stand in the fewest posts.
func (c *coverer) rarest(b []uint32, k, end uint32) bool {
	from := len(c.terms)
	for k < end {
		between, r := len(c.terms), ofWord
		if b[k]&subGlued != 0 {
			r = ofCharacter
		}
		c.add(termAt(b, k), r)
		for k += subSize; k < end && b[k]&subAlso != 0; k += subSize {
			c.add(termAt(b, k), r)
		}
		if between > from {
			c.better(from, between)
		}
	}
	return true
}

// better keeps the terms from from to between, or those from between on.
func (c *coverer) better(from, between int) {
	if c.sum(c.rates[between:]) >= c.sum(c.rates[from:between]) {
		c.cut(between)
		return
	}
	c.terms = slices.Delete(c.terms, from, between)
	c.rates = slices.Delete(c.rates, from, between)
}

func (c *coverer) sum(rates []float64) (sum float64) {
	for _, r := range rates {
		sum += r
	}
	return sum
}

func (c *coverer) cut(n int) { c.terms, c.rates = c.terms[:n], c.rates[:n] }

// distinct drops terms that are there twice.
func (c *coverer) distinct(from int) {
	n := from
	for i := from; i < len(c.terms); i++ {
		if slices.Contains(c.terms[from:n], c.terms[i]) {
			continue
		}
		c.terms[n], c.rates[n] = c.terms[i], c.rates[i]
		n++
	}
	c.cut(n)
}
