package browser_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"heed/internal/channel"
	"heed/internal/channel/echo"
	"heed/internal/desk"
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
	b.see("#search-preview", "per day", "points")
	b.click("[data-exclude]")
	b.see(".hit-ways button[data-query]")
	b.audit("/searches/1 with a preview and ways to leave a post out")
	was := b.text("#search-query")
	b.click(".hit-ways button[data-query]")
	b.until("the search to be narrower", `document.querySelector("#search-query").value !== `+js(was))
	b.see("#search-undo", "Excluded")
	b.click("#search-undo button")
	b.until("the search to be as before", `document.querySelector("#search-query").value === `+js(was))
	b.write("#search-query", "acme (")
	b.see("#search-said", "bracket")
	b.see("#search-paint .wrong")
	b.until("the address to hold what is typed", `location.search.includes("acme+%28")`)
	typed := b.text("#search-query")
	b.reload()
	b.until("what was typed to be there again", `document.querySelector("#search-query").value === `+js(typed))

	b.open("/searches/1/hits")
	for i := range 5 {
		eval[bool](b, `(h => { const f = h.querySelector("form button"); f.focus(); f.click(); return true })([...document.querySelectorAll("#hits .hit:not(.not-us)")].find(e => e.innerText.includes("pie")))`)
		b.until("the mark to stand", fmt.Sprintf(`document.querySelectorAll("#hits .hit.not-us").length === %d`, i+1))
	}
	// Who goes through the list keeps their place in it, and is told that there is a proposal.
	b.until("the focus to stay", `document.activeElement.id.startsWith("mark-")`)
	b.see("#toasts", "5 posts are marked")
	b.see("#narrow .proposal", "-pie")
	b.see("#narrow", "It keeps all")
	b.audit("a proposal")
	b.click("#narrow-accept")
	b.see("#notice", "narrower")
	b.click("#undo-search")
	b.see("#notice", "back to its previous version")
}

