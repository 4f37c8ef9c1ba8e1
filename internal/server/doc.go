// Package server puts heed together: it opens the store, wires rules, services, channels
// and faces, and runs their loops. The commands and the end-to-end tests start the
// same Server.
//
// Begin with [Open] (a [Desk]) and [New] (its [Server]); run.go lists the loops.
package server
