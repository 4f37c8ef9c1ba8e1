// Package soak lets a desk hear a generated Jetstream for a long time while its searches
// change every second, and holds it to three things: memory stays flat, no post that a search
// wants is unheard, and a post becomes a case soon after it was on the socket.
//
// `go test ./test/soak` runs it for some seconds at a modest rate and only counts; `make soak`
// runs it for half an hour at 20,000 posts a second and prints what it measured, with the
// machine and the date. The generator runs in the same process and shares its processors.
package soak
