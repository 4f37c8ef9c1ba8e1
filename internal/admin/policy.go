package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/protocol"
)

// A Draft is a protocol that is being written: the desk keeps one.
type Draft struct {
	Document json.RawMessage `json:"document"`
	Base     int             `json:"base"` // version that it began from
	Author   desk.AgentID    `json:"author"`
	At       time.Time       `json:"at"` // of the last change; says whose copy is the latest
}

// DryRun is what a draft would have done on the past.
type DryRun struct {
	protocol.Comparison
	Days  int
	Since time.Time
	Whole bool // every case of these days was tried, not only the latest
	Cases map[desk.CaseID]desk.Case
}

const (
	mostDays   = 90
	mostTried  = 5000
	mostSample = 300
)

// ProtocolDraft is the draft that is being written; ok is false when there is none.
func (s *Service) ProtocolDraft(ctx context.Context, by desk.Agent) (d Draft, ok bool, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return d, false, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		d, ok, err = draft(tx)
		return err
	})
	return d, ok, err
}

func draft(tx Tx) (d Draft, ok bool, err error) {
	kept, err := tx.Setting(desk.SettingDraft)
	if err != nil || kept == "" {
		return d, false, err
	}
	if err := json.Unmarshal([]byte(kept), &d); err != nil {
		return d, false, fmt.Errorf("the kept draft of the protocol: %w", err)
	}
	return d, true, nil
}

// SaveProtocolDraft keeps the draft. It may be wrong still: what is wrong comes back beside
// it. seen is the At of the draft that the page showed, zero for none: a colleague's
// later change is desk.Conflict.
func (s *Service) SaveProtocolDraft(ctx context.Context, by desk.Agent, document []byte, seen time.Time) (Draft, error) {
	if !json.Valid(document) {
		_, err := protocol.Parse(document)
		return Draft{}, err
	}
	if err := s.guardProtocol(document); err != nil {
		return Draft{}, err
	}
	d := Draft{Document: document, Author: by.ID, At: s.deps.Now().UTC().Truncate(time.Microsecond)}
	err := s.change(ctx, by, access.EditProtocol, desk.ProtocolChanged, func(tx Tx) (map[string]string, error) {
		old, there, err := draft(tx)
		if err != nil {
			return nil, err
		}
		if there && old.Author != by.ID && !old.At.Equal(seen) {
			return nil, &desk.Error{Kind: desk.Conflict, Message: "A colleague changed the draft after your page loaded.",
				Mend: "Copy what you wrote, reload the page and paste it back in."}
		}
		o, err := overview(tx)
		if err != nil {
			return nil, err
		}
		d.Base = o.Protocol.Version
		if there {
			d.Base = old.Base
		}
		kept, err := json.Marshal(d)
		if err != nil {
			return nil, err
		}
		return told("protocol draft changed", 0, ""), tx.SaveSetting(desk.SettingDraft, string(kept))
	})
	return d, err
}

// DropProtocolDraft throws the draft away.
func (s *Service) DropProtocolDraft(ctx context.Context, by desk.Agent) error {
	return s.change(ctx, by, access.EditProtocol, desk.ProtocolChanged, func(tx Tx) (map[string]string, error) {
		return told("protocol draft dropped", 0, ""), tx.SaveSetting(desk.SettingDraft, "")
	})
}

// UseProtocolDraft makes the draft the next version and activates it.
func (s *Service) UseProtocolDraft(ctx context.Context, by desk.Agent, reason string) (desk.Protocol, error) {
	d, ok, err := s.ProtocolDraft(ctx, by)
	switch {
	case err != nil:
		return desk.Protocol{}, err
	case !ok:
		return desk.Protocol{}, &desk.Error{Kind: desk.NotFound, Message: "There's no draft.", Mend: "Start one on the response protocol page."}
	}
	p, err := s.SaveProtocol(ctx, by, d.Document, reason)
	if err != nil {
		return p, err
	}
	return p, s.DropProtocolDraft(ctx, by)
}

