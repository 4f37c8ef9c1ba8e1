// Package reporting measures the desk's own cases by the measures of package report, live.
//
// It follows the events and keeps, for each case, its facts, and for each hour and day what
// the settled cases of each group add up to. A report of any length then reads a few
// hundred rows: whole days, the hours at both ends, and one by one the cases whose waits are still
// open, which grow with the clock. Facts and cells are derived: [Service.Check] recomputes
// them and compares.
//
// A case in which nothing has happened for thirty days is settled: what still waited then
// counts as waiting until that day.
//
// Begin with [Service.Run], which counts, and [Service.Report], which reads.
package reporting
