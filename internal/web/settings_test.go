package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/protocol"
	"heed/internal/sla"
)

func TestASearchIsCheckedWhileItIsWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	has(t, b.post("/searches/check", "query", "acme (broken"), "data-wrong-start=", "problem-what")
	has(t, b.post("/searches/check", "query", "acme OR akme", "sample", "my Akme is slow"), "Yes, this would match", "<mark>Akme</mark>")
	has(t, b.post("/searches/check", "query", "acme", "sample", "nothing"), "t match")
	page := b.post("/searches", "name", "X", "query", `"unclosed`, "sample", "s")
	b.status(http.StatusUnprocessableEntity)
	has(t, page, `&#34;unclosed</textarea>`, `value="X"`, "data-wrong-start=")
	b.post("/searches", "name", "X", "query", "acme")
	b.goes("/searches")
	b.post("/searches/1/pause", "paused", "true")
	b.goes("/searches")
	if !b.fake.desk.Searches[0].Paused || b.fake.desk.Searches[0].Query == "" {
		t.Errorf("%+v", b.fake.desk.Searches[0])
	}
}

func TestConnectShowsTheNetworksOwnForm(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	has(t, b.get("/settings/connect/bluesky"), "App password", `type="password"`, "Leave it empty to listen only", `name="set-handle"`)
	page := b.post("/settings/connect/bluesky", "set-handle", "norden.example", "secret-password", "wrong", "brand", "1")
	b.status(http.StatusUnprocessableEntity)
	has(t, page, "did not accept the password", `value="norden.example"`, `aria-invalid="true"`)
	if strings.Contains(page, `value="wrong"`) {
		t.Error("a secret came back into the page")
	}
	b.post("/settings/connect/bluesky", "set-handle", "norden.example", "secret-password", "right", "brand", "1")
	b.goes("/settings/accounts")
	has(t, b.get("/settings/accounts"), "Not working", "has not accepted the access token", "Make a new token")
}

