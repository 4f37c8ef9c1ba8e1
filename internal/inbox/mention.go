package inbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/casework"
	"heed/internal/desk"
)

const (
	// maxMentions bounds how many colleagues one note names.
	maxMentions = 20
	// mailAfter leaves whoever is at the desk the time to see it there first.
	mailAfter = 2 * time.Minute
	// noteUndo is how long a note can be taken back.
	noteUndo = 5 * time.Minute
)

// A Mention is what a colleague is told of a note that names them. It holds none of its words.
type Mention struct {
	Case     *desk.Case
	By       string
	Customer string // without what is private in the name; may be empty
}

// Colleagues are those whom a note on a case may name: all who may see it, but for the agent.
func (s *Service) Colleagues(_ context.Context, by desk.Agent) ([]desk.Agent, error) {
	if err := access.Check(by, access.WorkCases); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(s.names.Load().people), func(a desk.Agent) bool { return a.ID == by.ID || !maySee(&a) }), nil
}

func maySee(a *desk.Agent) bool { return access.Check(*a, access.SeeDesk) == nil }

// whom are the colleagues that a note names, each once. The error says whom it cannot name.
func whom(note string, agents []desk.Agent, by desk.Agent) (list []desk.Agent, err error) {
	for _, n := range casework.Names(note, agents) {
		switch {
		case len(n.Same) > 0:
			return nil, &desk.Error{Kind: desk.Invalid, Field: "text", Message: fmt.Sprintf("Several people here have that name: %s.", namesOf(n.Same)),
				Mend: "Type the full name or email address after the @."}
		case n.Agent.ID == 0 || n.Agent.ID == by.ID:
		case !maySee(&n.Agent):
			return nil, &desk.Error{Kind: desk.Invalid, Field: "text", Message: n.Agent.Name + " can't see this case and won't be notified.",
				Mend: "Remove the @, or mention someone else."}
		case !slices.ContainsFunc(list, func(a desk.Agent) bool { return a.ID == n.Agent.ID }):
			list = append(list, n.Agent)
		}
	}
	if len(list) > maxMentions {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "text", Message: fmt.Sprintf("A note can mention at most %d colleagues.", maxMentions), Mend: "Mention only those who need to act."}
	}
	return list, nil
}

func namesOf(agents []desk.Agent) string {
	words := make([]string, len(agents))
	for i := range agents {
		if words[i] = agents[i].Name; i > 0 && words[i] == agents[i-1].Name {
			words[i] = agents[i].Email
		}
	}
	return strings.Join(words, ", ")
}

// mention keeps whom a note names and owes them what tells them.
func (s *Service) mention(tx Tx, by desk.Agent, c *desk.Case, note *desk.Message) (events []*desk.Event, err error) {
	if !strings.Contains(note.Text, "@") {
		return nil, nil
	}
	agents, err := tx.Agents()
	if err != nil {
		return nil, err
	}
	who, err := whom(note.Text, agents, by)
	for i := range who {
		if err != nil {
			return nil, err
		}
		if err = tx.CreateMention(&desk.Mention{Message: note.ID, Agent: who[i].ID, By: by.ID, At: note.PostedAt}); err == nil {
			err = s.tellMention(tx, by, c, note, &who[i])
		}
		events = append(events, &desk.Event{Kind: desk.AgentMentioned, Message: note.ID, Data: map[string]string{"to": agentNumber(who[i].ID)}})
	}
	return events, err
}

// tellMention owes notices by the ways that the colleague wants and that reach them. Who is away
// finds it in their list.
func (s *Service) tellMention(tx Tx, by desk.Agent, c *desk.Case, note *desk.Message, to *desk.Agent) error {
	if to.Away {
		return nil
	}
	reads := to.Reads
	if to.Zone != "" {
		reads.Zone = to.Zone
	}
	zone, err := time.LoadLocation(reads.Zone)
	if err != nil || reads.Zone == "" {
		zone = s.deps.Zone(c.Brand)
	}
	for _, way := range []desk.Way{desk.ByPush, desk.ByMail} {
		n := desk.Notice{Way: way, Agent: to.ID, Kind: "mention", Token: mentionToken(note.ID), State: desk.Queued, Created: note.PostedAt,
			Due: to.Reach.After(note.PostedAt, zone), Link: fmt.Sprintf("/cases/%d#m%d", c.ID, note.ID)}
		switch {
		case !to.Reach.By(way), way == desk.ByMail && !s.deps.Mail:
			continue
		case way == desk.ByMail:
			n.Due = to.Reach.After(note.PostedAt.Add(mailAfter), zone)
		default:
			if keys, err := tx.PushKeys(to.ID); err != nil || len(keys) == 0 {
				if err != nil {
					return err
				}
				continue
			}
		}
		n.Subject, n.Text = s.deps.MentionWords(reads, Mention{Case: c, By: by.Name, Customer: s.masked(c.PersonName)})
		if err := tx.CreateNotice(&n); err != nil {
			return err
		}
	}
	return nil
}

