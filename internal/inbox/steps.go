package inbox

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/casework"
	"heed/internal/desk"
	"heed/internal/order"
	"heed/internal/sla"
)

func isStale(err error) bool { return errors.Is(err, errStale) }

// step is a change of a case by someone who may work on cases.
func (s *Service) step(ctx context.Context, by desk.Agent, id desk.CaseID, version int64, f func(Tx, *desk.Case) ([]*desk.Event, error)) error {
	if err := access.Check(by, access.WorkCases); err != nil {
		return err
	}
	return s.change(ctx, by, id, version, f)
}

// maxNote bounds a note, in bytes.
const maxNote = 20_000

// Note adds a line for colleagues and tells those whom it names with an @. It never leaves the
// desk. The same token is the same click, of which the second gives no id.
func (s *Service) Note(ctx context.Context, by desk.Agent, id desk.CaseID, words, token string) (note desk.MessageID, err error) {
	words = strings.TrimSpace(words)
	switch {
	case words == "":
		return 0, &desk.Error{Kind: desk.Invalid, Field: "text", Message: "The note is empty."}
	case len(words) > maxNote:
		return 0, &desk.Error{Kind: desk.Invalid, Field: "text", Message: "The note is too long.", Mend: "Keep it under 20,000 bytes."}
	}
	err = s.step(ctx, by, id, 0, func(tx Tx, c *desk.Case) ([]*desk.Event, error) {
		now := s.deps.Now()
		m := &desk.Message{Account: c.Account, Network: c.Network, Direction: desk.Note, Form: desk.Post, Private: true,
			Text: words, PostedAt: now, HeardAt: now, Case: c.ID, Agent: by.ID}
		if token != "" {
			m.NetworkID = desk.NetworkID("note:" + token)
		}
		if err := tx.CreateMessage(m, 0); err != nil {
			if desk.Is(err, desk.Conflict) {
				return nil, &desk.Error{Kind: desk.Conflict, Message: "This note has already been saved.", Err: errTwice}
			}
			return nil, err
		}
		note = m.ID
		named, err := s.mention(tx, by, c, m)
		return append([]*desk.Event{{Kind: desk.NoteAdded, Message: m.ID}}, named...), err
	})
	switch {
	case errors.Is(err, errTwice):
		return 0, nil
	case err != nil:
		return 0, err
	}
	s.deps.Tell()
	return note, nil
}

var errTwice = errors.New("the same click")

func assigned(from, to desk.AgentID, why string) *desk.Event {
	return &desk.Event{Kind: desk.CaseAssigned, Data: map[string]string{"from": agentNumber(from), "to": agentNumber(to), "why": why}}
}

// Assign gives a case to an agent, 0 to nobody.
func (s *Service) Assign(ctx context.Context, by desk.Agent, id desk.CaseID, version int64, to desk.AgentID) error {
	return s.step(ctx, by, id, version, func(tx Tx, c *desk.Case) ([]*desk.Event, error) { return give(tx, by, c, to) })
}

func give(tx Tx, by desk.Agent, c *desk.Case, to desk.AgentID) ([]*desk.Event, error) {
	if c.Assignee == to {
		return nil, nil
	}
	if to != 0 {
		a, err := tx.Agent(to)
		if err != nil {
			return nil, err
		}
		if a.Disabled {
			return nil, &desk.Error{Kind: desk.Invalid, Field: "to", Message: a.Name + " no longer works at this desk."}
		}
	}
	return []*desk.Event{hand(c, to, by, "by hand")}, nil
}

// hand gives a case to an agent, 0 to nobody.
func hand(c *desk.Case, to desk.AgentID, by desk.Agent, why string) *desk.Event {
	from := c.Assignee
	c.Assignee = to
	if to == 0 {
		c.Unowned = by.Name + " unassigned it" // so that it is looked after, see sla.Set
	}
	return assigned(from, to, why)
}

