package chart

import "math"

// Scale is the range that a plot shows.
type Scale struct {
	Min, Max float64
	Log      bool
	Ticks    []float64
}

// at gives the place of a value from 0 to 100, kept within the scale.
func (s Scale) at(x float64) float64 {
	low, high := s.Min, s.Max
	if s.Log {
		x, low, high = math.Log(math.Max(x, s.Min)), math.Log(low), math.Log(high)
	}
	if high <= low {
		return 0
	}
	return 100 * math.Min(math.Max((x-low)/(high-low), 0), 1)
}

// Dot draws a value and its interval as one row of a dot plot, for a cell of a table that
// holds the numbers. It stretches to the width of the cell: lines keep their thickness by the
// page's style (vector-effect), and the dot is a line of no length with round ends. NaN ends
// are left away; without a value only the grid is drawn.
func Dot(s Scale, value, low, high float64) string {
	var d drawing
	d.add(`<svg class="dotplot" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">`)
	for _, t := range s.Ticks {
		d.line("grid", s.at(t), 0, s.at(t), 10)
	}
	if !math.IsNaN(low) && !math.IsNaN(high) {
		d.line("range", s.at(low), 5, s.at(high), 5)
	}
	if !math.IsNaN(value) {
		d.line("dot", s.at(value), 5, s.at(value), 5)
	}
	return d.close()
}

// TickPlaces are the places of the ticks in percent of the width, for labels beside.
func (s Scale) TickPlaces() []float64 {
	list := make([]float64, len(s.Ticks))
	for i, t := range s.Ticks {
		list[i] = s.at(t)
	}
	return list
}
