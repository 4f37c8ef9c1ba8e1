// Package hearing tells whether the desk hears: what a source usually brings, whether what
// it brings now is too little, what a gap cost.
//
// What is usual is learnt from a source's own past and from nothing else: by the hour of the
// week where there are two weeks, by the hour of the day where there are three days, as one
// rate where there are six hours. Before that the answer is "not known yet" and no alarm is
// raised by it. Hours are counted in UTC, so that a change to summer time moves a habit by
// an hour and does not double one.
//
// Promises: only time in which a source was heard counts towards what is usual; an alarm
// needs more evidence the burstier the past was; every finding says what is wrong and what
// to do in whole sentences.
//
// Begin with [Learn], which makes a [Profile] of the past, and [OfSource], which judges by it.
package hearing
