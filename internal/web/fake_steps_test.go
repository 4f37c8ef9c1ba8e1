package web

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/inbox"
)

func (f *fake) Note(_ context.Context, by desk.Agent, id desk.CaseID, text, token string) (note desk.MessageID, err error) {
	err = f.work(by, id, 0, func(v *inbox.View) error {
		if strings.TrimSpace(text) == "" {
			return &desk.Error{Kind: desk.Invalid, Field: "text", Message: "The note is empty."}
		}
		m := &desk.Message{ID: desk.MessageID(f.id()), Direction: desk.Note, Text: text, Agent: by.ID, PostedAt: f.now()}
		v.Lines = append(v.Lines, inbox.Line{At: f.now(), Message: m, Segments: []inbox.Segment{{Text: text}}, Who: by.Name})
		f.event(id, desk.NoteAdded, by.ID, nil)
		note = m.ID
		return nil
	})
	return note, err
}

func (f *fake) TakeBackNote(_ context.Context, by desk.Agent, id desk.MessageID) (words string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, v := range f.cases {
		for _, l := range v.Lines {
			if l.Message != nil && l.Message.ID == id && l.Message.Agent == by.ID {
				words, l.Message.Text, l.Message.DeletedAt = l.Message.Text, "", f.now()
			}
		}
	}
	return words, nil
}

func (f *fake) Colleagues(_ context.Context, by desk.Agent) ([]desk.Agent, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.desk.Agents), func(a desk.Agent) bool { return a.ID == by.ID || a.Disabled }), nil
}

// Mentions are one that is new and one that was read.
func (f *fake) Mentions(_ context.Context, by desk.Agent, before desk.MessageID, _ int) (inbox.Mentions, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var m inbox.Mentions
	if before != 0 {
		return m, nil
	}
	for i, text := range []string{"@Ada can you look at this before noon?", "Told the carrier, @Ada."} {
		l := inbox.MentionLine{Mentioned: desk.Mentioned{Mention: desk.Mention{Message: desk.MessageID(9000 - i), Agent: by.ID, By: 2, At: f.now().Add(-time.Duration(i+1) * time.Hour)},
			Note: desk.Message{ID: desk.MessageID(9000 - i), Case: 1, Text: text, Direction: desk.Note}, PersonName: "Mia Torres", Stage: desk.New}, Who: "Mira Okafor"}
		l.Segments = []inbox.Segment{{Text: text}}
		if i > 0 || f.readMentions {
			l.Read = f.now()
		}
		m.Lines = append(m.Lines, l)
	}
	return m, nil
}

func (f *fake) ReadMentions(_ context.Context, _ desk.Agent, of desk.CaseID, _ desk.MessageID) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.readMentions = f.readMentions || of == 0
	return 0, nil
}

func (f *fake) UnreadMention(context.Context, desk.Agent, desk.MessageID) error { return nil }

func (f *fake) Assign(_ context.Context, by desk.Agent, id desk.CaseID, version int64, to desk.AgentID) error {
	return f.work(by, id, version, func(v *inbox.View) error {
		v.Case.Assignee = to
		f.changed(v, desk.CaseAssigned, by, map[string]string{"to": fmt.Sprint(to)})
		return nil
	})
}

func (f *fake) SetStage(_ context.Context, by desk.Agent, id desk.CaseID, version int64, to desk.Stage, why string) error {
	return f.work(by, id, version, func(v *inbox.View) error {
		from := v.Case.Stage
		v.Case.Stage = to
		f.changed(v, desk.CaseStage, by, map[string]string{"from": string(from), "to": string(to), "why": why})
		return nil
	})
}

func (f *fake) Person(_ context.Context, _ desk.Agent, id desk.PersonID, _ desk.MessageID) (inbox.Told, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, v := range f.cases {
		if v.Person.ID == id {
			return inbox.Told{Person: v.Person, Cases: []inbox.Row{f.row(v)}}, nil
		}
	}
	return inbox.Told{}, &desk.Error{Kind: desk.NotFound, Message: "This person doesn't exist."}
}

