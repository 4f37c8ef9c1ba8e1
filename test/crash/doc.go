// Package crash kills the real program while customers write and agents answer, and
// counts: nothing committed is lost, nothing owed is lost, nothing leaves twice.
//
// The networks live in the test's own process and survive every kill; the desk is the
// binary that users run. What is counted is read from the networks and from the
// database file itself, not through the code that wrote it.
package crash
