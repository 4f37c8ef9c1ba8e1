// Package admin keeps the desk's own set-up: the company, its accounts, searches, protocol, calendars, people. Every change is an event.
package admin
