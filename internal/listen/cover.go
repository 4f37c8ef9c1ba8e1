package listen

// A coverer chooses which terms lead to a search: such that a post that matches holds at
// least one of them, and as few other posts as possible hold any.
type coverer struct {
	rate  func(term) float64
	terms []term
}

// program gives the terms of a search, each once.
func (c *coverer) program(b []uint32, program uint32) []term {
	c.terms = c.terms[:0]
	if _, ok := c.weigh(b, program+headSize, false); ok {
		c.choose(b, program+headSize, false)
	}
	return c.terms
}

// weigh guesses what share of posts hold one of the terms of a node. It is not ok where no
// choice of terms would do.
func (c *coverer) weigh(b []uint32, at uint32, negated bool) (weight float64, ok bool) {
	w := b[at]
	negated = negated != (w&opNegated != 0)
	switch op := operator(w); {
	case op == opAnd || op == opOr:
		return c.weighAll(b, at+1, at+w&lowMask, (op == opAnd) != negated, negated)
	case negated || op == opFollowers || op == opTerm && w&opFilter != 0:
		return 0, false
	case op == opTerm:
		return c.rate(termAt(b, at)), true
	case op == opPhrase:
		_, _, weight = c.rarest(b, at+1, at+w&lowMask)
		return weight, true
	case op == opWindow:
		_, _, weight = c.rarest(b, at+2, at+w&lowMask)
		return weight, true
	}
	middle := at + 2 + b[at+1]>>8
	left, _ := c.weighAll(b, at+2, middle, false, false)
	right, _ := c.weighAll(b, middle, at+w&lowMask, false, false)
	return min(left, right), true
}

// weighAll weighs operands: the cheapest, or all together.
func (c *coverer) weighAll(b []uint32, k, end uint32, cheapest, negated bool) (weight float64, ok bool) {
	for ; k < end; k += sizeAt(b, k) {
		one, good := c.weigh(b, k, negated)
		switch {
		case !good && !cheapest:
			return 0, false
		case !good:
		case !cheapest:
			weight, ok = weight+one, true
		case !ok || one < weight:
			weight, ok = one, true
		}
	}
	return weight, ok
}

// rarest finds the place of a phrase whose forms are in the fewest posts.
func (c *coverer) rarest(b []uint32, k, end uint32) (from, to uint32, weight float64) {
	for k < end {
		begin, sum := k, c.rate(termAt(b, k))
		for k += subSize; k < end && b[k]&subAlso != 0; k += subSize {
			sum += c.rate(termAt(b, k))
		}
		if from == to || sum < weight {
			from, to, weight = begin, k, sum
		}
	}
	return from, to, weight
}

// choose collects the terms of a node that can be weighed.
func (c *coverer) choose(b []uint32, at uint32, negated bool) {
	w := b[at]
	negated = negated != (w&opNegated != 0)
	end := at + w&lowMask
	switch op := operator(w); {
	case (op == opAnd || op == opOr) && (op == opAnd) != negated:
		c.chooseCheapest(b, at+1, end, negated)
	case op == opAnd || op == opOr:
		c.chooseAll(b, at+1, end, negated)
	case op == opTerm:
		c.add(termAt(b, at))
	case op == opPhrase:
		from, to, _ := c.rarest(b, at+1, end)
		c.addAll(b, from, to)
	case op == opWindow:
		from, to, _ := c.rarest(b, at+2, end)
		c.addAll(b, from, to)
	default:
		middle := at + 2 + b[at+1]>>8
		left, _ := c.weighAll(b, at+2, middle, false, false)
		right, _ := c.weighAll(b, middle, end, false, false)
		if left <= right {
			c.chooseAll(b, at+2, middle, false)
		} else {
			c.chooseAll(b, middle, end, false)
		}
	}
}

func (c *coverer) chooseCheapest(b []uint32, k, end uint32, negated bool) {
	best, least := uint32(0), 0.0
	for ; k < end; k += sizeAt(b, k) {
		if weight, ok := c.weigh(b, k, negated); ok && (best == 0 || weight < least) {
			best, least = k, weight
		}
	}
	c.choose(b, best, negated)
}

func (c *coverer) chooseAll(b []uint32, k, end uint32, negated bool) {
	for ; k < end; k += sizeAt(b, k) {
		c.choose(b, k, negated)
	}
}

func (c *coverer) addAll(b []uint32, from, to uint32) {
	for ; from < to; from += subSize {
		c.add(termAt(b, from))
	}
}

func (c *coverer) add(t term) {
	for _, have := range c.terms {
		if have == t {
			return
		}
	}
	c.terms = append(c.terms, t)
}
