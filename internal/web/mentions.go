package web

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"heed/internal/desk"
	"heed/internal/web/view"
)

// mentionsSize is how many notes one page of the list shows.
const mentionsSize = 50

// mentions lists the notes that name the agent.
func (d *Desk) mentions(q *request) error {
	if q.wantsFile() {
		return d.mentionsFile(q)
	}
	list, err := d.Inbox.Mentions(q.r.Context(), q.agent(), queryID[desk.MessageID](q, "before"), mentionsSize)
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.MentionsPage(&list, queryID[desk.MessageID](q, "before")))
}

// mentionsFile gives the list as a file. What is private is masked, as on the page.
func (d *Desk) mentionsFile(q *request) error {
	t := table{name: "mentions", head: []string{"case", "person", "note", "by", "text", "mentioned_at", "read_at"}}
	for before := desk.MessageID(0); len(t.rows) < mostTaken; {
		list, err := d.Inbox.Mentions(q.r.Context(), q.agent(), before, 100)
		if err != nil {
			return err
		}
		for i := range list.Lines {
			l := &list.Lines[i]
			t.add(int64(l.Note.Case), l.PersonName, int64(l.Message), l.Who, l.Note.Text, moment(l.At), moment(l.Read))
		}
		if before = list.Next; before == 0 {
			break
		}
	}
	return q.file(t)
}

// readMentions says that the agent has seen all up to the first that the page showed.
func (d *Desk) readMentions(q *request) error {
	_, err := d.Inbox.ReadMentions(q.r.Context(), q.agent(), 0, formID[desk.MessageID](q, "upto"))
	return q.saved(err, "/mentions", q.say("All read"), nil)
}

func (d *Desk) unreadMention(q *request) error {
	id, err := pathID[desk.MessageID](q, "id")
	if err != nil {
		return err
	}
	return q.saved(d.Inbox.UnreadMention(q.r.Context(), q.agent(), id), "/mentions", "", nil)
}

// sawMentions says that the agent looks at a case, and so at the notes there that name them. A page in
// the background looks at nothing.
func (d *Desk) sawMentions(q *request, id desk.CaseID) (read int, err error) {
	if q.r.Header.Get("X-Desk-Part") == "hidden" {
		return 0, nil
	}
	return d.Inbox.ReadMentions(q.r.Context(), q.agent(), id, 0)
}

// colleagues are those whom a note may name.
func (d *Desk) colleagues(q *request) error {
	list, err := d.Inbox.Colleagues(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, view.Colleagues(list))
}

// takeBackNote undoes a note; its words are in the composer again.
func (d *Desk) takeBackNote(q *request) error {
	id, err := pathID[desk.MessageID](q, "id")
	if err != nil {
		return err
	}
	text, err := d.Inbox.TakeBackNote(q.r.Context(), q.agent(), id)
	switch c := formID[desk.CaseID](q, "case"); {
	case err != nil:
		return err
	case q.part():
		return q.json(http.StatusOK, map[string]string{"text": text})
	case c > 0:
		return d.showCase(q, c, caseShown{in: q.listed(), composer: view.Composer{Mode: "note", Text: text}})
	}
	return q.redirect("/mentions")
}

// saveReach keeps how the agent is told what colleagues say to them.
func (d *Desk) saveReach(q *request) error {
	r := desk.Reach{NoMail: q.field("mail") == "", NoPush: q.field("push") == "", QuietFrom: clockMinutes(q.field("quiet-from")), QuietTo: clockMinutes(q.field("quiet-to"))}
	err := d.Admin.SaveReach(q.r.Context(), q.agent(), r)
	if !refused(err) {
		return q.saved(err, notificationsPath, q.say("Saved"), nil)
	}
	o, failed := d.Notify.Overview(q.r.Context(), q.agent())
	if failed != nil {
		return failed
	}
	return q.saved(err, notificationsPath, "", func(f view.Form) templ.Component { return view.Notifications(o, f, "") })
}

func noteNumber(id desk.MessageID) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(int64(id), 10)
}
