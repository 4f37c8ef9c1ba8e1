package report

// Assemble makes the facts of a case from its messages, which must be in order of time; what
// it held before is gone. It counts open waits until seen: the end of the data, or now. What
// only a desk knows (owners, promises, resolution by event) it leaves to the caller. It is
// false where the customer says nothing. The memory of Next and HandOffs is used again, so
// that a caller may use one case for many.
func (c *Case) Assemble(said []Said, seen int64) bool {
	first := -1
	for i := range said {
		if !said[i].Out {
			first = i
			break
		}
	}
	if first < 0 {
		return false
	}
	open, next, handOffs := &said[first], c.Next[:0], c.HandOffs[:0]
	*c = Case{HandOffs: handOffs}
	c.Opened, c.Demand, c.Negative, c.Told, c.Followers = open.At, open.Calls, open.Calls && open.Mood < 0, 1, -1
	c.First.Micros = max(0, seen-open.At)
	c.Resolution.Micros = c.First.Micros
	a := assembler{c: c, seen: seen, turn: -1, deflected: true, hollow: true, next: next}
	for i := range said[first:] {
		if s := &said[first+i]; s.Out {
			a.company(s)
		} else {
			a.customer(s, i == 0)
		}
	}
	a.end()
	return true
}

// assembler goes through the messages of a case.
type assembler struct {
	c         *Case
	seen      int64
	turn      int64 // when the customer began to speak, -1 while nobody waits
	later     bool  // the open turn is not the first
	calls     bool  // and calls for a response
	next      []Wait
	deflected bool
	hollow    bool
	asked     bool // to go on in private
	moods     int
	firstMood int8
	last      *Said // of the customer
	lastAfter bool  // the last message of the customer comes after a response
	thanked   int64 // since when the customer's last word is thanks; 0 where it is not
	agent     uint32
}

func (a *assembler) customer(s *Said, first bool) {
	if a.turn < 0 {
		a.turn, a.later, a.calls = s.At, !first, false
	}
	a.calls = a.calls || s.Calls && (first || !s.Thanks)
	a.c.Leaving = a.c.Leaving || s.Leaving
	if s.Restates && !first {
		a.c.Told++
	}
	if a.moods++; a.moods == 1 {
		a.firstMood = s.Mood
	}
	a.c.Mood = s.Mood - a.firstMood
	a.last, a.lastAfter = s, a.c.Responses > 0
	a.thanked = 0
	if a.lastAfter && s.Mood >= 0 && (s.Thanks || s.Mood > 0) {
		a.thanked = s.At
	}
}

func (a *assembler) company(s *Said) {
	if s.Auto {
		return
	}
	a.owner(s)
	a.c.Responses++
	if !s.Partial {
		a.ends(s)
	}
	if s.Empty {
		a.c.Lip++
	}
	a.deflected = a.deflected && s.Deflects
	a.hollow = a.hollow && (s.Empty || s.Deflects)
	if a.asked && s.Closes && !s.ToPrivate && !s.Private {
		a.c.Closed = true
	}
	if s.ToPrivate {
		a.asked = true
	}
}

// ends ends the wait with a response.
func (a *assembler) ends(s *Said) {
	if !a.c.First.Ended {
		a.c.First = Wait{s.At - a.c.Opened, true}
	}
	if a.turn >= 0 && a.later && a.calls {
		a.next = append(a.next, Wait{s.At - a.turn, true})
	}
	a.turn = -1
}

// owner notes a change of who answers. The delay is what the customer waited for the new
// one.
func (a *assembler) owner(s *Said) {
	if s.Agent == 0 {
		return
	}
	a.c.OwnersKnown = true
	if a.agent != 0 && a.agent != s.Agent {
		w := Wait{0, true}
		if a.turn >= 0 {
			w.Micros = s.At - a.turn
		}
		a.c.HandOffs = append(a.c.HandOffs, w)
	}
	a.agent = s.Agent
}

func (a *assembler) end() {
	if a.turn >= 0 && a.later && a.calls {
		a.next = append(a.next, Wait{max(0, a.seen-a.turn), false})
		a.c.Turn = a.turn
	}
	a.c.Deflected = a.c.Responses > 0 && a.deflected
	a.c.Hollow = a.c.Responses > 0 && a.hollow
	a.c.Private = a.asked
	a.c.MoodKnown = a.moods > 1 && a.c.Responses > 0
	if a.thanked != 0 {
		a.c.Resolution = Wait{a.thanked - a.c.Opened, true}
		if a.last.Restates { // what says that it is solved does not tell the problem again
			a.c.Told--
		}
	}
	a.c.Next = a.next
}
