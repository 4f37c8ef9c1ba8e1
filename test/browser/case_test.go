package browser_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"heed/internal/desk"
	"heed/internal/inbox"
)

// choose picks an option of a list by its beginning, as a person does.
func (b *tab) choose(sel, label string) {
	b.t.Helper()
	b.see(sel)
	got := eval[bool](b, `(e => {
		const o = [...e.options].find(o => o.text.trim().startsWith(`+js(label)+`));
		if (!o) return false;
		e.value = o.value;
		e.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	})(`+shown(sel)+`)`)
	if !got {
		b.fail("%s has no choice %q", sel, label)
	}
}

// All that is done with a case beside answering it.
func workCase(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	s.post("Mia Torres", "My acme order never came! Call me on +44 7700 900123.")
	b := s.person("Ada")
	b.signIn(boss)
	b.openCase("Mia Torres")

	b.see("#story .masked")
	if got := b.text("#story .msg.in .msg-text"); strings.Contains(got, "900123") {
		t.Errorf("private data is shown: %q", got)
	}
	b.click("#unmask")
	b.see("#story .msg.in .msg-text", "+44 7700 900123")
	b.reload()
	b.see("#story .masked")

	step := func(sel string) { t.Helper(); b.click("#case-more > summary"); b.click(sel) }
	step("#wait-team")
	b.see(".case-facts .stage", "Waiting for a team")
	step("#wait-third")
	b.see(".case-facts .stage", "Waiting for a third party")
	step("#in-progress")
	b.see(".case-facts .stage", "In progress")

	b.click("#promise-add > summary")
	b.write("#promise-text", "We call back")
	due := time.Now().Add(48 * time.Hour).Format("2006-01-02T15:04")
	eval[bool](b, `(e => { e.value = `+js(due)+`; return e.value !== "" })(document.querySelector("#promise-due"))`)
	b.click("#promise-save")
	b.see("#ctx-promises .promises li", "We call back", "Ada Lind")
	b.click(`[data-action="keep-promise"]`)
	b.see("#ctx-promises .promises li.kept", "kept")

	b.choose("#signal-intent", "Question")
	b.see("#ctx-signals", "corrected by hand")

	b.write("#reply-text", "/loo")
	b.see("#macro-menu .macro", "Looking into it")
	b.keys("\t")
	b.see("#reply-text", "Hello Mia, I am looking into it now.")
	b.empty("#reply-text")

	b.choose("#assign", "Mira")
	b.see("#story .event", "Mira Okafor")
	b.click("#resolve")
	b.see(".case-facts .stage", "Resolved")
	step("#confirm")
	b.see(".case-facts .stage", "Confirmed by the customer")
	b.click("#reopen")
	b.see("#resolve")

	b.click("#mute-add > summary")
	b.write("#mute-reason", "Only insults by now")
	b.click("#mute")
	b.see("#ctx-person", "Only insults by now")
	b.click("#case-more > summary")
	b.write("#ignore-why", "Not about us")
	b.click("#ignore")
	b.see(".case-facts .stage", "Ignored")
	b.see("#story .event", "Not about us")
	b.open("/queue/ignored")
	b.see("li.row", "Mia Torres")
}

// A browser that runs no script still signs in, reads and answers.
func withoutScript(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.post("Mia Torres", "acme, my parcel is late.")
	b := s.person("Ada")
	b.scriptless = true
	b.must("turn script off", func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return err
		}))
	})
	b.waitFor("the post", func() bool {
		n, err := s.desk.Inbox.Counts(t.Context(), s.boss)
		return err == nil && n["reply"].N == 1
	})
	b.signIn(boss)
	b.openCase("Mia Torres")
	b.write("#reply-text", "Call us on +44 20 7946 0958.")
	b.expect("status of 422")
	b.click("#send-public")
	b.see("#problem", "phone number")
	b.see("#reply-text", "Call us on +44 20 7946 0958.")
	b.empty("#reply-text")
	b.write("#reply-text", "It comes tomorrow.")
	b.click("#send-public")
	b.see("#story .msg.out", "It comes tomorrow.")
	b.waitFor("the answer on the network", func() bool { return slices.Equal(s.answers(), []string{"It comes tomorrow."}) })
	b.waitFor("the receipt", func() bool {
		v, err := s.desk.Inbox.Open(t.Context(), s.boss, 1, 0, false)
		return err == nil && slices.ContainsFunc(v.Lines, func(l inbox.Line) bool { return l.Outgoing != nil && l.Outgoing.State == desk.Sent })
	})
	b.reload() // the page cannot know by itself that the answer has left
	b.click("#resolve")
	b.see(".case-facts .stage", "Resolved")
}
