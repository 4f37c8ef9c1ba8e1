// Package peers checks heed's channels, and the pretend networks of the other tests,
// against the networks' real servers. Its tests skip unless ./run has started those.
package peers