// byHand are the stages that an agent may choose.
var byHand = []desk.Stage{desk.Acknowledged, desk.InProgress, desk.Waiting, desk.Resolved, desk.Confirmed, desk.Ignored} // read only

// waitedFor are whom a case may wait for; the first where none is said.
var waitedFor = []string{"customer", "team", "third party"} // read only

// SetStage moves a case; why is the reason, for [desk.Waiting] whom it waits for. Reopening
// one makes its customer wait again if the last word was theirs.
func (s *Service) SetStage(ctx context.Context, by desk.Agent, id desk.CaseID, version int64, to desk.Stage, why string) error {
	if !slices.Contains(byHand, to) {
		return &desk.Error{Kind: desk.Invalid, Field: "stage", Message: "There is no such stage: " + string(to) + "."}
	}
	waitingFor := ""
	if to == desk.Waiting {
		if waitingFor = waitedFor[0]; slices.Contains(waitedFor, why) {
			waitingFor, why = why, ""
		}
	}
	return s.step(ctx, by, id, version, func(tx Tx, c *desk.Case) ([]*desk.Event, error) { return s.setStage(tx, c, to, waitingFor, why) })
}

func (s *Service) setStage(tx Tx, c *desk.Case, to desk.Stage, waitingFor, why string) ([]*desk.Event, error) {
	if c.Stage == to && c.WaitingFor == waitingFor {
		return nil, nil
	}
	wasClosed, from := c.Stage.Closed(), c.Stage
	at, err := s.confirmedAt(tx, c, to)
	if err != nil {
		return nil, err
	}
	e := casework.SetStage(c, to, waitingFor, why, at)
	if !wasClosed || to.Closed() {
		return []*desk.Event{e}, nil
	}
	if c.Decision.Respond == "no" {
		c.Decision.Respond = "yes"
	}
	msgs, err := tx.CaseMessages(c.ID)
	if err != nil {
		return nil, err
	}
	casework.Recount(c, msgs)
	return []*desk.Event{{Kind: desk.CaseReopened, Data: map[string]string{"from": string(from)}}}, nil
}

// confirmedAt is when a case came to a stage: what the customer confirmed in writing, when they wrote it, not
// when somebody read it.
func (s *Service) confirmedAt(tx Tx, c *desk.Case, to desk.Stage) (time.Time, error) {
	if to != desk.Confirmed || c.Last == 0 {
		return s.deps.Now(), nil
	}
	m, err := tx.Message(c.Last)
	if err != nil || m.Signals.Thanks.Label != desk.Confirms {
		return s.deps.Now(), err
	}
	return m.PostedAt, nil
}

// Promise writes down what the company said it will do, and by when.
func (s *Service) Promise(ctx context.Context, by desk.Agent, id desk.CaseID, words string, due time.Time) error {
	words = strings.TrimSpace(words)
	switch {
	case words == "" || len(words) > 1000:
		return &desk.Error{Kind: desk.Invalid, Field: "text", Message: "Say what was promised, in at most 1,000 bytes."}
	case !due.After(s.deps.Now()):
		return &desk.Error{Kind: desk.Invalid, Field: "due", Message: "A promise needs a time in the future.", Mend: "Choose a later time."}
	}
	return s.step(ctx, by, id, 0, func(tx Tx, c *desk.Case) ([]*desk.Event, error) {
		p := &desk.Promise{Case: c.ID, Owner: by.ID, Text: words, Due: due, Made: s.deps.Now()}
		if err := tx.CreatePromise(p); err != nil {
			return nil, err
		}
		sla.Promised(c, p)
		return []*desk.Event{{Kind: desk.PromiseMade, Data: map[string]string{"due": due.UTC().Format(time.RFC3339), "text": words}}}, nil
	})
}

