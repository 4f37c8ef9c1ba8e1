package browser_test

import (
	"strings"
	"testing"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/desk"
)

// One matter told twice becomes one case and two again; a second matter leaves its case; and a case is put
// off, by key, and comes back when its customer writes.
func oneMatter(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "My acme order never came! Where is it?")
	s.waitCases(1)
	s.skip(80 * time.Hour)
	second := s.post("Mia Torres", "acme, nobody answers me. My order is still not here!")
	s.waitCases(2)
	b := s.person("Ada")
	b.signIn(boss)

	// The case says that its customer has another one.
	b.open("/cases/1")
	b.see("#ctx-mergeable", "Duplicate?")
	b.keys("m")
	b.isHere("/cases/1/merge")
	b.audit("/cases/1/merge")
	b.click("#merge-save")
	b.isHere("/cases/1")
	b.see("#notice", "#2 was merged into this case")
	b.see("#story", "nobody answers me")
	b.see("#story .event", "Ada Lind merged #2 into this case (Same issue)")
	b.open("/cases/2")
	b.isHere("/cases/1")
	b.click("[data-action=apart]")
	b.see("#story .event", "unmerged #2 from this case")
	b.until("the second story to be gone", `!document.querySelector("#story").innerText.includes("nobody answers me")`)
	b.open("/cases/2")
	b.see("#story", "nobody answers me")

	// A second matter in it leaves.
	s.say(echo.Draft{By: "mia-torres", Form: desk.Reply, On: second.ID, Text: "And your lamp is broken, too, acme."})
	b.see("#story", "lamp is broken")
	b.click("#story .msg.in:last-of-type [id^=split-]")
	b.see("#split-form")
	b.see("main .story", "lamp is broken")
	b.audit("/cases/2/split")
	b.click("#split-save")
	b.isHere("/cases/3")
	b.see("#notice", "split out of #2")
	b.see("#story .event", "split this case out of #2")

	// Put off with two keys; the list says it, and the customer brings it back.
	b.keys("s")
	b.see("#later-menu .menu-panel")
	b.keys("\r")
	b.see("#put-off", "The customer is still waiting, and the deadline keeps running.")
	b.open("/queue/later")
	b.see("#order", "Next to come back first")
	b.see("li.row", "Mia Torres")
	b.audit("/queue/later")
	b.open("/cases/3")
	b.click("#bring-back")
	b.gone("#put-off")
	b.see("#undo-toast")
	b.keys("z")
	b.see("#put-off")
	b.audit("/cases/3, put off")

	// Everything that she told, and the list as a file.
	b.click("#to-person")
	b.see("#person-told", "lamp is broken", "never came")
	b.see("#person-cases", "Mia Torres")
	if got := eval[string](b, `fetch("/queue/later?format=csv").then(r => r.text())`); !strings.HasPrefix(got, "case,brand,network,person") || !strings.Contains(got, "Mia Torres") {
		t.Errorf("the list as a file: %q", got)
	}

	// Several at once, and the order of the list.
	b.open("/queue/reply")
	b.click("#order-wait")
	b.see("#order span", "Longest waiting first")
	b.isHere("/queue/reply")
	b.keys("j")
	b.keys("x")
	b.see("#many-said", "1 case selected")
	b.click(".many-more > summary")
	b.click("#many-later")
	b.see("#toasts", "1 case changed.")
	b.open("/queue/waiting")
	b.click("#order-next")
	b.see("#order span", "Next deadline first")
}

// waitCases waits until so many cases were opened.
func (s *site) waitCases(n int) {
	s.t.Helper()
	if !comes(func() bool {
		_, err := s.desk.Inbox.Row(s.t.Context(), s.boss, desk.CaseID(n))
		return err == nil
	}) {
		s.t.Fatalf("case %d was not opened", n)
	}
}
