package monitor

import (
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
)

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
	for _, g := range e.filling {
		if !g.From.Before(to) || !from.Before(g.To) {
			kept = append(kept, g)
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
		e.over, kept = append(e.over, g), append(kept, g)
	}
	if e.filling = kept; !listed {
		e.over = append(e.over, lost(desk.Gap{Source: e.source.Key, Account: e.source.Account, Part: e.source.Part, From: from}))
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

// fill counts what is made up of a gap, and ends it once the source has come to the present,
// or past it.
func (s *Service) fill(e *ear, b *channel.Batch, now time.Time) {
	kept, between := e.filling[:0], int64(b.Passed+b.UnreadPosts)
	for _, g := range e.filling {
		past := b.Live
		for i := range b.Heard {
			at := b.Heard[i].Message.PostedAt
			if !at.Before(g.From) && at.Before(g.To) {
				g.Posts++
			}
			past = past || at.After(g.To)
		}
		if len(b.Heard) == 0 || !b.Heard[0].Message.PostedAt.After(g.To) {
			g.Posts, between = g.Posts+between, 0 // those between are of the same time: of the earliest that is not over
		}
		if past {
			g.State, g.Ended = desk.GapFilled, now
			e.put(g)
			continue
		}
		kept = append(kept, g)
	}
	e.filling = kept
}

// put has a gap written, in the place of what was to be written of it.
func (e *ear) put(g desk.Gap) {
	for i := range e.over {
		if o := &e.over[i]; o.State == desk.GapFilling && o.ID == g.ID && o.From.Equal(g.From) {
			*o = g
			return
		}
	}
	e.over = append(e.over, g)
}
