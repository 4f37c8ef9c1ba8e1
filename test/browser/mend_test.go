package browser_test

import (
	"testing"
	"time"

	"heed/internal/channel"
	"heed/internal/channel/bluesky"
	"heed/internal/channel/bluesky/blueskytest"
	"heed/internal/channel/echo"
	"heed/internal/desk"
	"heed/internal/store"
)

// blueskySite is a desk that answers on a pretend Bluesky as @acme.test, connected in the browser as its
// owner would do it.
func blueskySite(t *testing.T, c *chrome) (*blueskytest.Server, *tab) {
	net := blueskytest.New(t)
	net.Account(blueskytest.Person{Handle: "acme.test", Name: "Acme", Password: "aaaa-bbbb-cccc-dddd"})
	kind := bluesky.New(bluesky.Options{Quiet: time.Second, Notices: 200 * time.Millisecond, Chat: 200 * time.Millisecond, MinRetry: 20 * time.Millisecond})
	s := newSite(t, c, siteOptions{undo: "0s", kinds: channel.Set{echo.Name: echo.Kind(), kind.Network: kind}})
	b := s.person("Ada")
	b.signIn(boss)
	b.open("/settings/connect/bluesky")
	b.write("#set-handle", "acme.test")
	b.write("#set-password", "aaaa-bbbb-cccc-dddd")
	b.click("#connect-more > summary")
	for key, value := range net.Settings() {
		if key == "reach" {
			b.choose("#set-reach", value)
			continue
		}
		b.empty("#set-" + key)
		b.write("#set-"+key, value)
	}
	b.click("#account-connect")
	b.see("#account-3", "@acme.test")
	return net, b
}

// well is a page Hearing on which nothing is wrong and every source hears, or is connected where nobody has spoken yet.
const well = `document.querySelector("#alarm-list")?.innerText.includes("No problems") && [...document.querySelectorAll("#sources .source")].every(s => s.dataset.state === "ok" || s.innerText.includes("nothing heard yet"))`

// An app password is withdrawn, a new one does not reach direct messages, a third one does: each time the desk says
// within moments what is wrong and how to mend it, and falls silent by itself once it is mended.
func losesAccess(t *testing.T, c *chrome) {
	net, b := blueskySite(t, c)
	b.opens("/hearing", `document.querySelectorAll("#sources .source").length >= 6 && `+well)

	// Somebody has the page open: it tells by itself.
	net.Break(blueskytest.Fault{Trouble: blueskytest.Revoked})
	b.until("both parts to be named", `document.querySelector("#alarm-list .urgent")?.innerText.includes("private messages, mentions and replies")`)
	b.see("#alarm-list", "Bluesky didn't accept this account's credentials.", "Create a new app password on Bluesky and reconnect the account.", "noticed")
	b.until("one cause to be told once", `document.querySelectorAll("#alarm-list .wrong-now").length === 1`)
	b.see("#source-3-mentions", "Rejected")
	b.see("#source-3-direct", "Rejected")
	b.see("#source-3-stream", "Hears") // what needs no credentials goes on
	b.audit("/hearing, a dead token")
	b.open("/")
	b.see("#alarms", "heed does not hear: @acme.test", "How to fix it")
	b.click("#alarms a")
	b.click("#alarm-list .urgent a")
	b.isHere("/settings/accounts/3")
	b.see(".mend-box", "Create a new app password")
	b.audit("an account with a dead token")

	net.Account(blueskytest.Person{Handle: "acme.test", Name: "Acme", Password: "eeee-ffff-gggg-hhhh", NoDirect: true})
	b.write("#set-password", "eeee-ffff-gggg-hhhh")
	b.click("#account-connect")
	b.isHere("/settings/accounts")
	b.open("/hearing")
	b.until("the mentions to be heard", `document.querySelector("#source-3-mentions[data-state=ok]") !== null`)
	b.until("the other part to be named", `document.querySelector("#alarm-list")?.innerText.includes("t include direct messages")`)
	b.see("#alarm-list", "@acme.test: private messages", "Reconnect the account with an app password that allows direct messages, or turn them off")
	b.see("#source-3-direct", "Rejected")
	b.open("/settings/accounts")
	b.see("#account-3", "t include direct messages")

	net.Account(blueskytest.Person{Handle: "acme.test", Name: "Acme", Password: "iiii-jjjj-kkkk-llll"})
	b.open("/settings/accounts/3")
	b.write("#set-password", "iiii-jjjj-kkkk-llll")
	b.click("#account-connect")
	b.isHere("/settings/accounts")
	b.open("/hearing")
	b.until("all to be well again", well)
	b.open("/settings/accounts")
	b.gone("#account-3 .mend-box")
}

