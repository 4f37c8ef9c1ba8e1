// Package window keeps the public posts of the last hours on disk, so that a search can be
// tried on them before it is saved.
//
// A [Window] is a ring of files: posts are appended in compressed blocks, and the oldest
// file goes when the ring is too big or too old. It lies beside the database and never in
// it: losing it costs a preview, not a message. It promises:
//
//   - Bounds. Never much more than Options.MaxBytes on disk (one file over, while it is
//     being rewritten), nothing much older than Options.Keep: a file goes as a whole, and
//     holds a thirty-second part of that time. Above Options.PerSecond posts a second a part
//     is kept, chosen by the id alone, and every block says which part.
//   - Crash safety. A block has a checksum; what a crash cut off is dropped when the ring
//     is opened. At most the last two seconds of posts are lost.
//   - Deletions. A post that was deleted on its network is not shown from that moment on,
//     also after a crash, and is gone from the disk after the next [Window.Tidy].
//   - Privacy. Private messages are never added. Posts are kept as they were said: who shows
//     them masks what is private in them.
//
// Form of a file (NNNNNNNN.posts): blocks, one after the other. A block is a header of 48
// bytes, little endian: magic, bytes of the body, bytes when unpacked, posts, one in how many
// was kept, checksum (CRC-32C of header and rest), then from, to (microseconds since 1970, of
// posting) and the time of hearing of its last post; then 8 bytes a post, the hash of its id; then
// the body, zstd.
// deleted.log is 16 bytes a deletion: hash and time.
//
// Begin with [Open], then [Window.Add] and [Window.Scan].
package window
