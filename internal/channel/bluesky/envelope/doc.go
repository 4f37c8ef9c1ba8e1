// Package envelope reads of an event of the network's JSON stream what it takes to see
// that nobody wants it, in one pass and without making anything.
//
// Of an event that is JSON, [Reader.Read] gives what the full decoder of package
// bluesky gives: keys in any order, the last of equal
// ones, escapes and surrogates, broken UTF-8 as U+FFFD. It does not look whether the
// parts that it passes over are JSON: what is wanted is decoded in full afterwards, and
// what is not was not read. Whatever the bytes are, it takes time linear in their number.
package envelope
