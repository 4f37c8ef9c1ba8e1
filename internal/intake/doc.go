// Package intake takes a customer's message in: hears, reads, decides and keeps it, in one transaction for a batch.
//
// Begin with [Service.Take]: it is the one place to read to know what happens to a message. docs/message.md
// follows one through.
package intake
