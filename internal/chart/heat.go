package chart

import (
	"fmt"
	"html"
	"math"
	"strconv"
)

// Heat is a picture of the hours of a week: a cell for each, coloured by its share.
type Heat struct {
	ID, Title, Desc string
	Cells           [168]Cell // from Monday 0:00
	Days            []string  // as the rows are marked, from Monday; nil: in English
}

// Cell is one hour. A share of NaN is unknown.
type Cell struct {
	Share float64
	Note  string // shown when pointed at
}

const (
	cell      = 9.4
	heatLeft  = 24.
	heatTop   = 2.
	heatRight = 2.
)

// Days are the days of the week in English.
func Days() []string { return []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} }

// SVG draws the picture.
func (h *Heat) SVG() string {
	var d drawing
	w, high := heatLeft+24*cell+heatRight, heatTop+7*cell+14
	d.open("heat", h.ID, h.Title, h.Desc, w, high)
	days := h.Days
	if len(days) != 7 {
		days = Days()
	}
	for day, name := range days {
		d.text("label", "start", 0, heatTop+float64(day)*cell+7.4, name)
		for hour := range 24 {
			c := h.Cells[day*24+hour]
			d.add(`<rect class="`, Class(c.Share), `" x="`, num(heatLeft+float64(hour)*cell), `" y="`, num(heatTop+float64(day)*cell),
				`" width="`, num(cell-1), `" height="`, num(cell-1), `" rx="1.5"><title>`, html.EscapeString(fmt.Sprintf("%s %02d:00, %s", name, hour, c.Note)), `</title></rect>`)
		}
	}
	for _, hour := range []int{0, 6, 12, 18} {
		d.text("label", "start", heatLeft+float64(hour)*cell, high-3, fmt.Sprintf("%02d:00", hour))
	}
	return d.close()
}

// Class is the class of a cell: h0 to h9 by tenths of its share, unknown for NaN.
func Class(share float64) string {
	if math.IsNaN(share) {
		return "unknown"
	}
	return "h" + strconv.Itoa(min(9, max(0, int(share*10))))
}
