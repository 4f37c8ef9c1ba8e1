package browser_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// Who comes in, who does not, and how one leaves.
func signIn(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	b := s.person("Ada")
	b.expect("status of 401")

	b.open("/queue/done")
	b.isHere("/signin")
	b.write("#email", boss)
	b.write("#password", "not my password")
	b.click("#signin")
	b.see("#problem", "Wrong email or password", "sign-in link")
	b.audit("/signin with a problem")
	if got := b.text("#email"); got != boss {
		t.Errorf("the e-mail is now %q", got)
	}
	b.write("#password", password)
	b.click("#signin")
	b.isHere("/queue/done") // where it was to go
	b.open("/settings/profile")
	b.click("#signout")
	b.isHere("/signin")
	b.open("/queue/reply")
	b.isHere("/signin")
	eval[bool](b, `history.back() ?? true`)
	b.until("nothing of the desk after going back", `!document.querySelector("#queue")`)

	link := s.link(b.base, lead)
	b.open(link)
	b.see("main", "This link signs you in once.")
	b.audit("/signin/link")
	b.click("#signin-link")
	b.isHere("/queue/reply")
	b.open("/settings/profile")
	b.see("#profile-name", "Mira Okafor")
	other := s.person("Someone else")
	other.expect("status of 401")
	other.open(link)
	other.click("#signin-link")
	other.see("#problem", "This link has expired or was already used.")
	other.open("/queue/reply")
	other.isHere("/signin")
}

// A session that ends while somebody writes costs a sign-in, not the text.
func sessionExpired(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "acme, my parcel is late.")
	b := s.person("Ada")
	b.expect("status of 401")
	b.signIn(boss)
	b.openCase("Mia Torres")
	b.write("#reply-text", "A long and careful answer.")
	s.skip(15 * 24 * time.Hour)
	b.click("#send-public")
	b.see("#composer-problem #problem", "You've been signed out.", "kept in this browser")
	b.see(`#composer-problem a[href="/signin"]`, "Sign in in another tab")
	b.see("#reply-text", "A long and careful answer.")
	if got := s.answers(); len(got) != 0 {
		t.Fatalf("sent without a session: %q", got)
	}

	second := b.another()
	second.open("/signin")
	second.write("#email", boss)
	second.write("#password", password)
	second.click("#signin")
	second.see("#queue")
	b.click("#send-public")
	b.see("#story .msg.out", "A long and careful answer.", "Sent")
	if got := s.answers(); !slices.Equal(got, []string{"A long and careful answer."}) {
		t.Errorf("on the network stands %q", got)
	}
}

// An agent on the tram: sign in, open, answer, with a thumb.
func phone(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "acme, my parcel is late and nobody picks up.")
	b := s.person("Ada")
	b.size(390, 844, true)

	b.open("/signin")
	b.targets()
	b.write("#email", boss)
	b.write("#password", password)
	b.click("#signin")
	b.isHere("/queue/reply")
	b.fits("the queue")
	b.targets()
	if eval[bool](b, "Boolean("+shown("#composer")+")") {
		t.Error("queue and case stand side by side on a phone")
	}
	b.openCase("Mia Torres")
	b.fits("the case")
	b.targets()
	b.click("#to-context")
	b.see("#context", "What the protocol says")
	b.targets()
	b.click("#context-back")
	b.see("#story .msg.in", "my parcel is late")
	b.write("#reply-text", "It comes tomorrow.")
	b.see("#counter", "18 / 300")
	b.targets()
	b.fits("the composer")
	b.click("#send-public")
	b.see("#story .msg.out", "It comes tomorrow.", "Sent")
	if got := s.answers(); !slices.Equal(got, []string{"It comes tomorrow."}) {
		t.Errorf("on the network stands %q", got)
	}
	b.click("#back-to-queue")
	b.isHere("/queue/reply")
	b.see("#queue")
	b.gone("li.row")
	for _, page := range []string{"/queue/waiting", "/search?q=parcel", "/searches", "/settings/accounts", "/settings/protocol", "/settings/calendars", "/settings/audit"} {
		b.open(page)
		b.see("main, #queue")
		b.fits(page)
		b.targets()
	}
}

// targets checks that all that can be pressed is big enough for a thumb, at least 24
// pixels high and wide. A link inside a sentence may be as high as its line.
func (b *tab) targets() {
	b.t.Helper()
	small := eval[[]string](b, `[...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")].filter(e => {
		if (!e.checkVisibility({visibilityProperty: true, opacityProperty: true}) || e.closest(".unseen, .skip")) return false;
		if (e.tagName === "A" && getComputedStyle(e).display === "inline" && e.parentElement.innerText.trim() !== e.innerText.trim()) return false;
		const box = (e.labels?.[0]?.contains(e) ? e.labels[0] : e).getBoundingClientRect();
		return box.width && (box.width < 23.5 || box.height < 23.5);
	}).map(e => (e.id || e.className || e.tagName) + " " + Math.round(e.getBoundingClientRect().width) + "×" + Math.round(e.getBoundingClientRect().height))`)
	if len(small) > 0 {
		b.t.Errorf("too small for a thumb on %s: %s", eval[string](b, "location.pathname"), strings.Join(small, ", "))
	}
}
