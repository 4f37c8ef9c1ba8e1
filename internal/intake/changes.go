package intake

import (
	"strconv"
	"time"

	"heed/internal/casework"
	"heed/internal/desk"
)

// copyWindow is how long the same words by another person count as a copy.
const copyWindow = 48 * time.Hour

// copied counts a copy on its original and reports done: it opens nothing. Words count
// as a copy only when they are distinctive, said by somebody else, and address nobody:
// whoever speaks to us is heard for themselves.
func (w *work) copied(it *item) (hash uint64, done bool, err error) {
	m := it.msg
	hash, distinctive := w.rules.Fingerprint(m.Text)
	if !distinctive {
		return 0, false, nil
	}
	if m.Private || it.own != 0 || w.parent(m) != nil {
		return hash, false, nil
	}
	original, err := w.tx.FindCopied(m.Network, hash, m.PostedAt.Add(-copyWindow))
	if err != nil || original == nil || original.Person == m.Person {
		return hash, false, err
	}
	return hash, true, w.count(m, original)
}

// repost counts a repost on the message that it repeats.
func (w *work) repost(it *item) error {
	original := w.messages[desk.MessageKey{Scope: desk.ScopeOf(it.msg), ID: it.msg.Subject}]
	if original == nil {
		w.res.Dropped++
		return nil
	}
	if it.msg.Direction == desk.In {
		p, err := w.person(it)
		if err != nil {
			return err
		}
		it.msg.Person = p.ID
	}
	it.msg.Thread = original.Thread
	return w.count(it.msg, original)
}

// count keeps a repost or copy beside its original.
func (w *work) count(m, original *desk.Message) error {
	if original.CopyOf != 0 {
		m.CopyOf = original.CopyOf
	} else {
		m.CopyOf = original.ID
	}
	m.Case = original.Case
	if err := w.tx.CreateMessage(m, 0); err != nil {
		return err
	}
	w.remember(m)
	if err := w.tx.AddCopies(m.CopyOf, 1); err != nil {
		return err
	}
	original.Copies++
	w.res.Kept++
	w.res.Copies++
	c, err := w.caseOf(original.Case)
	if err != nil || c == nil {
		return err
	}
	w.changed(c, m.HeardAt, &desk.Event{Kind: desk.MessageCopied, Message: m.CopyOf,
		Data: map[string]string{"copies": strconv.Itoa(original.Copies)}})
	return nil
}

// ours keeps a message of the company that was written elsewhere, or recognises one that
// this desk sent.
func (w *work) ours(it *item) error {
	m := it.msg
	if owed := w.owed[m.Key]; owed != nil && m.Key != "" {
		w.res.Repeats++ // its own row is in the story; the receipt settles it
		return nil
	}
	parent := w.parent(m)
	if parent == nil && it.reason == "" {
		w.res.Dropped++
		return nil
	}
	if parent != nil {
		m.Case = parent.Case
	}
	if err := w.create(m, 0); err != nil {
		return err
	}
	c, err := w.caseOf(m.Case)
	if err != nil || c == nil {
		return err
	}
	late := m.PostedAt.Before(c.LastInbound)
	events := casework.Answer(c, m)
	if late {
		msgs, err := w.caseMessages(c)
		if err != nil {
			return err
		}
		casework.Recount(c, msgs)
	}
	events = append(events, w.clock(c)...)
	w.changed(c, m.HeardAt, append(events, &desk.Event{Kind: desk.ReplyHeard, Message: m.ID})...)
	return nil
}

// edited replaces a message's words and keeps the earlier ones.
func (w *work) edited(known *desk.Message, it *item) error {
	m := it.msg
	if known.Text == m.Text {
		known.EditedAt = m.EditedAt
		w.res.Repeats++
		return w.tx.SaveMessage(known)
	}
	if err := w.tx.KeepVersion(known.ID, desk.Version{Text: known.Text, At: m.EditedAt}); err != nil {
		return err
	}
	known.Text, known.EditedAt, known.Links, known.Tags = m.Text, m.EditedAt, m.Links, m.Tags
	known.Media, known.Mentions = m.Media, m.Mentions
	if known.Direction == desk.In {
		quiet, solved := known.Signals.Quiet, known.Signals.Solved
		known.Signals, known.Hits = m.Signals, m.Hits
		known.Signals.Quiet = quiet
		if solved && !known.Signals.Solved {
			if err := w.unsaid(known, m.HeardAt); err != nil {
				return err
			}
		}
	}
	return w.rewritten(known, m.HeardAt, desk.MessageEdited)
}

// unsaid opens the case again that a message had ended.
func (w *work) unsaid(m *desk.Message, at time.Time) error {
	c, err := w.caseOf(m.Case)
	if err != nil || c == nil {
		return err
	}
	if e := casework.Unsaid(c, m); e != nil {
		w.changed(c, at, e)
	}
	return nil
}

// deleted honours a deletion: the words go, the fact stays.
func (w *work) deleted(known, m *desk.Message) error {
	if !known.DeletedAt.IsZero() {
		w.res.Repeats++
		return nil
	}
	known.DeletedAt = m.DeletedAt
	if known.DeletedAt.IsZero() {
		known.DeletedAt = m.HeardAt
	}
	known.Text, known.Links, known.Tags, known.Media, known.SubjectText = "", nil, nil, nil, ""
	known.Hits = nil
	known.Signals = desk.Signals{Language: known.Signals.Language, Quiet: known.Signals.Quiet}
	if err := w.tx.DropVersions(known.ID); err != nil {
		return err
	}
	if known.Direction == desk.Out {
		if err := w.tx.DropPictures(known.ID); err != nil {
			return err
		}
	}
	return w.rewritten(known, m.HeardAt, desk.MessageDeleted)
}

func (w *work) rewritten(m *desk.Message, at time.Time, kind desk.EventKind) error {
	if err := w.tx.SaveMessage(m); err != nil {
		return err
	}
	w.res.Changed++
	c, err := w.caseOf(m.Case)
	if err != nil || c == nil {
		return err
	}
	msgs, err := w.caseMessages(c)
	if err != nil {
		return err
	}
	casework.Recount(c, msgs)
	if c.OpenedAt.Equal(m.PostedAt) {
		c.Subject = casework.Preview(m)
	}
	w.changed(c, at, append(w.clock(c), &desk.Event{Kind: kind, Message: m.ID})...)
	return nil
}
