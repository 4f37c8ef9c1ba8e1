package browser_test

import (
	"fmt"
	"testing"
	"time"
)

// A lead writes a search, sees what it would have caught and why, leaves out what is not
// meant, takes it back, marks hits as not about us, and accepts a narrower search.
func builds(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	for i, text := range []string{"acme pie with cherries", "acme pie with plums", "my acme pie", "acme pie, the best", "one more acme pie", "acme parcel is late", "acme lost my parcel", "akcme parcel!", "nothing to do with it"} {
		s.post(fmt.Sprintf("Person %c", 'A'+i), text)
	}
	b := s.person("Ada")
	b.signIn(boss)
	b.opens("/searches/1/hits", `document.querySelectorAll("#hits .hit").length >= 7`)
	b.open("/searches/1")
	b.see("#preview-said mark")
	b.see("#search-preview", "a day", "look-ups")
	b.click("[data-exclude]")
	b.see(".hit-ways button[data-query]")
	b.audit("/searches/1 with a preview and ways to leave a post out")
	was := b.text("#search-query")
	b.click(".hit-ways button[data-query]")
	b.until("the search to be narrower", `document.querySelector("#search-query").value !== `+js(was))
	b.see("#search-undo", "Left out")
	b.click("#search-undo button")
	b.until("the search to be as before", `document.querySelector("#search-query").value === `+js(was))
	b.write("#search-query", "acme (")
	b.see("#search-said", "bracket")
	b.see("#search-paint .wrong")

	b.open("/searches/1/hits")
	for i := range 5 {
		eval[bool](b, `(h => { const f = h.querySelector("form button"); f.focus(); f.click(); return true })([...document.querySelectorAll("#hits .hit:not(.not-us)")].find(e => e.innerText.includes("pie")))`)
		b.until("the mark to stand", fmt.Sprintf(`document.querySelectorAll("#hits .hit.not-us").length === %d`, i+1))
	}
	// Who goes through the list keeps their place in it, and is told that there is a proposal.
	b.until("the focus to stay", `document.activeElement.id.startsWith("mark-")`)
	b.see("#toasts", "5 posts were marked")
	b.see("#narrow .proposal", "-pie")
	b.see("#narrow", "It keeps all")
	b.audit("a proposal")
	b.click("#narrow-accept")
	b.see("#notice", "narrower")
	b.click("#undo-search")
	b.see("#notice", "as it did before")
}

// Two change one search: the second is told, keeps what they wrote and sees the other's. What is far too long is
// said and not cut off. A search that was removed comes back.
func changesBeside(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	ada, mira := s.person("Ada"), s.person("Mira")
	ada.signIn(boss)
	mira.signIn(lead)
	ada.open("/searches/1")
	mira.open("/searches/1")
	mira.empty("#search-query")
	mira.write("#search-query", "acme -pie")
	mira.click("#search-save")
	mira.see("#notice", "listens from the next post on")
	ada.empty("#search-query")
	ada.write("#search-query", "acme parcel")
	ada.expect("status of 409")
	ada.click("#search-save")
	ada.see(".problem", "Somebody changed this search while you wrote.")
	ada.see("#search-theirs", "acme -pie")
	ada.until("what she wrote to stand", `document.querySelector("#search-query").value === "acme parcel"`)
	ada.audit("a search that somebody else changed")
	ada.click("#search-save")
	ada.see("#notice", "listens from the next post on")

	ada.open("/searches/1")
	eval[bool](ada, `(a => { a.value = "word ".repeat(200000); a.dispatchEvent(new Event("input")); return true })(document.querySelector("#search-query"))`)
	ada.see("#search-said", "This is 1,000,000 characters long. A search may have 4096")
	ada.click("#search-save")
	ada.isHere("/searches/1")
	ada.see("#search-said", "1,000,000")

	ada.open("/searches/1")
	ada.click("details:has(#search-drop) > summary")
	ada.click("#search-drop")
	ada.see("#search-removed", "“Acme by name” is removed.", "Undo")
	ada.audit("/searches, one removed")
	ada.click("#search-removed button")
	ada.see("#notice", "is back and listens")
	ada.until("it to be as it was", `document.querySelector("#search-query").value === "acme parcel"`)
}

// opens opens a page again and again until something is on it: what is counted in the
// background needs some seconds.
func (b *tab) opens(url, condition string) {
	b.t.Helper()
	again := time.NewTicker(20 * tick)
	defer again.Stop()
	for deadline := time.Now().Add(patience); ; <-again.C {
		b.open(url)
		if eval[bool](b, condition) {
			return
		}
		if time.Now().After(deadline) {
			b.fail("waited on %s for %s", url, condition)
		}
	}
}

// The page of hearing shows every source, and says within a minute when one is dead.
func hears(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "acme parcel is late")
	b := s.person("Ada")
	b.signIn(boss)
	b.until("a row", `document.querySelectorAll("li.row").length >= 1`)
	b.opens("/hearing", `document.querySelectorAll("#sources .source").length > 0`)
	b.see("#sources .source", "Hears", "last sign of life")
	b.see("#alarm-list", "Nothing is wrong")
	b.see("#gap-part", "No gap")
	b.see("main", "What reading costs: Simulated network", "0.005 EUR")
	b.audit("/hearing")
	b.expect("status of 422")
	b.write("#cap-echo", "much")
	b.click("#cap-save-echo")
	b.see(".problem", "no amount of money")
	b.empty("#cap-echo")
	b.write("#cap-echo", "2,50")
	b.click("#cap-save-echo")
	b.see("#notice", "The cap holds")
	b.until("the cap", `document.querySelector("#cap-echo").value === "2.5"`)
}

// A month's cap is reached: nothing more is taken, the desk says what that costs and how to mend it, and goes on
// when the cap is raised.
func pays(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "acme parcel is late")
	s.waitCases(1)
	b := s.person("Ada")
	b.signIn(boss)
	b.opens("/hearing", `document.querySelector("#purse-echo")?.innerText.includes("0.005 EUR spent for 1 post,")`)
	b.see("#spend-1", "0.005 EUR (1 post)", "none of its own")
	b.write("#cap-echo", "0.005")
	b.click("#cap-save-echo")
	b.see("#notice", "The cap holds")
	s.post("Bo Lund", "acme parcel is late, too")
	b.opens("/hearing", `document.querySelector("#alarm-list")?.innerText.includes("cap of the network is reached")`)
	b.see("#alarm-list", "Raise the cap, or wait until 1 ")
	b.see("#purse-echo", "The cap is reached", "0.005 EUR spent for 1 post,")
	b.audit("/hearing, a cap reached")
	b.open("/")
	b.see("#alarms", "heed does not hear")
	b.open("/hearing")
	b.empty("#cap-echo")
	b.click("#cap-save-echo")
	b.see("#notice", "The cap holds")
	b.opens("/hearing", `document.querySelector("#alarm-list")?.innerText.includes("Nothing is wrong") && document.querySelector("#source-2-stream[data-state=ok]") !== null`)
	s.post("Cy Reed", "acme parcel came")
	s.waitCases(2)
}

func TestHearing(t *testing.T) {
	c := start(t)
	for _, s := range []story{{"build a search", builds}, {"two change one search", changesBeside}, {"proof of hearing", hears}, {"purse", pays}} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.tell(t, c)
		})
	}
}
