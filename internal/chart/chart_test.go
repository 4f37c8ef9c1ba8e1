package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
)

// wellFormed fails where a drawing is no XML, or holds a place that is no number.
func wellFormed(t *testing.T, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
	}
	if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
		t.Errorf("not a place: %s", svg)
	}
}

func TestDot(t *testing.T) {
	t.Parallel()
	s := Scale{Min: 0, Max: 1, Ticks: []float64{0, .5, 1}}
	for _, v := range [][3]float64{{.5, .25, .75}, {math.NaN(), math.NaN(), math.NaN()}, {2, -1, math.Inf(1)}, {.5, math.NaN(), math.NaN()}} {
		wellFormed(t, Dot(s, v[0], v[1], v[2]))
	}
	if got := Dot(s, .5, .25, .75); !strings.Contains(got, `class="range" x1="25" y1="5" x2="75"`) || !strings.Contains(got, `class="dot" x1="50"`) {
		t.Error(got)
	}
	if got := (Scale{Min: 1, Max: 100, Log: true}).at(10); math.Abs(got-50) > 1e-9 {
		t.Errorf("the middle of a logarithmic scale is at %v", got)
	}
}

func TestCurves(t *testing.T) {
	t.Parallel()
	c := Curves{ID: "a", Title: `<b> & "c"`, Steps: []Step{{At: 60, Share: .2, Low: .1, High: .3}, {At: 3600, Share: .5, Low: .4, High: .6}, {At: 90000, KnownUntilHere: true}}}
	svg := c.SVG()
	wellFormed(t, svg)
	if strings.Contains(svg, "<b>") {
		t.Error("a title is markup")
	}
	for _, empty := range []Curves{{}, {Steps: []Step{{At: 5, KnownUntilHere: true}}}} {
		wellFormed(t, empty.SVG())
	}
}

func TestHeat(t *testing.T) {
	t.Parallel()
	var h Heat
	h.Cells[0] = Cell{math.NaN(), "<unknown>"}
	h.Cells[167] = Cell{1, "all"}
	h.Cells[0].Note = "unknown"
	svg := h.SVG()
	wellFormed(t, svg)
	if strings.Count(svg, "<rect") != 168 || !strings.Contains(svg, `class="unknown"`) || !strings.Contains(svg, `class="h9"`) {
		t.Error("cells")
	}
	for share, want := range map[float64]string{0: "h0", .05: "h0", .1: "h1", .99: "h9", 1: "h9"} {
		if got := Class(share); got != want {
			t.Errorf("%v is %s, want %s", share, got, want)
		}
	}
}
