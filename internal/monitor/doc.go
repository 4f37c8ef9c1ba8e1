// Package monitor proves that the desk hears, and says at once when it does not.
//
// Two sides. The ear ([Service.Pulled], [Service.Failed], [Service.Matched]) is told by whoever
// reads the networks of every sign of life; it does no I/O and costs less than a microsecond
// a post. [Service.Keep] writes what it gathered every few seconds: signs of life, posts by the
// hour, gaps. [Service.Judge] reads what all processes of the desk wrote, asks package hearing
// what is wrong, and raises and ends alarms; it runs in one process at a time.
//
// It promises: every time without a sign of life that is longer than hearing.GapAfter is in
// the list of gaps, also when heed itself was down; a gap that the network can still tell
// of is filled by the cursor of its source, and says when it was; one that cannot be filled
// says so and what it cost; an alarm is raised within a minute of when the rules find it.
package monitor
