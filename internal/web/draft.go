package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/protocol"
	"heed/internal/web/view"
)

// draftPage shows the draft, or the protocol in use to begin one from.
func (d *Desk) draftPage(q *request) error {
	if err := access.Check(q.agent(), access.EditProtocol); err != nil {
		return err
	}
	open := -1
	if n, err := strconv.Atoi(q.r.URL.Query().Get("open")); err == nil {
		open = n
	}
	return d.showDraft(q, http.StatusOK, view.Form{}, open, nil)
}

// showDraft shows the draft that is kept, or what was written and not kept.
func (d *Desk) showDraft(q *request, status int, f view.Form, open int, written json.RawMessage) error {
	kept, there, err := d.Admin.ProtocolDraft(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	document := q.shell.Desk.Protocol.Document
	page := view.Rules{Open: open, Form: f, Kept: there}
	if there {
		document, page.Base, page.Author, page.At = kept.Document, kept.Base, kept.Author, kept.At
	}
	if written != nil {
		document = written
	}
	if err := json.Unmarshal(document, &page.Document); err != nil {
		return err
	}
	if _, err := protocol.Parse(document); err != nil {
		page.Problems = admin.ProtocolProblems(err)
	}
	return q.sheet(status, view.DraftPage(page))
}

// saveDraft keeps the draft as the form has it, and does what its button says.
func (d *Desk) saveDraft(q *request) error {
	doc, open := q.rules()
	b, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	seen, _ := time.Parse(time.RFC3339Nano, q.field("seen")) // none: the page showed no draft
	if _, err := d.Admin.SaveProtocolDraft(q.r.Context(), q.agent(), b, seen); err != nil {
		if refused(err) {
			return d.showDraft(q, statusOf(err), q.form(err), -1, b)
		}
		return err
	}
	if q.field("do") != "run" {
		to := "/settings/protocol/draft"
		if open >= 0 {
			to += "?open=" + strconv.Itoa(open) + "#rule-" + strconv.Itoa(open)
		}
		return q.done(to, q.say("Draft saved."))
	}
	if _, err := protocol.Parse(b); err != nil {
		return q.redirect("/settings/protocol/draft")
	}
	days, err := strconv.Atoi(q.field("days"))
	if err != nil {
		days = 7
	}
	return q.redirect("/settings/protocol/draft/try?days=" + strconv.Itoa(days))
}

// maxRules is how many rows of the form are read: as many as a protocol may have.
const maxRules = 200

// rules are the document that the form describes, after its button has added, moved or
// removed a rule, and the rule to be shown open; -1 none.
func (q *request) rules() (doc protocol.Document, open int) {
	n, _ := strconv.Atoi(q.field("count")) // none: no rules
	for i := range min(max(n, 0), maxRules) {
		at := strconv.Itoa(i)
		doc.Rules = append(doc.Rules, protocol.Rule{Name: q.field("name-" + at), When: strings.TrimSpace(q.raw("when-" + at)), Answer: q.answer(at)})
	}
	doc.Defaults, doc.Reach, doc.Note = q.answer("default"), q.field("reach") != "", strings.TrimSpace(q.raw("note"))
	what, where, _ := strings.Cut(q.field("do"), "-")
	i, err := strconv.Atoi(where)
	if err != nil || i < 0 || i >= len(doc.Rules) {
		i = -1
	}
	rs := doc.Rules
	switch {
	case what == "add":
		doc.Rules = append([]protocol.Rule{{Name: q.say("New rule"), When: `message.says("` + q.say("your words") + `")`}}, rs...)
		return doc, 0
	case what == "up" && i > 0:
		rs[i-1], rs[i] = rs[i], rs[i-1]
		return doc, i - 1
	case what == "down" && i >= 0 && i < len(rs)-1:
		rs[i+1], rs[i] = rs[i], rs[i+1]
		return doc, i + 1
	case what == "drop" && i >= 0:
		doc.Rules = append(rs[:i:i], rs[i+1:]...)
	}
	return doc, -1
}

func (q *request) answer(at string) protocol.Answer {
	return protocol.Answer{
		Respond: q.field("respond-" + at), Within: q.within(at), Hours: q.field("hours-" + at), Team: q.field("team-" + at), Skill: q.field("skill-" + at),
		Where: q.field("where-" + at), Urgency: q.field("urgency-" + at), Macro: q.field("macro-" + at), Escalate: q.field("escalate-" + at),
		Next: q.time("next-" + at), Update: q.time("update-" + at), Resolve: q.time("resolve-" + at), Needs: formID[int64](q, "needs-"+at),
		Advice: strings.TrimSpace(q.raw("advice-" + at)),
	}
}

// within is the time of a rule that answers; one that does not has none.
func (q *request) within(at string) string {
	if r := q.field("respond-" + at); r == "no" || r == "watch" {
		return ""
	}
	return q.time("within-" + at)
}

// time is a field that holds "1h30m", with or without blanks.
func (q *request) time(name string) string { return strings.ReplaceAll(q.field(name), " ", "") }

func (d *Desk) dropDraft(q *request) error {
	if err := d.Admin.DropProtocolDraft(q.r.Context(), q.agent()); err != nil {
		return err
	}
	return q.done("/settings/protocol", q.say("Draft deleted. Nothing changed."))
}

// tryDraft shows what the draft would have done on the past.
func (d *Desk) tryDraft(q *request) error {
	days, err := strconv.Atoi(q.r.URL.Query().Get("days"))
	if err != nil {
		days = 7
	}
	return d.showTry(q, http.StatusOK, days, view.Form{})
}

// pick is the number of a dry run whose cases are asked for.
func (q *request) pick() protocol.Pick {
	v := q.r.URL.Query()
	return protocol.Pick{Side: v.Get("side"), What: v.Get("what"), By: v.Get("by"), Name: v.Get("name"), From: v.Get("from"), To: v.Get("to")}
}

func (d *Desk) showTry(q *request, status, days int, f view.Form) error {
	if err := access.Check(q.agent(), access.EditProtocol); err != nil {
		return err
	}
	kept, there, err := d.Admin.ProtocolDraft(q.r.Context(), q.agent())
	switch {
	case err != nil:
		return err
	case !there:
		return q.redirect("/settings/protocol/draft")
	}
	run, err := d.Admin.TryProtocol(q.r.Context(), q.agent(), kept.Document, days, q.pick())
	switch {
	case admin.ProtocolProblems(err) != nil:
		return q.redirect("/settings/protocol/draft")
	case err != nil:
		return err
	}
	return q.sheet(status, view.DryRunPage(view.DryRun{Run: run, Days: run.Days, Pick: q.pick(), Form: f}))
}

func (d *Desk) useDraft(q *request) error {
	p, err := d.Admin.UseProtocolDraft(q.r.Context(), q.agent(), q.field("reason"))
	switch {
	case err == nil:
		return q.done("/settings/protocol", q.say("Version %d is now in use.", p.Version))
	case refused(err):
		days, _ := strconv.Atoi(q.field("days")) // none: the fewest
		return d.showTry(q, statusOf(err), days, q.form(err))
	}
	return err
}

// checkCondition says of a condition that is being written what is wrong with it and what
// it would have caught.
func (d *Desk) checkCondition(q *request) error {
	when := strings.TrimSpace(q.raw("when"))
	said := view.ConditionSaid{Empty: when == ""}
	if !said.Empty {
		trial, err := d.Admin.TryCondition(q.r.Context(), q.agent(), when, q.field("reach") != "")
		if said.Problems = admin.ProtocolProblems(err); err != nil && said.Problems == nil {
			return err
		}
		said.Trial = trial
	}
	return q.page(http.StatusOK, view.ConditionCheck(said))
}

// review lists decisions not to answer.
func (d *Desk) review(q *request) error {
	v := q.r.URL.Query()
	page := view.Review{All: v.Get("all") != "", Agreed: v["agreed"]}
	if n, err := strconv.Atoi(v.Get("skip")); err == nil {
		page.Skip = max(n, 0)
	}
	var err error
	if page.List, page.Total, err = d.Admin.Ignored(q.r.Context(), q.agent(), !page.All, page.Skip); err != nil {
		return err
	}
	if len(page.List) == 0 && page.Skip > 0 { // what stood there is done with
		return q.redirect(page.Address(0))
	}
	return q.sheet(http.StatusOK, view.ReviewPage(page))
}

// reviewed are the cases that a form of the list names.
func (q *request) reviewed() []desk.CaseID {
	var ids []desk.CaseID
	for _, s := range q.r.PostForm["id"] {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 && len(ids) < admin.IgnoredPage {
			ids = append(ids, desk.CaseID(n))
		}
	}
	return ids
}

// agree keeps that a second person looked at decisions not to answer.
func (d *Desk) agree(q *request) error {
	kept, err := d.Admin.Review(q.r.Context(), q.agent(), q.reviewed())
	if err != nil {
		return err
	}
	v := url.Values{}
	for _, id := range kept {
		v.Add("agreed", strconv.FormatInt(int64(id), 10))
	}
	return q.done("/review?"+v.Encode(), q.say("Noted."))
}

// disagree takes back what was agreed to just now.
func (d *Desk) disagree(q *request) error {
	if err := d.Admin.Unreview(q.r.Context(), q.agent(), q.reviewed()); err != nil {
		return err
	}
	return q.done("/review", q.say("Undone."))
}

// answerAfterAll opens a case that was decided not to be answered.
func (d *Desk) answerAfterAll(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	if err := d.Inbox.SetStage(q.r.Context(), q.agent(), id, 0, desk.InProgress, "reviewed: to be answered after all"); err != nil {
		return err
	}
	return q.redirect("/cases/" + id.String())
}
