// Package casework is the life of a case: which case a message belongs to, and what
// each message, answer and step does to it.
//
// All functions are pure. Those that change a case take a pointer to the caller's own
// copy, change only that, and return the events that tell what they did; the caller
// saves both or neither.
//
// Begin with [Policy.Place] and [Receive]; the steps of people stand in steps.go.
package casework
