// Package inbox is what agents see and do: the queue, a case's story, answers, notes and the steps of a case.
package inbox
