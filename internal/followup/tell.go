package followup

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/sla"
)

// tell owes notices to who was asked about a case, by the ways that the company chose and
// that reach them, and to the webhooks; the event says by which. Where nobody could be
// asked the webhooks alone are told.
func (w *work) tell(c *desk.Case, e *desk.Event) error {
	to, _ := strconv.ParseInt(e.Data["to"], 10, 64) // none: nobody was there to be asked
	n, err := w.notice(c, e, desk.AgentID(to))
	if err != nil {
		return err
	}
	var by []string
	owe := func(way desk.Way, agent desk.AgentID, hook desk.HookID) error {
		m := n
		m.Way, m.Agent, m.Hook = way, agent, hook
		if !slices.Contains(by, string(way)) {
			by = append(by, string(way))
		}
		return w.tx.CreateNotice(&m)
	}
	for _, way := range w.deps.Rules().Tell {
		switch way {
		case desk.ByMail:
			if to != 0 && w.deps.Mail {
				err = owe(way, desk.AgentID(to), 0)
			}
		case desk.ByPush:
			err = w.push(desk.AgentID(to), owe)
		case desk.ByWebhook:
			err = w.hooks(owe)
		}
		if err != nil {
			return err
		}
	}
	e.Data["by"] = strings.Join(by, ", ")
	return nil
}

func (w *work) push(to desk.AgentID, owe func(desk.Way, desk.AgentID, desk.HookID) error) error {
	if to == 0 {
		return nil
	}
	keys, err := w.tx.PushKeys(to)
	if err != nil || len(keys) == 0 {
		return err
	}
	return owe(desk.ByPush, to, 0)
}

func (w *work) hooks(owe func(desk.Way, desk.AgentID, desk.HookID) error) error {
	hooks, err := w.tx.Hooks()
	for _, h := range hooks {
		if err == nil && !h.Paused {
			err = owe(desk.ByWebhook, 0, h.ID)
		}
	}
	return err
}

// notice says what a person is asked to see to. It names the customer and holds no word of
// theirs: it leaves the desk.
func (w *work) notice(c *desk.Case, e *desk.Event, to desk.AgentID) (desk.Notice, error) {
	n := desk.Notice{Kind: "escalation", State: desk.Queued, Due: w.now, Created: w.now, Link: "/cases/" + strconv.FormatInt(int64(c.ID), 10)}
	i := slices.IndexFunc(c.Clocks, func(k desk.Clock) bool {
		return k.Kind == e.Data["clock"] && !k.Over.IsZero() && k.AskedAt.Equal(w.now)
	})
	if i < 0 {
		return n, desk.Errorf(desk.Conflict, "The clock %q of %s is gone.", e.Data["clock"], c.ID)
	}
	k := &c.Clocks[i]
	n.Token = fmt.Sprintf("escalation %d %s %d %d %d", c.ID, k.Kind, k.Promise, desk.Micros(k.Due), k.Turn)
	n.Subject = fmt.Sprintf("%s: %s. Please see to it", c.ID, happened(c, k, w.now))
	text := []string{fmt.Sprintf("%s of %s: %s.", c.ID, w.customer(c), happened(c, k, w.now))}
	if c.Decision.Rule != "" {
		text = append(text, "Rule: "+c.Decision.Rule+".")
	}
	why := e.Data["why"]
	if to == 0 {
		n.Subject = fmt.Sprintf("%s: %s, and nobody is on duty", c.ID, happened(c, k, w.now))
		if why != "" {
			text = append(text, strings.ToUpper(why[:1])+why[1:]+".")
		}
	} else {
		if why != "" {
			text = append(text, "You are asked: "+why+".")
		}
		text = append(text, "Open it and say “I see to it”."+w.otherwise(k))
	}
	n.Text = strings.Join(text, " ")
	data := map[string]any{"case": c.ID, "clock": k.Kind, "due": k.Due, "turn": k.Turn, "rule": c.Decision.Rule, "why": why}
	if to != 0 {
		data["agent"] = to
	}
	if !k.AskNext.IsZero() {
		data["next"] = k.AskNext
	}
	var err error
	n.Data, err = json.Marshal(data)
	return n, err
}

func (w *work) otherwise(k *desk.Clock) string {
	if k.AskNext.IsZero() {
		return ""
	}
	return " Otherwise the next one is asked in " + span(k.AskNext.Sub(w.now)) + "."
}

func (w *work) customer(c *desk.Case) string {
	name := w.deps.Mask(c.PersonName)
	if name == "" {
		name = "a customer"
	}
	return name + " on " + string(c.Network)
}

// happened says what a clock is about, now that it is over.
func happened(c *desk.Case, k *desk.Clock, now time.Time) string {
	late := span(now.Sub(k.Due))
	switch k.Kind {
	case desk.ClockTell:
		return "the protocol wants you to know of this case"
	case desk.ClockOwner:
		return "nobody has had this case for " + span(now.Sub(k.Since))
	case desk.ClockFirst:
		return "the first answer is " + late + " late"
	case desk.ClockNext:
		return "the answer is " + late + " late"
	case desk.ClockUpdate:
		return "our next word is " + late + " late"
	case desk.ClockPromise:
		return "a promise is " + late + " late"
	}
	return "the resolution is " + late + " late"
}

func span(d time.Duration) string { return sla.Length(max(d.Round(time.Minute), time.Minute)) }
