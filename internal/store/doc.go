// Package store keeps what the desk knows: all SQL of heed stands here, once, for
// SQLite and PostgreSQL.
//
// [DB.View] reads in one snapshot, [DB.Update] changes in one transaction; both give a
// [Tx], which satisfies the Tx of every service. A Tx lives as long as its function runs,
// belongs to one goroutine and ends with the context of the call. Values that it returns
// are the caller's own; values that it is given are not kept.
//
// What a Tx promises on both databases:
//
//   - Update commits all or nothing, durably: when it returns nil, a power cut loses nothing
//     of it. It may run its function again when the database asks for a retry.
//   - Ids grow, start at 1 and are never used again. A later transaction that saves the same
//     case has higher message ids than an earlier one.
//   - A statement that fails with a fault ends the transaction: Update then returns that fault
//     even if its function goes on and returns nil. Kinds that a function may act on and
//     carry on (desk.NotFound, desk.Conflict of a known key or an older version) do not.
//   - A row of a queue, a case's list and rank, and the searchable words of a message always
//     agree with the values saved, since the store derives them itself.
//
// # Words
//
// Both databases search the same words, folded here ([Words]): lower case, without accents,
// full and half width alike, don't as dont; text without spaces by its characters. Copies
// and deleted messages are not found.
//
// A search wants the newest messages and must not read all that match. So each word is
// indexed twice: plainly, and behind the number of the slice of [sliceSize] ids in which
// the message lies ("61·help"). A search asks the newest slices first, then more, and asks
// for the plain words only when those held too few, which means that the words are rare.
// So neither a common nor a rare word, whole or unfinished, reads everything. (A GIN index
// alone reads and sorts every hit; FTS5 walks from the newest for whole words but merges
// every word that an unfinished one might become.)
//
// # Following events
//
// Ids are given before commit, so "id greater than the last one seen" loses events under
// concurrent writers. On PostgreSQL an event keeps its transaction; [Tx.Events] orders by
// (transaction, id) and stops below the oldest transaction that still runs. On SQLite
// there is one writer and the order of ids is the order of commits.
package store
