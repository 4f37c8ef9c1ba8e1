// Package followup is what time brings: clocks that warn and run out, people who are asked
// about them one after the other, cases that still look for an owner, promises that are not
// kept, sessions that end.
//
// Begin with [Service.Run], which does what is due once; a loop of package server calls it.
package followup
