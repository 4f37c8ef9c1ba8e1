package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"heed/internal/bus"
	"heed/internal/desk"
)

// piece sends a form as the page's script does.
func (b *bench) piece(path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "http://desk.example"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Desk-Part", "1")
	return b.do(r)
}

func TestTheRowExplainsItself(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	page := b.get("/queue/reply?network=bluesky")
	has(t, page, "Ana Ruiz", "Bluesky", "<mark>norden</mark>", "Norden untagged", "About to leave", ">12 min</time>", "3 min left",
		"dmitri_k", "35 min over", `href="/cases/42?in=reply&amp;network=bluesky"`)
	if strings.Contains(page, "Jürgen") {
		t.Error("the filter let another network through")
	}
}

func TestTheStoryTellsApart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	page := b.get("/cases/42")
	has(t, page, `class="msg in"`, `class="msg in private"`, `class="msg note"`, "phone number", "6 copies",
		"heed assigned the case to Mara Lind (fewest open cases)", "Mara Lind moved the conversation to private",
		"Rule “About to leave”: intent is leaving", "The rule gives 15 minutes", "Call back with what the crew found", "norden app does not let me pay")
	if strings.Contains(page, "+49 151") {
		t.Error("masked data is in the page")
	}
	has(t, b.post("/cases/42/unmask"), "+49 151", "Private data is visible")
	has(t, b.get("/cases/43"), "This answer wasn't sent.", "the post this answers is gone", `action="/outgoing/802/retry"`, "Deadline passed")
	has(t, b.get("/cases/46"), "let this account answer here", `href="https://mastodon.example/@jmaass/1"`, `rel="noreferrer noopener"`)
}

func TestTheButtonSaysPublic(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	page := b.get("/cases/45")
	has(t, page, "Reply in public as @norden.example", "Anyone can read this.")
	if strings.Contains(page, "Send privately") {
		t.Error("a private message is offered where the network has none")
	}
	has(t, b.get("/cases/42"), `id="mode-direct" checked`) // the customer spoke in private
}

func TestReply(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	seen := b.fake.cases[42].Seen
	form := []string{"text", "A new router is on its way.", "seen", itoa64(int64(seen)), "token", "once", "mode", "public", "mode", "public", "in", "?in=mine"}
	b.post("/cases/42/reply", form...)
	b.goes("/cases/42?in=mine")
	b.post("/cases/42/reply", form...) // a double click
	b.goes("/cases/42?in=mine")
	if n := strings.Count(b.get("/cases/42"), "A new router is on its way."); n != 1 {
		t.Errorf("the answer stands %d times in the story", n)
	}
	page := b.get("/cases/42")
	has(t, page, "Sending", `data-action="undo"`)
	o := b.fake.cases[42].Lines[len(b.fake.cases[42].Lines)-1].Outgoing
	page = b.post("/cases/42/takeback", "id", itoa64(int64(o.ID)))
	b.status(http.StatusOK)
	has(t, page, ">A new router is on its way.</textarea>")
	if o.State != desk.Cancelled {
		t.Errorf("state %s", o.State)
	}
}

func itoa64(n int64) string { return string(json.Number(jsonInt(n))) }

func jsonInt(n int64) string { b, _ := json.Marshal(n); return string(b) }

func TestAConflictKeepsTheText(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	seen := itoa64(int64(b.fake.cases[42].Seen))
	b.fake.customer(42, "and now the phone is dead too")
	page := b.post("/cases/42/reply", "text", "It is on its way.", "seen", seen, "token", "t1", "mode", "public", "resolve", "1")
	b.status(http.StatusConflict)
	has(t, page, "wrote again before you sent", ">It is on its way.</textarea>", "and now the phone is dead too", `id="reply-resolve" checked`, `value="t1"`)
	b.piece("/cases/42/reply", "text=again&seen="+seen+"&token=t2&mode=public")
	b.status(http.StatusConflict)
	var p problemDocument
	if err := json.Unmarshal(b.last.Body.Bytes(), &p); err != nil || p.Kind != "conflict" || p.Mend == "" {
		t.Errorf("%s %v", b.last.Body, err)
	}
}

func TestPrivateDataStopsTheSend(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	seen := itoa64(int64(b.fake.cases[42].Seen))
	page := b.post("/cases/42/reply", "text", "Is it +49 151 2345 6789?", "seen", seen, "mode", "public")
	b.status(http.StatusUnprocessableEntity)
	has(t, page, "holds a phone number", "<mark>+49 151 2345 6", `id="override"`, "Is it +49 151 2345 6789?</textarea>")
	b.tok = "token-2" // an agent may not override
	page = b.post("/cases/42/reply", "text", "Is it +49 151 2345 6789?", "seen", seen, "mode", "public")
	if strings.Contains(page, `id="override"`) {
		t.Error("an agent is offered to override")
	}
	b.tok = "token-1"
	b.post("/cases/42/reply", "text", "Is it +49 151 2345 6789?", "seen", seen, "mode", "public", "override", "It is our own number")
	b.goes("/cases/42")
}

