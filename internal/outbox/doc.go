// Package outbox is what the company owes the world: it claims, sends, retries and settles.
package outbox
