package inbox

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/casework"
	"heed/internal/desk"
)

// Reply owes an answer: when it returns, the answer is durable and leaves after the undo
// time. The same token is the same click and returns what the first one did.
func (s *Service) Reply(ctx context.Context, by desk.Agent, d Draft) (Undo, error) {
	if err := access.Check(by, access.Answer); err != nil {
		return Undo{}, err
	}
	d.Text = strings.TrimSpace(d.Text)
	switch {
	case d.Token == "":
		return Undo{}, &desk.Error{Kind: desk.Invalid, Field: "token", Message: "The page sent no token for this answer.", Mend: "Reload the page; your text is kept."}
	case d.Text == "":
		return Undo{}, &desk.Error{Kind: desk.Invalid, Field: "text", Message: "The answer is empty."}
	}
	if d.Override != "" {
		if err := access.Check(by, access.OverrideGuard); err != nil {
			return Undo{}, err
		}
	}
	var undo Undo
	err := s.again(func() error {
		return s.store.Update(ctx, func(tx Tx) (err error) {
			undo, err = s.reply(tx, by, d)
			return err
		})
	})
	if err == nil {
		s.deps.Poke(s.deps.UndoFor == 0) // else nothing is due yet
	}
	return undo, err
}

// again repeats what lost a race against another change of the case, but never what was
// decided on a stale page.
func (s *Service) again(f func() error) error {
	var err error
	for range maxTries {
		if err = f(); !desk.Is(err, desk.Conflict) || isStale(err) {
			return err
		}
	}
	return err
}

func (s *Service) reply(tx Tx, by desk.Agent, d Draft) (Undo, error) {
	story, sent, err := tx.StoryToAnswer(d.Case, d.Token, recentMessages)
	switch {
	case len(sent) > 0 && (err == nil || desk.Is(err, desk.NotFound)): // the case may have been merged since
		return undoOf(sent), nil
	case err != nil:
		return Undo{}, err
	}
	c := &story.Case
	if err := s.fresh(c, story.Messages, d.Seen); err != nil {
		// The other of two clicks may have been kept after the token was looked for.
		if sent, again := tx.OutgoingByToken(d.Token); again == nil && len(sent) > 0 {
			return undoOf(sent), nil
		}
		return Undo{}, err
	}
	if d.Pictures, err = known(tx, by, d.Pictures); err != nil {
		return Undo{}, err
	}
	advice := s.advise(&story, d)
	if len(advice.Stop) > 0 {
		w := advice.Stop[0]
		return Undo{}, &desk.Error{Kind: desk.Invalid, Field: "text", Message: w.Text, Mend: w.Mend}
	}
	d.Direct = d.Direct || c.Private
	target := answered(story.Messages, c.Network, d.Direct)
	switch {
	case target != nil:
		return s.owe(tx, by, c, d, target, advice)
	case !d.Direct && answered(story.Messages, c.Network, true) != nil:
		return Undo{}, &desk.Error{Kind: desk.Refused, Message: "There's no public message left to answer: what remains is private.",
			Mend: "Answer in private, or write a note."}
	}
	return Undo{}, &desk.Error{Kind: desk.Refused, Message: "There's no message left to answer: the customer deleted what they wrote.",
		Mend: "Resolve the case, or write a note."}
}

// fresh stops an answer of somebody who has not seen the latest of either side: the page
// had not shown it, or only this moment.
func (s *Service) fresh(c *desk.Case, messages []desk.Message, seen desk.MessageID) error {
	var newest *desk.Message
	for i := range messages {
		m := &messages[i]
		if m.ID > seen && m.Direction != desk.Note && m.CopyOf == 0 && (newest == nil || m.ID > newest.ID) {
			newest = m
		}
	}
	if newest == nil && max(c.Last, c.LastOut) <= seen {
		return nil
	}
	said := "Someone wrote"
	if newest != nil {
		said = fmt.Sprintf("%s %s %s", s.who(newest), map[bool]string{true: "answered", false: "wrote"}[newest.Direction == desk.Out],
			ago(s.deps.Now().Sub(newest.PostedAt)))
	}
	return &desk.Error{Kind: desk.Conflict, Message: said + ".",
		Mend: "Read it, then send again if your answer still fits. Your text is kept.", Err: errStale}
}

func ago(d time.Duration) string {
	switch {
	case d < 2*time.Second:
		return "just now"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d seconds ago", int(d.Seconds()))
	default:
		return fmt.Sprintf("%d minutes ago", int(d.Minutes()))
	}
}

// answered is the customer's latest message that still stands on the network on which they spoke last. A
// public answer cannot hang on a private message.
func answered(messages []desk.Message, on desk.Network, direct bool) *desk.Message {
	var latest *desk.Message
	for i := range messages {
		m := &messages[i]
		if m.Direction != desk.In || m.CopyOf != 0 || !m.DeletedAt.IsZero() || m.Private && !direct || m.Network != on {
			continue
		}
		if latest == nil || !m.PostedAt.Before(latest.PostedAt) {
			latest = m
		}
	}
	return latest
}

