// Package outbox is what the company owes the world: it claims, sends, retries and settles.
//
// What is owed is committed with the answer and leaves under a key that was chosen then, so
// that it reaches the network once, as far as the network permits, however often a process
// dies. Begin with [Service.SendDue] and [Service.Settle].
package outbox