// The network takes an account's right to post while its test posts are on: the desk says so in plain words and leads to
// the account; once it is connected again the next test post goes out at once and ends the alarm.
func losesVoice(t *testing.T, c *chrome) {
	net, b := blueskySite(t, c)
	b.opens("/hearing", `document.querySelectorAll("#sources .source").length >= 6 && `+well)
	person := blueskytest.Person{Handle: "acme.test", Name: "Acme", Password: "aaaa-bbbb-cccc-dddd", NoPost: true}
	net.Account(person)
	b.click("#canary-3")
	b.until("the refused test post to be told", `document.querySelector("#alarm-list [data-kind=canary]") !== null`)
	b.see("#alarm-list", "The test post of @acme.test was not taken:", "Ask Bluesky about the account's status")
	b.audit("/hearing, a test post that is not taken")
	b.open("/")
	b.gone("#alarms .alarm") // all is heard
	b.open("/hearing")
	b.click("#alarm-list [data-kind=canary] a")
	b.isHere("/settings/accounts/3")

	person.NoPost, person.Password = false, "eeee-ffff-gggg-hhhh"
	net.Account(person)
	b.write("#set-password", person.Password)
	b.click("#account-connect")
	b.isHere("/settings/accounts")
	b.opens("/hearing", well)
	b.see("#sources", "Our test post came back")
}

// A search that hit many times an hour for weeks hits no more, since people write the name otherwise: the desk says
// so, the search shows what is said, and the alarm goes when it hits again.
func fallsSilent(t *testing.T, c *chrome) {
	s := newSite(t, c, siteOptions{undo: "0s", past: func(s *site, tx *store.Tx) error {
		var hours []desk.HourCount
		for h := desk.HourOf(s.now()) - 24*28; h <= desk.HourOf(s.now()); h++ {
			hours = append(hours, desk.HourCount{Key: desk.SourceKey(2, desk.PartStream), Hour: h, Posts: 40, Covered: 3600})
			if h < desk.HourOf(s.now().Add(-2*time.Hour)) {
				hours = append(hours, desk.HourCount{Key: desk.SearchKey(1), Hour: h, Posts: 12})
			}
		}
		search, err := tx.Search(1)
		if err != nil {
			return err
		}
		search.Created = s.now().AddDate(0, 0, -28) // what is usual is learnt from its creation on
		if err := tx.SaveSearch(search); err != nil {
			return err
		}
		if err := tx.AddMatches(map[desk.SearchID]int64{1: 8000}, s.now().Add(-2*time.Hour)); err != nil {
			return err
		}
		return tx.AddHours(hours)
	}})
	s.post("Bo Lund", "akme lost my parcel")
	b := s.person("Ada")
	b.signIn(boss)
	b.opens("/hearing", `document.querySelector("#alarm-list [data-kind=silent]") !== null`)
	b.see("#alarm-list", "Acme by name", "It has matched nothing for 2 hours; about 2", "Check whether people now spell the name differently")
	b.see("#search-silence [data-silent=true]", "Silent")
	b.open("/")
	b.gone("#alarms .alarm") // other searches hear: no banner, but the bell
	b.open("/hearing")
	b.click("#alarm-list [data-kind=silent] a")
	b.isHere("/searches/1")
	b.see("#search-alarm", "It has matched nothing for 2 hours")
	s.post("Mia Torres", "acme parcel is late")
	b.opens("/hearing", well)
}

func TestMend(t *testing.T) {
	c := start(t)
	for _, s := range []story{{"lost access", losesAccess}, {"lost voice", losesVoice}, {"silent search", fallsSilent}} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.tell(t, c)
		})
	}
}
