// Package text reads what people write in public: who and what it mentions, its
// words, and how long it is on a network.
//
// It promises four things. Every place it reports is a byte span of the string it
// was given, so that a page can highlight it. Every function takes hostile text
// (a megabyte, a hundred thousand hashtags, zero-width and bidirectional
// characters, invalid UTF-8) and answers in time near-linear in its length. A
// saved search and a post go through the same [Scan], so that what is equal to a
// reader is equal to the search. Nothing here keeps state; all functions are safe
// for concurrent use.
//
// Entities follow the public rules of twitter-text
// (https://github.com/twitter/twitter-text, conformance suite of version 3), with
// the handles of Bluesky (@ana.bsky.social) and of the Fediverse (@ana@host) added.
// Words follow UAX 29 (https://www.unicode.org/reports/tr29/); the departures are
// listed at [Scan].
//
// Begin with [Scan].
package text