// A lead who uses the keyboard alone writes a search: operators are offered, mistakes and what can never match
// are said once and not at every key, what a click put into the field is taken back with Ctrl+Z, and posts in
// other scripts can be left out.
func writesByKeys(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	for i, text := range []string{"acme parcel is late", "acme 荷物が届かない、カスタマーサポートに連絡できない", "acme 😡😡", "acme الطلب لم يصل"} {
		s.post(fmt.Sprintf("Person %c", 'A'+i), text)
	}
	b := s.person("Ada")
	b.signIn(boss)
	b.opens("/searches/1/hits", `document.querySelectorAll("#hits .hit").length >= 4`)
	b.open("/searches/new")
	eval[bool](b, `(a => { window.aloud = []; new MutationObserver(() => { if (a.textContent) window.aloud.push(a.textContent) }).observe(a, {childList: true, characterData: true, subtree: true}); document.querySelector("#search-name").focus(); return true })(document.querySelector("#announcer"))`)
	aloud := func(words string) {
		t.Helper()
		b.until(words+" to be said", `window.aloud.some(s => s.includes(`+js(words)+`))`)
	}
	b.keys("Parcels\tacme la")
	b.see(".offers [role=option]", "lang:")
	aloud("Arrow keys choose.")
	b.audit("operators offered")
	b.spotless("operators offered")
	b.keys(kb.ArrowDown)
	b.until("the chosen offer to be the one that is read", `document.getElementById(document.querySelector("#search-query").getAttribute("aria-activedescendant"))?.innerText.includes("lang:")`)
	b.keys("\rx")
	b.until("the operator", `document.querySelector("#search-query").value === "acme lang:x"`)
	b.keys("x")
	b.see("#search-said .never", "No language is written “xx”", "lang:en or lang:de")
	aloud("No language is written “xx”")
	b.audit("what can never match")
	b.keys("\b\bge")
	b.see(".offers [role=option]", "lang:de", "German")
	b.empty("#search-query")
	b.insert(strings.Repeat("linksysrouter~2 OR ", 60) + "acme")
	b.see("#search-said .problem", "too complex", "create another for the rest")
	b.see("#search-paint .wrong")
	aloud("The search is too complex")
	b.empty("#search-query")
	b.insert(strings.Repeat("parcel OR ", 399) + "acme")
	aloud("This is a valid search")
	b.until("all of it to be in sight", `(a => a.scrollHeight <= a.clientHeight + 1)(document.querySelector("#search-query"))`)
	b.empty("#search-query")
	b.keys("acme")
	aloud("It would have matched 4 posts.")
	for text, offered := range map[string]string{"荷物": "カスタマーサポート", "😡": "😡", "الطلب": "الطلب"} {
		b.until("the post "+text, `[...document.querySelectorAll("#preview-said .hit")].some(e => e.innerText.includes(`+js(text)+`))`)
		eval[bool](b, `(e => { const x = e.querySelector("[data-exclude]"); if (x.getAttribute("aria-expanded") === "false") x.click(); return true })([...document.querySelectorAll("#preview-said .hit")].find(e => e.innerText.includes(`+js(text)+`)))`)
		b.see(".hit-ways button[data-query] code", offered)
	}
	b.click(".hit-ways button[data-query]")
	b.see("#search-undo", "Excluded")
	b.until("the way back to be the next key", `document.activeElement.closest("#search-undo") !== null`)
	eval[bool](b, `(document.querySelector("#search-query").focus(), true)`)
	b.keys("z", chromedp.ModifierCtrl)
	b.until("the search to be as it was written", `document.querySelector("#search-query").value === "acme"`)
	if n := eval[int](b, `window.aloud.filter(s => s.includes("is a valid search")).length`); n > 4 {
		t.Errorf("it says %d times that the search can be searched", n)
	}
	b.keys(kb.End + " la")
	b.see(".offers [role=option]", "lang:")
	b.keys(kb.ArrowDown)
	b.keys("\r", chromedp.ModifierCtrl) // as it is written, without what is offered
	b.see("#notice", "“Parcels” is listening, starting with the next post.")
	b.see("#searches", "acme la")
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
	mira.see("#notice", "is listening, starting with the next post")
	ada.empty("#search-query")
	ada.write("#search-query", "acme parcel")
	ada.expect("status of 409")
	ada.click("#search-save")
	ada.see(".problem", "Mira Okafor changed this search while you were editing.")
	ada.see("#search-theirs", "acme -pie", "Saved by Mira Okafor")
	ada.until("what she wrote to stand", `document.querySelector("#search-query").value === "acme parcel"`)
	ada.audit("a search that somebody else changed")
	ada.click("#search-save")
	ada.see("#notice", "is listening, starting with the next post")

	ada.open("/searches/1")
	eval[bool](ada, `(a => { a.value = "word ".repeat(200000); a.dispatchEvent(new Event("input")); return true })(document.querySelector("#search-query"))`)
	ada.see("#search-said", "This is 1,000,000 characters long. A search can have up to 4,096")
	ada.click("#search-save")
	ada.isHere("/searches/1")
	ada.see("#search-said", "1,000,000")

	ada.open("/searches/new")
	ada.write("#search-name", "Books")
	ada.write("#search-query", "acme")
	ada.until("what is typed to be in the address", `location.search.includes("query=acme")`)
	ada.insert(strings.Repeat(" OR Bücher", 380)) // within 4,096 characters, but half as long again in an address
	ada.see("#search-long", "a reload will lose it")
	ada.until("a short address", `location.href.endsWith("/searches/new")`)
	ada.audit("a search too long for the address")
	ada.empty("#search-query")
	ada.insert("acme OR akme")
	ada.gone("#search-long")
	ada.until("what is typed to be in the address again", `location.search.includes("query=acme+OR+akme")`)
	ada.insert(strings.Repeat(" OR Bücher", 380))
	ada.see("#search-long")
	ada.click("#search-save")
	ada.see("#notice", "“Books” is listening, starting with the next post.")

	ada.open("/searches")
	ada.click("#search-1 input[name=ticked]")
	ada.click("#searches-many button[value=pause]")
	ada.see("#searches-step", "1 search paused.", "by Ada")
	ada.see("#search-1 .chip", "Paused")
	ada.audit("/searches, one ticked and paused")
	ada.click("#searches-many button[value=remove]")
	ada.expect("status of 422")
	ada.see(".problem", "Select at least one search.")
	ada.click("#searches-step button")
	ada.see("#notice", "Undone.")
	ada.gone("#search-1 .chip")

	ada.open("/searches/1")
	ada.click("details:has(#search-drop) > summary")
	ada.click("#search-drop")
	ada.see("#search-removed", "“Acme by name” was removed.", "Undo")
	ada.audit("/searches, one removed")
	ada.click("#search-removed button")
	ada.see("#notice", "is back and listening")
	ada.until("it to be as it was", `document.querySelector("#search-query").value === "acme parcel"`)
}

