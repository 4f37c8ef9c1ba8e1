package browser_test

import (
	"fmt"
	"testing"
)

// Several cases at once: chosen by mouse and by key, one step for all, taken back; one that
// changed meanwhile is left alone and said.
func manyCases(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "My acme order never came! Where is it?")
	s.post("Ben Moss", "acme sent me a broken lamp. I want my money back.")
	s.post("Cleo Hart", "Third week without my acme parcel and nobody answers!")
	b := s.person("Ada")
	b.signIn(boss)
	b.open("/queue/reply")
	for _, name := range []string{"Mia Torres", "Ben Moss", "Cleo Hart"} {
		b.see("li.row", name)
	}
	if b.count("#many-said") != 0 && eval[bool](b, `getComputedStyle(document.querySelector("#many")).display !== "none"`) {
		t.Error("the bar shows before a case is chosen")
	}

	b.keys("j")
	b.keys("x")
	b.see("#many-said", "1 case selected")
	b.click("[data-action=pick-all]")
	b.see("#many-said", "3 cases selected")
	b.click("#many-resolve")
	b.see("#toasts", "3 cases changed.")
	b.open("/queue/done")
	for _, name := range []string{"Mia Torres", "Ben Moss", "Cleo Hart"} {
		b.see("li.row", name)
	}

	b.keys("j")
	b.keys("x")
	b.click("[data-action=pick-all]")
	b.click("#many-reopen")
	b.see("#toasts", "3 cases changed.")
	b.open("/queue/reply")
	b.keys("j")
	b.keys("x")
	b.click("[data-action=pick-all]")
	b.click(".many-more > summary")
	b.write("#many-why", "An outage, told on the status page")
	b.click("#many-ignore")
	b.see("#toasts", "3 cases changed.")
	b.click("#undo-toast")
	b.see("#toasts", "Undone.")
	b.open("/queue/reply")
	b.see("li.row", "Cleo Hart")
	if n := b.count("li.row"); n != 3 {
		t.Errorf("%d cases are back in the queue, want 3", n)
	}

	// What the page sends of the first is old; all in one go, since news mend the page.
	eval[bool](b, `(() => {
		const [old, fresh] = document.querySelectorAll("li.row .pick");
		old.value = old.value.replace(/\d+$/, n => n - 1);
		old.checked = fresh.checked = true;
		document.querySelector("#many-resolve").click();
		return true;
	})()`)
	b.see("#toasts", "1 case changed. 1 was left unchanged")

	// One step of one case is taken back with z.
	b.openCase("Mia Torres")
	b.see(".case-facts .stage", "In progress")
	b.keys("e")
	b.see(".case-facts .stage", "Resolved")
	b.see("#undo-toast")
	b.keys("z")
	b.see(".case-facts .stage", "In progress")
	b.check()
}

// A list of more cases than a page holds: it goes on below while somebody walks down, by key
// and by wheel, fills up while cases leave it, and is only empty when nothing is left.
func longList(t *testing.T, c *chrome) {
	const cases = 120
	s := newSite(t, c, siteOptions{undo: "0s"})
	for i := range cases {
		s.post(fmt.Sprintf("Person %03d", i), fmt.Sprintf("My acme parcel number %d never came! Where is it?", i))
	}
	b := s.person("Ada")
	b.signIn(boss)
	b.waitFor("every case", func() bool {
		b.open("/queue/reply?after=")
		return b.text("#count-reply") == "100+"
	})
	b.open("/queue/reply")
	if n := b.count("li.row"); n != 50 {
		t.Errorf("the page begins with %d cases, want 50", n)
	}
	for range 45 {
		b.keys("j")
	}
	b.until("the next page", `document.querySelectorAll("li.row").length === 100`)
	b.waitFor("a case of the next page, by key", func() bool {
		b.keys("j")
		return eval[int](b, `[...document.querySelectorAll("li.row")].findIndex(r => r.matches(".chosen"))`) >= 50
	})
	down := func() int {
		return eval[int](b, `(document.querySelector("#queue-scroll").scrollTo(0, 1e6), document.querySelectorAll("li.row:not(.gone)").length)`)
	}
	b.waitFor("the last page", func() bool { return down() == cases })
	b.gone("#queue-older")
	if n := eval[int](b, `new Set([...document.querySelectorAll("li.row")].map(r => r.id)).size`); n != cases {
		t.Errorf("%d different cases are shown, want %d", n, cases)
	}

	// The first page alone, worked off: what comes after it takes its place.
	b.open("/queue/reply")
	b.keys("j")
	b.keys("x")
	b.click("[data-action=pick-all]")
	b.see("#many-said", "50 cases selected")
	b.click("#many-resolve")
	b.see("#toasts", "50 cases changed.")
	b.away()
	b.until("others in their place", `document.querySelectorAll("li.row:not(.gone)").length >= 50 && !document.querySelector("#rows-empty[data-empty=true]")`)
	b.waitFor("all that are left", func() bool { return down() == cases-50 })
	b.check()
}
