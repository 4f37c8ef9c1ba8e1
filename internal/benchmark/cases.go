package benchmark

import (
	"heed/internal/report"
	"heed/internal/signal"
)

// cases splits a group where the customer begins anew after a silence, and gives the
// facts of each case with its posts. What is given is good until do returns.
func (t *threads) cases(g group, w *workroom, do func(c *report.Case, posts []uint32)) {
	runs := [][]uint32{g.posts}
	for n := 1; n < len(g.posts); n++ {
		if t.silent(g.posts[n], g.posts[n-1]) {
			runs = t.runs(g.posts)
			break
		}
	}
	for _, posts := range runs {
		if t.facts(posts, w) {
			do(&w.facts, posts)
		}
	}
}

// silent tells whether a post begins anew after a last one: it is a customer's, and much later, and the file does not tell its case.
func (t *threads) silent(i, last uint32) bool {
	if _, told := t.caseOf[i]; told {
		return false
	}
	return !t.at(i).bits.has(isOut) && t.at(i).at-t.at(last).at > silence
}

// runs are the cases of a group in which there was silence. An answer is of the case that it
// answers, however late it is and though the customer began anew meanwhile, and so is what the
// customer says to it while that goes on; all else is of the latest.
func (t *threads) runs(posts []uint32) (runs [][]uint32) {
	of := map[uint32]int{}
	for n, i := range posts {
		r, answers := of[t.parent[i]]
		if latest := len(runs) - 1; !answers || t.silent(i, runs[r][len(runs[r])-1]) {
			r = latest
		}
		if n == 0 || t.silent(i, runs[r][len(runs[r])-1]) {
			runs = append(runs, nil)
			r = len(runs) - 1
		}
		runs[r] = append(runs[r], i)
		of[i] = r
	}
	return runs
}

// workroom is memory that is used again for each case.
type workroom struct {
	facts report.Case
	said  []report.Said
	until int64
	zone  func(micros int64) (offset int)
}

// facts puts the facts of a case into the workroom.
func (t *threads) facts(posts []uint32, w *workroom) bool {
	w.said = w.said[:0]
	for n, i := range posts {
		p := t.at(i)
		w.said = append(w.said, report.Said{})
		s := &w.said[n] // filled where it stands: to build it elsewhere and copy it takes longer than all else here
		s.At, s.Agent, s.Mood = p.at, uint32(p.sign), p.mood
		s.Out, s.Private, s.Auto = p.bits.has(isOut), p.bits.has(private), p.bits.has(auto)
		s.Calls, s.Leaving, s.Thanks = p.bits.has(calls), p.bits.has(leaving), p.bits.has(thanks)
		s.Empty, s.Deflects, s.ToPrivate, s.Closes = p.bits.has(empty), p.bits.has(deflects), p.bits.has(toPrivate), p.bits.has(closes)
		if s.Out {
			continue
		}
		for _, j := range posts[max(0, n-signal.Recall):n] {
			if q := t.at(j); !q.bits.has(isOut) && p.topic.Restates(q.topic) {
				s.Restates = true
				break
			}
		}
	}
	c := &w.facts
	if !c.Assemble(w.said, w.until) {
		return false
	}
	c.Past = true
	c.Hour = report.HourOfWeek(c.Opened, w.zone(c.Opened))
	if len(t.followers) == 0 {
		return true
	}
	for _, i := range posts {
		if n, known := t.followers[i]; known && !t.at(i).bits.has(isOut) {
			c.Followers, c.Person = max(c.Followers, n), uint64(t.at(i).author)
		}
	}
	return true
}
