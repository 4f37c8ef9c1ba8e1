package reporting

import (
	"context"
	"strings"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/signal"
)

// Topic is one matter of service that has a page of its own.
type Topic struct {
	Name   string // in addresses
	Figure string
	Only   string // the cases that show the matter: see CasesQuery
}

// Topics are promises, windows, lip service and deflection.
func Topics() []Topic {
	return []Topic{{"promises", "promise_keeping", "no"}, {"windows", "windows_lost", "yes"}, {"lip-service", "lip_service", "yes"}, {"deflection", "deflection_rate", "yes"}}
}

// Example is a case that shows the matter, with the words that do.
type Example struct {
	Behind
	Said string // the customer's first words, masked
	Did  string // what the company said or promised
}

// Examples finds the newest cases of a topic and what was said in them.
func (s *Service) Examples(ctx context.Context, by desk.Agent, q Query, topic Topic) (out []Example, err error) {
	if !q.One {
		q.Dim = desk.ByAll
	}
	found, err := s.Cases(ctx, by, CasesQuery{Query: q, Figure: topic.Figure, Only: topic.Only})
	if err != nil {
		return nil, err
	}
	quick := s.deps.Reader.Quick()
	err = s.store.View(ctx, func(tx Tx) error {
		for _, b := range found.List[:min(len(found.List), 12)] {
			e := Example{Behind: b}
			if err := s.example(tx, quick, topic, &e); err != nil {
				return err
			}
			out = append(out, e)
		}
		return nil
	})
	return out, err
}

func (s *Service) example(tx Tx, quick *signal.Quick, topic Topic, e *Example) error {
	messages, err := tx.CaseMessages(e.Case.ID)
	if err != nil {
		return err
	}
	for i := range messages {
		m := &messages[i]
		switch {
		case m.Direction == desk.In && e.Said == "":
			e.Said = s.shown(m)
		case m.Direction == desk.Out && e.Did == "" && shows(quick, topic, m):
			e.Did = s.shown(m)
		}
	}
	if topic.Name != "promises" {
		return nil
	}
	promises, err := tx.CasePromises(e.Case.ID)
	for _, p := range promises {
		if p.Kept.IsZero() || p.Kept.After(p.Due) {
			e.Did = s.deps.Mask(p.Text)
		}
	}
	return err
}

func shows(quick *signal.Quick, topic Topic, m *desk.Message) bool {
	acts := quick.Reply(m.Text, m.Lang)
	switch topic.Name {
	case "lip-service":
		return acts.LipService()
	case "deflection":
		return acts.Deflection()
	}
	return topic.Name == "windows"
}

// shownText is how much of a message an example shows, in bytes.
const shownText = 280

func (s *Service) shown(m *desk.Message) string {
	words := s.deps.Mask(m.Text)
	if len(words) > shownText {
		words = strings.ToValidUTF8(words[:shownText], "") + "…"
	}
	return words
}

// Figure of a topic.
func (t Topic) Of(tally *report.Tally) report.Value {
	f, _ := report.FigureOf(t.Figure)
	return f.Of(tally)
}
