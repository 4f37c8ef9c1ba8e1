package browser_test

import (
	"strings"
	"testing"
	"time"

	"heed/internal/channel"
	"heed/internal/channel/bluesky"
	"heed/internal/channel/bluesky/blueskytest"
)

// pretend is Bluesky whose servers are the test's own: what the form proposes leads there.
func pretend(t *testing.T) (channel.Kind, *blueskytest.Server) {
	net := blueskytest.New(t)
	kind := bluesky.New(bluesky.Options{Linger: 5 * time.Millisecond, MinRetry: 50 * time.Millisecond})
	own := net.Settings()
	for i, s := range kind.Settings {
		if v, ok := own[s.Key]; ok {
			kind.Settings[i].Default = v
		}
	}
	return kind, net
}

// An empty desk is set up in three steps, without an account anywhere, and hears.
func firstRun(t *testing.T, c *chrome) {
	kind, net := pretend(t)
	s := newSite(t, c, siteOptions{empty: true, kinds: channel.Set{kind.Network: kind}})
	b := s.person("Ada")

	b.open("/")
	b.isHere("/welcome")
	b.see("h1", "Welcome to heed")
	b.audit("/welcome")
	b.write("#name", "Ada Lind")
	b.write("#email", boss)
	b.write("#password", "short")
	b.click("#admin-next")
	b.until("the browser to ask for a longer password", `document.querySelector("#password").validity.tooShort`)
	b.insert(" and then some more")
	b.click("#admin-next")

	b.isHere("/welcome/company")
	b.audit("/welcome/company")
	b.write("#company", "Brightloaf")
	b.write("#names", "Brightloaf\nGolden Crust")
	b.write("#handles", "@brightloaf.test")
	b.click("#company-propose")
	b.see("#proposals", "Brightloaf", "Golden Crust", "@brightloaf.test")
	queries := eval[string](b, `[...document.querySelectorAll("#proposals code")].map(e => e.textContent).join("\n")`)
	for _, misspelt := range []string{"brightlaof", "brigthloaf"} {
		if !strings.Contains(strings.ToLower(queries), misspelt) {
			t.Errorf("no search was proposed that finds %q: %s", misspelt, queries)
		}
	}
	if got := eval[int](b, `document.querySelectorAll("#proposals input[type=checkbox]:checked").length`); got == 0 {
		t.Error("none of the proposed searches is chosen")
	}
	if got := b.text("#company"); got != "Brightloaf" {
		t.Errorf("after the proposals the company is %q", got)
	}
	b.audit("/welcome/company with proposals")
	b.click("#company-next")

	b.isHere("/welcome/listen")
	b.see("#listen-bluesky", "Listen on Bluesky now")
	b.audit("/welcome/listen")
	b.click("#listen-bluesky")
	b.isHere("/queue/reply")
	b.see("#notice", "Listening on Bluesky")
	b.see("#listening", "Bluesky, public posts")
	b.audit("/queue/reply while it is empty")

	eval[bool](b, `window.notReloaded = true`)
	_, err := net.Post(blueskytest.Draft{By: "someone.test", Text: "What a lovely morning", Lang: "en"})
	s.ok(err)
	_, err = net.Post(blueskytest.Draft{By: "mia.test", Text: "The bread from Brigthloaf was mouldy again, I want my money back!", Lang: "en"})
	s.ok(err)
	b.see("li.row", "Brigthloaf", "mouldy")
	if n := b.count("li.row"); n != 1 {
		t.Errorf("%d rows in the queue, want the one that a search caught", n)
	}
	if !eval[bool](b, `window.notReloaded === true`) {
		t.Error("the page was reloaded")
	}
	b.until("the count of the list", `document.querySelector("#count-reply").textContent.trim() === "1"`)
	b.click("li.row a.row-link")
	b.see("#story .msg.in", "mouldy again")
	b.see("#by-hand", "Answer on Bluesky")
	if b.count("#mode-public") != 0 {
		t.Error("a desk without an account offers to answer in public")
	}

	b.open("/settings/protocol")
	b.see("#rules", "Danger to a person", "Complaint to us")
	b.see("#versions", "Version 1", "The protocol that comes with heed")
	b.click("#protocol-change")
	b.see("#rule-0", "Spam")
}

