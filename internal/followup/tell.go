package followup

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
)

// An Escalation is what somebody is asked to see to.
type Escalation struct {
	Case     *desk.Case
	Clock    *desk.Clock // that ran out
	Now      time.Time
	Asked    bool   // somebody is; else nobody could be
	Why      string // them, or nobody
	Customer string // without what is private in the name; may be empty
}

// tell owes notices to who was asked about a case, by the ways that the company chose and
// that reach them, and to the webhooks, each as its reader reads; the event says by which.
// Where nobody could be asked the webhooks alone are told.
func (w *work) tell(c *desk.Case, e *desk.Event) error {
	id, _ := strconv.ParseInt(e.Data["to"], 10, 64) // none: nobody was there to be asked
	to := desk.AgentID(id)
	n, about, err := w.notice(c, e, to)
	if err != nil {
		return err
	}
	var by []string
	owe := func(m desk.Notice, r desk.Reader) error {
		if r.Zone == "" {
			r.Zone = w.deps.Zone(c.Brand).String()
		}
		m.Subject, m.Text = w.deps.Words(r, about)
		if !slices.Contains(by, string(m.Way)) {
			by = append(by, string(m.Way))
		}
		return w.tx.CreateNotice(&m)
	}
	for _, way := range w.deps.Rules().Tell {
		n.Way = way
		if way == desk.ByWebhook {
			err = w.hooks(n, owe)
		} else if to != 0 {
			err = w.agent(n, to, owe)
		}
		if err != nil {
			return err
		}
	}
	e.Data["by"] = strings.Join(by, ", ")
	return nil
}

// agent owes a notice by mail or push to who can be reached by it.
func (w *work) agent(n desk.Notice, to desk.AgentID, owe func(desk.Notice, desk.Reader) error) error {
	if n.Way == desk.ByMail && !w.deps.Mail {
		return nil
	}
	if n.Way == desk.ByPush {
		if keys, err := w.tx.PushKeys(to); err != nil || len(keys) == 0 {
			return err
		}
	}
	a, err := w.tx.Agent(to)
	if err != nil {
		return err
	}
	n.Agent = to
	return owe(n, a.Reads)
}

func (w *work) hooks(n desk.Notice, owe func(desk.Notice, desk.Reader) error) error {
	hooks, err := w.tx.Hooks()
	for _, h := range hooks {
		if err == nil && !h.Paused {
			n.Hook = h.ID
			err = owe(n, h.Reads)
		}
	}
	return err
}

// notice is what is owed to everybody alike, and what its words are about.
func (w *work) notice(c *desk.Case, e *desk.Event, to desk.AgentID) (n desk.Notice, about Escalation, err error) {
	i := slices.IndexFunc(c.Clocks, func(k desk.Clock) bool {
		return k.Kind == e.Data["clock"] && !k.Over.IsZero() && k.AskedAt.Equal(w.now)
	})
	if i < 0 {
		return n, about, desk.Errorf(desk.Conflict, "The clock %q of %s is gone.", e.Data["clock"], c.ID)
	}
	k := &c.Clocks[i]
	about = Escalation{Case: c, Clock: k, Now: w.now, Asked: to != 0, Why: e.Data["why"], Customer: w.deps.Mask(c.PersonName)}
	data := map[string]any{"case": c.ID, "clock": k.Kind, "due": k.Due, "turn": k.Turn, "rule": c.Decision.Rule, "why": about.Why}
	if to != 0 {
		data["agent"] = to
	}
	if !k.AskNext.IsZero() {
		data["next"] = k.AskNext
	}
	n = desk.Notice{Kind: "escalation", State: desk.Queued, Due: w.now, Created: w.now, Link: "/cases/" + strconv.FormatInt(int64(c.ID), 10),
		Token: fmt.Sprintf("escalation %d %s %d %d %d", c.ID, k.Kind, k.Promise, desk.Micros(k.Due), k.Turn)}
	n.Data, err = json.Marshal(data)
	return n, about, err
}
