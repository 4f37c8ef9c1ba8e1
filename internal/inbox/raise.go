package inbox

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/route"
	"heed/internal/sla"
)

// maxNeeds bounds the amount that a case may take.
const maxNeeds = 1_000_000_000

// Raise hands a case to somebody who may decide about an amount, in one step: to that
// colleague whom routing would choose among those with enough authority, with what the
// agent says about it as a note. Where nobody can take it now, the case says so and those
// on duty are asked.
func (s *Service) Raise(ctx context.Context, by desk.Agent, id desk.CaseID, version int64, needs int64, words string) error {
	words = strings.TrimSpace(words)
	switch {
	case needs < 1 || needs > maxNeeds:
		return &desk.Error{Kind: desk.Invalid, Field: "needs", Message: "Enter the amount as a whole number of at least 1.", Mend: "For example 120."}
	case words == "" || len(words) > maxNote:
		return &desk.Error{Kind: desk.Invalid, Field: "words", Message: "Say what needs to be decided, in at most 20,000 bytes."}
	case by.Authority >= needs:
		return &desk.Error{Kind: desk.Invalid, Field: "needs", Message: fmt.Sprintf("You can decide on %d yourself: your authority is %s.", needs, authorityWords(by.Authority))}
	}
	return s.step(ctx, by, id, version, func(tx Tx, c *desk.Case) ([]*desk.Event, error) {
		now := s.deps.Now()
		m := &desk.Message{Account: c.Account, Network: c.Network, Direction: desk.Note, Form: desk.Post, Private: true,
			Text: words, PostedAt: now, HeardAt: now, Case: c.ID, Agent: by.ID}
		if err := tx.CreateMessage(m, 0); err != nil {
			return nil, err
		}
		facts, err := s.facts(tx, c, now)
		if err != nil {
			return nil, err
		}
		c.Needs, c.RaisedAt = needs, now
		to, why := s.deps.Assign(c, facts)
		had := c.Assignee
		c.Assignee = to
		if to == 0 {
			c.Unowned = why
		}
		named, err := s.mention(tx, by, c, m)
		return append(named, &desk.Event{Kind: desk.NoteAdded, Message: m.ID}, &desk.Event{Kind: desk.CaseRaised, Message: m.ID, Data: map[string]string{
			"needs": strconv.FormatInt(needs, 10), "from": agentNumber(had), "to": agentNumber(to), "why": why, "after": lengthWords(now.Sub(c.OpenedAt))}}), err
	})
}

func agentNumber(id desk.AgentID) string { return strconv.FormatInt(int64(id), 10) }

func authorityWords(n int64) string {
	if n >= desk.NoLimit {
		return "without limit"
	}
	return strconv.FormatInt(n, 10)
}

// knowsSince is how far back a colleague's case with the same customer counts.
const knowsSince = 90 * 24 * time.Hour

// facts are what routing knows of the agents, for one case.
func (s *Service) facts(tx Tx, c *desk.Case, now time.Time) (f route.Facts, err error) {
	if f.Loads, err = tx.CaseLoads(); err != nil {
		return f, err
	}
	if f.Seen, err = tx.SeenAgents(route.SeenSince(now)); err != nil {
		return f, err
	}
	recent, err := tx.CasesOf([]desk.PersonID{c.Person}, now.Add(-knowsSince))
	f.Recent = slices.DeleteFunc(recent[c.Person], func(o *desk.Case) bool { return o.ID == c.ID })
	return f, err
}

// takenUp puts the delay of a raise on record once who can decide does the first thing.
func takenUp(c *desk.Case, by desk.Agent, now time.Time) []*desk.Event {
	if c.RaisedAt.IsZero() || c.Assignee == 0 || by.ID != c.Assignee || by.Authority < c.Needs || !now.After(c.RaisedAt) {
		return nil
	}
	e := &desk.Event{Kind: desk.CaseTakenUp, Data: map[string]string{"after": lengthWords(now.Sub(c.RaisedAt)), "needs": strconv.FormatInt(c.Needs, 10)}}
	c.RaisedAt = time.Time{}
	return []*desk.Event{e}
}

// lengthWords is a length of time in two units at most: "2 h 5 min".
func lengthWords(d time.Duration) string {
	switch d = max(d, 0); {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%d days %d h", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
}

// Pull gives the agent the case that waits most urgently among those that nobody has and
// that they can answer; NotFound when there is none.
func (s *Service) Pull(ctx context.Context, by desk.Agent) (desk.CaseID, error) {
	if err := access.Check(by, access.WorkCases); err != nil {
		return 0, err
	}
	var page desk.QueuePage
	err := s.store.View(ctx, func(tx Tx) (err error) {
		page, _, _, err = tx.CountedQueue(desk.QueueQuery{List: desk.ListReply, Assignee: desk.Unassigned, Limit: 50}, nil, 0)
		return err
	})
	if err != nil {
		return 0, err
	}
	for i := range page.Cases {
		c := &page.Cases[i]
		c.Assignee = 0
		fit, _ := route.Assign(c, []route.Candidate{{Agent: by, Online: true, Here: true}}, s.deps.Now())
		if fit == 0 {
			continue
		}
		err := s.step(ctx, by, c.ID, 0, func(tx Tx, c *desk.Case) ([]*desk.Event, error) {
			if c.Assignee != 0 {
				return nil, errTwice // a colleague was first: the next one
			}
			c.Assignee = by.ID
			return []*desk.Event{assigned(0, by.ID, "pulled it from those that nobody had")}, nil
		})
		if err == nil {
			return c.ID, nil
		}
	}
	return 0, &desk.Error{Kind: desk.NotFound, Message: "There's nothing waiting that you can take.", Mend: "You'll find unassigned cases under “Unassigned”, each with the reason."}
}

// SeeTo says that an agent sees to what is over in a case.
func (s *Service) SeeTo(ctx context.Context, by desk.Agent, id desk.CaseID) error {
	return s.step(ctx, by, id, 0, func(_ Tx, c *desk.Case) ([]*desk.Event, error) {
		return sla.Take(c, by.ID, s.deps.Now()), nil
	})
}

// Asked are the cases about which an agent was asked and has not answered yet.
func (s *Service) Asked(ctx context.Context, by desk.Agent) ([]Row, error) {
	if by.ID == 0 {
		return nil, nil
	}
	var cases []desk.Case
	err := s.store.View(ctx, func(tx Tx) (err error) {
		cases, err = tx.Asked(by.ID, 20)
		return err
	})
	return s.rows(cases), err
}