// TryProtocol tries a document on the cases of the last days beside the protocol in use. pick
// says which cases are listed.
func (s *Service) TryProtocol(ctx context.Context, by desk.Agent, document []byte, days int, pick protocol.Pick) (DryRun, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return DryRun{}, err
	}
	after, err := protocol.Parse(document)
	if err != nil {
		return DryRun{}, err
	}
	now := s.deps.Now()
	run := DryRun{Days: min(max(days, 1), mostDays), Cases: map[desk.CaseID]desk.Case{}}
	run.Since = now.AddDate(0, 0, -run.Days)
	var opened []desk.Opened
	var active desk.Protocol
	err = s.store.View(ctx, func(tx Tx) error {
		o, err := overview(tx)
		if err != nil {
			return err
		}
		active = o.Protocol
		opened, err = tx.Opened(run.Since, mostTried)
		return err
	})
	if err != nil {
		return run, err
	}
	run.Whole = len(opened) < mostTried
	before, err := protocol.Parse(active.Document)
	if err != nil {
		return run, fmt.Errorf("the protocol in use: %w", err)
	}
	past := s.past(opened)
	due := func(i int, d desk.Decision) time.Time {
		return s.deps.Due(opened[i].Case.Brand, d, opened[i].First.PostedAt)
	}
	run.Comparison = protocol.Compare(before, after, past, due, now, pick)
	for _, c := range run.Changes {
		i := slices.IndexFunc(opened, func(o desk.Opened) bool { return o.Case.ID == c.Case })
		run.Cases[c.Case] = opened[i].Case.Masked(s.deps.Mask)
	}
	return run, nil
}

// past are the facts of cases at their first message.
func (s *Service) past(opened []desk.Opened) []protocol.Past {
	past := make([]protocol.Past, len(opened))
	for i := range opened {
		past[i] = s.begin(&opened[i])
	}
	return past
}

func (s *Service) begin(o *desk.Opened) protocol.Past {
	m, c := &o.First, &o.Case
	f := protocol.FactsOf(m, &desk.Person{Cases: o.Earlier}, nil, s.deps.Open(c.Brand, m.PostedAt), m.PostedAt)
	f.MentionsUs = m.Private || c.Reason == "mention" || c.Reason == "reply" || c.Reason == "private message" || len(m.Hits) == 0
	return protocol.Past{Case: c.ID, Facts: f, At: m.PostedAt, Hour: m.PostedAt.In(s.deps.Zone(c.Brand)).Hour(), Answered: c.FirstResponseAt}
}

// A Trial is what one condition would have caught.
type Trial struct {
	Tried, Caught int
	Examples      []desk.Case // at most three
}

// TryCondition tries one condition on the latest cases. The error names what is wrong with
// it, as that of protocol.Parse.
func (s *Service) TryCondition(ctx context.Context, by desk.Agent, when string, reach bool) (Trial, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return Trial{}, err
	}
	doc, err := json.Marshal(protocol.Document{Reach: reach, Rules: []protocol.Rule{{Name: trialRule, When: strings.TrimSpace(when)}}})
	if err != nil {
		return Trial{}, err
	}
	p, err := protocol.Parse(doc)
	if err != nil {
		return Trial{}, err
	}
	var opened []desk.Opened
	err = s.store.View(ctx, func(tx Tx) (err error) {
		opened, err = tx.Opened(time.Time{}, mostSample)
		return err
	})
	t := Trial{Tried: len(opened)}
	for i, past := range s.past(opened) {
		if p.Decide(past.Facts).Rule != trialRule {
			continue
		}
		if t.Caught++; len(t.Examples) < 3 {
			t.Examples = append(t.Examples, opened[i].Case.Masked(s.deps.Mask))
		}
	}
	return t, err
}

const trialRule = "This condition"

// ProtocolProblems are what is wrong with a protocol, if an error of protocol.Parse is; nil
// otherwise.
func ProtocolProblems(err error) []protocol.Problem {
	var ps protocol.Problems
	if errors.As(err, &ps) {
		return ps
	}
	return nil
}