// A desk of three brands, each named by an everyday word of some language: an agent marks what is not about one of them, the
// narrower search that is proposed spares complaints and the other brands, is taken and taken back.
func everyday(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	ctx, a := t.Context(), s.desk.Admin
	for i, name := range []string{"Gut", "Orange", "Apple"} {
		brand, err := a.SaveBrand(ctx, s.boss, desk.Brand{Name: name})
		s.ok(err)
		_, err = a.SaveSearch(ctx, s.boss, desk.Search{Name: name, Query: []string{"gut", "orange", "apple"}[i], Brand: brand.ID}, nil)
		s.ok(err)
	}
	s.ok(s.desk.Reload(ctx))
	texts := []string{"ein Glas jus d'orange, très bon", "fresh orange juice", "orange juice with pulp", "apple juice or orange juice?", "orange juice again today", "the best orange juice", "apple and orange juice",
		"alles gut bei dir", "orange lost my number, nobody answers", "ma facture orange est fausse, appelez-moi", "mein Paket von Gut kam zerbrochen an", "apple took my money and the order is gone", "one more orange juice"}
	for i, text := range texts {
		s.post(fmt.Sprintf("Person %c", 'A'+i), text)
	}
	b := s.person("Ada")
	b.signIn(boss)
	b.opens("/searches/3/hits", `document.querySelectorAll("#hits .hit").length >= 10`)
	for i := range 5 {
		eval[bool](b, `(h => { const f = h.querySelector("form button"); f.focus(); f.click(); return true })([...document.querySelectorAll("#hits .hit:not(.not-us)")].find(e => e.innerText.includes("juice")))`)
		b.until("the mark to stand", fmt.Sprintf(`document.querySelectorAll("#hits .hit.not-us").length === %d`, i+1))
	}
	b.see("#narrow .proposal", "orange -juice")
	b.see("#narrow", "unmarked matches. None of them looks like a complaint", "juice")
	if got := b.text("#narrow"); strings.Contains(got, "nobody answers") || strings.Contains(got, "-apple") {
		t.Errorf("the proposal loses a complaint or another brand: %s", got)
	}
	b.audit("a proposal that loses what nobody marked")
	b.click("#narrow-accept")
	b.see("#notice", "narrower")
	s.post("Zoe Lund", "orange juice once more")
	s.post("Zed Lund", "orange never came to repair the line")
	b.opens("/searches/3/hits", `document.querySelector("#hits").innerText.includes("repair the line")`)
	if got := b.text("#hits"); strings.Contains(got, "once more") {
		t.Error("the narrower search still brings juice")
	}
	b.click("#undo-search")
	b.see("#notice", "back to its previous version")
	b.opens("/searches/2/hits", `document.querySelector("#hits").innerText.includes("zerbrochen")`)
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
	b.see("#sources .source", "Hears", "last activity")
	b.see("#alarm-list", "No problems")
	b.see("#gap-part", "No gap")
	b.see("main", "What reading costs: Simulated network", "0.005 EUR")
	b.audit("/hearing")
	b.expect("status of 422")
	b.write("#cap-echo", "much")
	b.click("#cap-save-echo")
	b.see(".problem", "t a valid amount")
	b.empty("#cap-echo")
	b.write("#cap-echo", "2,50")
	b.click("#cap-save-echo")
	b.see("#notice", "The cap applies")
	b.until("the cap", `document.querySelector("#cap-echo").value === "2.5"`)
}

