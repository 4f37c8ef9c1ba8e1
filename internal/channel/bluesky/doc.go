// Package bluesky is heed's channel to Bluesky and the rest of the AT Protocol network.
//
// It hears every public post without an account, through Jetstream: JSON events over a
// WebSocket, from several hosts in turn, from a cursor that is a time. With an account
// (an app password or OAuth) it also hears what was missed, from the account's
// notifications, takes and sends private messages, and answers in public.
//
// What is kept exact:
//   - A message's identity is its at:// URI, whichever way it was heard. A private
//     message's is "chat:" with its conversation and its own id.
//   - An answer is written with putRecord under a record key chosen when it was queued,
//     with a creation time taken from that key: written twice, it is one record with one
//     content hash.
//   - A private message has no such key on the network. Before it is sent again, our own
//     equal message since it was queued is looked for.
//   - What comes from the network is hostile: sizes, offsets, depths, times and addresses
//     are bounded or checked, and an event that cannot be read is left out, never fatal.
//
// Sources: the lexicons of app.bsky, chat.bsky and com.atproto, and the protocol's
// specifications of identifiers, record keys and DIDs.
//
// Begin with [Kind]; conn.go hears, send.go answers.
package bluesky
