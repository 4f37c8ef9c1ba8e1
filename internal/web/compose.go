package web

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"time"

	"heed/internal/bus"
	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/web/view"
)

// newToken makes the token by which a double click is recognised.
func newToken() string { return rand.Text() }

func (q *request) draft(id desk.CaseID) inbox.Draft {
	return inbox.Draft{
		Case: id, Seen: formID[desk.MessageID](q, "seen"), Text: q.raw("text"),
		Direct: q.mode() == "direct", Note: q.mode() == "note", Token: q.field("token"), Resolve: q.field("resolve") != "",
		Override: q.field("override"), Macro: formID[desk.MacroID](q, "macro"), Pictures: q.pictures(),
	}
}

// mode is public, direct or note: what the button said, else what was chosen. Both
// stand in the form under one name, the button last.
func (q *request) mode() string {
	m := q.r.PostForm["mode"]
	if len(m) == 0 {
		return "public"
	}
	return m[len(m)-1]
}

// reply owes an answer or keeps a note. When it is refused, the page comes back with
// the text as it was.
func (d *Desk) reply(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	var undo inbox.Undo
	var note desk.MessageID
	draft := q.draft(id)
	if back, err := d.takeFiles(q, id, &draft.Pictures); err != nil || back {
		return d.returned(q, draft, err)
	}
	if q.mode() == "note" {
		note, err = d.Inbox.Note(q.r.Context(), q.agent(), id, draft.Text, draft.Token)
	} else {
		undo, err = d.Inbox.Reply(q.r.Context(), q.agent(), draft)
	}
	switch {
	case err != nil && (q.part() || statusOf(err) == http.StatusInternalServerError):
		return err
	case err != nil:
		return d.returned(q, draft, err)
	case q.part():
		return q.json(http.StatusOK, sentDocument(undo, note))
	}
	return q.redirect(q.caseURL(id))
}

// returned shows the case again with the text that was not taken, and why.
func (d *Desk) returned(q *request, draft inbox.Draft, cause error) error {
	s := caseShown{in: q.listed(), composer: view.Composer{
		Mode: q.mode(), Text: draft.Text, Token: draft.Token, Override: draft.Override,
		Macro: draft.Macro, Resolve: draft.Resolve, Pictures: draft.Pictures,
	}}
	if s.status = http.StatusOK; cause != nil {
		s.status, s.composer.Problem = statusOf(cause), problemOf(cause)
	}
	if q.mode() != "note" && cause != nil {
		if a, err := d.Inbox.Advise(q.r.Context(), q.agent(), draft); err == nil {
			s.composer.Advice = &a
		}
	}
	return d.showCase(q, draft.Case, s)
}

// sent is what the composer learns of an answer that is owed now.
type sent struct {
	Undo  []string `json:"undo"`
	Until string   `json:"until,omitempty"`
	Note  string   `json:"note,omitempty"` // that can be taken back
}

func sentDocument(u inbox.Undo, note desk.MessageID) sent {
	s := sent{Note: noteNumber(note), Undo: make([]string, 0, len(u.Outgoing))}
	for _, id := range u.Outgoing {
		s.Undo = append(s.Undo, strconv.FormatInt(int64(id), 10))
	}
	if !u.Until.IsZero() {
		s.Until = u.Until.UTC().Format(time.RFC3339Nano)
	}
	return s
}

// advise renders what heed says of a text while it is being written.
func (d *Desk) advise(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	draft := q.draft(id)
	a, err := d.Inbox.Advise(q.r.Context(), q.agent(), draft)
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, view.Advice(&a, draft.Text))
}

// takeBack undoes a send that has not left; its text is in the composer again.
func (d *Desk) takeBack(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	var ids []desk.OutgoingID
	for _, s := range q.r.PostForm["id"] {
		n, err := number[desk.OutgoingID](s)
		if err != nil || len(ids) > 50 {
			return desk.Errorf(desk.Invalid, "There's no such answer to undo.")
		}
		ids = append(ids, n)
	}
	taken, err := d.Inbox.TakeBack(q.r.Context(), q.agent(), ids)
	switch {
	case err != nil:
		return err
	case q.part():
		return q.json(http.StatusOK, takenDocument(taken))
	}
	return d.showCase(q, id, caseShown{in: q.listed(), composer: view.Composer{Text: taken.Text, Pictures: taken.Pictures}})
}

// taken is what the composer gets of an answer that was taken back.
type taken struct {
	Text     string         `json:"text"`
	Pictures []takenPicture `json:"pictures,omitempty"`
}

type takenPicture struct {
	ID  string `json:"id"`
	Alt string `json:"alt"`
}

func takenDocument(t inbox.Taken) taken {
	out := taken{Text: t.Text}
	for _, p := range t.Pictures {
		out.Pictures = append(out.Pictures, takenPicture{strconv.FormatInt(int64(p.ID), 10), p.Alt})
	}
	return out
}

func (d *Desk) caseMacros(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	ms, err := d.Inbox.Macros(q.r.Context(), q.agent(), id)
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, view.Macros(ms))
}

// planMacro shows what a macro would do to a case.
func (d *Desk) planMacro(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	macro, err := pathID[desk.MacroID](q, "macro")
	if err != nil {
		return err
	}
	p, err := d.Inbox.PlanMacro(q.r.Context(), q.agent(), id, macro)
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, view.MacroPlan(&p))
}

func (d *Desk) useMacro(q *request) error {
	macro, err := pathID[desk.MacroID](q, "macro")
	if err != nil {
		return err
	}
	return d.step(q, func(id desk.CaseID) error {
		return d.Inbox.UseMacro(q.r.Context(), q.agent(), id, formID[int64](q, "version"), macro)
	})
}

// presence tells colleagues who looks at a case and who writes an answer.
func (d *Desk) presence(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	kind := bus.Kind(q.field("state"))
	if kind != bus.Viewing && kind != bus.Typing && kind != bus.Left {
		return desk.Errorf(desk.Invalid, "There is no such presence.")
	}
	d.Bus.Poke(bus.Hint{Kind: kind, Case: id, Agent: q.agent().ID, Name: q.agent().Name, At: q.now()})
	q.w.WriteHeader(http.StatusNoContent)
	return nil
}

// localTime reads a date and time that was typed in the reader's zone.
func (q *request) localTime(name string) (time.Time, error) {
	z := q.shell.Zone
	if n := q.field("zone"); n != "" && q.agent().Zone == "" {
		if l, err := time.LoadLocation(n); err == nil {
			z = l
		}
	}
	s := q.field(name)
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, z); err == nil {
			return t, nil
		}
	}
	return time.Time{}, &desk.Error{Kind: desk.Invalid, Field: name, Message: "That isn't a valid date and time.", Mend: "Use the format 2026-11-30 15:00."}
}
