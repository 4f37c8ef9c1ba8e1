// Package view draws the desk: templ components that turn what the services return
// into HTML. Nothing here reads a store or decides a right; what customers wrote
// reaches the page through templ's escaping and nowhere else.
//
// Who reads a page, in which language and zone, and what the frame around it shows
// travels in the context as a [Shell]. Regenerate with `go generate ./internal/web/...`.
//
// Pages, and components that stand in many others, are marked go:noinline: inlined, each place brings
// a copy of their code, which makes the program 3 MB larger and nothing faster.
package view
