// Package desk holds the nouns of heed: what a customer-service desk talks
// about, and nothing that it does.
//
// A [Message] is anything said, public or private, in or out. A [Person] speaks
// through one or more [Handle]s. A [Case] gathers the messages of one person to
// one [Brand] about one problem. An [Account] is one connected handle, page or
// stream of the company. An [Event] is a fact about a case that is kept for ever.
// An [Outgoing] is what the company owes the world.
//
// The package imports nothing of the project, does no I/O, takes no context and
// never reads the clock: time is an argument or a field. All values are plain
// data; copying one is safe unless a field's comment says otherwise.
package desk
