package report

import (
	"math"

	"heed/internal/statistics"
)

// Unit is what a measure is counted in.
type Unit string

const (
	Share    Unit = "share"
	Seconds  Unit = "seconds"
	Cases    Unit = "cases"
	Count    Unit = "count"
	Points   Unit = "points"
	Accounts Unit = "accounts"
	Hours    Unit = "hours"
	Mood     Unit = "mood"
)

// Value is what a measure says: the value, the ends of its interval at 95 %, and of how
// many it was made. Each of the first three may be NaN, where it cannot be told: nothing was
// counted, or fewer waits than the quantile asks for were seen to end. An end of +Inf lies
// beyond what was seen.
type Value struct {
	Value, Low, High float64
	N                int64
}

// Known tells whether there is a value.
func (v Value) Known() bool { return !math.IsNaN(v.Value) && !math.IsInf(v.Value, 0) }

func valueOf(i statistics.Interval, n int64) Value { return Value{i.Value, i.Low, i.High, n} }

func exactly(x float64, n int64) Value { return Value{x, math.NaN(), math.NaN(), n} }
