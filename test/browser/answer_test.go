package browser_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"heed/internal/channel/echo"
	"heed/internal/desk"
)

func draft(by, name, text string) echo.Draft { return echo.Draft{By: by, Name: name, Text: text} }

// openCase opens the case of the queue in which somebody's name stands.
func (b *tab) openCase(name string) {
	b.t.Helper()
	b.see("li.row", name)
	id := eval[string](b, `[...document.querySelectorAll("li.row")].find(e => e.innerText.includes(`+js(name)+`)).id`)
	b.click("#" + id + " a.row-link")
	b.see("h1.case-name", name)
	b.see("#reply-text")
}

// An answer in public: counted, split, kept from leaking, taken back, sent once, and seen
// on the network. Then a private message, a note, and the end.
func answer(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	asked := s.post("Mia Torres", "My acme order 4711 never came. Where is it?")
	b := s.person("Ada")
	b.signIn(boss)
	b.openCase("Mia Torres")
	b.see("#reply-where", "As @acme.echo on Simulated network. Anyone can read this.")
	b.see("#send-public", "Reply in public as @acme.echo")

	top := `document.querySelector("#send-public").getBoundingClientRect().top`
	before := eval[float64](b, top)
	b.write("#reply-text", "Hello Mia")
	b.see("#counter", "9 / 300")
	b.see("#draft-state", "Draft kept")
	if after := eval[float64](b, top); after != before {
		t.Errorf("the button moves from %v to %v while somebody writes", before, after)
	}
	b.empty("#reply-text")
	b.write("#reply-text", strings.Repeat("A long answer has many words. ", 15))
	b.see("#counter", "2 × · ")
	b.see("#reply-advice", "Will be sent as a thread of 2")
	b.empty("#reply-text")

	leak := "Please call us on +44 20 7946 0958."
	b.write("#reply-text", leak)
	b.see("#reply-advice .warning.stop", "Stopped.", "+44 20 7946 0958")
	b.expect("status of 422")
	b.click("#send-public")
	b.see("#composer-problem #problem", "phone number")
	if got := b.text("#reply-text"); got != leak {
		t.Errorf("the stopped text is now %q", got)
	}
	b.empty("#reply-text")

	b.write("#reply-text", "Sorry, Mia: it left today.")
	b.click("#send-public")
	b.see("#toasts", "Sending in")
	b.see("#story .msg.out", "it left today", "Sending")
	b.click("#undo-toast")
	b.see("#reply-text", "Sorry, Mia: it left today.")
	b.see("#story .msg.out.is-cancelled", "Unsent")
	s.skip(2 * time.Minute)
	b.keys("\r", chromedp.ModifierCtrl)
	b.see("#story .msg.out:not(.is-cancelled)", "Sending")
	if got := s.answers(); len(got) != 0 {
		t.Fatalf("on the network before the undo time is over: %q", got)
	}
	s.skip(2 * time.Minute)
	b.see("#story .msg.out:not(.is-cancelled)", "Sent")
	if got := s.answers(); !slices.Equal(got, []string{"Sorry, Mia: it left today."}) {
		t.Fatalf("on the network stands %q", got)
	}
	if got := s.net.Posts(us)[0]; got.Parent != asked.ID {
		t.Errorf("the answer hangs on %q, want %q", got.Parent, asked.ID)
	}
	seen := s.person("Mia")
	seen.open(s.netURL + "/thread/" + strings.TrimPrefix(asked.ID, "echo://"))
	seen.see("main", "My acme order 4711", "it left today")

	b.click(`label:has(#mode-direct)`)
	b.see("#reply-where", "Only Mia Torres can read this.")
	b.write("#reply-text", "Your parcel is at 12 Mill Lane, call 020 7946 0958.")
	b.click("#send-direct")
	b.see("#story .msg.out.private", "Mill Lane")
	s.skip(2 * time.Minute)
	b.waitFor("the private message", func() bool {
		return slices.ContainsFunc(s.net.Posts(us), func(p echo.Post) bool { return p.Form == desk.Direct && p.To == "mia-torres.echo" })
	})
	seen.reload()
	if seen.count("#problem") != 0 || strings.Contains(seen.text("main"), "Mill Lane") {
		t.Error("the private message stands in the public thread")
	}

	b.click(`label:has(#mode-note)`)
	b.write("#reply-text", "She called as well, be kind.")
	b.click("#send-note")
	b.see("#story .msg.note", "be kind", "visible only to colleagues")
	if n := len(s.net.Posts(us)); n != 2 {
		t.Errorf("%d posts on the network, want two: a note never leaves", n)
	}

	b.click("#resolve")
	b.see("#reopen")
	b.see(".case-facts .stage", "Resolved")
	b.open("/queue/done")
	b.see("li.row", "Mia Torres")
	b.click("li.row a.row-link")
	b.click("#reopen")
	b.see("#resolve")
}

