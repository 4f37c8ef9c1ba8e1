// Package statistics estimates: shares, times, differences, ranks; each with how sure it is.
//
// Every estimator is a pure function of its arguments and gives the same numbers on every
// machine. What it follows stands at each: Wilson's interval for a share, Kaplan and
// Meier's curve for times of which some were not seen to their end, the difference of
// Mantel and Haenszel between groups at equal circumstances, Rubin's bootstrap for ranks,
// and a mergeable sketch of times with a relative error of at most one percent.
//
// Intervals are at 95 %.
//
// Begin with [Wilson], [KaplanMeier] and [Difference].
package statistics

// Z is the normal quantile of a two-sided interval at 95 %.
const Z = 1.959963984540054

// An Interval is an estimate and the ends of its interval at 95 %. Each may be NaN: it
// cannot be told; an end may be +Inf: it lies beyond what was seen.
type Interval struct {
	Value, Low, High float64
}