// KeepPromise says that a promise was kept.
func (s *Service) KeepPromise(ctx context.Context, by desk.Agent, id desk.PromiseID) error {
	var p *desk.Promise
	err := s.store.View(ctx, func(tx Tx) (err error) {
		p, err = tx.Promise(id)
		return err
	})
	if err != nil {
		return err
	}
	return s.step(ctx, by, p.Case, 0, func(tx Tx, c *desk.Case) ([]*desk.Event, error) {
		if p, err = tx.Promise(id); err != nil || !p.Kept.IsZero() {
			return nil, err
		}
		p.Kept = s.deps.Now()
		sla.Kept(c, p.ID)
		return []*desk.Event{{Kind: desk.PromiseKept, Data: map[string]string{"text": p.Text}}}, tx.SavePromise(p)
	})
}

// labels are what each signal may be corrected to; language takes any short code.
var labels = map[string][]string{ // read only
	"intent":    {desk.Complaint, desk.Question, desk.Request, desk.Praise, desk.Leaving, desk.Feedback, desk.Spam, desk.Trolling, desk.Other},
	"sentiment": {"negative", "neutral", "positive"},
	"urgency":   {"low", "normal", "high"},
	"complaint": {desk.Complaint, desk.NoComplaint},
}

// Correct changes what a message is taken to be, and heed learns from it. Saying what
// heed said confirms it. The first reading stays in the event and can be restored.
func (s *Service) Correct(ctx context.Context, by desk.Agent, id desk.MessageID, signal, label string) error {
	if signal == "language" {
		if len(label) < 2 || len(label) > 3 {
			return &desk.Error{Kind: desk.Invalid, Field: "label", Message: "A language is a two- or three-letter code."}
		}
	} else if !slices.Contains(labels[signal], label) {
		return &desk.Error{Kind: desk.Invalid, Field: "label", Message: "A message cannot have the " + signal + " “" + label + "”."}
	}
	return s.onMessage(ctx, by, id, func(tx Tx, c *desk.Case, m *desk.Message) ([]*desk.Event, error) {
		return s.correct(tx, by, c, m, signal, label)
	})
}

func (s *Service) correct(tx Tx, by desk.Agent, c *desk.Case, m *desk.Message, signal, label string) ([]*desk.Event, error) {
	if m.Direction != desk.In {
		return nil, &desk.Error{Kind: desk.Invalid, Message: "This only works on messages from others, not our own."}
	}
	before := setSignal(m, c, signal, desk.Signal{Label: label, Confidence: 1, Because: []string{setByHand}})
	if err := tx.SaveMessage(m); err != nil {
		return nil, err
	}
	err := tx.CreateCorrection(&desk.Correction{Message: m.ID, Case: c.ID, Signal: signal, Label: label, Before: before, Agent: by.ID, At: s.deps.Now()})
	return []*desk.Event{{Kind: desk.SignalCorrected, Message: m.ID, Data: map[string]string{"signal": signal, "from": before.Label, "to": label}}}, err
}

// setByHand is the reason of a signal that a person set.
const setByHand = "corrected by hand"

// Restore undoes the latest correction of a message's signal: it is again what it was
// taken to be before, and heed does not learn from it.
func (s *Service) Restore(ctx context.Context, by desk.Agent, id desk.MessageID, signal string) error {
	return s.onMessage(ctx, by, id, func(tx Tx, c *desk.Case, m *desk.Message) ([]*desk.Event, error) { return s.restore(tx, c, m, signal) })
}

func (s *Service) restore(tx Tx, c *desk.Case, m *desk.Message, signal string) ([]*desk.Event, error) {
	last, err := tx.LatestCorrection(m.ID, signal)
	if err != nil {
		return nil, err
	}
	from := setSignal(m, c, signal, last.Before)
	if err := tx.SaveMessage(m); err != nil {
		return nil, err
	}
	err = tx.UndoCorrection(last.ID, s.deps.Now())
	return []*desk.Event{{Kind: desk.SignalRestored, Message: m.ID, Data: map[string]string{"signal": signal, "from": from.Label, "to": last.Before.Label}}}, err
}

