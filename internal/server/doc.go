// Package server puts heed together: it opens the store, wires rules, services, channels
// and faces, and runs their loops. The commands and the end-to-end tests start the
// same Server.
package server
