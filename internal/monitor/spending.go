package monitor

import (
	"math"
	"slices"
	"sort"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/hearing"
	"heed/internal/purse"
)

// What reading costs and will have cost, and what a cap kept from being heard.

func (s *Service) purses(st *state) (out []PurseReport) {
	used := map[desk.Network]bool{}
	for _, a := range st.accounts {
		used[a.Network] = true
	}
	for n, k := range s.deps.Kinds {
		if k.Abilities.Price.Post > 0 && used[n] {
			out = append(out, s.purse(st, n, k.Abilities.Price))
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Network < out[j].Network })
	return out
}

func (s *Service) purse(st *state, n desk.Network, price channel.Price) PurseReport {
	p := PurseReport{Network: n, Price: price, Cap: st.caps[n]}
	spent, all := map[desk.SearchID]desk.Spend{}, map[desk.SearchID]int64{}
	for _, sp := range st.spending {
		all[sp.Search] += sp.Micros
		if sp.Network == n {
			spent[sp.Search] = sp
			p.Spent += sp.Micros
		}
	}
	p.Posts = p.Spent / price.Post // one that several searches brought was paid once
	if p.Capped = spent[0].Capped; !p.Capped.IsZero() {
		p.NotHeard, p.Basis = s.notHeard(st, spent[0], st.now)
	}
	begin := monthOf(st.now)
	p.Before, p.Earlier = s.monthBefore(st, n, price), s.notHeardEarlier(st, n, begin, st.now)
	p.Removed = p.Spent
	for i := range st.searches {
		q := &st.searches[i]
		sp := spent[q.ID]
		p.Removed -= sp.Micros
		one := SpendReport{Search: q.ID, Name: q.Name, Cap: q.Cap, Spent: sp.Micros, Posts: sp.Posts, Capped: sp.Capped, NotHeard: -1}
		perDay := 0.0
		if !q.Paused && p.Capped.IsZero() && sp.Capped.IsZero() {
			perDay = st.perDay(q, sp) * shared(sp, price.Post)
		}
		one.Forecast = purse.Forecast(sp.Micros, perDay, price.Post, st.now)
		if q.Cap > 0 { // of all networks together
			one.Forecast = min(one.Forecast, max(q.Cap-all[q.ID]+sp.Micros, sp.Micros))
		}
		if !sp.Capped.IsZero() {
			one.NotHeard, one.Basis = s.notHeard(st, sp, st.now)
		}
		one.Earlier = whole(st.earlier(n, q.ID, q.ID, begin, st.now))
		one.Before = s.searchBefore(st, n, q.ID)
		p.Searches = append(p.Searches, one)
	}
	p.foresee()
	return p
}

// foresee makes the forecast of a network that of its searches; where its cap leaves less room, each gets its part.
func (p *PurseReport) foresee() {
	coming, room := int64(0), int64(math.MaxInt64)
	for i := range p.Searches {
		coming += p.Searches[i].Forecast - p.Searches[i].Spent
	}
	if p.Cap > 0 {
		room = max(p.Cap-p.Spent, 0)
	}
	p.Forecast = p.Spent + min(coming, room)
	for i := range p.Searches {
		if one := &p.Searches[i]; coming > room {
			one.Forecast = one.Spent + int64(float64(one.Forecast-one.Spent)*float64(room)/float64(coming))
		}
	}
}

// soon is the least time over which the posts of a search are taken for its rate while nothing is usual yet.
const soon = 6 * time.Hour

// perDay is how many posts a day a search is going to bring on a network that charges, for the rest of the month: by
// what is usual at those hours, of it the part that is paid there; else by what it brought since it listens.
func (st *state) perDay(q *desk.Search, sp desk.Spend) float64 {
	rest := purse.Next(st.now).Sub(st.now)
	if n, basis := st.past.profile(desk.SearchKey(q.ID), st.now).Expected(st.now, st.now.Add(rest)); basis != hearing.Unknown {
		return n / rest.Hours() * 24 * st.paid(q.ID, sp.Network)
	}
	began := monthOf(st.now)
	if q.Created.After(began) {
		began = q.Created
	}
	return float64(sp.Posts) / max(st.now.Sub(began), soon).Hours() * 24
}

// paid is which part of the hits of a search a network charges for: it may hear others that are free. It is 1 where
// nothing was paid lately.
func (st *state) paid(id desk.SearchID, n desk.Network) float64 {
	posts, hits, since := int64(0), int64(0), desk.HourOf(monthOf(monthOf(st.now).AddDate(0, 0, -1)))
	for _, sp := range slices.Concat(st.before, st.spending) {
		if sp.Network == n && sp.Search == id {
			posts += sp.Posts
		}
	}
	shut := st.past.shut[desk.SearchKey(id)]
	for _, c := range st.past.hours[desk.SearchKey(id)] {
		if c.Hour >= since && shut[c.Hour] < 3600 { // while nothing was paid it caught what is free
			hits += c.Posts
		}
	}
	if posts == 0 || posts > hits {
		return 1
	}
	return float64(posts) / float64(hits)
}

