package browser_test

import (
	"slices"
	"testing"
	"time"

	"heed/internal/desk"
)

// A saved reply with steps is written by a lead, shown before it is done, done as one act and taken
// back as one; its case is resolved with the answer.
func replyWithSteps(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	_, err := s.desk.Admin.SaveTeam(t.Context(), s.boss, desk.Team{Name: "Returns", Members: []desk.AgentID{s.agent(lead).ID}})
	s.ok(err)
	s.post("Ben Moss", "acme sent me a broken lamp.")
	s.waitCases(1)
	b := s.person("Ada")
	b.signIn(boss)
	b.open("/settings/macros")
	b.click("#macro-new > summary")
	b.write("#macro-name-0", "Broken goods")
	b.write("#macro-text-0", "Sorry, {{name}}. A new one leaves today.")
	for at, label := range []string{"Set urgency: High", "Assign the case to the team Returns", "Snooze: next week", "Set stage: Resolved"} {
		b.choose("#macro-step-0-"+string(rune('0'+at)), label)
	}
	b.audit("/settings/macros with the form of a reply")
	b.click("#macro-save-0")
	b.see("#macros", "Broken goods", "Assign the case to the team Returns")

	b.open("/cases/1")
	owner := `document.querySelector("#assign").selectedOptions[0].text.trim()`
	was := eval[string](b, owner)
	b.click("#reply-text")
	b.keys("/bro")
	b.see("#macro-menu [aria-selected=true]", "Broken goods", "and 4 steps")
	b.keys("\r")
	b.see("#plan", "Sorry, Ben. A new one leaves today.", "Set urgency: High", "Mira Okafor", "until", "when the answer is sent")
	b.until("the button to have the focus", `document.activeElement.id === "plan-apply"`)
	b.audit("/cases/1 with what a saved reply would do")
	if got := eval[string](b, owner); got != was {
		t.Errorf("before it is done the case has moved to %q", got)
	}
	b.keys("\r")
	b.see("#toasts", "“Broken goods” is done")
	b.see("#story .event", "Ada Lind used the saved reply “Broken goods”")
	b.until("Mira to have the case", owner+` === "Mira Okafor"`)
	b.see("#put-off", "Snoozed until")
	if got := eval[string](b, `document.querySelector("#reply-text").value`); got != "Sorry, Ben. A new one leaves today." {
		t.Errorf("the answer is %q", got)
	}
	if !eval[bool](b, `document.querySelector("#reply-resolve").checked`) {
		t.Error("the case is not to be resolved with the answer")
	}
	b.click("#undo-toast")
	b.see("#story .event", "Ada Lind undid what the saved reply “Broken goods” did")
	b.until("the case to be back", owner+` === `+"`"+was+"`")
	b.gone("#put-off")

	// Once more, and the answer goes.
	b.empty("#reply-text")
	b.keys("/bro")
	b.see("#macro-menu [aria-selected=true]", "Broken goods")
	b.keys("\r")
	b.see("#plan")
	b.keys("\r")
	b.see("#toasts", "“Broken goods” is done")
	b.click("#send-public")
	b.see("#story .msg.out", "A new one leaves today.")
	b.see(".case-facts .stage", "Resolved")
	s.skip(2 * time.Minute)
	b.see("#story .msg.out", "Sent")
	if got := s.answers(); !slices.Equal(got, []string{"Sorry, Ben. A new one leaves today."}) {
		t.Errorf("the customer got %q", got)
	}

	// A step that cannot be done stops all of them, in words.
	b.click("#macro-open")
	b.click("#macro-menu [data-name='Broken goods']")
	b.see("#plan.stopped", "Nothing in this case is waiting for an answer", "nothing was changed")
	b.click("#plan-leave")
	b.gone("#plan")
	b.check()
}
