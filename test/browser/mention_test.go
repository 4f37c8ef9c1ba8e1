package browser_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"heed/internal/desk"
)

// A note names a colleague, by keys alone; they are told where they are, find it in their list and it is
// read once they open it. Who left cannot be named, and a note is taken back.
func namedInNote(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	_, err := s.desk.Admin.SaveAgent(t.Context(), s.boss, desk.Agent{Name: "Cy Lund", Email: "cy@acme.example", Role: desk.Answerer, Disabled: true})
	s.ok(err)
	s.post("Mia Torres", "acme, my parcel is late.")
	s.post("Ben Moss", "acme sent me a broken lamp.")
	s.waitCases(2)
	ada, mira := s.person("Ada"), s.person("Mira")
	ada.signIn(boss)
	mira.signIn(lead)
	mira.openCase("Ben Moss")
	ada.openCase("Mia Torres")

	ada.keys("n")
	ada.keys("@m")
	ada.see("#name-menu [aria-selected=true]", "Mira Okafor")
	ada.until("the text to say which is chosen", `document.activeElement.id === "reply-text" && document.activeElement.getAttribute("aria-activedescendant") === document.querySelector("#name-menu [aria-selected=true]").id`)
	ada.see("#announcer", "One colleague")
	ada.keys("\r")
	ada.gone("#name-menu")
	ada.keys("can you look?")
	ada.see("#note-tells", "Mira Okafor will be notified")
	if got := eval[string](ada, `document.querySelector("#reply-text").value`); got != "@Mira Okafor can you look?" {
		t.Errorf("the note is %q", got)
	}
	ada.keys("\r", chromedp.ModifierCtrl)
	ada.see("#story .msg.note .colleague", "@Mira Okafor")

	mira.see("#toasts", "A colleague mentioned you in #")
	mira.see("#count-mentions", "1")
	mira.open("/mentions")
	mira.see("#mentions .is-unread", "Ada Lind", "can you look?", "new")
	mira.click("#mentions .found-link")
	mira.see("#story .colleague.me", "@Mira Okafor")
	mira.until("nothing to be unread", `document.querySelector("#count-mentions").textContent.trim() === ""`)
	mira.open("/mentions")
	mira.gone("#mentions .is-unread")
	mira.click("[id^=mention-unread-]")
	mira.see("#mentions .is-unread", "can you look?")
	mira.click("#mentions-read")
	mira.see("#notice", "All read")
	mira.see("#mentions", "can you look?")
	mira.gone("#mentions .is-unread")

	// Who left is refused, in words, and the text stays.
	ada.expect("status of 422", "status of 400")
	ada.write("#reply-text", "@Cy Lund knows more")
	ada.see("#reply-advice .warning.stop", "Cy Lund can't see this case")
	ada.click("#send-note")
	ada.see("#composer-problem #problem", "Cy Lund can't see this case", "mention someone else")
	ada.empty("#reply-text")

	ada.write("#reply-text", "@Mira this is the wrong case")
	ada.click("#send-note")
	mira.see("#count-mentions", "1")
	ada.click("#undo-toast")
	ada.see("#story .msg.note", "Taken back")
	if got := eval[string](ada, `document.querySelector("#reply-text").value`); got != "@Mira this is the wrong case" {
		t.Errorf("after it was taken back the composer holds %q", got)
	}
	mira.reload()
	mira.gone("#mentions .is-unread")
	mira.until("nothing to be unread", `document.querySelector("#count-mentions").textContent.trim() === ""`)

	mira.open("/settings/notifications")
	mira.click("#reach-mail")
	eval[bool](mira, `[["#reach-quiet-from", "22:00"], ["#reach-quiet-to", "06:30"]].every(([sel, at]) => (document.querySelector(sel).value = at) === at)`)
	mira.click("#reach-save")
	mira.see("#notice", "Saved")
	if got := s.agent(lead).Reach; got != (desk.Reach{NoMail: true, QuietFrom: 22 * 60, QuietTo: 6*60 + 30}) {
		t.Errorf("she is told by %+v", got)
	}
	ada.check()
	mira.check()
}
