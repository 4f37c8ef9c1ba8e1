// Package channeltest is the suite that every network's channel passes.
//
// A channel's own test builds a [Harness]: its Kind, and a function that makes a
// fresh [World], that is a pretend (or real) server with one connected account on it
// and a [Peer] through which the suite acts as everybody else. Then it calls [Run].
// What a network permits is read from its Abilities; a check that needs more than
// they grant is skipped and says so.
//
// Call Run from a test that is not parallel: it ends with a search for goroutines
// that were left behind, and a neighbour's would be found too. The checks inside run
// in parallel, each in a World of its own.
package channeltest
