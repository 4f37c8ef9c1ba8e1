// Package admin keeps the desk's own set-up: the company, its accounts, searches, protocol, calendars, people. Every change is an event.
//
// [Service] does it all, a file for each subject, and checks the right of whoever asks; [New]
// says what it needs.
package admin