// monthOf is when the month of a time began, in UTC.
func monthOf(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// monthBefore is what a network cost in the month before, and what its caps did.
func (s *Service) monthBefore(st *state, n desk.Network, price channel.Price) (b BeforeReport) {
	b.NotHeard = -1
	for _, sp := range st.before {
		if sp.Network != n {
			continue
		}
		b.Spent += sp.Micros
		if sp.Search == 0 && !sp.Capped.IsZero() {
			b.Capped = sp.Capped
			b.NotHeard, b.Basis = s.notHeard(st, sp, monthOf(st.now))
		}
	}
	b.Posts = b.Spent / price.Post
	b.Earlier = s.notHeardEarlier(st, n, monthOf(monthOf(st.now).AddDate(0, -1, 0)), monthOf(st.now))
	return b
}

// searchBefore is what the own cap of a search did in the month before.
func (s *Service) searchBefore(st *state, n desk.Network, id desk.SearchID) (b BeforeReport) {
	sp := spentBy(st.before, desk.Spend{Month: desk.MonthOf(monthOf(st.now).AddDate(0, -1, 0)), Network: n}, id)
	if b.NotHeard = -1; !sp.Capped.IsZero() {
		b.Capped = sp.Capped
		b.NotHeard, b.Basis = s.notHeard(st, sp, monthOf(st.now))
	}
	b.Earlier = whole(st.earlier(n, id, id, monthOf(monthOf(st.now).AddDate(0, -1, 0)), monthOf(st.now)))
	return b
}

// notHeardEarlier estimates what the cap of a network cost in a time before it was raised; -1: not known.
func (s *Service) notHeardEarlier(st *state, n desk.Network, from, to time.Time) int64 {
	sum, price := 0.0, s.deps.Kinds[n].Abilities.Price.Post
	for i := range st.searches {
		id := st.searches[i].ID
		posts := st.earlier(n, 0, id, from, to)
		if posts < 0 {
			return -1
		}
		sum += posts * shared(spentBy(slices.Concat(st.spending, st.before), desk.Spend{Month: desk.MonthOf(from), Network: n}, id), price)
	}
	return whole(sum)
}

// notHeard estimates what a cap cost in posts until a time, and says from what; -1: not known.
func (s *Service) notHeard(st *state, sp desk.Spend, to time.Time) (int64, string) {
	if sp.Search != 0 {
		n, basis := st.missed(sp.Search, sp, to)
		return whole(n), basis
	}
	sum, basis, known := 0.0, "The usual volume isn't known yet.", false
	price := s.deps.Kinds[sp.Network].Abilities.Price.Post
	for i := range st.searches {
		id := st.searches[i].ID
		if st.searches[i].Paused {
			continue
		}
		if n, b := st.missed(id, sp, to); n >= 0 {
			sum, basis, known = sum+n*shared(spentBy(slices.Concat(st.spending, st.before), sp, id), price), b, true // a post that several bring is one
		}
	}
	if !known {
		return -1, basis
	}
	return whole(sum), basis
}

// whole is a number of posts; what is not known stays -1.
func whole(n float64) int64 {
	if n < 0 {
		return -1
	}
	return int64(n + .5)
}

// spentBy is what a search spent in the month and on the network of a spend.
func spentBy(all []desk.Spend, of desk.Spend, id desk.SearchID) desk.Spend {
	for _, sp := range all {
		if sp.Month == of.Month && sp.Network == of.Network && sp.Search == id {
			return sp
		}
	}
	return desk.Spend{}
}

// missed estimates what a search missed on a network since its cap was reached, by what it brought before: the time after
// it tells nothing.
func (st *state) missed(id desk.SearchID, sp desk.Spend, to time.Time) (float64, string) {
	usual := st.past.profile(desk.SearchKey(id), sp.Capped)
	n, basis := hearing.MissedShort(sp.Capped, to, usual)
	if n < 0 {
		return -1, basis
	}
	return n * st.paid(id, sp.Network), basis
}

// shared is which part of the price of its posts a search paid so far: others that brought them paid the rest.
func shared(sp desk.Spend, price int64) float64 {
	if sp.Posts == 0 {
		return 1
	}
	return min(float64(sp.Micros)/float64(sp.Posts*price), 1)
}
