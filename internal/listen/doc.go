// Package listen matches saved searches against posts.
//
// The language is described for users in docs/search.md, what the matcher promises and
// costs in docs/listening.md, how it works in docs/listening-internals.md. [Parse] either
// gives a [Query] that is safe to run on every public post, or a [SyntaxError] that says
// where it went wrong and what to write instead. A [Set] holds any number of searches,
// which may be added, replaced and removed while posts flow; each goroutine that matches
// has a [Matcher] of its own, which takes no lock. A Query and a [Post] never change once
// made.
//
// Promises: search and post go through the same words (text.Scan). A [Set.Matcher] finds
// exactly the searches for which [Query.Match] says yes, and takes no memory for a post
// that none wants. A search is tried only on posts with a word, tag, handle or link that
// it cannot match without. The work on one post is near-linear in its length for any
// post, and bounded by [Query.Cost] for any search. A match says why.
package listen
