package monitor

import (
	"fmt"
	"time"

	"heed/internal/desk"
	"heed/internal/hearing"
)

// gapShown is how long a gap that is not made up is an alarm; it stays in the list.
const gapShown = 24 * time.Hour

// unheard are the gaps of one source that are not made up, for one reason.
type unheard struct {
	key    string
	of     *desk.Gap // the latest
	gaps   int
	time   time.Duration
	missed int64 // -1: not known
}

// gapAlarms tell what was not heard in the last day and is not made up: once for all gaps of a source, or one that
// comes and goes would ring for each.
func (s *Service) gapAlarms(st *state) (out []desk.Alarm) {
	for _, u := range unheardOf(st) {
		a := st.accounts[u.of.Account]
		alarm := desk.Alarm{Key: u.key, Kind: hearing.KindGap, Subject: subject(a, u.of.Part), Link: "/hearing#gaps",
			Mend: "Check on the network itself for what was said in that time. This note disappears after a day; the gap stays in the list."}
		long := hearing.Duration(u.time)
		switch {
		case u.of.State == desk.GapForgone:
			alarm.Problem = long + " were not read because the monthly cap was reached."
			alarm.Mend = "Raise the cap so that reading doesn't stop again. What was said in the meantime won't be read later. This note disappears after a day; the gap stays in the list."
			alarm.Link = "/hearing#purse-" + string(a.Network)
		case u.gaps > 1:
			alarm.Problem = fmt.Sprintf("%s were not heard, in %d gaps, and can no longer be read from the network.", long, u.gaps)
		default:
			alarm.Problem = long + " were not heard and can no longer be read from the network."
		}
		if u.missed == 1 {
			alarm.Problem += " About 1 post was missed."
		} else if u.missed >= 0 {
			alarm.Problem += fmt.Sprintf(" About %s posts were missed.", desk.Numeral(u.missed))
		}
		out = append(out, alarm)
	}
	return out
}

func unheardOf(st *state) (out []*unheard) {
	known := map[string]*unheard{}
	for i := range st.gaps {
		g := &st.gaps[i]
		if !g.State.Unheard() || st.now.Sub(g.Ended) >= gapShown || st.accounts[g.Account] == nil {
			continue
		}
		key := "gap:" + g.Source
		if g.State == desk.GapForgone {
			key += "/cap"
		}
		u := known[key]
		if u == nil {
			u = &unheard{key: key, of: g}
			known[key], out = u, append(out, u)
		}
		u.gaps, u.time = u.gaps+1, u.time+g.To.Sub(g.From)
		if u.missed < 0 || g.Missed < 0 {
			u.missed = -1
		} else {
			u.missed += g.Missed
		}
	}
	return out
}

// estimate says of gaps that are not made up what they cost.
func estimate(st *state) (out []desk.Gap) {
	for i := range st.gaps {
		g := &st.gaps[i]
		if !g.State.Unheard() || g.Missed >= 0 {
			continue
		}
		missed, basis := hearing.Missed(g, st.past.profile(g.Source, st.now), st.now)
		if missed != g.Missed || basis != g.Basis {
			g.Missed, g.Basis = missed, basis
			out = append(out, *g)
		}
	}
	return out
}
