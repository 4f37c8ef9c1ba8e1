package browser_test

import "testing"

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
}