func TestACalendarIsAWeekOfHours(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.post("/settings/calendars", "id", "1", "name", "Nights", "zone", "Europe/Berlin", "day-mon", "22:00-06:00, 12:00-13:00",
		"exceptions", "2026-12-24..2026-12-26 closed Christmas\n2026-12-31 09:00-12:00")
	b.goes("/settings/calendars")
	var got calendar.Document
	if err := json.Unmarshal(b.fake.desk.Calendars[0].Document, &got); err != nil {
		t.Fatal(err)
	}
	want := calendar.Document{Zone: "Europe/Berlin", Week: calendar.Week{Mon: []string{"22:00-06:00", "12:00-13:00"}}, Exceptions: []calendar.Exception{
		{Date: "2026-12-24", To: "2026-12-26", Closed: true, Name: "Christmas"}, {Date: "2026-12-31", Hours: []string{"09:00-12:00"}}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	has(t, b.get("/settings/calendars"), "2026-12-24..2026-12-26 closed Christmas", "12:00-13:00, 22:00-06:00")
	has(t, b.post("/settings/calendars", "name", "X", "zone", "UTC", "exceptions", "2026-12-24"), "says no hours")
	b.status(http.StatusUnprocessableEntity)
}

// New hours hold from their date on; the document is given out and says so.
func TestNewHoursKeepThePast(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.post("/settings/calendars", "id", "1", "name", "Front", "zone", "Europe/Berlin", "day-mon", "08:00-18:00")
	b.post("/settings/calendars", "id", "1", "name", "Front", "zone", "Europe/Berlin", "day-mon", "10:00-20:00", "holidays", "de-by", "first", "2099-01-05")
	b.goes("/settings/calendars")
	cal, err := calendar.Parse(b.fake.desk.Calendars[0].Document)
	if err != nil {
		t.Fatal(err)
	}
	d := cal.Document()
	if len(d.Versions) != 1 || d.Versions[0].From != "2099-01-05" || d.Versions[0].Week.Mon[0] != "10:00-20:00" || d.Week.Mon[0] != "08:00-18:00" || d.Versions[0].Holidays[0].Region != "DE-BY" {
		t.Errorf("%s", cal.Marshal())
	}
	has(t, b.get("/settings/calendars"), "From 2099-01-05: Mon 10:00–20:00 Europe/Berlin")
	has(t, b.get("/settings/calendars/1.json"), `"from": "2099-01-05"`, `"08:00-18:00"`)
}

func TestProtocolIsReadable(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	has(t, b.get("/settings/protocol"), "About to leave", "signals.intent == &#39;leaving&#39;", "answer, within 15 min, team Front desk", "Version 2", "in use", `href="/settings/protocol/draft"`)
	b.fake.failed["SaveProtocol"] = &desk.Error{Kind: desk.Invalid, Field: "document", Message: "Rule 2, column 9: there is no fact “intnt”.", Mend: "Did you mean intent?"}
	page := b.post("/settings/protocol", "document", `{"rules":[]}`, "reason", "because")
	b.status(http.StatusUnprocessableEntity)
	has(t, page, "there is no fact", "Did you mean", `{&#34;rules&#34;:[]}</textarea>`, `value="because"`, "open")
}

func TestDraftIsWrittenTriedAndUsed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	has(t, b.get("/settings/protocol/draft"), "Add a rule", `id="when-0"`, "signals.intent", "message.says(", "What conditions can check")
	b.post("/settings/protocol/draft", "count", "1", "do", "add", "name-0", "Rest", "respond-0", "watch", "within-0", "4h", "seen", "")
	page := b.get("/settings/protocol/draft?open=0")
	has(t, page, `value="New rule"`, `value="Rest"`, "Draft by")
	b.post("/settings/protocol/draft", "count", "2", "do", "down-0", "name-0", "First", "when-0", "signals.intent == 'spam'", "name-1", "Rest", "respond-1", "yes", "within-1", "2 h", "escalate-1", "duty")
	var doc protocol.Document
	if err := json.Unmarshal(b.fake.draft.Document, &doc); err != nil {
		t.Fatal(err)
	}
	want := []protocol.Rule{{Name: "Rest", Answer: protocol.Answer{Respond: "yes", Within: "2h", Escalate: "duty"}}, {Name: "First", When: "signals.intent == 'spam'"}}
	if d := cmp.Diff(want, doc.Rules); d != "" {
		t.Error(d)
	}
	has(t, b.get("/settings/protocol/draft"), "be used yet", "never reached")
	b.post("/settings/protocol/draft", "count", "1", "do", "run", "days", "30", "name-0", "Rest")
	has(t, b.get("/settings/protocol/draft/try?days=30"), "1 case would be treated differently", "last 30 days", "It is off again", "+1", "−1", "+50 points (+10 to +90)",
		`?days=30&amp;side=after&amp;what=answer#changes">3</a>`, `?by=language&amp;days=30&amp;name=en#changes">3</a>`, `?days=30&amp;from=Rest&amp;to=New+%26+old#changes">1</a>`)
	has(t, b.get("/settings/protocol/draft/try?days=30&side=after&what=late"), "Too late · draft (1)", `id="all-changes"`)
	has(t, b.post("/rules/check", "when", "signals.intnt == 'x'"), "Line 1, column 1")
	has(t, b.post("/rules/check", "when", "signals.intent == 'spam'"), "matches 4 of the last 30 cases")
	b.fake.failed["SaveProtocol"] = &desk.Error{Kind: desk.Invalid, Field: "reason", Message: "Say why you're changing the protocol."}
	has(t, b.post("/settings/protocol/draft/use", "reason", "", "days", "30"), `name="days" value="30"`, "Say why you're changing the protocol.", "Use the draft now")
	b.tok = "token-2" // an agent
	b.get("/settings/protocol/draft")
	b.status(http.StatusForbidden)
}

func TestPrivateDataOfTheCompany(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	has(t, b.get("/settings/private"), "Your own numbers", `id="private-try"`)
	page := b.post("/settings/private", "do", "try", "patterns", "Membership: ACME-######", "public", "+44 20 7946 0958", "sample", "I am ACME-123456, call +44 20 7946 0958")
	has(t, page, "number of your own", "<code>ACME-123456</code>", "I am ••••56, call +44 20 7946 0958")
	has(t, b.post("/settings/private", "patterns", "All: /.*/"), "fits any text")
	b.status(http.StatusUnprocessableEntity)
	b.post("/settings/private", "do", "save", "patterns", "Membership: ACME-######")
	has(t, b.get("/settings/private"), "Membership: ACME-######")
}

func TestRulesOfDeadlines(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	has(t, b.get("/settings/clocks"), `id="still-customer-update" value="yes" aria-label="Waiting for the customer: Next update from us" checked`, `value="10"`, `id="tell-push" checked`)
	has(t, b.post("/settings/clocks", "ask_again", "0", "asks", "3"), "one minute at the soonest", `id="clocks-save"`)
	b.status(http.StatusUnprocessableEntity)
	b.post("/settings/clocks", "still-third-party-next", "yes", "hours-first", "calendar", "ask_again", "5", "asks", "3", "tell", "webhook")
	b.goes("/settings/clocks")
	want := &sla.Rules{Still: map[string][]string{"third party": {"next"}}, Hours: map[string]string{"first": "calendar"}, AskAgain: 5 * time.Minute, Asks: 3, Tell: []desk.Way{desk.ByWebhook}}
	if d := cmp.Diff(want, b.fake.clocks); d != "" {
		t.Error(d)
	}
	b.tok = "token-2" // an agent
	b.post("/settings/clocks", "ask_again", "5", "asks", "3")
	b.status(http.StatusForbidden)
}

func TestReview(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	has(t, b.get("/review"), "you are all lizards", "Rule “Trolling” (Version 2): intent is trolling", `id="agree-7"`)
	has(t, b.get("/review?all=1"), "1 to 1 of 60", `href="/review?all=1&amp;skip=50"`)
	b.get("/review?all=1&skip=60") // nothing stands there
	b.goes("/review?all=1")
	b.post("/review", "id", "7")
	b.goes("/review?agreed=7")
	has(t, b.get("/review?agreed=7"), "Nothing to review", `id="undo-review"`, `name="id" value="7"`)
	b.post("/review/undo", "id", "7")
	has(t, b.get("/review"), "you are all lizards")
}

func TestAnInviteIsALinkToCopy(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	has(t, b.post("/settings/people/2/invite"), `value="http://desk.example/signin/link?token=one-time"`, "Ben Osei")
	has(t, b.post("/settings/people", "id", "0", "name", "Noor", "email", "noor@norden.example", "role", "agent", "langs", "en, fr"), "Noor", "token=one-time")
	b.tok = "token-2"
	b.post("/settings/people/2/invite")
	b.status(http.StatusForbidden)
}

func TestProfile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.post("/settings/profile", "name", "Mara", "zone", "Europe/Berlin", "theme", "dark", "langs", "en, de", "away", "1")
	b.goes("/settings/profile")
	want := desk.Agent{ID: 1, Name: "Mara", Email: "mara@norden.example", Role: desk.Admin, Langs: []string{"en", "de"}, Zone: "Europe/Berlin", Theme: "dark", Away: true}
	if d := cmp.Diff(want, b.fake.desk.Agents[0]); d != "" {
		t.Error(d)
	}
	has(t, b.get("/settings/profile"), `data-theme="dark"`, `data-zone="Europe/Berlin"`)
	// What leaves the desk is written as its pages are.
	if d := cmp.Diff(desk.Reader{Lang: "en", Zone: "Europe/Berlin"}, b.fake.desk.Agents[0].Reads); d != "" {
		t.Error(d)
	}
	has(t, b.post("/settings/password", "old", "no", "new", "another long one"), "not your password")
	if strings.Contains(b.last.Body.String(), "another long one") {
		t.Error("a password came back into the page")
	}
	b.post("/settings/password", "old", "correct horse", "new", "another long one")
	b.goes("/settings/profile")
	var fresh string
	for _, c := range b.last.Result().Cookies() {
		if c.Name == sessionCookie {
			fresh = c.Value
		}
	}
	b.get("/settings/profile")
	b.goes("/signin?next=" + url.QueryEscape("/settings/profile"))
	b.tok = fresh
	b.get("/settings/profile")
	b.status(http.StatusOK)
}

