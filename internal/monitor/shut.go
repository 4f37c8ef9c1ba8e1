package monitor

import (
	"slices"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/hearing"
	"heed/internal/purse"
)

// Time in which a cap kept a search from hearing tells nothing of what is usual: it is left out like time in which its
// streams were not heard. Caps that hold, and those that held to the end of their month, are in the spending; of one that
// was raised the hours are kept when it opens.

// shutKey is under which the hours of a cap that was raised are kept; search 0: the cap of the network.
func shutKey(n desk.Network, id desk.SearchID) string {
	if id == 0 {
		return "network:" + string(n) + "/shut"
	}
	return desk.SearchKey(id) + "/shut"
}

// shutHours are the seconds of each hour from one time to another.
func shutHours(key string, from, to time.Time) (out []desk.HourCount) {
	for from.Before(to) {
		end := from.Truncate(time.Hour).Add(time.Hour)
		if end.After(to) {
			end = to
		}
		if s := int64(end.Sub(from).Seconds()); s > 0 {
			out = append(out, desk.HourCount{Key: key, Hour: desk.HourOf(from), Covered: s})
		}
		from = end
	}
	return out
}

// endOf is when the caps of a month as desk.MonthOf has it begin anew.
func endOf(month int) time.Time {
	return time.Date(month/100, time.Month(month%100+1), 1, 0, 0, 0, 0, time.UTC)
}

// shut is in how many seconds of each hour caps kept a search from hearing: its own, or those of networks that charge
// and that it hears.
func (st *state) shut(id desk.SearchID) map[int64]int64 {
	out := map[int64]int64{}
	add := func(counts []desk.HourCount) {
		for _, c := range counts {
			out[c.Hour] = min(out[c.Hour]+c.Covered, 3600)
		}
	}
	add(st.past.hours[shutKey("", id)])
	all := slices.Concat(st.older, st.before, st.spending)
	pays := map[desk.Network]bool{}
	for _, sp := range all {
		if sp.Search == id && sp.Posts > 0 && !pays[sp.Network] {
			pays[sp.Network] = true
			add(st.past.hours[shutKey(sp.Network, 0)])
		}
	}
	for _, sp := range all {
		if to := endOf(sp.Month); !sp.Capped.IsZero() && (sp.Search == id || sp.Search == 0 && pays[sp.Network]) {
			if to.After(st.now) {
				to = st.now
			}
			add(shutHours("", sp.Capped, to))
		}
	}
	return out
}

// heard are the seconds of each hour in which a search was heard.
func (p *past) heard(key string) map[int64]int64 {
	if !strings.HasPrefix(key, "search:") {
		return nil // a source has its own
	}
	shut := p.shut[key]
	if len(shut) == 0 {
		return p.covered
	}
	out := make(map[int64]int64, len(p.covered))
	for h, seconds := range p.covered {
		if seconds -= shut[h]; seconds > 0 {
			out[h] = seconds
		}
	}
	return out
}

// caps finds those that were raised or taken away, and those of networks that leave no room: an account that only
// listens is not read then, so no post comes that would show it.
func (s *Service) caps(st *state) (open []desk.Spend, reached []desk.Network) {
	caps := purse.Caps{Network: st.caps, Search: map[desk.SearchID]int64{}}
	for _, n := range st.searches {
		if n.Cap > 0 {
			caps.Search[n.ID] = n.Cap
		}
	}
	book, known := purse.New(desk.MonthOf(st.now), st.spending, caps), map[desk.Network]bool{}
	for i := range st.spending {
		sp := &st.spending[i]
		price := s.deps.Kinds[sp.Network].Abilities.Price.Post
		room := book.Open(sp.Network, price)
		known[sp.Network] = known[sp.Network] || sp.Search == 0 && !sp.Capped.IsZero()
		if sp.Search != 0 {
			room = book.OpenFor(sp.Search, price)
		}
		if !sp.Capped.IsZero() && room {
			open = append(open, *sp)
			sp.Capped = time.Time{}
		}
	}
	for n, k := range s.deps.Kinds {
		if price := k.Abilities.Price.Post; price > 0 && !known[n] && !book.Open(n, price) {
			reached = append(reached, n)
			st.spending = append(st.spending, desk.Spend{Month: desk.MonthOf(st.now), Network: n, Capped: st.now})
		}
	}
	return open, reached
}

// earlier estimates how many posts caps that were raised kept a search from hearing on a network from one time to
// another: its own (of 0) or the network's; -1: not known.
func (st *state) earlier(n desk.Network, of, id desk.SearchID, from, to time.Time) float64 {
	sum, usual := 0.0, st.past.profile(desk.SearchKey(id), st.now)
	for _, c := range st.past.hours[shutKey(n, of)] {
		at := time.Unix(c.Hour*3600, 0)
		if at.Before(from) || !at.Before(to) {
			continue
		}
		posts, _ := hearing.MissedShort(at, at.Add(time.Duration(c.Covered)*time.Second), usual)
		if posts < 0 {
			return -1
		}
		sum += posts * st.paid(id, n)
	}
	return sum
}
