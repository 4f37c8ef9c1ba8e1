// Package purse reckons what reading costs on networks that charge by the post.
//
// Money is counted in millionths of a unit (a price of 0.005 is 5000). A post that several
// searches brought is charged once and shared among them. Promises: a cap is hard: a post
// whose price does not fit any more is not taken for that search, so that no cap is ever
// exceeded by what this desk took; what was spent before a cap was lowered counts.
//
// Begin with [New] and [Book.Take].
package purse

import (
	"fmt"
	"time"

	"heed/internal/desk"
)

// Caps are the most that may be spent in a month; what is missing has no cap.
type Caps struct {
	Network map[desk.Network]int64
	Search  map[desk.SearchID]int64
}

// Book is what was spent in one month. It is not safe for concurrent use.
type Book struct {
	month   int
	caps    Caps
	network map[desk.Network]int64
	search  map[desk.SearchID]int64
}

// New opens the book of a month with what was spent in it so far.
func New(month int, spent []desk.Spend, caps Caps) *Book {
	b := &Book{month: month, caps: caps, network: map[desk.Network]int64{}, search: map[desk.SearchID]int64{}}
	for _, s := range spent {
		if s.Month == month {
			b.Add(s)
		}
	}
	return b
}

// Add counts on what was spent in the month of the book.
func (b *Book) Add(s desk.Spend) {
	b.network[s.Network] += s.Micros
	b.search[s.Search] += s.Micros
}

// Know sets what was spent in all on a network, where s names one, else by a search.
func (b *Book) Know(s desk.Spend) {
	if s.Network != "" {
		b.network[s.Network] = s.Micros
	} else {
		b.search[s.Search] = s.Micros
	}
}

// Month is the month of the book.
func (b *Book) Month() int { return b.month }

// Open reports whether one more post of a network can be paid for.
func (b *Book) Open(n desk.Network, price int64) bool {
	room, capped := b.caps.Network[n]
	return !capped || b.network[n]+price <= room
}

// OpenFor reports whether one more post can be paid for by a search alone.
func (b *Book) OpenFor(s desk.SearchID, price int64) bool {
	room, capped := b.caps.Search[s]
	return !capped || b.search[s]+price <= room
}

// Take pays for a post that searches brought and returns those of them that can pay; none
// where the network's cap leaves no room. Each pays the same part; what does not divide
// falls to the first.
func (b *Book) Take(n desk.Network, price int64, searches []desk.SearchID) []desk.Spend {
	if !b.Open(n, price) {
		return nil
	}
	var paying []desk.SearchID
	for _, s := range searches {
		if b.OpenFor(s, price) {
			paying = append(paying, s)
		}
	}
	if len(paying) == 0 {
		return nil
	}
	out := make([]desk.Spend, len(paying))
	part := price / int64(len(paying))
	for i, s := range paying {
		pays := part
		if i == 0 {
			pays = price - part*int64(len(paying)-1)
		}
		out[i] = desk.Spend{Month: b.month, Network: n, Search: s, Posts: 1, Micros: pays}
		b.search[s] += pays
	}
	b.network[n] += price
	return out
}

// Forecast is what a month will have cost at its end, by what was spent so far and by how
// many posts a day are to come.
func Forecast(spent int64, perDay float64, price int64, now time.Time) int64 {
	now = now.UTC()
	end := time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	return spent + int64(perDay*float64(price)*end.Sub(now).Hours()/24+.5)
}

// Next is when the next month begins and caps start anew.
func Next(now time.Time) time.Time {
	now = now.UTC()
	return time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, time.UTC)
}

// Show writes an amount: "1,234.50 USD"; of less than a unit three digits.
func Show(micros int64, currency string) string {
	sign := ""
	if micros < 0 {
		sign, micros = "-", -micros
	}
	if micros != 0 && micros < 999_500 {
		return fmt.Sprintf("%s0.%03d %s", sign, (micros+500)/1000, currency)
	}
	cents := (micros + 5000) / 10_000
	return fmt.Sprintf("%s%s.%02d %s", sign, desk.Numeral(cents/100), cents%100, currency)
}