// However often somebody presses, an answer goes out once.
func sendOnce(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "acme, is the shop open on Sunday?")
	b := s.person("Ada")
	b.signIn(boss)
	b.openCase("Mia Torres")

	b.write("#reply-text", "Yes, from nine.")
	b.press("#send-public", 2)
	b.see("#story .msg.out", "Yes, from nine.", "Sent")

	// The same form twice at once, as a browser without script would send it.
	b.write("#reply-text", "And on Monday too.")
	statuses := eval[[]int](b, `(async () => {
		const f = document.querySelector("#reply-form"), body = () => new URLSearchParams([...new FormData(f)].map(([k, v]) => [k, String(v)]));
		const send = () => fetch(f.getAttribute("action"), {method: "POST", body: body(), headers: {"X-Desk-Part": "1"}}).then(r => r.status);
		return Promise.all([send(), send(), send()]);
	})()`)
	if !slices.Equal(statuses, []int{200, 200, 200}) {
		t.Errorf("the same click thrice gave %v", statuses)
	}
	b.until("two answers that were sent", `document.querySelectorAll("#story .msg.out .sent").length === 2`)
	b.until("no third", `document.querySelectorAll("#story .msg.out").length === 2`)
	if got := s.answers(); !slices.Equal(got, []string{"Yes, from nine.", "And on Monday too."}) {
		t.Errorf("on the network stands %q", got)
	}
}

// Everything works without a mouse.
func keyboardOnly(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "My acme order never came!")
	s.skip(time.Minute)
	s.post("Bo Lund", "acme, where can I find a manual?")
	b := s.person("Ada")
	b.open("/signin")
	b.until("the cursor in the first field", `document.activeElement?.id === "email"`)
	b.insert(boss)
	b.keys("\t")
	b.insert(password)
	b.keys("\r")
	b.isHere("/queue/reply")
	b.until("two rows", `document.querySelectorAll("li.row").length === 2`)

	chosen := func(n int) {
		t.Helper()
		b.until("another row to be chosen", `[...document.querySelectorAll("li.row")].findIndex(e => e.classList.contains("chosen")) === `+string(rune('0'+n)))
	}
	b.keys("j")
	chosen(0)
	b.keys("j")
	chosen(1)
	b.keys("k")
	chosen(0)
	first := eval[string](b, `document.querySelector("li.row.chosen .row-who b").textContent`)
	b.keys("\r")
	b.see("h1.case-name", first)

	b.keys("r")
	b.until("the cursor in the answer", `document.activeElement?.id === "reply-text"`)
	b.keys("On it: j, k, e and ?")
	b.see("#reply-text", "On it: j, k, e and ?")
	b.keys("\r", chromedp.ModifierCtrl)
	b.see("#story .msg.out", "On it: j, k, e and ?")
	b.keys("\x1b")
	b.until("the cursor out of the answer", `document.activeElement?.id !== "reply-text"`)
	b.keys("n")
	b.until("a note to be written", `document.activeElement?.id === "reply-text" && document.querySelector("#mode-note").checked`)
	b.keys("Only for us.")
	b.keys("\r", chromedp.ModifierCtrl)
	b.see("#story .msg.note", "Only for us.")
	b.keys("\x1b")
	b.keys("e")
	b.see("#reopen")

	b.keys("?")
	b.see("#dialog", "Keyboard")
	b.audit("the keys in a dialog")
	b.keys("\x1b")
	b.gone("#dialog")
	b.keys("k", chromedp.ModifierCtrl)
	b.until("the cursor in the palette", `document.activeElement?.id === "palette-input"`)
	b.keys("keyboard")
	b.audit("the palette")
	b.see("#palette-list", "Show keyboard shortcuts")
	b.keys("\x1b")
	b.gone("#dialog")
	b.keys("k", chromedp.ModifierCtrl)
	b.until("the cursor in the palette", `document.activeElement?.id === "palette-input"`)
	b.keys("find")
	b.keys("\r")
	b.isHere("/search")
	b.open("/queue/reply")
	b.keys("/")
	b.isHere("/search")
	b.until("the cursor in the search", `document.activeElement?.id === "q"`)
	b.keys("manual\r")
	b.see("#found", "manual")
}

// What a network refuses is loud, stays, and leaves once the cause is mended.
func failedSend(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "My acme order never came!")
	b := s.person("Ada")
	b.signIn(boss)
	b.openCase("Mia Torres")

	s.net.Lock(us, "open sesame")
	b.write("#reply-text", "It comes tomorrow.")
	b.click("#send-public")
	b.see("#story .send-failed", "This answer wasn't sent.", "password")
	b.see("#nav-failed", "1")
	b.see("li.row", "Mia Torres", "waiting")
	b.click("#nav-failed")
	b.isHere("/failed")
	b.see("#failed-list", "It comes tomorrow.", "Ada Lind", "password")
	b.audit("/failed with one")
	b.see("#failed-list", "1 try")
	b.click(`#failed-list [data-action="retry"]`)
	b.see("#failed-list", "It comes tomorrow.", "2 tries")

	s.post("Bo Lund", "@"+us+" hello?") // the desk is told at its next look
	b.waitFor("the account to be in trouble", func() bool {
		b.open("/settings/accounts")
		return strings.Contains(b.text("#account-1"), "Not working")
	})
	b.click(`#accounts a[href="/settings/accounts/1"]`)
	b.write("#set-password", "open sesame")
	b.click("#account-connect")
	b.isHere("/settings/accounts")
	b.open("/failed")
	b.click(`#failed-list [data-action="retry"]`)
	b.waitFor("the answer on the network", func() bool { return len(s.answers()) == 1 })
	b.see("main", "Everything has been sent")
	b.gone("#failed-list li")
	b.gone("#nav-failed .badge:not(:empty)")
	if got := s.answers(); !slices.Equal(got, []string{"It comes tomorrow."}) {
		t.Errorf("on the network stands %q", got)
	}
}
