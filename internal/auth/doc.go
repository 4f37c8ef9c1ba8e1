// Package auth is who is there: passwords, one-time links and sessions.
//
// A session is a random token in the browser's cookie; the store keeps only its hash.
// Whoever reads the database cannot sign in with what they find there.
//
// Begin with [Service.SignIn] and [Service.Agent], which tells who a cookie belongs to.
package auth
