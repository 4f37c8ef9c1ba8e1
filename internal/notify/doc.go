// Package notify tells people and programs outside the desk: by mail, by push to a
// browser, by webhook.
//
// Promises. What was committed with CreateNotice is sent: again and again for a day
// while the way is closed, and at least once (a receiver that answered while this process died
// is told again; webhooks carry an id by which it can tell). What can never be sent ends
// as failed with a sentence that the settings show.
//
// Begin with [Service.Run], which sends what is due.
package notify
