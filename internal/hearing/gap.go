package hearing

import (
	"fmt"
	"time"

	"heed/internal/desk"
	"heed/internal/order"
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
		return -1, "The usual volume isn't known yet."
	}
	n, b := usual.Expected(g.From, to)
	if b == Unknown {
		return -1, fmt.Sprintf("The usual volume isn't known yet: %s more needed.", count(usual.Need(), "hour"))
	}
	return int64(n + .5), by(b)
}

func by(b Basis) string {
	switch b {
	case Weekly:
		return "Based on the usual volume at these hours of the week."
	case Daily:
		return "Based on the usual volume at these hours of the day."
	}
	return "Based on the average of all hours heard so far."
}

// leastHeard is for how long something must have been heard to say anything of its rate.
const leastHeard = 10 * time.Minute

// MissedShort estimates how many posts a time brought of something that is not heard any more, by a profile of
// before, and says from what; -1: not known. Nothing more will be learnt, so a few hours must do.
func MissedShort(from, to time.Time, usual *Profile) (posts float64, basis string) {
	n, b := usual.Expected(from, to)
	if b != Unknown {
		return n, by(b)
	}
	seen, covered := 0.0, 0.0
	for _, h := range usual.hours {
		seen, covered = seen+h.posts, covered+h.covered
	}
	heard := time.Duration(covered * float64(time.Hour))
	if heard < leastHeard {
		return -1, "Too little had been heard before to estimate how much."
	}
	return seen / covered * to.Sub(from).Hours(), fmt.Sprintf("By the rate of the %s heard before, which is little.", Duration(heard))
}

// A Way is one way in of a network, and when it was not heard.
type Way struct {
	desk.Source
	Gaps []desk.Gap
}

// Heard is how much of a time was heard through at least one of several ways in of a network. What was made up
// counts, of a gap that is being made up so far as it was read; what lies before the first sign of life does not.
func Heard(ways []Way, from, to time.Time) (sum time.Duration) {
	var heard []between
	for i := range ways {
		heard = append(heard, ways[i].heard(from, to)...)
	}
	order.By(heard, func(a, b between) int { return a.from.Compare(b.from) })
	for at, i := from, 0; i < len(heard); i++ {
		if h := heard[i]; h.to.After(at) {
			sum += h.to.Sub(latest(h.from, at))
			at = h.to
		}
	}
	return sum
}

type between struct{ from, to time.Time }

// heard are the times in which a way was heard.
func (w *Way) heard(from, to time.Time) (out []between) {
	if w.First.IsZero() {
		return nil
	}
	at, end := latest(from, w.First), to
	if to.Sub(w.Beat) >= GapAfter {
		end = w.Beat
	}
	gaps := append([]desk.Gap(nil), w.Gaps...)
	order.By(gaps, func(a, b desk.Gap) int { return a.From.Compare(b.From) })
	for _, g := range append(gaps, desk.Gap{From: end, To: to}) {
		switch {
		case g.State == desk.GapFilled:
			continue
		case g.State == desk.GapFilling:
			g.From = latest(g.From, w.Posted)
		}
		if until := earliest(g.From, end); until.After(at) {
			out = append(out, between{at, until})
		}
		if g.To.IsZero() {
			return out
		}
		at = latest(at, g.To)
	}
	return out
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
