package hearing

import (
	"fmt"
	"time"

	"heed/internal/desk"
)

// Resume says what becomes of a gap once its source is heard again at a time: what the
// network can still tell is being read, the rest is lost. replay is how far back the network
// goes, 0 not at all. Both may come of one gap, the lost part first.
func Resume(g desk.Gap, at time.Time, replay time.Duration) []desk.Gap {
	g.To = at
	reach := at.Add(-replay)
	if replay > 0 && !g.From.Before(reach) {
		g.State = desk.GapFilling
		return []desk.Gap{g}
	}
	lost := g
	lost.State, lost.Ended = desk.GapLost, at
	if replay <= 0 || !reach.Before(at) {
		return []desk.Gap{lost}
	}
	lost.To = reach
	rest := g
	rest.ID, rest.From, rest.State = 0, reach, desk.GapFilling
	return []desk.Gap{lost, rest}
}

// Missed estimates how many posts were said in a gap, and says from what.
func Missed(g *desk.Gap, usual *Profile, now time.Time) (posts int64, basis string) {
	to := g.To
	if to.IsZero() {
		to = now
	}
	if usual == nil {
		return -1, "What is usual is not known yet."
	}
	n, b := usual.Expected(g.From, to)
	switch b {
	case Weekly:
		return int64(n + .5), "By what is usual at these hours of the week."
	case Daily:
		return int64(n + .5), "By what is usual at these hours of the day."
	case Overall:
		return int64(n + .5), "By the rate of all hours heard so far."
	}
	return -1, fmt.Sprintf("What is usual is not known yet: %s more must be heard first.", count(usual.Need(), "hour"))
}