// A place where nobody has spoken yet is connected, and not said to be heard before its first post proves it.
func nothingYet(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	b := s.person("Ada")
	b.signIn(boss)
	b.opens("/hearing", `document.querySelector("#source-2-stream")?.innerText.includes("Connected, nothing heard yet") === true`)
	b.see("#source-2-stream", "post something there yourself to test it")
	b.audit("/hearing, nothing heard yet")
	s.post("Mia Torres", "acme parcel is late")
	b.opens("/hearing", `document.querySelector("#source-2-stream[data-state=ok]") !== null`)
	b.opens("/settings/accounts", `document.querySelector("#accounts").innerText.includes("1 heard, 1 kept in the last 24 hours")`)
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
	b.see("#notice", "The cap applies")
	s.post("Bo Lund", "acme parcel is late, too")
	b.opens("/hearing", `document.querySelector("#alarm-list")?.innerText.includes("monthly cap is reached")`)
	b.see("#alarm-list", "Raise the cap, or wait until it resets on 1 ")
	b.see("#purse-echo", "The cap is reached", "0.005 EUR spent for 1 post,")
	b.audit("/hearing, a cap reached")
	b.open("/")
	b.see("#alarms", "heed does not hear")
	b.open("/hearing")
	b.empty("#cap-echo")
	b.click("#cap-save-echo")
	b.see("#notice", "The cap applies")
	b.opens("/hearing", `document.querySelector("#alarm-list")?.innerText.includes("No problems") && document.querySelector("#source-2-stream[data-state=ok]") !== null`)
	s.post("Cy Reed", "acme parcel came")
	s.waitCases(2)
}

// An ear is a network's kind whose stream may not bring the test posts of the desk.
type ear struct{ deaf atomic.Bool }

const ofOurEars = "A test of our ears"

type earConn struct {
	channel.Conn
	*ear
}

func (c earConn) Pull(ctx context.Context, cursor desk.Cursor) (channel.Batch, error) {
	b, err := c.Conn.Pull(ctx, cursor)
	if c.deaf.Load() {
		b.Heard = slices.DeleteFunc(b.Heard, func(h desk.Heard) bool { return strings.HasPrefix(h.Message.Text, ofOurEars) })
	}
	return b, err
}

// An administrator has an account post what must come back: it does and is taken down; it does not, which is an
// alarm, and the post does not stay on the network; and all is well again.
func singsBack(t *testing.T, c *chrome) {
	e, kind := &ear{}, echo.Kind()
	open := kind.Open
	kind.Open = func(a desk.Account, s channel.Secrets, d channel.Deps) (channel.Conn, error) {
		conn, err := open(a, s, d)
		return earConn{conn, e}, err
	}
	s := newSite(t, c, siteOptions{undo: "0s", kinds: channel.Set{echo.Name: kind}})
	tests := func() int {
		return len(slices.DeleteFunc(s.answers(), func(text string) bool { return !strings.HasPrefix(text, ofOurEars) }))
	}
	s.post("Mia Torres", "acme parcel is late")
	b := s.person("Ada")
	b.signIn(boss)
	later := func(d time.Duration) { // and somebody speaks, so that the stream gives a sign of life
		s.skip(d)
		s.post("Bo Lund", "acme parcel number "+d.String())
	}
	b.opens("/hearing", `document.querySelector("#source-2-stream[data-state=ok]") !== null && document.querySelector("#canary-1") !== null`)
	b.see("#source-1-mentions", "Anyone can read it for a few seconds, so it's off by default.")
	b.click("#canary-1")
	b.see("#notice", "posts a test now and then")
	b.opens("/hearing", `document.querySelector("#source-2-stream").innerText.includes("Our test post came back")`)
	b.waitFor("the test to be taken down", func() bool { return tests() == 0 })

	e.deaf.Store(true)
	later(7 * time.Hour)
	b.waitFor("another test", func() bool { return tests() == 1 })
	later(11 * time.Minute)
	b.opens("/hearing", `document.querySelector("#alarm-list").innerText.includes("did not come back through the stream")`)
	b.see("#alarm-list", "heed has deleted the test post and tries again every half hour")
	b.see("#source-2-stream", "Test post failed", "the next one goes out at")
	b.waitFor("the test to be taken down", func() bool { return tests() == 0 })
	b.audit("/hearing, a test that did not come back")

	e.deaf.Store(false)
	later(31 * time.Minute)
	b.opens("/hearing", `document.querySelector("#alarm-list").innerText.includes("No problems")`)
	b.see("#source-2-stream", "Our test post came back")
	b.click("#canary-1")
	b.see("#notice", "no longer posts tests")
	b.see("#source-1-mentions", "so it's off by default")
}

func TestHearing(t *testing.T) {
	c := start(t)
	for _, s := range []story{{"build a search", builds}, {"by the keyboard alone", writesByKeys}, {"two change one search", changesBeside}, {"everyday words of several brands", everyday}, {"proof of hearing", hears}, {"nothing heard yet", nothingYet}, {"a test post", singsBack}, {"purse", pays}, {"import searches", importsSearches}} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.tell(t, c)
		})
	}
}
