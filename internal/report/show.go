package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
)

// Lang is the language in which numbers are written for people: "de" is German, all else
// English.
type Lang string

// fewest is from how many on half an interval says something: that of a share is lopsided, that
// of a mean spans more than the scale, and that of a median is the one value that was seen.
const fewest = 5

// Number writes a value of a unit without its interval: 50%, 12 min, 12,345, 0.25. What
// cannot be told is "–".
func (l Lang) Number(u Unit, x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	switch u {
	case Share:
		return l.share(x) + l.percent()
	case Seconds:
		return Duration(x)
	case Cases, Accounts, Hours:
		return l.Count(int64(math.Round(x)))
	case Points:
		return l.Decimal(x, 1)
	case Mood:
		return l.signed(x, 2)
	}
	return l.Decimal(x, 2)
}

// Value writes a value with its interval where there is room for one: 50% (38–61),
// 12 min (10 min to 2 h 01), 40.0 ±5.0. Few are counted, not measured: 1 of 2, 40.0 (too few).
func (l Lang) Value(u Unit, v Value) string {
	if !v.Known() {
		if v.N > 0 && u == Seconds && !math.IsNaN(v.Low) {
			return "›" + Duration(v.Low)
		}
		return "–"
	}
	x := l.Number(u, v.Value)
	if u == Share && v.N > 0 && v.N < fewest {
		return l.counted(v)
	}
	if v.N < fewest && u != Cases && u != Accounts && u != Hours {
		return x + " (" + l.word("too few", "zu wenige") + ")"
	}
	switch u {
	case Share:
		if !math.IsNaN(v.Low + v.High) { // it is not symmetric: Wilson's stays within 0 and 1
			low, high := l.ends(v)
			return x + " (" + low + "–" + high + ")"
		}
	case Seconds:
		if r := l.Range(u, v); r != "" && v.Low != v.High {
			return x + " (" + r + ")"
		}
	case Points, Count, Mood:
		return x + l.around(u, v)
	}
	return x
}

// counted writes a share of few: 1 of 2.
func (l Lang) counted(v Value) string {
	return fmt.Sprintf("%.0f %s %d", v.Value*float64(v.N), l.word("of", "von"), v.N)
}

// around writes the interval of a number: its half where it is symmetric, else its ends;
// nothing where all that was counted is equal.
func (l Lang) around(u Unit, v Value) string {
	places := 2
	if u == Points {
		places = 1
	}
	switch half := (v.High - v.Low) / 2; {
	case math.IsNaN(half) || math.IsInf(half, 0) || strings.Trim(l.Decimal(half, places), "0.,") == "":
		return ""
	case math.Abs(v.Low+v.High-2*v.Value) < 1e-6*half:
		return " ±" + l.Decimal(half, places)
	}
	return " (" + l.Number(u, v.Low) + "–" + l.Number(u, v.High) + ")"
}

// Range writes both ends of an interval: 40 to 60%, 10 min or more; of few 1 of 2, too few.
// It is empty where a value has none.
func (l Lang) Range(u Unit, v Value) string {
	mean := u == Points || u == Count || u == Mood || u == Seconds
	to := " " + l.word("to", "bis") + " "
	switch {
	case mean && v.N > 0 && v.N < fewest:
		return l.word("too few", "zu wenige")
	case math.IsNaN(v.Low):
		return ""
	case math.IsInf(v.High, 1) || math.IsNaN(v.High):
		return l.Number(u, v.Low) + " " + l.word("or more", "oder mehr")
	case u == Share && v.N > 0 && v.N < fewest && v.Known():
		return l.counted(v)
	case u == Share:
		low, high := l.ends(v)
		return low + to + high + l.percent()
	case u == Points: // the ends of a normal interval may lie beyond the scale
		return l.Number(u, math.Max(0, v.Low)) + to + l.Number(u, math.Min(100, v.High))
	}
	return l.Number(u, v.Low) + to + l.Number(u, v.High)
}

// Change writes a difference of shares in points of percent, of all else in percent of
// what was before, or how many times it is that: +5, -12%, ×40.
func (l Lang) Change(u Unit, now, before float64) string {
	switch {
	case math.IsNaN(now+before) || math.IsInf(now+before, 0):
		return ""
	case u == Share:
		return l.Points(now - before)
	case u == Mood:
		return l.signed(now-before, 2)
	case before == 0:
		return ""
	case now/before >= manyTimes:
		return "×" + l.Count(int64(math.Round(now/before)))
	}
	return l.signed(100*(now-before)/math.Abs(before), 0) + l.percent()
}

// manyTimes is from which on a rise is told in times: +417058% says nothing to anybody.
const manyTimes = 10

// Points writes a difference of shares in points of percent, with its sign: +5, 0, -12.
func (l Lang) Points(diff float64) string { return l.signed(100*diff, 0) }

// Decimal writes a number with so many places after the point or comma.
func (l Lang) Decimal(x float64, places int) string {
	s := strconv.FormatFloat(x, 'f', places, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-") // there is no minus nought
	}
	return strings.Replace(s, ".", l.word(".", ","), 1)
}

func (l Lang) signed(x float64, places int) string {
	s := l.Decimal(x, places)
	if x > 0 && strings.Trim(s, "0.,") != "" {
		return "+" + s
	}
	return s
}

// nearly is how near to none or all a share has a place more.
const nearly = .0195

// share is in percent: with a place more near none and all, where a whole number would say too little.
func (l Lang) share(x float64) string {
	if x > 0 && x < nearly || x > 1-nearly && x < 1 {
		return l.Decimal(100*x, 1)
	}
	return l.Decimal(100*x, 0)
}

// narrow is up to which width the ends of an interval near none or all have a place more.
const narrow = .03

// ends are those of a share's interval, both with as many places where it is narrow.
func (l Lang) ends(v Value) (low, high string) {
	fine := (v.Low < nearly || v.High > 1-nearly) && v.High-v.Low < narrow
	end := func(x float64) string {
		if x > 0 && x < 1 && (fine || x < .005 || x > .995) {
			return l.Decimal(100*x, 1)
		}
		return l.Decimal(100*x, 0)
	}
	return end(v.Low), end(v.High)
}

func (l Lang) percent() string { return l.word("%", "\u00a0%") }

// Count writes a whole number in groups of three: 12,345.
func (l Lang) Count(n int64) string {
	return strings.ReplaceAll(desk.Numeral(n), ",", l.word(",", "."))
}

func (l Lang) word(english, german string) string {
	if l == "de" {
		return german
	}
	return english
}

// Duration writes seconds in the two largest units that fit: 45 s, 12 min, 3 h 20, 2 d 4 h.
// All languages of heed write them so.
func Duration(s float64) string {
	d := time.Duration(s * float64(time.Second)).Round(time.Second)
	if d >= time.Minute {
		d = d.Round(time.Minute)
	}
	if d >= 24*time.Hour {
		d = d.Round(time.Hour)
	}
	hours, days := d%(24*time.Hour)/time.Hour, d/(24*time.Hour)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 24*time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%d h", hours)
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h %02d", hours, d%time.Hour/time.Minute)
	case hours == 0:
		return fmt.Sprintf("%d d", days)
	}
	return fmt.Sprintf("%d d %d h", days, hours)
}
