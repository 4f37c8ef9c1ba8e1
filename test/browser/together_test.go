package browser_test

import (
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"heed/internal/channel/echo"
	"heed/internal/desk"
	"heed/internal/inbox"
)

// Two agents at one case see each other, and the customer gets one answer.
func twoAgents(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	s.post("Mia Torres", "acme, my parcel is late.")
	ada, mira := s.person("Ada"), s.person("Mira")
	ada.signIn(boss)
	mira.signIn(lead)
	ada.openCase("Mia Torres")
	mira.openCase("Mia Torres")
	ada.see("#presence", "Mira Okafor looks at this case too")
	mira.see("#presence", "Ada Lind looks at this case too")

	ada.write("#reply-text", "It comes tomorrow.")
	mira.see("#presence", "Ada Lind is writing an answer")
	mira.write("#reply-text", "It comes on Friday.")
	ada.see("#presence", "Mira Okafor is writing an answer")

	mira.expect("status of 409")
	ada.click("#send-public")
	ada.see("#story .msg.out", "It comes tomorrow.")
	mira.click("#send-public")
	mira.see("#composer-problem #problem", "Ada Lind answered", "send again")
	mira.see("#story .msg.out", "It comes tomorrow.", "Ada Lind")
	if got := mira.text("#reply-text"); got != "It comes on Friday." {
		t.Errorf("the second agent's text is now %q", got)
	}
	s.skip(2 * time.Minute)
	ada.see("#story .msg.out", "Sent")
	mira.see("#story .msg.out", "Sent")
	if got := s.answers(); !slices.Equal(got, []string{"It comes tomorrow."}) {
		t.Errorf("the customer got %q", got)
	}

	// Who takes the case is seen by the other.
	ada.choose("#assign", "Mira")
	mira.until("the case to be mine", `document.querySelector("#assign").selectedOptions[0].text.trim() === "Me"`)
	if got := mira.text("#reply-text"); got != "It comes on Friday." {
		t.Errorf("after the assignment the text is %q", got)
	}
}

// An answer that the customer's new words have overtaken is stopped once.
func stalePage(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	first := s.post("Mia Torres", "acme, my parcel is late.")
	gate := s.gate()
	b := s.person("Ada")
	b.base = gate.url
	b.signIn(boss)
	b.openCase("Mia Torres")
	b.expect("status of 409")

	// The news have not come to the page.
	b.write("#reply-text", "We look for it.")
	gate.news(false)
	s.say(echo.Draft{By: "mia-torres", Form: desk.Reply, On: first.ID, Text: "Never mind, it is here!"})
	s.heard(b, "Never mind, it is here!")
	b.click("#send-public")
	b.see("#composer-problem #problem", "Mia Torres wrote")
	b.see("#story .msg.in", "Never mind, it is here!")
	if got := b.text("#reply-text"); got != "We look for it." {
		t.Errorf("the text is now %q", got)
	}
	if b.count("#story .msg.out") != 0 {
		t.Error("the stale answer was taken")
	}
	b.keys("\r", chromedp.ModifierCtrl)
	b.see("#story .msg.out", "We look for it.")
	gate.news(true)

	// The news have come this moment, while the eyes were on the text.
	b.write("#reply-text", "Good to hear.")
	s.say(echo.Draft{By: "mia-torres", Form: desk.Reply, On: first.ID, Text: "But the lid is broken."})
	b.see("#composer-news", "Mia wrote again", "But the lid is broken.")
	b.click("#send-public")
	b.see("#composer-problem #problem", "Mia Torres wrote")
	if got := b.text("#reply-text"); got != "Good to hear." {
		t.Errorf("the text is now %q", got)
	}
	b.empty("#reply-text")
	b.write("#reply-text", "We send a new lid.")
	b.click("#send-public")
	b.see("#story .msg.out", "We send a new lid.")
	s.skip(2 * time.Minute)
	b.waitFor("both answers", func() bool { return len(s.answers()) == 2 })
	if got := s.answers(); !slices.Equal(got, []string{"We look for it.", "We send a new lid."}) {
		t.Errorf("the customer got %q", got)
	}
}

// heard waits until the desk has taken a text in.
func (s *site) heard(b *tab, text string) {
	s.t.Helper()
	b.waitFor("the desk to hear "+text, func() bool {
		page, err := s.desk.Inbox.Queue(s.t.Context(), s.boss, desk.QueueQuery{List: desk.ListReply, Limit: 20})
		return err == nil && slices.ContainsFunc(page.Rows, func(r inbox.Row) bool { return r.Preview == text })
	})
}

// The line is gone and comes back. The page says so, keeps what is being written, and
// will catch up on its own.
func connectionLost(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	first := s.post("Mia Torres", "acme, my parcel is late.")
	gate := s.gate()
	b := s.person("Ada")
	b.base = gate.url
	b.expect("ERR_", "status of 409")
	b.signIn(boss)
	b.openCase("Mia Torres")
	b.write("#reply-text", "We are looking for")
	b.away()
	b.see("#draft-state", "Draft kept")
	b.until("the whole of what is said of the draft", `(e => e.scrollWidth <= e.clientWidth)(document.querySelector("#draft-state"))`)

	gate.cut()
	b.see("#connection", "Connection to the desk lost", "will catch up on its own")
	b.audit("the case without a connection")
	s.say(echo.Draft{By: "mia-torres", Form: desk.Reply, On: first.ID, Text: "Still nothing here."})
	s.post("Bo Lund", "acme, the door of your shop is locked?")
	s.heard(b, "acme, the door of your shop is locked?")
	b.write("#reply-text", " it.")
	b.click("#send-public")
	b.see("#composer-problem #problem", "The desk didn't respond.", "is kept")
	b.see("#reply-text", "We are looking for it.")
	b.away()

	gate.lift()
	b.gone("#connection")
	b.see("#story .msg.in", "Still nothing here.")
	b.see("li.row", "Bo Lund")
	b.until("the count to be right", `document.querySelector("#count-reply").textContent.trim() === "2"`)
	b.see("#reply-text", "We are looking for it.")
	b.reload()
	b.see("#reply-text", "We are looking for it.")
	b.click("#send-public")
	b.see("#story .msg.out", "We are looking for it.", "Sent")
	if got := s.answers(); !slices.Equal(got, []string{"We are looking for it."}) {
		t.Errorf("the customer got %q", got)
	}
}
