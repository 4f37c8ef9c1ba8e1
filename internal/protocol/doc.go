// Package protocol is the company's response protocol: whether a message is answered,
// by when, by whom, where, and why.
//
// A protocol is an ordered table of rules. The first rule whose condition holds
// decides; when none holds, the defaults do. Conditions are written in the Common
// Expression Language (https://cel.dev) over the facts that [Vocabulary] lists, and are
// checked when a document is parsed: types, names, the values that a fact can have,
// and the most work that a condition can ever be. So a [Protocol] that was parsed
// decides every message in bounded time. What still goes wrong while a condition is
// evaluated (say a division by zero) makes that rule not match and is told among the
// reasons.
//
// A Protocol never changes and may be used by many goroutines. The document is
// described in docs/protocol.md.
//
// Begin with [Parse] and [Protocol.Decide].
package protocol
