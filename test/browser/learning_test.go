package browser_test

import (
	"testing"
)

// A signal is set right with one click, undone with another; the page of learning tells
// of it, and undoes it too.
func correctSignal(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	s.post("Mia Torres", "My acme order never came!")
	b := s.person("Ada")
	b.signIn(boss)
	b.openCase("Mia Torres")

	b.see("#ctx-signals")
	was := eval[string](b, `document.querySelector("#signal-intent").value`)
	b.choose("#signal-intent", "Question")
	b.see("#ctx-signals", "corrected by hand")
	b.see("#story .event", "corrected intent: question, not "+was)
	b.click("#signal-undo-intent")
	b.see("#story .event", "undid a correction of intent: "+was+" again, not question")
	b.until("the intent as it was", `document.querySelector("#signal-intent").value === `+js(was))

	b.until("a complaint", `document.querySelector("#signal-complaint").value === "complaint"`)
	b.choose("#signal-complaint", "No")
	b.see("#story .event", "corrected complaint: No, not Yes")
	b.until("no complaint", `document.querySelector("#signal-complaint").value === "none"`)
	b.open("/settings/learning")
	b.see("#corrections li", "Complaint: No, not Yes", "Ada Lind")
	b.open("/queue/reply")
	b.openCase("Mia Torres")
	b.click("#signal-undo-complaint")
	b.see("#story .event", "undid a correction of complaint: Yes again, not No")
	b.until("a complaint again", `document.querySelector("#signal-complaint").value === "complaint"`)

	b.choose("#signal-urgency", "High")
	b.see("#signal-undo-urgency")
	b.open("/settings/learning")
	b.see("#corrections li", "Urgency: High, not", "Ada Lind")
	b.click("#learning-reset")
	b.see("#learning-recall", "1 correction")
	b.click("#learning-recall")
	b.see("#corrections li", "Urgency: High")
	b.click(`#corrections [id^="correction-undo-"]`)
	b.see("#main", "No corrections yet")
}