// A post that tags nobody comes in, says why it is here, and opens as a story.
func hear(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	b := s.person("Ada")
	b.signIn(boss)
	b.see("#listening", "Listening")

	s.post("Sam Roe", "Nothing to see here, only the weather.")
	s.post("Mia Torres", "My acme kettle leaks again and nobody there picks up the phone. Fed up!")
	b.see("li.row .row-who", "Mia Torres", "Simulated network")
	if n := b.count("li.row"); n != 1 {
		t.Fatalf("%d rows, want one", n)
	}
	b.see("li.row .row-words mark", "acme")
	b.see("li.row .row-reason", "Acme by name")
	b.see("li.row .row-state", "waiting")
	if b.text("li.row .row-rule") == "" {
		t.Error("the row does not name the rule that decided")
	}

	b.click("li.row a.row-link")
	b.until("the address of a case", `/^\/cases\/\d+$/.test(location.pathname)`)
	b.see("#story .msg.in", "My acme kettle leaks again")
	b.see("#story .msg.in mark", "acme")
	b.see("#story .msg.in .seen-by.public", "Public")
	b.see("h1.case-name", "Mia Torres", "@mia-torres.echo")
	b.see("#ctx-protocol", "protocol")
	b.until("the title to name the case", `document.title.includes("Mia Torres")`)
	b.see(`li.row a.row-link[aria-current="true"]`, "Mia Torres")

	s.post("Mia Torres", "And another thing, acme: the lid came off too.")
	b.see("#story .msg.in", "the lid came off")
	if n := b.count("#story .msg.in"); n != 2 {
		t.Errorf("%d messages in the story, want both of one person about one thing", n)
	}

	b.reload()
	b.see("#story .msg.in", "My acme kettle leaks again")
	eval[bool](b, `history.back() ?? true`)
	b.isHere("/queue/reply")
	b.see("li.row", "Mia Torres")

	b.open("/search")
	b.write("#q", "lid came")
	b.keys("\r")
	b.see("#found", "lid")
	b.click(".found-link")
	b.see("#story .msg.in", "the lid came off")
}

// Text of strangers stays text: no markup, no script, nothing that turns the page around
// or makes it wider than the window.
func hostileText(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{})
	s.say(draft("eve", `<b>Eve</b>" onmouseover="alert(1)`,
		`acme <script>alert(1)</script><img src=x onerror=alert(2)> <a href="javascript:alert(3)">x</a> javascript:alert(4) </textarea></li></main>{{name}}`))
	s.say(draft("rtl", "\u202egnp.exe\u202c \u2066Noor", "acme \u202e gnihtemos sdaer txet siht \u0627\u0644\u062e\u062f\u0645\u0629 \u200b\u200d\ufeff bad"))
	s.say(draft("long", strings.Repeat("W", 60), "acme "+strings.Repeat("pneumono", 30)))
	s.say(draft("zalgo", "Z\u0301\u0302\u0303\u0304\u0305\u0306", "acme Z"+strings.Repeat("\u0301\u0330\u0489", 80)+" "+strings.Repeat("👩‍👩‍👧‍👦", 10)))

	b := s.person("Ada")
	b.signIn(boss)
	for _, width := range []int64{1440, 820, 390} {
		b.size(width, 844, width < 500)
		var cases []string // whichever list the protocol puts them into
		for _, list := range []string{"/queue/reply", "/queue/watch"} {
			b.open(list)
			b.see("#queue")
			b.fits(list)
			cases = append(cases, eval[[]string](b, `[...document.querySelectorAll("a.row-link")].map(a => a.getAttribute("href"))`)...)
		}
		if len(cases) != 4 {
			t.Errorf("cases %q, want four", cases)
		}
		for _, href := range cases {
			b.open(href)
			b.see("#story .msg.in")
			b.fits(href)
			if got := eval[string](b, `[...document.querySelectorAll("#story script, #story img, #story [onerror], #story [onmouseover], [href^='javascript'], h1 b")].map(e => e.outerHTML).join()`); got != "" {
				t.Errorf("text became markup: %s", got)
			}
		}
	}
	b.size(1440, 900, false)
	b.open("/search?q=acme")
	b.see("#found", "Eve")
	b.fits("the search")
	b.open(s.netURL)
	b.see("main", "Eve")
	b.fits("the network")
}

// fits checks that the page is no wider than its window.
func (b *tab) fits(what string) {
	b.t.Helper()
	got := eval[string](b, `(d => d.scrollWidth > innerWidth ? d.scrollWidth + " > " + innerWidth : "")(document.documentElement)`)
	if got != "" {
		b.t.Errorf("%s is wider than the window: %s", what, got)
	}
	got = eval[string](b, `[...document.querySelectorAll("#queue-scroll, #case-scroll, #context, .sheet")].filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1).map(e => e.id + e.className + " " + e.scrollWidth + " > " + e.clientWidth).join()`)
	if got != "" {
		b.t.Errorf("%s scrolls sideways: %s", what, got)
	}
}

// The watch over the console is not blind: what the policy refuses is heard.
func watchSees(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{empty: true})
	b := s.person("Ada")
	b.open("/welcome")
	b.expect("policy: ", "Content Security Policy", "TrustedHTML")
	eval[bool](b, `(s => { s.textContent = "p{}"; document.head.append(s); return true })(document.createElement("style"))`)
	eval[bool](b, `(() => { try { document.body.innerHTML = "<i>x</i>"; return false } catch { return true } })()`)
	heard := func(part string) func() bool {
		return func() bool {
			b.mu.Lock()
			defer b.mu.Unlock()
			for _, s := range b.said {
				if strings.Contains(s, "policy: "+part) {
					return true
				}
			}
			return false
		}
	}
	b.waitFor("the refused style", heard("style-src"))
	b.waitFor("the refused markup", heard("require-trusted-types-for"))
	if len(b.complaints()) != 0 {
		t.Errorf("unexpected: %q", b.complaints())
	}
}