func (f *fake) Merge(_ context.Context, by desk.Agent, m inbox.MergeOrder) error {
	return f.work(by, m.Into, 0, func(v *inbox.View) error {
		if f.cases[m.From] == nil {
			return &desk.Error{Kind: desk.NotFound, Message: "There is no case " + m.From.String() + "."}
		}
		f.changed(v, desk.CaseMerged, by, map[string]string{"from": m.From.String(), "why": m.Why, "merge": "1"})
		return nil
	})
}

func (f *fake) TakeApart(_ context.Context, _ desk.Agent, id desk.MergeID) (desk.CaseID, error) {
	return desk.CaseID(id), nil
}

func (f *fake) Split(_ context.Context, by desk.Agent, id desk.CaseID, _ desk.MessageID, _ bool, why string) (desk.CaseID, error) {
	return id, f.work(by, id, 0, func(v *inbox.View) error {
		f.changed(v, desk.CaseSplit, by, map[string]string{"into": id.String(), "why": why})
		return nil
	})
}

func (f *fake) PutOff(_ context.Context, by desk.Agent, id desk.CaseID, version int64, _ string, at time.Time, why string) error {
	return f.work(by, id, version, func(v *inbox.View) error {
		v.Case.Until, v.Case.UntilWhy = at, why
		f.changed(v, desk.CasePutOff, by, map[string]string{"until": at.Format(time.RFC3339), "why": why})
		return nil
	})
}

func (f *fake) BringBack(_ context.Context, by desk.Agent, id desk.CaseID, version int64) error {
	return f.work(by, id, version, func(v *inbox.View) error {
		v.Case.Until = time.Time{}
		f.changed(v, desk.CaseBack, by, map[string]string{"why": "hand"})
		return nil
	})
}

func (f *fake) Promise(_ context.Context, by desk.Agent, id desk.CaseID, text string, due time.Time) error {
	return f.work(by, id, 0, func(v *inbox.View) error {
		v.Promises = append(v.Promises, desk.Promise{ID: desk.PromiseID(f.id()), Case: id, Owner: by.ID, Text: text, Due: due, Made: f.now()})
		f.changed(v, desk.PromiseMade, by, map[string]string{"text": text})
		return nil
	})
}

func (f *fake) KeepPromise(_ context.Context, by desk.Agent, id desk.PromiseID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, v := range f.cases {
		for i := range v.Promises {
			if v.Promises[i].ID == id {
				v.Promises[i].Kept = f.now()
				f.changed(v, desk.PromiseKept, by, map[string]string{"text": v.Promises[i].Text})
				return nil
			}
		}
	}
	return desk.Errorf(desk.NotFound, "There is no such promise.")
}

func (f *fake) Correct(_ context.Context, by desk.Agent, id desk.MessageID, signal, label string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, v := range f.cases {
		for _, l := range v.Lines {
			if l.Message == nil || l.Message.ID != id {
				continue
			}
			s := map[string]*desk.Signal{"intent": &l.Message.Signals.Intent, "sentiment": &l.Message.Signals.Sentiment, "urgency": &l.Message.Signals.Urgency, "language": &l.Message.Signals.Language}[signal]
			if s == nil {
				return desk.Errorf(desk.Invalid, "There is no such signal.")
			}
			from := s.Label
			*s = desk.Signal{Label: label, Confidence: 1}
			f.changed(v, desk.SignalCorrected, by, map[string]string{"signal": signal, "from": from, "to": label})
			return nil
		}
	}
	return desk.Errorf(desk.NotFound, "There is no such message.")
}

func (f *fake) Restore(context.Context, desk.Agent, desk.MessageID, string) error {
	return f.fails("Restore")
}

