// Package browser tells heed's stories in a real browser: each starts the whole program
// on a loopback address, with a pretend network beside it, and does what a person would
// do, by mouse, by touch and by keyboard.
//
// In every story the console of every page is read: an error, an exception or something
// that the Content-Security-Policy refused fails it, unless the story said that it would
// come. One Chromium serves all stories, each person has a browser context of their own.
// Nothing sleeps for a fixed time: a story waits until the page shows what it should.
//
// It needs chromium in the PATH and, for the story of accessible pages, the file of
// axe-core that the variable HEED_AXE names. What is absent is skipped, but not where CI
// is true.
package browser
