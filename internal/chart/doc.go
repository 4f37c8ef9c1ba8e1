// Package chart draws numbers as SVG that goes into a page as it is: no script, no style of
// its own, colours by classes that the page's style sheet knows, so that light, dark and
// print each look right.
//
// Classes: axis, grid, dot, range, curve, band, reference, label, h0 to h9 (a cell by its
// share), unknown. Every drawing says in words what it shows (title and desc), or is hidden
// from screen readers where the table around it holds the numbers.
//
// Begin with [Curves.SVG], [Heat.SVG] or [Dot].
package chart

import (
	"html"
	"math"
	"strconv"
	"strings"
)

// drawing gathers SVG.
type drawing struct{ b strings.Builder }

func (d *drawing) add(parts ...string) {
	for _, p := range parts {
		d.b.WriteString(p)
	}
}

// num writes a coordinate.
func num(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "0"
	}
	return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64)
}

func (d *drawing) line(class string, x1, y1, x2, y2 float64) {
	d.add(`<line class="`, class, `" x1="`, num(x1), `" y1="`, num(y1), `" x2="`, num(x2), `" y2="`, num(y2), `"/>`)
}

func (d *drawing) text(class, anchor string, x, y float64, s string) {
	d.add(`<text class="`, class, `" text-anchor="`, anchor, `" x="`, num(x), `" y="`, num(y), `">`, html.EscapeString(s), `</text>`)
}

// open begins a picture that says what it is; id must be unique in the page.
func (d *drawing) open(class, id, title, desc string, width, height float64) {
	d.add(`<svg class="`, class, `" viewBox="0 0 `, num(width), ` `, num(height), `" role="img" aria-labelledby="`, id, `-t `, id, `-d"><title id="`, id, `-t">`,
		html.EscapeString(title), `</title><desc id="`, id, `-d">`, html.EscapeString(desc), `</desc>`)
}

func (d *drawing) close() string {
	d.add(`</svg>`)
	return d.b.String()
}