func mentionToken(note desk.MessageID) string { return fmt.Sprintf("mention %d", note) }

// MentionLine is one entry of the list of notes that name an agent.
type MentionLine struct {
	desk.Mentioned
	Segments []Segment // of the note
	Who      string    // wrote it
}

// Mentions is a page of that list, newest first. Next is 0 on the last page.
type Mentions struct {
	Lines []MentionLine
	Next  desk.MessageID
}

// Mentions are the notes that name an agent; before pages back.
func (s *Service) Mentions(ctx context.Context, by desk.Agent, before desk.MessageID, limit int) (m Mentions, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return m, err
	}
	var list []desk.Mentioned
	err = s.store.View(ctx, func(tx Tx) (err error) {
		list, err = tx.Mentions(by.ID, before, limit)
		return err
	})
	for i := range list {
		l := MentionLine{Mentioned: list[i], Who: s.names.Load().agents[list[i].By]}
		l.Segments = s.segments(&list[i].Note, nil, false)
		l.Note = *s.maskedMessage(&list[i].Note, s.private(&list[i].Note))
		l.PersonName = s.masked(l.PersonName)
		m.Lines = append(m.Lines, l)
	}
	if n := len(list); n > 0 && n == limit {
		m.Next = list[n-1].Message
	}
	return m, err
}

// ReadMentions says that an agent looked at the notes that name them: of one case, or of all up to
// a note. What they were still owed about these outside the desk is not sent. It tells how many
// there were.
func (s *Service) ReadMentions(ctx context.Context, by desk.Agent, of desk.CaseID, upTo desk.MessageID) (read int, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return 0, err
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		notes, err := tx.UnreadMentions(by.ID, of, upTo)
		read = len(notes)
		for _, id := range notes {
			if err == nil {
				err = tx.ReadMention(by.ID, id, s.deps.Now())
			}
			if err == nil {
				err = tx.DropOwedNotices(by.ID, mentionToken(id))
			}
		}
		return err
	})
	return read, err
}

// UnreadMention puts a note back among those at which an agent has not looked.
func (s *Service) UnreadMention(ctx context.Context, by desk.Agent, note desk.MessageID) error {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx Tx) error { return tx.ReadMention(by.ID, note, time.Time{}) })
}

// TakeBackNote takes back what an agent noted a moment ago and gives its words. Whom it named is
// not told any more; that there was a note stays in the story.
func (s *Service) TakeBackNote(ctx context.Context, by desk.Agent, id desk.MessageID) (words string, err error) {
	err = s.onMessage(ctx, by, id, func(tx Tx, _ *desk.Case, m *desk.Message) ([]*desk.Event, error) {
		now := s.deps.Now()
		switch {
		case m.Direction != desk.Note || m.Agent != by.ID:
			return nil, desk.Errorf(desk.Denied, "Only the author of a note can take it back.")
		case !m.DeletedAt.IsZero():
			return nil, nil
		case now.Sub(m.PostedAt) > noteUndo:
			return nil, &desk.Error{Kind: desk.Conflict, Message: "This note is too old to take back.", Mend: "Write another note to correct it.", Err: errStale}
		}
		words = m.Text
		m.Text, m.DeletedAt = "", now
		who, err := tx.DropMentions(id)
		for _, a := range who {
			if err == nil {
				err = tx.DropOwedNotices(a, mentionToken(id))
			}
		}
		if err != nil {
			return nil, err
		}
		return []*desk.Event{{Kind: desk.NoteTakenBack, Message: id}}, tx.SaveMessage(m)
	})
	return words, err
}

// noteAdvice says of a note who is told of it, and which name is nobody's.
func (s *Service) noteAdvice(by desk.Agent, d Draft) (a Advice) {
	people := s.names.Load().people
	who, err := whom(d.Text, people, by)
	if e, ok := err.(*desk.Error); ok {
		a.Stop = append(a.Stop, Warning{Kind: "mention", Text: e.Message, Mend: e.Mend})
	}
	a.Tells = who
	for _, n := range casework.Names(d.Text, people) {
		if name := d.Text[n.Span.Start:n.Span.End]; n.Agent.ID == 0 && len(n.Same) == 0 && !strings.Contains(name, ".") && len(a.Warn) < maxMentions { // a handle has a dot
			a.Warn = append(a.Warn, Warning{Kind: "mention", Spans: []desk.Span{n.Span}, Text: "No one here is called “" + name[1:] + "”.",
				Mend: "No one has been notified."})
		}
	}
	return a
}

// nameMarks are the colleagues whom a note names.
func (s *Service) nameMarks(m *desk.Message) (marks []mark) {
	if m.Direction != desk.Note {
		return nil
	}
	for _, n := range casework.Names(m.Text, s.names.Load().people) {
		if n.Agent.ID != 0 && maySee(&n.Agent) && n.Agent.ID != m.Agent {
			marks = append(marks, mark{n.Span, Segment{Kind: "colleague", Note: agentNumber(n.Agent.ID)}})
		}
	}
	return marks
}
