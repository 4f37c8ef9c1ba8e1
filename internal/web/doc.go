// Package web is the desk in a browser: pages, forms and live updates.
//
// Every page has an address and can be read without script; every form works as a
// plain POST that ends in a redirect. Script (assets) adds live updates, keyboard
// and drafts. Each handler checks the session first and leaves rights to the services
// behind [Inbox], [Admin] and [Auth]; their errors reach the page as the sentences they
// carry. What customers wrote reaches HTML only through the templates of web/view, and
// nothing is loaded from another host.
//
// Begin with [New] and routes.go.
package web

//go:generate go run ./assets/build
//go:generate go run heed/internal/web/templates/build
