// Package echo is a network in memory, and heed's channel to it.
//
// [Network] is the network itself: people with handles post, reply, quote, repost,
// edit, delete and write private messages, and everybody can read the stream from a
// cursor. It is an http.Handler with a JSON API under /api/ and, for people, a page
// that shows the public timeline and lets a visitor post as an invented customer. It
// keeps a bounded number of posts and forgets everything when its process ends.
//
// [Kind] is the channel. It always speaks HTTP to a Network's address, also where both
// are in one process, so that a desk can be killed and find the network as it left it.
// The network itself recognises a repeated key, so a message sent again is there once.
//
// It serves the demo, the tests of everything above a channel, and load. It is not a
// social network: passwords are taken as they come, unless a test has locked a handle.
package echo
