package inbox

import (
	"context"

	"heed/internal/access"
	"heed/internal/desk"
)

// Told is everything that one person told, on all channels.
type Told struct {
	Person desk.Person
	Cases  []Row          // the newest first, 100 at most
	Lines  []Line         // messages, the newest first
	Next   desk.MessageID // older ones come before it; 0: none
}

// toldLength is how many messages one page holds.
const toldLength = 50

// Person reads what a person told and was told, in all their cases; before is the place of an older page.
func (s *Service) Person(ctx context.Context, by desk.Agent, id desk.PersonID, before desk.MessageID) (Told, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return Told{}, err
	}
	var t Told
	var cases []desk.Case
	var messages []desk.Message
	err := s.store.View(ctx, func(tx Tx) error {
		p, err := tx.Person(id)
		if err != nil {
			return err
		}
		if p.SameAs != 0 {
			if p, err = tx.Person(p.SameAs); err != nil {
				return err
			}
		}
		t.Person = *p
		cases, messages, err = tx.Told(p.ID, before, toldLength+1)
		return err
	})
	if err != nil {
		return Told{}, err
	}
	if len(messages) > toldLength {
		messages = messages[:toldLength]
		t.Next = messages[toldLength-1].ID
	}
	t.Cases = s.rows(cases)
	for i := range messages {
		m := &messages[i]
		private := s.private(m)
		line := Line{At: m.PostedAt, Message: s.maskedMessage(m, private), Segments: s.segments(m, hitSpans(m.Hits), false), Who: s.masked(s.who(m))}
		if m.SubjectText != "" {
			line.Subject = []Segment{{Text: s.masked(m.SubjectText)}}
		}
		t.Lines = append(t.Lines, line)
	}
	t.Person.Name, t.Person.MuteReason = s.masked(t.Person.Name), s.masked(t.Person.MuteReason)
	for i := range t.Person.Handles {
		t.Person.Handles[i].Name = s.masked(t.Person.Handles[i].Name)
	}
	return t, nil
}
