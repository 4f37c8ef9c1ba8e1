package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
)

// maxMany bounds how many cases one form may change: as many as a list shows at most.
const maxMany = 10 * pageSize

// picked is a case as a page showed it.
type picked struct {
	id      desk.CaseID
	version int64
}

func (p picked) String() string {
	return strconv.FormatInt(int64(p.id), 10) + "." + strconv.FormatInt(p.version, 10)
}

// picks reads the chosen cases of a form, each as case.version.
func (q *request) picks() ([]picked, error) {
	values := q.r.PostForm["case"]
	if len(values) == 0 {
		return nil, desk.Errorf(desk.Invalid, "No cases selected.")
	}
	if len(values) > maxMany {
		return nil, &desk.Error{Kind: desk.Invalid, Message: "That's too many cases at once.", Mend: "Select at most 500."}
	}
	all := make([]picked, 0, len(values))
	for _, v := range values {
		id, version, _ := strings.Cut(v, ".")
		c, err1 := strconv.ParseInt(id, 10, 64)
		n, err2 := strconv.ParseInt(version, 10, 64)
		if err := errors.Join(err1, err2); err != nil || c <= 0 || n <= 0 {
			return nil, &desk.Error{Kind: desk.Invalid, Message: "The selected cases couldn't be read.", Mend: "Reload the list and select them again.", Err: err}
		}
		all = append(all, picked{desk.CaseID(c), n})
	}
	return all, nil
}

// many does one thing to all cases that were chosen in a list. Each is a step of its own: one
// that has changed since the list showed it is left as it is, and counted.
func (d *Desk) many(q *request) error {
	do, err := d.manyStep(q)
	if err != nil {
		return err
	}
	all, err := q.picks()
	if err != nil {
		return err
	}
	changed, left, err := d.each(q, all, do)
	if err != nil {
		return err
	}
	said := q.say("%d cases changed.", len(changed))
	if len(changed) == 1 {
		said = q.say("1 case changed.")
	}
	return q.manyDone(said, changed, left)
}

// undoMany takes back what [Desk.many] or one step did, where nothing has happened since.
func (d *Desk) undoMany(q *request) error {
	all, err := q.picks()
	if err != nil {
		return err
	}
	changed, left, err := d.each(q, all, func(p picked) error {
		return d.Inbox.UndoStep(q.r.Context(), q.agent(), p.id, p.version)
	})
	if err != nil {
		return err
	}
	return q.manyDone(q.say("Undone."), changed, left)
}

// manyStep is what the pressed button of the form does to each case.
func (d *Desk) manyStep(q *request) (func(picked) error, error) {
	ctx, by, why := q.r.Context(), q.agent(), q.field("why")
	stage := func(to desk.Stage, why string) func(picked) error {
		return func(p picked) error { return d.Inbox.SetStage(ctx, by, p.id, p.version, to, why) }
	}
	switch q.field("do") {
	case "give":
		to, err := number[desk.AgentID](q.field("to"))
		if err != nil {
			return nil, &desk.Error{Kind: desk.Invalid, Field: "to", Message: "Choose who to assign the cases to.", Err: err}
		}
		return func(p picked) error { return d.Inbox.Assign(ctx, by, p.id, p.version, to) }, nil
	case "resolve":
		return stage(desk.Resolved, ""), nil
	case "wait":
		return stage(desk.Waiting, "customer"), nil
	case "later":
		o, err := q.off()
		if err != nil {
			return nil, err
		}
		return func(p picked) error { return d.Inbox.PutOff(ctx, by, p.id, p.version, o.when, o.at, q.field("note")) }, nil
	case "back":
		return func(p picked) error { return d.Inbox.BringBack(ctx, by, p.id, p.version) }, nil
	case "reopen":
		return stage(desk.InProgress, ""), nil
	case "ignore":
		if why == "" {
			return nil, &desk.Error{Kind: desk.Invalid, Field: "why", Message: "Say why you're ignoring them."}
		}
		return stage(desk.Ignored, why), nil
	}
	return nil, desk.Errorf(desk.Invalid, "Choose what to do with the cases.")
}

// off is until when something is put off.
type off struct {
	when string // key of an inbox.Later
	at   time.Time
}

func (q *request) off() (o off, err error) {
	if o.when = q.field("when"); o.when == "" {
		o.at, err = q.localTime("until")
	}
	return o, err
}

// each does a step to one case after the other. left counts those that had changed or gone.
func (d *Desk) each(q *request, all []picked, do func(picked) error) (changed []picked, left int, err error) {
	for _, p := range all {
		err := do(p)
		if desk.Is(err, desk.Conflict) || desk.Is(err, desk.NotFound) {
			left++
			continue
		}
		if err != nil {
			return changed, left, err
		}
		r, err := d.Inbox.Row(q.r.Context(), q.agent(), p.id)
		if err != nil {
			return changed, left, err
		}
		if r.Version != p.version {
			changed = append(changed, picked{p.id, r.Version})
		}
	}
	return changed, left, nil
}

// manyDocument is what the page's script reads of a step on several cases.
type manyDocument struct {
	Said string   `json:"said"`
	Undo []string `json:"undo"` // to be sent back to take it back
}

func (q *request) manyDone(said string, changed []picked, left int) error {
	switch {
	case left == 1:
		said += " " + q.say("1 was left unchanged because it was updated after your list loaded.")
	case left > 1:
		said += " " + q.say("%d were left unchanged because they were updated after your list loaded.", left)
	}
	if q.part() {
		doc := manyDocument{Said: said, Undo: []string{}}
		for _, p := range changed {
			doc.Undo = append(doc.Undo, p.String())
		}
		return q.json(http.StatusOK, doc)
	}
	f, err := q.filterOf(q.listed().Get("in"), q.listed())
	if err != nil {
		return err
	}
	return q.done(f.URL(), said)
}
