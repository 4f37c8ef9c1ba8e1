// Package relevance finds what tells posts about us from posts that are not, and what a search
// leaves out that it means to catch.
//
// Everything is counted, nothing is learnt: a word is proposed because it stands in so many
// of the posts that were marked and in so few of the others, and both numbers are told. The
// same posts give the same proposals in the same order. What is proposed has the form of a
// part of a search (docs/search.md); the caller says which forms a search accepts.
//
// Begin with [Separate] (what to leave out) and [Seen.Variants] (what is missed).
package relevance
