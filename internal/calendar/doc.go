// Package calendar knows when a team works, and counts time by it.
//
// A [Calendar] is a week of windows in wall-clock time of one zone, and dates that
// differ. An instant is covered when the clock on the wall shows a time inside a
// window: an hour that daylight saving skips covers nothing, an hour that it
// doubles is covered twice, and a window from 22:00 to 06:00 belongs to the day on
// which it begins. A calendar never changes once it is made and may be used by many
// goroutines.
//
// Nothing here loops for ever: a question that the next 292 years (the longest
// [time.Duration]) do not answer is answered "never", which is the zero time.
//
// The document is described in docs/calendars.md. Zones come from the IANA database
// of the program or its machine.
//
// Begin with [Parse], then [Calendar.Add] and [Calendar.Between]; [Calendar.ReckonAdd] shows
// the steps.
package calendar
