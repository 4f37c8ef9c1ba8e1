// Package inbox is what agents see and do: the queue, a case's story, answers, notes and the steps of a case.
//
// What changes a case checks rights, loads the case, lets package casework decide and saves it
// with its events in one transaction; a case that changed meanwhile is desk.Conflict. Begin
// with [Service.Queue], [Service.Open] and [Service.Reply].
package inbox