// owe writes the parts of an answer into the story and the outbox.
func (s *Service) owe(tx Tx, by desk.Agent, c *desk.Case, d Draft, target *desk.Message, advice Advice) (Undo, error) {
	now := s.deps.Now()
	account := s.names.Load().accounts[c.Account]
	var undo Undo
	var after *desk.Outgoing
	for i, part := range advice.Parts {
		o := &desk.Outgoing{
			Case: c.ID, Account: c.Account, Errand: desk.SendPublic, Key: s.deps.NewKey(c.Network, now),
			Text: part.Text, Lang: c.Lang, To: target.Author, ReplyTo: target.NetworkID, Root: rootOf(target),
			State: desk.Queued, Due: now.Add(s.deps.UndoFor), Agent: by.ID, Queued: now, Token: d.Token,
		}
		if i > 0 {
			o.Token = fmt.Sprintf("%s#%d", d.Token, i+1)
			o.After, o.ReplyTo = after.ID, ""
		}
		if d.Direct {
			o.Errand = desk.SendDirect
		}
		m := s.ownMessage(c, account, o, now)
		if i == 0 {
			m.Media = mediaOf(d.Pictures)
		}
		if err := tx.CreateAnswer(m, o); err != nil {
			return Undo{}, err
		}
		if i == 0 {
			if err := tx.BindPictures(m.ID, d.Pictures); err != nil {
				return Undo{}, err
			}
		}
		undo.Outgoing = append(undo.Outgoing, o.ID)
		undo.Until = o.Due
		after = o
		if err := s.tellOwed(tx, by, c, d, m, target); err != nil {
			return Undo{}, err
		}
	}
	return undo, s.afterReply(tx, by, c, d)
}

func rootOf(m *desk.Message) desk.NetworkID {
	if m.Root != "" {
		return m.Root
	}
	return m.NetworkID
}

// ownMessage is what is owed as it stands in the story, so that colleagues see it at once.
func (s *Service) ownMessage(c *desk.Case, account desk.Account, o *desk.Outgoing, now time.Time) *desk.Message {
	m := &desk.Message{
		Account: c.Account, Network: c.Network, Direction: desk.Out, Form: desk.Reply, Author: account.Handle, Text: o.Text, Lang: o.Lang,
		Parent: o.ReplyTo, Root: o.Root, PostedAt: now, HeardAt: now, Case: c.ID, State: desk.Queued, Agent: o.Agent, Key: o.Key,
	}
	if o.Errand == desk.SendDirect {
		m.Form, m.Private = desk.Direct, true
	}
	if predict := s.deps.Kinds[c.Network].PredictID; predict != nil && !m.Private {
		m.NetworkID = predict(account, *o)
	}
	return m
}

func (s *Service) tellOwed(tx Tx, by desk.Agent, c *desk.Case, d Draft, m, target *desk.Message) error {
	data := map[string]string{"where": map[bool]string{true: "private", false: "public"}[m.Private]}
	if d.Override != "" {
		data["override"] = d.Override
	}
	if n := len(m.Media); n > 0 {
		data["pictures"] = strconv.Itoa(n)
	}
	now := m.PostedAt
	events := append(casework.Answer(c, m), &desk.Event{Kind: desk.ReplyQueued, Message: m.ID, Data: data})
	if types := s.exposed(m); d.Override != "" && types != "" {
		events = append(events, &desk.Event{Kind: desk.GuardOverridden, Message: m.ID, Data: map[string]string{"reason": d.Override, "types": types}})
	}
	if m.Private && !target.Private {
		events = append(events, &desk.Event{Kind: desk.CaseMoved, Data: map[string]string{"to": "private"}})
	}
	for _, e := range events {
		e.Case, e.At, e.Agent = c.ID, now, by.ID
	}
	return tx.Append(events...)
}

func (s *Service) afterReply(tx Tx, by desk.Agent, c *desk.Case, d Draft) error {
	var events []*desk.Event
	if c.Assignee == 0 {
		c.Assignee = by.ID
		events = append(events, assigned(0, by.ID, "answered it"))
	}
	if d.Resolve {
		events = append(events, casework.SetStage(c, desk.Resolved, "", "resolved with the answer", s.deps.Now()))
	}
	if d.Macro != 0 {
		if err := countMacro(tx, d.Macro); err != nil {
			return err
		}
	}
	return s.save(tx, by, c, events)
}

func countMacro(tx Tx, id desk.MacroID) error {
	macros, err := tx.Macros()
	if err != nil {
		return err
	}
	for i := range macros {
		if macros[i].ID == id {
			macros[i].Used++
			return tx.SaveMacro(&macros[i])
		}
	}
	return nil
}

func undoOf(sent []desk.Outgoing) Undo {
	var u Undo
	for _, o := range sent {
		u.Outgoing = append(u.Outgoing, o.ID)
		u.Until = o.Due
	}
	return u
}