func TestTheTrailIsInPlainWords(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	page := b.get("/settings/audit")
	has(t, page, "Mara Lind: protocol version added: 3 (longer hours)", "Ben Osei: search added: Acme untagged",
		"Ben Osei muted Troll until 3 Dec 09:00 (abuse)", "Ben Osei: signed in with a one-time link")
	_, trail, _ := strings.Cut(page, "<main") // the addresses of script and style hold any digits
	for _, bare := range []string{"975", "976", "977", "2026-12-03T"} {
		if strings.Contains(trail, bare) {
			t.Errorf("the trail shows %s", bare)
		}
	}
}

func TestTheTrailIsAsked(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for path, want := range map[string]string{"?who=1": "longer hours", "?what=mute": "Troll", "?object=UNTAGGED": "Acme untagged", "?what=signin&who=2": "one-time link"} {
		page := b.get("/settings/audit" + path)
		if n := strings.Count(page, "<li>\n") + strings.Count(page, "<li><time"); !strings.Contains(page, want) || n > 1 {
			t.Errorf("%s: %d lines, or not %q", path, n, want)
		}
	}
	has(t, b.get("/settings/audit?object=nobody"), "No matching entries")
	has(t, b.get("/settings/audit?what=mute&format=csv"), "event,at,agent,kind,what", "person.muted")
}
