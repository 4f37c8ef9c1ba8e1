package browser_test

import "testing"

// chooseFile gives a file of a name and text to the form of the import.
func (b *tab) chooseFile(name, text string) {
	b.t.Helper()
	eval[bool](b, `(i => { const d = new DataTransfer(); d.items.add(new File([`+js(text)+`], `+js(name)+`)); i.files = d.files; return true })(document.querySelector("#import-file"))`)
	b.click("#import-check")
}

// A lead brings another tool's searches: mistakes come with their place, then what would change, then one button and one way back.
func importsSearches(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	for _, text := range []string{"acme parcel is late", "my acme pie"} {
		s.post("Mia Torres", text)
	}
	b := s.person("Ada")
	b.signIn(boss)
	b.opens("/searches/1/hits", `document.querySelectorAll("#hits .hit").length >= 2`)
	b.open("/searches")
	b.click("#searches-import")
	b.see("h1", "Import searches")
	b.spotless("an import of searches")
	b.chooseFile("mine.csv", "title,boolean query\nPies,acme pie\nOpen,acme (late\n")
	b.expect("status of 422")
	b.see("#import-wrong", "1 mistake in the file. Nothing was imported.")
	b.see("#import-wrong", "Line 3, column 11: This bracket is never closed.")
	b.spotless("a file with a mistake")
	b.chooseFile("mine.csv", "title;boolean query\nPies;acme pie\n<img src=x onerror=alert(1)>;\"acme (late OR \"\"too slow\"\")\"\n")
	b.see("#import-plan", "What “mine.csv” would change")
	b.see("#import-list", "<img src=x onerror=alert(1)>")
	b.see("#import-list", "acme pie")
	b.until("nothing to be in the page that was in the file", `!document.querySelector("#import-plan img")`)
	b.spotless("what an import would change")
	b.size(390, 844, true)
	b.fits("what an import would change, on a phone")
	b.click("#import-now")
	b.see("#searches-step", "2 searches imported.")
	b.see("#searches", "acme (late OR \"too slow\")")
	b.click("#searches-step button")
	b.see("#notice", "Undone.")
	b.until("the searches to be gone", `!document.querySelector("#searches").innerText.includes("acme pie")`)
}