// onMessage is a step of the case that a message belongs to.
func (s *Service) onMessage(ctx context.Context, by desk.Agent, id desk.MessageID, do func(Tx, *desk.Case, *desk.Message) ([]*desk.Event, error)) error {
	var m *desk.Message
	err := s.store.View(ctx, func(tx Tx) (err error) {
		m, err = tx.Message(id)
		return err
	})
	if err != nil {
		return err
	}
	return s.step(ctx, by, m.Case, 0, func(tx Tx, c *desk.Case) ([]*desk.Event, error) {
		fresh, err := tx.Message(id)
		if err != nil {
			return nil, err
		}
		return do(tx, c, fresh)
	})
}

// setSignal puts a reading in the place of another, which it gives.
func setSignal(m *desk.Message, c *desk.Case, signal string, is desk.Signal) (was desk.Signal) {
	fields := map[string]struct {
		of   *desk.Signal
		show *string
	}{
		"intent":    {&m.Signals.Intent, &c.Intent},
		"sentiment": {&m.Signals.Sentiment, &c.Sentiment},
		"urgency":   {&m.Signals.Urgency, &c.Urgency},
		"language":  {&m.Signals.Language, &c.Lang},
		"complaint": {&m.Signals.Complaint, nil},
	}
	f := fields[signal]
	if f.of == nil {
		return desk.Signal{}
	}
	was, *f.of = *f.of, is
	if m.ID == c.Last && f.show != nil {
		*f.show = is.Label
	}
	if signal == "language" {
		m.Lang = is.Label
	}
	return was
}

// Mute keeps a person's messages out of the queue until a time. It is never silent: the
// reason and the end are required and the person's cases show it.
func (s *Service) Mute(ctx context.Context, by desk.Agent, id desk.PersonID, until time.Time, reason string) error {
	if err := access.Check(by, access.Mute); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	now := s.deps.Now()
	switch {
	case !until.IsZero() && reason == "":
		return &desk.Error{Kind: desk.Invalid, Field: "reason", Message: "Say why you're muting this person."}
	case until.After(now.AddDate(1, 0, 0)):
		return &desk.Error{Kind: desk.Invalid, Field: "until", Message: "A mute can last at most a year.", Mend: "Choose an earlier end date."}
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		p, err := tx.Person(id)
		if err != nil {
			return err
		}
		p.MutedUntil, p.MuteReason = until, reason
		if err := tx.SavePerson(p); err != nil {
			return err
		}
		data := map[string]string{"person": strconv.FormatInt(int64(id), 10), "name": p.Name, "reason": reason}
		if !until.IsZero() {
			data["until"] = until.UTC().Format(time.RFC3339)
		}
		return tx.Append(&desk.Event{Kind: desk.PersonMuted, Agent: by.ID, At: now, Data: data})
	})
	if err == nil {
		s.deps.Poke(false)
	}
	return err
}

// Macros lists saved replies that fit a case, its variables filled in.
func (s *Service) Macros(ctx context.Context, by desk.Agent, id desk.CaseID) ([]desk.Macro, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	var out []desk.Macro
	err := s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Case(id)
		if err != nil {
			return err
		}
		all, err := tx.Macros()
		if err != nil {
			return err
		}
		out = nil
		for _, m := range all {
			if m.Brand == 0 || m.Brand == c.Brand {
				m.Text = s.fillIn(m.Text, c, by)
				out = append(out, m)
			}
		}
		order.Stable(out, func(a, b desk.Macro) int { return sameLang(b, c) - sameLang(a, c) })
		return nil
	})
	return out, err
}

func sameLang(m desk.Macro, c *desk.Case) int {
	if m.Lang == c.Lang {
		return 1
	}
	return 0
}

func (s *Service) fillIn(words string, c *desk.Case, by desk.Agent) string {
	first, _, _ := strings.Cut(by.Name, " ")
	return strings.NewReplacer(
		"{{name}}", s.firstName(c),
		"{{agent}}", first,
		"{{brand}}", s.names.Load().brands[c.Brand],
		"{{case}}", c.ID.String(),
	).Replace(words)
}
