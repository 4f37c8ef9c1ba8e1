package browser_test

import (
	"net/http"
	"testing"
	"time"

	"heed/internal/desk"
)

// A person asks that everything about them is erased: what holds it back is said and mended, what goes and
// stays is shown before, the name is typed, and nothing of them is found afterwards, in whatever place.
func erasePerson(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "My acme zither came broken. Where do I send it?")
	s.post("Ben Moss", "acme, when do you open?")
	s.waitCases(2)
	b := s.person("Ada")
	b.signIn(boss)
	b.openCase("Mia Torres")
	b.click("#promise-add > summary")
	b.write("#promise-text", "call back about the zither")
	due := s.now().Add(24 * time.Hour).UTC().Format("2006-01-02T15:04")
	eval[bool](b, `(e => { e.value = `+js(due)+`; return e.value !== "" })(document.querySelector("#promise-due"))`)
	b.click("#promise-save")
	b.see("#ctx-promises .promises li", "call back about the zither")

	b.click("#to-person")
	b.click("#to-kept")
	b.see("h1", "Data kept about Mia Torres")
	b.see("#held-back", "A promise is still open.")
	if b.count("#erase-form") != 0 {
		t.Error("what is held back can be erased")
	}
	b.click("#held-back a")
	b.click(`[data-action="keep-promise"]`)
	b.see("#ctx-promises .promises li.kept", "kept")

	b.click("#to-person")
	b.click("#to-kept")
	b.see("#kept", "Messages", "Cases")
	b.check()
	b.click("#giveout")
	b.waitFor("the file to be in the audit trail", func() bool { // without leaving the page, which would end the download
		trail, err := s.desk.Admin.Audit(t.Context(), s.boss, desk.TrailQuery{Limit: 1})
		s.ok(err)
		return len(trail) == 1 && trail[0].Kind == desk.PersonGivenOut
	})
	b.open("/settings/audit")
	b.see("#trail", "exported the data of person 1")

	b.open("/people/1/kept")
	b.expect("status of 422")
	b.write("#erase-why", "request 17")
	b.write("#erase-name", "Mia")
	b.click("#erase")
	b.see(".problem", "That isn't this person's name.")
	if got := eval[string](b, `document.querySelector("#erase-why").value`); got != "request 17" {
		t.Errorf("the reason is %q after a mistake", got)
	}
	b.empty("#erase-name")
	b.write("#erase-name", "mia torres")
	b.click("#erase")
	b.see("#erased-said", "This person was erased")
	b.check()

	b.open("/cases/1")
	b.see("#case-erased", "This case is closed for good")
	for _, sel := range []string{"#reply-text", "#assign", "#promise-add", "#mute-add", "#merge"} {
		if b.count(sel) != 0 {
			t.Errorf("an erased case shows %s", sel)
		}
	}
	b.check()
	for _, path := range []string{"/search?q=zither", "/people/1", "/cases/1", "/queue/done", "/queue/reply", "/settings/audit"} {
		b.open(path)
		if shownText(b, "Mia Torres") || shownText(b, "broken") {
			t.Errorf("%s still tells of her", path)
		}
	}
	b.open("/queue/reply")
	b.see("li.row", "Ben Moss")
	if r, err := http.Get(s.netURL + "/people/mia-torres.echo"); err != nil || r.StatusCode != http.StatusOK {
		t.Errorf("on the network she stands as before: %v", err)
	}
}

// shownText reports whether the page holds words.
func shownText(b *tab, words string) bool {
	b.t.Helper()
	return eval[bool](b, `document.body.innerText.includes(`+js(words)+`)`)
}
