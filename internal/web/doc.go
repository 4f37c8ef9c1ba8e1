// Package web is the desk in a browser: pages, forms and live updates.
package web
