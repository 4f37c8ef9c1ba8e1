package browser_test

import (
	"fmt"
	"testing"
)

// A manager looks at the reports: every picture is there to be seen, wide, on a phone and on paper.
func seeReports(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.fill()
	b := s.person("Ada")
	b.signIn(boss)
	for _, page := range []string{"/reports", "/reports/about/windows", "/reports/about/lip-service", "/reports/equity"} {
		b.open(page)
		b.see("h1")
		for _, width := range []int64{1440, 390} {
			b.size(width, 900, false)
			const unseen = `[...document.querySelectorAll("main svg[role=img], main svg.dotplot")].filter(e => !e.checkVisibility() || e.getBoundingClientRect().height < 8).map(e => e.id || e.getAttribute("class")).join(" ")`
			if got := eval[string](b, unseen); got != "" {
				t.Errorf("%s, %d wide: nobody sees the pictures %s", page, width, got)
			}
		}
	}
	b.open("/reports")
	b.see("svg.curves[role=img]")
	b.see("svg.heat[role=img]")
	const cut = `[...document.querySelectorAll("main svg .label")].filter(e => { const l = e.getBoundingClientRect(), s = e.ownerSVGElement.getBoundingClientRect(); return l.left < s.left - 1 || l.right > s.right + 1 || l.bottom > s.bottom + 1 }).map(e => e.textContent).join(" ")`
	if got := eval[string](b, cut); got != "" {
		t.Errorf("labels are cut off: %s", got)
	}
	// Beside others all columns have room in a small window.
	l, _, err := s.desk.Reports.ImportPeers(t.Context(), s.boss, "Parcel services of Europe", []byte(`{"heed_benchmark": 1, "companies": [
		{"name": "A", "cases": 50, "measures": {"response_rate_1h": {"value": 0.5, "n": 50}, "response_rate_any": {"value": 0.02, "n": 50}, "first_response_time_p50": {"value": 1234567, "n": 50}, "next_response_time_p50": {"value": 4567, "n": 50}}},
		{"name": "B", "cases": 50, "measures": {"response_rate_1h": {"value": 0.6, "n": 50}, "response_rate_any": {"value": 1, "n": 50}, "first_response_time_p50": {"value": 7654321, "n": 50}, "next_response_time_p50": {"value": 456789, "n": 50}}}]}`))
	s.ok(err)
	b.size(1280, 900, false)
	eval[string](b, `document.cookie = "lang=de; path=/"`) // whose words are longer
	b.open(fmt.Sprintf("/reports?peers=%d", l.ID))
	b.see("#brief", "Neben Parcel services of Europe")
	if got := eval[string](b, `[...document.querySelectorAll("main .scroll-x:has(table[id^=figures-])")].filter(e => e.scrollWidth > e.clientWidth).map(e => e.ariaLabel + " by " + (e.scrollWidth - e.clientWidth)).join(", ")`); got != "" {
		t.Errorf("beside others a table is wider than its place: %s", got)
	}
	// Every table has room, in every window, also one that opens; what a table says stands there too, with the head
	// of its column where no column is. And the rail's names are whole.
	for _, width := range []int64{1280, 1024, 768, 390} {
		b.size(width, 900, false)
		for _, page := range []string{fmt.Sprintf("/reports?by=intent&peers=%d", l.ID), "/reports/equity", "/reports/about/promises", "/reports/about/lip-service", "/reports/alerts", "/reports/cases?figure=demand"} {
			b.open(page)
			b.see("h1")
			eval[bool](b, `document.querySelectorAll("main details").forEach(d => d.open = true) ?? true`)
			const narrow = `[...document.querySelectorAll("main .scroll-x, main .sheet, main, .rail-label")].filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth).map(e => (e.ariaLabel || e.id || e.innerText) + " by " + (e.scrollWidth - e.clientWidth)).join(", ")`
			if got := eval[string](b, narrow); got != "" {
				t.Errorf("%s, %d wide: wider than its place: %s", page, width, got)
			}
			const nameless = `[...document.querySelectorAll("main .stacks")].filter(t => getComputedStyle(t).display == "block").flatMap(t => { const heads = [...t.querySelectorAll("thead th")].map(h => h.textContent); return [...t.querySelectorAll("tbody tr")].flatMap(r => [...r.children].filter((c, i) => c.dataset.label !== undefined && c.dataset.label != heads[i]).map(c => t.id + ": " + c.dataset.label)) }).join(", ")`
			if got := eval[string](b, nameless); got != "" {
				t.Errorf("%s, %d wide: a cell is named otherwise than its column: %s", page, width, got)
			}
			if stacked := eval[bool](b, `[...document.querySelectorAll("main .stacks")].every(t => (getComputedStyle(t).display == "block") == (innerWidth < 1000))`); !stacked {
				t.Errorf("%s, %d wide: rows stand otherwise than they have room", page, width)
			}
			const small = `[...document.querySelectorAll("main .stacks a")].filter(a => innerWidth < 500 && a.getBoundingClientRect().height < 24).map(a => a.innerText).join(", ")`
			if got := eval[string](b, small); got != "" {
				t.Errorf("%s, %d wide: too low for a thumb: %s", page, width, got)
			}
		}
	}
}
