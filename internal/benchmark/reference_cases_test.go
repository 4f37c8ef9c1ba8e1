package benchmark

import "sort"

// told are the facts of one case.
type told struct {
	demand, leaving, deflected, private, closed, helped bool

	first, solved  int64 // seconds, -1 for none
	next           []lasted
	opened         int64
	responses, lip int
}

// cases are those of each company.
func (s *slow) cases() map[string][]told {
	groups := map[[3]string][]int{}
	for i := range s.list {
		if c := s.company(i); c != "" {
			key := [3]string{c, s.customer(i), s.thread(i)}
			groups[key] = append(groups[key], i)
		}
	}
	out := map[string][]told{}
	for key, group := range groups {
		sort.Slice(group, func(a, b int) bool { return s.list[group[a]].at < s.list[group[b]].at })
		of := map[int]*[]int{}
		var latest *[]int
		var runs []*[]int
		for _, i := range group {
			silent := func(run *[]int) bool {
				return !s.list[i].out && s.list[i].at-s.list[(*run)[len(*run)-1]].at > 72*3600
			}
			run := of[s.parent(i)]
			if run == nil || silent(run) {
				run = latest
			}
			if run == nil || silent(run) {
				run = &[]int{}
				latest = run
				runs = append(runs, run)
			}
			*run = append(*run, i)
			of[i] = run
		}
		for _, run := range runs {
			if c, ok := s.tell(*run); ok {
				out[key[0]] = append(out[key[0]], c)
			}
		}
	}
	return out
}

func (s *slow) tell(run []int) (c told, ok bool) {
	for len(run) > 0 && s.list[run[0]].out {
		run = run[1:]
	}
	if len(run) == 0 {
		return c, false
	}
	c = told{first: -1, opened: s.list[run[0]].at, demand: s.list[run[0]].calls, deflected: true}
	c.next, c.solved = s.turns(run)
	for _, i := range run {
		r := &s.list[i]
		switch {
		case !r.out:
			c.leaving = c.leaving || r.leaving
			continue
		case r.automatic:
			continue
		case c.responses == 0:
			c.first = r.at - c.opened
		}
		c.responses++
		if r.lip {
			c.lip++
		}
		c.deflected = c.deflected && r.deflects
		c.helped = c.helped || !r.lip && !r.deflects
		c.closed = c.closed || c.private && r.closes
		c.private = c.private || r.private
	}
	c.deflected = c.deflected && c.responses > 0
	return c, true
}

// points are those of a case of the demand.
func (c told) points() (sum float64) {
	if !c.demand {
		return 0
	}
	switch {
	case c.first < 0:
	case c.first <= 3600:
		sum = 40
	case c.first <= 86400:
		sum = 25
	default:
		sum = 10
	}
	if c.helped {
		sum += 30
	}
	if c.solved >= 0 {
		sum += 30
	}
	return sum
}
