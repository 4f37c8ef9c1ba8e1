// Package token reads the terms of a post as keyed 64-bit hashes with positions:
// what a matcher of many searches compares.
//
// It promises the words and entities of [text.Scan], and nothing else: for every
// input, of any size and however hostile, a [Tokeniser] gives the same terms at the
// same positions, only hashed. A search is hashed with [Key.Hash], with the same key.
// Two different terms meet with a chance of about one in 2^64, and nobody who does
// not know the key can look for such a pair; hashes never leave the process.
//
// A [Tokeniser] keeps all its memory and allocates nothing once it has seen a post as
// long as the one at hand. It belongs to one goroutine; a [Key] may be shared.
//
// Begin with [NewKey] and [Tokeniser].
package token