func (f *fake) Mute(_ context.Context, by desk.Agent, id desk.PersonID, until time.Time, reason string) error {
	return access.Check(by, access.Mute)
}

func (f *fake) Macros(_ context.Context, by desk.Agent, id desk.CaseID) ([]desk.Macro, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, err := f.find(id)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(f.desk.Macros)
	for i := range out {
		out[i].Text = strings.NewReplacer("{{name}}", strings.Fields(v.Case.PersonName + " ")[0], "{{agent}}", by.Name).Replace(out[i].Text)
	}
	return out, nil
}

// PlanMacro shows each way in which a step may go.
func (f *fake) PlanMacro(_ context.Context, _ desk.Agent, id desk.CaseID, macro desk.MacroID) (inbox.MacroPlan, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, err := f.find(id)
	if err != nil {
		return inbox.MacroPlan{}, err
	}
	return inbox.MacroPlan{Macro: desk.Macro{ID: macro, Name: "Refund", Text: "We refund it today."}, Version: v.Case.Version, Stopped: true, Steps: []inbox.Planned{
		{Step: desk.Step{Do: desk.StepIntent, To: desk.Complaint}, Already: true},
		{Step: desk.Step{Do: desk.StepTeam, To: "1"}, Agent: 2, Why: "Ben already has it"},
		{Step: desk.Step{Do: desk.StepLater, To: "week"}, Problem: &desk.Error{Message: "Nothing in this case is waiting for an answer.", Mend: "Reopen it first."}},
		{Step: desk.Step{Do: desk.StepStage, To: "resolved"}, WithAnswer: true},
	}}, nil
}

func (f *fake) UseMacro(_ context.Context, by desk.Agent, id desk.CaseID, version int64, _ desk.MacroID) error {
	return f.work(by, id, version, func(v *inbox.View) error {
		f.changed(v, desk.MacroApplied, by, map[string]string{"name": "Refund"})
		return nil
	})
}

func (f *fake) Follow(_ context.Context, after desk.EventCursor, limit int) ([]desk.Event, desk.EventCursor, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []desk.Event
	for _, e := range f.events {
		if e.ID > after.ID && len(out) < limit {
			out = append(out, e)
			after = desk.EventCursor{Tx: e.Tx, ID: e.ID}
		}
	}
	return out, after, nil
}

func (f *fake) Latest(context.Context) (desk.EventCursor, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := int64(len(f.events))
	return desk.EventCursor{Tx: n, ID: n}, nil
}

// customer says something in a case.
func (f *fake) customer(id desk.CaseID, text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := f.cases[id]
	f.says(v, text, f.now())
	v.Case.Version++
	f.event(id, desk.MessageReceived, 0, nil)
}

func (f *fake) says(v *inbox.View, text string, at time.Time) *desk.Message {
	m := &desk.Message{ID: desk.MessageID(f.id()), Direction: desk.In, Form: desk.Reply, Network: v.Case.Network, Text: text, PostedAt: at, HeardAt: at, Lang: "en", Person: v.Case.Person,
		URL: "https://bsky.example/post", Author: desk.HandleRef{Name: v.Case.Handle, Display: v.Case.PersonName, Followers: v.Case.Followers}}
	v.Lines = append(v.Lines, inbox.Line{At: at, Message: m, Segments: []inbox.Segment{{Text: text}}, Who: v.Case.PersonName})
	v.Case.Last, v.Seen, v.Case.LastInbound, v.Case.Preview = m.ID, m.ID, at, text
	if v.Case.WaitingSince.IsZero() {
		v.Case.WaitingSince = at
	}
	v.Case.Messages++
	return m
}

func (f *fake) UndoStep(_ context.Context, by desk.Agent, id desk.CaseID, version int64) error {
	return f.work(by, id, version, func(v *inbox.View) error {
		v.Case.Stage = desk.New
		f.changed(v, desk.CaseStage, by, map[string]string{"to": string(desk.New), "why": "undone"})
		return nil
	})
}
