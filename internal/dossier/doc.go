// Package dossier gives out everything that the desk keeps of a person, and erases it: at their wish, or of
// cases that ended long ago.
//
// Promises. What is erased is gone from the database in one step, with its index of words; the window of heard
// posts follows within seconds. Times and numbers stay, so that reports and their check stay right. Nothing of the
// person is kept to know them by: a keyed hash of their handle keeps what they wrote until then from being
// taken in anew, and nothing of what they write afterwards. That it was done, by whom, when and why is in the
// audit trail, without the data. It cannot be undone.
//
// Out of reach are backups, mails that were sent, drafts in colleagues' browsers, what others wrote about the
// person in their own words, and the network itself.
//
// Begin with [Service.GiveOut] and [Service.Erase].
package dossier
