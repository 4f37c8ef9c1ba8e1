// Package builder tries searches before they hear: what a search would have caught in the
// posts of the last hours, what each part of it adds, what it misses by a letter, and how to
// leave out what is not about us.
//
// It reads the window of heard posts and the hits that agents marked, counts, and proposes;
// a person decides. A look at the window takes a bounded time ([Service.Try] says how far it
// came), and no private data is shown unmasked. What it changes are marks and queries, each
// with an event and a way back.
//
// Begin with [Service.Try].
package builder
