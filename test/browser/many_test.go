package browser_test

import (
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
	b.see("#many-said", "1 case chosen")
	b.click("[data-action=pick-all]")
	b.see("#many-said", "3 cases chosen")
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
	b.see("#toasts", "1 case changed. 1 was left as it is")

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
