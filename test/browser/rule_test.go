package browser_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"heed/internal/desk"
)

// A lead writes a rule with the editor's help, tries it on the past, uses it, sees it
// decide, and goes back to the version before.
func writeRule(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "My acme toaster is the wrong colour, please swap it")
	hasCase := func() bool {
		counts, err := s.desk.Inbox.Counts(t.Context(), s.boss)
		return err == nil && counts["reply"].N+counts["watch"].N >= 1
	}
	if !comes(hasCase) {
		t.Fatal("the post did not come in")
	}
	b := s.person("Ada")
	b.signIn(boss)
	b.open("/settings/protocol")
	b.click("#protocol-change")
	b.see("#rule-cards")
	b.click("#rule-add")
	b.see("#rule-0 #name-0")
	b.empty("#name-0")
	b.write("#name-0", "Swaps")

	b.empty("#when-0")

	// Completion: a fact, then one of its values.
	b.write("#when-0", "signals.int")
	b.see("desk-condition .offers", "signals.intent")
	b.spotless("facts offered")
	b.keys(kb.ArrowDown)
	b.keys("\t")
	b.until("the fact is written", `document.querySelector("#when-0").value === "signals.intent"`)
	b.write("#when-0", ` == "compl`)
	b.see("desk-condition .offers", "complaint")
	b.keys(kb.Escape)
	b.see("#said-0", "column")

	b.empty("#when-0")
	b.write("#when-0", `message.says("toaster")`)
	b.see("#said-0", "It matches 1 of the last 1 cases")
	b.choose("#respond-0", "answer")
	b.write("#within-0", "10m")
	b.choose("#hours-0", "around the clock")
	b.click("#draft-run")

	b.see("#run-sum", "1 case would be treated differently")
	b.see("#run-changes", "Swaps")
	b.write("#use-reason", "Toasters are urgent")
	b.click("#draft-use")
	b.see("#versions", "Toasters are urgent")

	s.post("Bo Lund", "acme, my toaster smells of fish, what now?")
	b.waitFor("the new rule to decide", func() bool {
		page, err := s.desk.Inbox.Queue(t.Context(), s.boss, desk.QueueQuery{List: desk.ListReply, Limit: 10})
		if err != nil {
			return false
		}
		for _, r := range page.Rows {
			if r.Decision.Rule == "Swaps" && r.Decision.Version == 2 {
				return true
			}
		}
		return false
	})
	// Old decisions keep the version that made them; going back is one step.
	old, err := s.desk.Inbox.Row(t.Context(), s.boss, 1)
	if err != nil || old.Decision.Version != 1 {
		t.Errorf("the old case was decided by version %d: %v", old.Decision.Version, err)
	}
	b.open("/settings/protocol")
	b.click("#versions li:nth-child(2) button")
	b.see("#versions li:nth-child(2)", "in use")
	b.check()
}

// Private data does not get out in public, and what gets out all the same is told.
func privateData(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "My acme parcel is late, call me on +44 20 7946 0958 please!")
	b := s.person("Ada")
	b.signIn(boss)
	b.openCase("Mia Torres")
	b.see("#story", "••")
	if page := b.text("main"); strings.Contains(page, "7946") {
		t.Error("the phone number is on the page")
	}
	b.click("#ask-to-delete")
	b.until("the ready request", `document.querySelector("#reply-text").value.includes("please delete it")`)
	b.empty("#reply-text")
	b.click("label:has(#mode-public)")
	b.write("#reply-text", "We call you on +44 20 7946 0958 today.")
	b.see("#reply-advice .warning.stop", "Anyone could read the phone number here.")
	b.see("#reply-advice mark", "+44 20 7946 0958")
	b.expect("status of 422")
	b.click("#send-public")
	b.see("#composer-problem #problem", "phone number")
	if n := len(s.answers()); n != 0 {
		t.Fatalf("%d answers left", n)
	}
	b.write("#override-why", "It is our own hotline")
	b.click("#send-public")
	b.waitFor("the answer with a reason", func() bool { return len(s.answers()) == 1 })
	b.reload()
	b.see("#story", "It is our own hotline")
	b.check()
}
