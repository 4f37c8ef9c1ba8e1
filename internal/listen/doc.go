// Package listen matches saved searches against posts.
//
// The language is described for users in docs/search.md. [Parse] either gives a
// [Query] that is safe to run on every public post, or a [SyntaxError] that says
// where it went wrong and what to write instead. A Query, a [Post] and a [Set] never
// change once made, so all three are safe for concurrent use; adding to a Set gives
// a new Set, which its owner swaps in.
//
// Promises: search and post go through the same words (text.Scan). A search that a
// Set holds is evaluated only against posts with a word, tag, handle or link that it
// cannot match without. The work on one post is near-linear in its length for any
// post, and bounded by [Query.Cost] for any search. A match says why.
package listen
