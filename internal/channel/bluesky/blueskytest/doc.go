// Package blueskytest is a pretend Bluesky for tests: the server of accounts and posts
// (PDS), the AppView, the chat service, the public stream (Jetstream) and the directory
// of identities (PLC), all on one loopback address.
//
// [Start] makes one, [New] makes one that ends with a test. Customers come to be when
// they first speak ([Server.Post]); the company's account is made with
// [Server.Account]. [Server.Break] makes requests go wrong. [Server.Records] and
// [Server.Messages] show what stands on the network.
//
// Every request that a client makes is checked. Some rules are always checked: facets
// cover what they say, references lead to what exists, keys and limits are right. Where
// the network's own lexicons are at hand (in the evaluation data, see [Options.Lexicons])
// every query, body, record and answer is checked against them too. A request that
// breaks a rule is refused as the network would, and kept: [Server.Violations].
//
// It keeps everything in memory and serves any number of clients.
package blueskytest
