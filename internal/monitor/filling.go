package monitor

import (
	"slices"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/hearing"
)

// resume ends a gap.
func (s *Service) resume(e *ear, a *desk.Account, at time.Time) {
	g := e.gap
	if g == nil {
		g = e.newGap()
		if s.begun.After(e.source.Beat) {
			g.Why = "heed wasn't running, or wasn't hearing this account."
		}
	}
	e.gap = nil
	if e.source.State == desk.Capped { // reading it afterwards would cost what the cap forbade
		g.To, g.State, g.Ended = at, desk.GapForgone, at
		e.over = append(e.over, *g)
		return
	}
	for _, part := range hearing.Resume(*g, at, s.deps.Kinds[a.Network].Abilities.Replay) {
		if part.State == desk.GapFilling {
			part.Posts = 0
			e.filling = append(e.filling, filling{Gap: part})
		}
		e.over = append(e.over, part)
	}
}

// newGap is a gap from the last sign of life on.
func (e *ear) newGap() *desk.Gap {
	g := &desk.Gap{Source: e.source.Key, Account: e.source.Account, Part: e.source.Part, From: e.source.Beat, State: desk.GapOpen, Posts: -1, Missed: -1}
	switch {
	case e.source.State == desk.Stopped:
		g.Why = "Someone paused the account."
	case e.source.State == desk.Capped:
		g.Why = "The monthly cap was reached."
	case e.source.Problem != "":
		g.Why = e.source.Problem
	default:
		g.Why = "There was no sign of life from the network."
	}
	return g
}

// lost notes what the network says can no longer be had. Of a gap that was to be made up that
// part is lost too, and is listed once.
func (e *ear) lost(b *channel.Batch, now time.Time) {
	from, to := e.missed(b, now)
	lost := func(g desk.Gap) desk.Gap {
		g.To, g.Why, g.State, g.Posts, g.Missed, g.Ended = to, b.Missed, desk.GapLost, -1, -1, now
		return g
	}
	listed := false
	kept := e.filling[:0]
	for _, f := range e.filling {
		g := f.Gap
		if !g.From.Before(to) || !from.Before(g.To) {
			kept = append(kept, f)
			continue
		}
		listed = true
		if !to.Before(g.To) {
			to := g.To
			g = lost(g)
			g.To = to
			e.put(g)
			continue
		}
		e.put(lost(g))
		g.ID, g.From = 0, to
		e.over, kept = append(e.over, g), append(kept, filling{Gap: g})
	}
	if e.filling = kept; !listed {
		e.put(lost(desk.Gap{Source: e.source.Key, Account: e.source.Account, Part: e.source.Part, From: from}))
	}
}

// missed is the time of which the network says that it cannot tell of it any more.
func (e *ear) missed(b *channel.Batch, now time.Time) (from, to time.Time) {
	from, to = b.MissedFrom, b.MissedTo
	if to.IsZero() || to.After(now) {
		to = now
		if len(b.Heard) > 0 && !b.Heard[0].Message.PostedAt.IsZero() {
			to = b.Heard[0].Message.PostedAt
		}
	}
	if from.IsZero() {
		from = e.source.Posted
	}
	if from.IsZero() || !from.Before(to) {
		from = to.Add(-time.Second)
	}
	return from, to
}

// filling is a gap that is being made up.
type filling struct {
	desk.Gap
	kept bool // the database has it as it is here, but for what was read of it meanwhile
}

// Place is how far the gaps of an account are made up once a batch is taken. It is kept with the cursor of the batch, so
// that a process that is killed goes on counting where it goes on reading. As long as the database does not know that a
// gap began to be made up, or ended, known is false, and the cursor waits.
func (s *Service) Place(a *desk.Account, b *channel.Batch, pulses []channel.Pulse) (gaps []desk.Gap, known bool) {
	now := s.deps.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	parts := Parts(s.deps.Kinds[a.Network], a)
	for _, part := range parts {
		e := s.ears[desk.SourceKey(a.ID, part)]
		if e == nil || !s.loaded {
			continue
		}
		if at, _ := e.sign(pulses, now); b.Missed != "" || at.After(e.source.Beat) && e.resumes(at) {
			return nil, false // what is made up is decided once the batch is taken
		}
		if e.ended || slices.ContainsFunc(e.filling, func(f filling) bool { return !f.kept }) {
			return nil, false
		}
		gaps = append(gaps, e.read(b, a, parts)...)
	}
	return gaps, true
}

// read are the gaps that are being made up, with what a batch brings of them.
func (e *ear) read(b *channel.Batch, a *desk.Account, parts []string) []desk.Gap {
	between := int64(0)
	if e.source.Part == desk.PartStream {
		between = int64(b.Passed + b.UnreadPosts)
	}
	out := make([]desk.Gap, len(e.filling))
	for i := range e.filling {
		g := e.filling[i].Gap
		again := b.Again // the first of them, which were counted before
		for j := range b.Heard {
			h := &b.Heard[j]
			if h.Change != desk.Created || h.Message.Form == desk.Repost || !through(h, e.source.Part, a, parts) {
				continue
			}
			if again--; again >= 0 {
				continue
			}
			if at := h.Message.PostedAt; !at.Before(g.From) && at.Before(g.To) {
				g.Posts++
			}
		}
		if len(b.Heard) == 0 || !b.Heard[0].Message.PostedAt.After(g.To) {
			g.Posts, between = g.Posts+between, 0 // those between are of the same time: of the earliest that is not over
		}
		out[i] = g
	}
	return out
}

// fill counts what is made up of a gap, and ends it once the source has come to the present,
// or past it.
func (s *Service) fill(e *ear, b *channel.Batch, a *desk.Account, parts []string, now time.Time) {
	kept := e.filling[:0]
	for i, g := range e.read(b, a, parts) {
		past := b.Live && !(b.At.Before(g.To) && !b.At.IsZero() && came(b))
		for j := range b.Heard {
			past = past || b.Heard[j].Message.PostedAt.After(g.To)
		}
		if past {
			g.State, g.Ended = desk.GapFilled, now
			e.put(g)
			continue
		}
		kept = append(kept, filling{g, e.filling[i].kept})
	}
	e.filling = kept
}

// came reports whether a batch brought anything: a stream that is nearly at the present still tells of what a gap just missed.
func came(b *channel.Batch) bool { return len(b.Heard)+len(b.Unread)+b.Passed > 0 }

// put has a gap written that is over, in the place of what was to be written of it.
func (e *ear) put(g desk.Gap) {
	e.ended = true
	for i := range e.over {
		if o := &e.over[i]; o.State == desk.GapFilling && o.ID == g.ID && o.From.Equal(g.From) {
			*o = g
			return
		}
	}
	e.over = append(e.over, g)
}
