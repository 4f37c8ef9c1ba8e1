package hearing

import (
	"math"
	"slices"
	"time"

	"heed/internal/desk"
)

// Basis is how well it is known what is usual.
type Basis int

// The bases, from the least.
const (
	Unknown Basis = iota
	Overall       // one rate for all hours
	Daily         // by the hour of the day
	Weekly        // by the hour of the week
)

const (
	weeks     = 8                          // that are looked back at
	enough    = 1800                       // seconds of an hour in which a source was heard, for the hour to count
	minHours  = 6                          // for Overall
	minDays   = 3                          // for Daily
	minWeeks  = 2                          // for Weekly
	weekHours = 7 * 24                     //
	Memory    = weeks * 7 * 24 * time.Hour // how far back counts are of use
)

// Profile is what a source usually brings: posts an hour. The zero Profile knows nothing.
type Profile struct {
	week    [weekHours]cell
	day     [24]cell
	all     cell
	hours   map[int64]hour
	current int64
}

// cell is what was seen in hours of one kind.
type cell struct {
	n    int // hours seen
	rate float64
}

type hour struct {
	posts   float64
	covered float64 // part of the hour, 0 to 1
}

// Learn makes a profile of what came hour by hour since one: a new search brought nothing before,
// which is no habit. covered are the seconds of each hour in which the source was heard; nil takes
// those of the counts. A search has no seconds of its own: they are those of the streams it listens
// to. The hour of now is not learnt from.
func Learn(since int64, counts []desk.HourCount, covered map[int64]int64, now time.Time) *Profile {
	p := &Profile{hours: map[int64]hour{}, current: desk.HourOf(now)}
	from := max(p.current-weeks*weekHours, since)
	posts := map[int64]int64{}
	own := map[int64]int64{}
	for _, c := range counts {
		posts[c.Hour] += c.Posts
		own[c.Hour] += c.Covered
	}
	if covered == nil {
		covered = own
	}
	var week [weekHours][]float64
	var day [24][]float64
	var all []float64
	for h, seconds := range covered {
		if h < from || h > p.current || seconds <= 0 {
			continue
		}
		part := min(float64(seconds)/3600, 1)
		p.hours[h] = hour{posts: float64(posts[h]), covered: part}
		if seconds < enough || h == p.current {
			continue
		}
		rate := float64(posts[h]) / part
		week[hourOfWeek(h)] = append(week[hourOfWeek(h)], rate)
		day[h%24] = append(day[h%24], rate)
		all = append(all, rate)
	}
	for i := range week {
		p.week[i] = cellOf(week[i])
	}
	for i := range day {
		p.day[i] = cellOf(day[i])
	}
	p.all = cellOf(all)
	return p
}

// cellOf is the mean of the rates; of four and more the highest is left out where it stands far above the
// others, since one day of outrage is not a habit. Of rates near nothing it is the habit itself.
func cellOf(rates []float64) cell {
	if len(rates) == 0 {
		return cell{}
	}
	slices.Sort(rates)
	last := len(rates) - 1
	sum := 0.0
	for _, r := range rates[:last] {
		sum += r
	}
	if others := sum / float64(last); last >= 3 && rates[last] > others+outrage*math.Sqrt(others+1) {
		return cell{n: len(rates), rate: others}
	}
	return cell{n: len(rates), rate: (sum + rates[last]) / float64(len(rates))}
}

// outrage is how many times the usual scatter of a count (the root of it) an hour stands above the others
// to be no habit.
const outrage = 4

// hourOfWeek counts from Monday 00:00 UTC; the first hour of 1970 was a Thursday's.
func hourOfWeek(h int64) int { return int((h + 3*24) % weekHours) }

// Rate is how many posts an hour are usual at a time, and how well that is known.
func (p *Profile) Rate(t time.Time) (float64, Basis) { return p.rate(desk.HourOf(t)) }

func (p *Profile) rate(h int64) (float64, Basis) {
	switch w, d := p.week[hourOfWeek(h)], p.day[h%24]; {
	case w.n >= minWeeks:
		return w.rate, Weekly
	case d.n >= minDays:
		return d.rate, Daily
	case p.all.n >= minHours:
		return p.all.rate, Overall
	}
	return 0, Unknown
}

// HoursSeen is from how many hours the profile was learnt.
func (p *Profile) HoursSeen() int { return p.all.n }

// Need is how many more hours must be heard before anything is usual; 0: it is known.
func (p *Profile) Need() int { return max(0, minHours-p.all.n) }

// Expected is how many posts are usual in a time, and how well that is known at its
// worst. Time in which the source was not heard counts like any other.
func (p *Profile) Expected(from, to time.Time) (float64, Basis) { return p.sum(from, to, p.rate) }

func (p *Profile) sum(from, to time.Time, rateAt func(hour int64) (float64, Basis)) (float64, Basis) {
	sum, basis := 0.0, Weekly
	for at := from; at.Before(to); {
		end := at.Truncate(time.Hour).Add(time.Hour)
		if end.After(to) {
			end = to
		}
		rate, b := rateAt(desk.HourOf(at))
		sum += rate * end.Sub(at).Hours()
		basis = min(basis, b)
		at = end
	}
	return sum, basis
}

// Between is how many posts came in whole hours from one on, and in which part of that time
// the source was heard.
func (p *Profile) Between(from, to time.Time) (posts int64, heard time.Duration) {
	for h := desk.HourOf(from); h <= desk.HourOf(to); h++ {
		posts += int64(p.hours[h].posts)
		heard += time.Duration(p.hours[h].covered * float64(time.Hour))
	}
	return posts, heard
}

// after is which part of an hour, as far as it has gone by, lies after a time in it.
func after(t time.Time, h int64, now time.Time) float64 {
	begin := time.Unix(h*3600, 0)
	whole := min(now.Sub(begin), time.Hour)
	return max(0, 1-float64(t.Sub(begin))/float64(max(whole, time.Second)))
}

// Silence is how long a search has been silent, measured in hits: how many would have
// been likely since its last one in the time that was heard, and the most that it was ever
// silent for before.
func (p *Profile) Silence(last, now time.Time) (expected, worst float64, basis Basis) {
	basis = Weekly
	run, begun := 0.0, false // what came before the first hit was no silence
	lastHour := desk.HourOf(last)
	like := p.like(lastHour)
	for h := p.current - weeks*weekHours; h <= p.current; h++ {
		seen, ok := p.hours[h]
		if !ok {
			continue
		}
		rate, b := p.likely(h, like)
		share := seen.covered
		switch {
		case h == lastHour:
			share *= after(last, h, now)
			run = 0
		case h > lastHour:
		case seen.posts > 0:
			worst, run, begun = max(worst, run), 0, true
			continue
		}
		if h < lastHour {
			if begun {
				run += rate * share
			}
			continue
		}
		basis = min(basis, b)
		expected += rate * share
	}
	return expected, max(worst, run), basis
}
