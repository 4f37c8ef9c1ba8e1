// Package report tells how good a service is: the measures, each with its count and an
// interval at 95 %, over cases of the desk and of public files alike.
//
// The way of a number: messages ([Said]) become the facts of a case ([Assemble], [Case]),
// cases add up in a [Tally], tallies add up in each other, and a [Measure] reads a [Value]
// from a tally. What the parts of a period counted is, merged, what the whole counts. Each
// measure stands in a file of its own and in the list of [Measures]; a new one is one file
// and one line.
//
// Everything here is pure: the same cases give the same numbers.
package report
