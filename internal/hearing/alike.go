package hearing

import (
	"time"

	"heed/internal/desk"
)

// While it is not known what the hours of the week are like, one rate for all of them takes every
// first night and every first weekend for a silence. Absence is then judged by hours of the same
// kind alone: the same hour of day, on a working day or at a weekend.

// alike are the rates of the hours of each kind that were heard until an absence began.
type alike [2][24]struct{ sum, n float64 }

// Nobody who is much spoken of falls silent from one hour to the next: of an hour of a kind that was
// not heard yet a part of what the hour before it brings is expected, for some hours.
const (
	fade  = 4
	fades = 3
)

// like gathers the hours up to one; nil where they are not asked.
func (p *Profile) like(last int64) *alike {
	if p.all.n >= minWeeks*weekHours {
		return nil
	}
	var out alike
	for h, seen := range p.hours {
		if h <= last && seen.covered*3600 >= enough {
			k := &out[kindOfDay(h)][h%24]
			k.sum, k.n = k.sum+seen.posts/seen.covered, k.n+1
		}
	}
	return &out
}

// likely is a rate that an hour has for certain: what is usual at this hour of the week, else
// what hours of its kind brought, else a part of what those just before it did.
func (p *Profile) likely(h int64, like *alike) (float64, Basis) {
	rate, basis := p.rate(h)
	if like == nil || basis == Weekly || basis == Unknown {
		return rate, basis
	}
	part := 1.0
	for back := range int64(fades + 1) {
		if k := like[kindOfDay(h-back)][(h-back)%24]; k.n > 0 {
			return k.sum / k.n * part, basis
		}
		part /= fade
	}
	return 0, basis
}

// Likely is how many posts a source brings for certain in a time: what is usual, and at most some times
// what a part of it would, since a whole network does not fall silent as fast as the talk of one name.
func (p *Profile) Likely(from, to time.Time) (float64, Basis) {
	like := p.like(desk.HourOf(from))
	return p.sum(from, to, func(h int64) (float64, Basis) {
		usual, basis := p.rate(h)
		sure, _ := p.likely(h, like)
		return min(usual, fade*sure), basis
	})
}

// kindOfDay is 1 at weekends.
func kindOfDay(h int64) int {
	if hourOfWeek(h) >= 5*24 {
		return 1
	}
	return 0
}

// Workdays is for how long a source was heard on working days.
func (p *Profile) Workdays() time.Duration {
	if p == nil {
		return 0
	}
	hours := 0.0
	for h, seen := range p.hours {
		if kindOfDay(h) == 0 {
			hours += seen.covered
		}
	}
	return time.Duration(hours * float64(time.Hour))
}
