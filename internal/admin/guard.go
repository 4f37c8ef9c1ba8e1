package admin

import (
	"encoding/json"
	"fmt"

	"heed/internal/desk"
	"heed/internal/privacy"
	"heed/internal/protocol"
)

// What the company sets up is shown as it was written, to everybody who works here and for as long
// as it stands. So what is private of somebody is refused there.

// guard refuses private data in what is kept under a field. place says where it stands: "this saved reply".
func (s *Service) guard(field, place, text string) error {
	for _, f := range s.deps.Private(text) {
		if !f.Unsure && f.Type != privacy.Name {
			return invalid(field, fmt.Sprintf("Anyone could read the %s in %s.", privacy.Describe(f.Type, "en"), place),
				"Remove it. If it's the company's own, add it under Settings, Private data.")
		}
	}
	return nil
}

// guardSearch is guard for a saved search, whose words are no sentences: what only a word beside it
// makes private does not count.
func (s *Service) guardSearch(n *desk.Search) error {
	for _, f := range s.deps.Private(n.Query) {
		switch f.Type {
		case privacy.Password, privacy.Booking, privacy.Order, privacy.Account, privacy.Address, privacy.BirthDate, privacy.IP:
		default:
			if err := s.guard("query", "this search", n.Query[f.Span.Start:f.Span.End]); err != nil {
				return err
			}
		}
	}
	return s.guard("name", "this name", n.Name)
}

// guardProtocol is guard for the words of a protocol, by its rules. What is no protocol holds none.
func (s *Service) guardProtocol(document []byte) error {
	var d protocol.Document
	if json.Unmarshal(document, &d) != nil {
		return nil
	}
	if err := s.guard("document", "the note", d.Note); err != nil {
		return err
	}
	for _, r := range d.Rules {
		for _, words := range []string{r.Name, r.When, r.Advice, r.Team, r.Skill, r.Escalate} {
			if err := s.guard("document", fmt.Sprintf("the rule “%s”", s.deps.Mask(r.Name)), words); err != nil {
				return err
			}
		}
	}
	return s.guard("document", "the default advice", d.Defaults.Advice)
}