func TestStepsOfACase(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.post("/cases/42/assign", "to", "2", "version", "1", "in", "?in=reply")
	b.goes("/cases/42?in=reply")
	has(t, b.post("/cases/42/stage", "to", "resolved", "version", "1"), "Ben Osei changed this case")
	b.status(http.StatusConflict)
	b.post("/cases/42/stage", "to", "waiting", "why", "customer", "version", "2")
	b.goes("/cases/42")
	b.post("/cases/42/promise", "text", "Call", "due", "2026-11-21T10:30", "zone", "Europe/Berlin")
	b.goes("/cases/42")
	p := b.fake.cases[42].Promises[1]
	if want := time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC); !p.Due.Equal(want) {
		t.Errorf("due %v, want %v", p.Due, want)
	}
	has(t, b.post("/cases/42/promise", "text", "Call", "due", "tomorrow"), "a valid date and time")
	b.status(http.StatusUnprocessableEntity)
	b.post("/promises/5/keep", "case", "42", "in", "?in=mine")
	b.goes("/cases/42?in=mine")
	id := itoa64(int64(b.fake.cases[43].Lines[0].Message.ID))
	b.post("/messages/"+id+"/correct", "case", "43", "signal", "intent", "label", "complaint")
	b.goes("/cases/43")
	has(t, b.get("/cases/43"), "Mara Lind corrected intent: complaint, not question")
	b.post("/outgoing/802/retry", "case", "43")
	b.goes("/cases/43")
	b.post("/cases/42/reply", "text", "for colleagues", "mode", "note")
	b.goes("/cases/42")
	has(t, b.get("/cases/42"), "for colleagues", "Note, visible only to colleagues")
}

func TestAViewerReads(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.tok = "token-3"
	page := b.get("/cases/42")
	b.status(http.StatusOK)
	for _, id := range []string{`id="composer"`, `id="assign"`, `id="resolve"`, `id="unmask"`} {
		if strings.Contains(page, id) {
			t.Errorf("a viewer is offered %s", id)
		}
	}
	has(t, b.post("/cases/42/assign", "to", "3"), "not allowed to")
	b.status(http.StatusForbidden)
	b.post("/cases/42/unmask")
	b.status(http.StatusForbidden)
	b.get("/settings/audit")
	b.status(http.StatusForbidden)
}

func TestRowsSayWhatLeftTheList(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.cases[45].Case.Stage = desk.Resolved
	page := b.get("/queue/reply/rows?ids=42,45,999")
	has(t, page, `id="c42"`, `id="c45" data-id="45" data-gone="Resolved"`, `id="c999" data-id="999" data-gone="No longer here"`, `<li data-count="reply">`)
	b.get("/queue/reply/rows?ids=" + strings.Repeat("1,", maxPatch+1) + "1")
	b.status(http.StatusUnprocessableEntity)
}

func TestQueuePages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 60 {
		v := b.fake.person(desk.CaseID(300+i), "P", "p.example", noon, 1)
		b.fake.says(v, "norden", noon)
		v.Case.Due = noon.Add(time.Duration(100+i) * time.Hour)
	}
	page := b.get("/queue/reply")
	if n := strings.Count(page, `class="row"`); n != pageSize {
		t.Errorf("%d rows", n)
	}
	i := strings.Index(page, `/queue/reply?after=`)
	if i < 0 {
		t.Fatal("no way to the older ones")
	}
	older := page[i : i+strings.IndexByte(page[i:], '"')]
	page = b.get(older)
	if n := strings.Count(page, `class="row"`); n != 20 {
		t.Errorf("%d rows on the second page", n)
	}
	has(t, page, "Back to the start", `in=reply`, `after=`)
	b.get("/queue/reply?after=x")
	b.status(http.StatusNotFound)
	b.get("/queue/nothing")
	b.status(http.StatusNotFound)
}

// A list of what is to do is narrowed to a language and to what people want, also where it patches
// itself and on the way to a case and back; a list of what is done is not.
func TestQueueByLanguageAndIntent(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for id, c := range map[desk.CaseID][2]string{301: {"de", desk.Question}, 302: {"de", desk.Complaint}, 303: {"fr", desk.Question}} {
		v := b.fake.person(id, "P", "p.example", noon, 1)
		b.fake.says(v, "norden", noon)
		v.Case.Lang, v.Case.Intent = c[0], c[1]
	}
	shows := func(page string, want ...desk.CaseID) {
		t.Helper()
		var got []desk.CaseID
		for id := desk.CaseID(301); id <= 303; id++ {
			if strings.Contains(page, `id="c`+strconv.FormatInt(int64(id), 10)+`"`) {
				got = append(got, id)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	shows(b.get("/queue/reply?lang=de"), 301, 302)
	shows(b.get("/queue/reply?intent=question"), 301, 303)
	page := b.get("/queue/reply?lang=de&intent=question")
	shows(page, 301)
	has(t, page, "in=reply&amp;intent=question&amp;lang=de", `<option value="de" selected>German`, `<option value="question" selected>Question`, `id="filter-clear"`)
	page = b.get("/queue/reply/rows?lang=de&ids=301,303")
	if !strings.Contains(page, `id="c303" data-id="303" data-gone=`) || strings.Contains(page, `id="c301" data-id="301" data-gone=`) {
		t.Error("the case in French stays, or the one in German goes")
	}
	if page := b.get("/queue/done?lang=de"); strings.Contains(page, "filter-lang") || strings.Contains(page, "lang=de") {
		t.Error("what is done is narrowed, too")
	}
}

func TestPresenceIsAHint(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	sub := b.fake.bus.Subscribe()
	defer sub.Close()
	b.post("/cases/42/presence", "state", "typing")
	b.status(http.StatusNoContent)
	if h := <-sub.C; h.Kind != bus.Typing || h.Case != 42 || h.Agent != 1 || h.Name != "Mara Lind" {
		t.Errorf("%+v", h)
	}
	b.post("/cases/42/presence", "state", "events")
	b.status(http.StatusUnprocessableEntity)
}
