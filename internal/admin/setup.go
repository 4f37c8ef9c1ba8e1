package admin

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"heed/internal/access"
	"heed/internal/casework"
	"heed/internal/desk"
	"heed/internal/listen"
	"heed/internal/protocol"
)

// checkSearch parses a search; what is wrong with it says where.
func checkSearch(s *desk.Search) (err error) {
	if s.Name, err = named("name", s.Name); err != nil {
		return err
	}
	s.Query = strings.TrimSpace(s.Query)
	if _, err := listen.Parse(s.Query); err != nil {
		e := &desk.Error{Kind: desk.Invalid, Field: "query", Message: err.Error(), Err: err}
		var se *listen.SyntaxError
		if errors.As(err, &se) {
			e.Message, e.Mend = se.Message, se.Mend
		}
		return e
	}
	return nil
}

// SaveSearch keeps a search; ID 0 makes a new one. It hears from the next post on. seen is the
// search as it was shown to who changed it: where it is another now, that is a conflict, and the
// search that is returned is that of the desk. nil replaces whatever it is.
func (s *Service) SaveSearch(ctx context.Context, by desk.Agent, n desk.Search, seen *desk.Search) (desk.Search, error) {
	if err := checkSearch(&n); err != nil {
		return n, err
	}
	if err := s.guardSearch(&n); err != nil {
		return n, err
	}
	err := s.change(ctx, by, access.EditSearches, desk.SearchChanged, func(tx Tx) (map[string]string, error) {
		if n.ID != 0 {
			return told("search changed", int64(n.ID), n.Name), s.reviseSearch(tx, by, &n, seen)
		}
		n.By, n.Created = by.ID, s.deps.Now()
		if err := tx.CreateSearch(&n); err != nil {
			return nil, err
		}
		return told("search added", int64(n.ID), n.Name), nil
	})
	return n, err
}

// reviseSearch saves a search and keeps the query that it had.
func (s *Service) reviseSearch(tx Tx, by desk.Agent, n, seen *desk.Search) error {
	old, err := tx.Search(n.ID)
	if err != nil {
		return err
	}
	if seen != nil && (old.Name != seen.Name || old.Query != seen.Query || old.Brand != seen.Brand || old.Cap != seen.Cap) {
		*n = *old
		return &desk.Error{Kind: desk.Conflict, Message: "Somebody changed this search while you wrote.",
			Mend: "What it is now stands below your version. Take over what you need, and save again."}
	}
	if old.Query != n.Query {
		v := desk.Revision{Search: n.ID, Query: old.Query, To: n.Query, At: s.deps.Now(), By: by.ID, Why: "changed by hand"}
		if err := tx.CreateRevision(&v); err != nil {
			return err
		}
	}
	n.By, n.Created = old.By, old.Created
	return tx.SaveSearch(n)
}

// PauseSearch stops a search from hearing, or lets it go on, whatever else of it changed.
func (s *Service) PauseSearch(ctx context.Context, by desk.Agent, id desk.SearchID, paused bool) error {
	return s.change(ctx, by, access.EditSearches, desk.SearchChanged, func(tx Tx) (map[string]string, error) {
		n, err := tx.Search(id)
		if err != nil || n.Paused == paused {
			return nil, err
		}
		n.Paused = paused
		return told("search changed", int64(id), n.Name), tx.SaveSearch(n)
	})
}

// SaveBrand keeps a brand; ID 0 makes a new one.
func (s *Service) SaveBrand(ctx context.Context, by desk.Agent, b desk.Brand) (desk.Brand, error) {
	name, err := named("name", b.Name)
	if err != nil {
		return b, err
	}
	b.Name = name
	err = s.change(ctx, by, access.EditDesk, desk.SettingChanged, func(tx Tx) (map[string]string, error) {
		what, save := "brand changed", tx.SaveBrand
		if b.ID == 0 {
			what, save = "brand added", tx.CreateBrand
		}
		err := save(&b)
		return told(what, int64(b.ID), b.Name), err
	})
	return b, err
}

// SaveProtocol keeps a new version of the response protocol and activates it. Older ones
// stay.
func (s *Service) SaveProtocol(ctx context.Context, by desk.Agent, document []byte, reason string) (desk.Protocol, error) {
	if _, err := protocol.Parse(document); err != nil {
		return desk.Protocol{}, err
	}
	reason, err := named("reason", reason)
	if err != nil {
		return desk.Protocol{}, invalid("reason", "Say why the protocol changes.", "The next reader will want to know.")
	}
	if err := s.guard("reason", "the reason", reason); err != nil {
		return desk.Protocol{}, err
	}
	if err := s.guardProtocol(document); err != nil {
		return desk.Protocol{}, err
	}
	p := desk.Protocol{Author: by.ID, Reason: reason, At: s.deps.Now(), Document: document}
	err = s.change(ctx, by, access.EditProtocol, desk.ProtocolChanged, func(tx Tx) (map[string]string, error) {
		versions, err := tx.Protocols()
		if err != nil {
			return nil, err
		}
		if len(versions) == 0 && !protocol.IsDefault(document) { // what decided so far stays at hand
			if versions, err = s.keepShipped(tx, by, ""); err != nil {
				return nil, err
			}
		}
		p.Version = 1
		for _, v := range versions {
			p.Version = max(p.Version, v.Version+1)
		}
		if err := tx.CreateProtocol(&p); err != nil {
			return nil, err
		}
		p.Active = true
		return told("protocol version added", int64(p.ID), versionName(&p)), tx.ActivateProtocol(p.ID)
	})
	return p, err
}

// shippedProtocol is the protocol that decides where nobody kept one: that which comes with
// heed, in a language.
func shippedProtocol(lang string) desk.Protocol {
	return desk.Protocol{Active: true, Reason: protocol.ShippedIn(lang), Document: protocol.DefaultIn(lang)}
}

// firstProtocol makes the protocol that comes with heed version 1 of a desk that is being set up,
// in the language of its first brand.
func (s *Service) firstProtocol(tx Tx, by desk.Agent) error {
	versions, err := tx.Protocols()
	if err != nil || len(versions) > 0 {
		return err
	}
	done, err := tx.Setting(desk.SettingSetUp)
	if err != nil || done != "" {
		return err
	}
	brands, err := tx.Brands()
	if err != nil {
		return err
	}
	lang := ""
	if len(brands) > 0 {
		lang = brands[0].Lang
	}
	_, err = s.keepShipped(tx, by, lang)
	return err
}

// keepShipped keeps the protocol that comes with heed as the only version.
func (s *Service) keepShipped(tx Tx, by desk.Agent, lang string) ([]desk.Protocol, error) {
	p := shippedProtocol(lang)
	p.Author, p.At = by.ID, s.deps.Now()
	err := tx.CreateProtocol(&p)
	return []desk.Protocol{p}, err
}

// Protocols lists all versions, newest first.
func (s *Service) Protocols(ctx context.Context, by desk.Agent) ([]desk.Protocol, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	var out []desk.Protocol
	err := s.store.View(ctx, func(tx Tx) (err error) {
		out, err = tx.Protocols()
		return err
	})
	return out, err
}

// ActivateProtocol switches to a kept version.
func (s *Service) ActivateProtocol(ctx context.Context, by desk.Agent, id desk.ProtocolID) error {
	return s.change(ctx, by, access.EditProtocol, desk.ProtocolChanged, func(tx Tx) (map[string]string, error) {
		versions, err := tx.Protocols()
		if err != nil {
			return nil, err
		}
		name := ""
		for i := range versions {
			if versions[i].ID == id {
				name = versionName(&versions[i])
			}
		}
		return told("protocol version used", int64(id), name), tx.ActivateProtocol(id)
	})
}

// versionName is how people know a version of the protocol: "3 (longer hours)".
func versionName(p *desk.Protocol) string {
	return strconv.Itoa(p.Version) + " (" + p.Reason + ")"
}

// SaveTeam keeps a team; ID 0 makes a new one.
func (s *Service) SaveTeam(ctx context.Context, by desk.Agent, t desk.Team) (desk.Team, error) {
	name, err := named("name", t.Name)
	if err != nil {
		return t, err
	}
	t.Name = name
	err = s.change(ctx, by, access.EditPeople, desk.AgentChanged, func(tx Tx) (map[string]string, error) {
		what, save := "team changed", tx.SaveTeam
		if t.ID == 0 {
			what, save = "team added", tx.CreateTeam
		}
		err := save(&t)
		return told(what, int64(t.ID), t.Name), err
	})
	return t, err
}

// SaveAgent keeps an agent; ID 0 makes a new one, who signs in by an invitation. The last
// administrator stays one. Whoever answers cases no more gives back those that they have: routing
// looks for somebody else, and those on duty are asked where there is nobody.
func (s *Service) SaveAgent(ctx context.Context, by desk.Agent, a desk.Agent) (desk.Agent, error) {
	if err := checkAgent(&a); err != nil {
		return a, err
	}
	err := s.change(ctx, by, access.EditPeople, desk.AgentChanged, func(tx Tx) (map[string]string, error) {
		if a.ID == 0 {
			a.Created = s.deps.Now()
			err := tx.CreateAgent(&a)
			return told("agent added", int64(a.ID), a.Name), err
		}
		if err := keepsAdmin(tx, a); err != nil {
			return nil, err
		}
		if a.Disabled {
			if err := tx.DropSessionsOf(a.ID); err != nil {
				return nil, err
			}
		}
		if err := s.release(tx, by, &a); err != nil {
			return nil, err
		}
		return told("agent changed", int64(a.ID), a.Name), tx.SaveAgent(&a)
	})
	return a, err
}

// release takes the open cases of an agent who answers none any more.
func (s *Service) release(tx Tx, by desk.Agent, a *desk.Agent) error {
	why := a.Name + " no longer works here"
	switch {
	case a.Disabled:
	case a.Role == desk.Viewer:
		why = a.Name + " no longer answers cases"
	default:
		return nil
	}
	cases, err := tx.OwnedCases(a.ID, mostReleased)
	if err != nil {
		return err
	}
	for i := range cases {
		c := &cases[i]
		c.Assignee, c.Unowned = 0, why
		events := append([]*desk.Event{{Kind: desk.CaseAssigned, Agent: by.ID, Data: map[string]string{"from": strconv.FormatInt(int64(a.ID), 10), "to": "0", "why": why}}}, s.deps.Clock(c)...)
		for _, e := range events {
			e.Case, e.At = c.ID, s.deps.Now()
		}
		if err := errors.Join(tx.SaveCase(c), tx.Append(events...)); err != nil {
			return err
		}
	}
	return nil
}

// mostReleased bounds the cases that are given back at once; an agent has a few dozen.
const mostReleased = 10_000

func keepsAdmin(tx Tx, changed desk.Agent) error {
	agents, err := tx.Agents()
	if err != nil {
		return err
	}
	admins := func(a desk.Agent) bool {
		if a.ID == changed.ID {
			a = changed
		}
		return a.Role == desk.Admin && !a.Disabled
	}
	if !slices.ContainsFunc(agents, admins) {
		return &desk.Error{Kind: desk.Conflict, Message: "This is the last administrator.", Mend: "Make somebody else an administrator first."}
	}
	return nil
}

// SaveProfile keeps what agents change about themselves.
func (s *Service) SaveProfile(ctx context.Context, by desk.Agent, a desk.Agent) error {
	own := by
	own.Name, own.Zone, own.Theme, own.Langs, own.Away = a.Name, a.Zone, a.Theme, a.Langs, a.Away
	if err := checkAgent(&own); err != nil {
		return err
	}
	return s.change(ctx, by, access.SeeDesk, desk.AgentChanged, func(tx Tx) (map[string]string, error) {
		return told("own profile changed", int64(by.ID), own.Name), tx.SaveAgent(&own)
	})
}

// SaveReach keeps how an agent is told what colleagues say to them.
func (s *Service) SaveReach(ctx context.Context, by desk.Agent, r desk.Reach) error {
	const day = 24 * 60
	if r.QuietFrom < 0 || r.QuietFrom >= day || r.QuietTo < 0 || r.QuietTo >= day {
		return invalid("quiet-from", "The quiet time is written as 22:00 and 07:00.", "")
	}
	return s.change(ctx, by, access.SeeDesk, desk.AgentChanged, func(tx Tx) (map[string]string, error) {
		own, err := tx.Agent(by.ID)
		if err != nil {
			return nil, err
		}
		own.Reach = r
		return told("own notifications changed", int64(by.ID), own.Name), tx.SaveAgent(own)
	})
}

// Invite makes a one-time link for an agent and returns its token, which is shown once.
func (s *Service) Invite(ctx context.Context, by desk.Agent, id desk.AgentID) (string, error) {
	token, hash := NewToken()
	err := s.change(ctx, by, access.EditPeople, desk.AgentChanged, func(tx Tx) (map[string]string, error) {
		a, err := tx.Agent(id)
		if err != nil {
			return nil, err
		}
		return told("one-time link made", int64(id), a.Name), tx.CreateLink(&desk.Link{Hash: hash, Agent: id, Expires: s.deps.Now().Add(s.deps.LinkFor)})
	})
	return token, err
}

// SaveMacro keeps a saved reply; ID 0 makes a new one.
func (s *Service) SaveMacro(ctx context.Context, by desk.Agent, m desk.Macro) (desk.Macro, error) {
	name, err := named("name", m.Name)
	if err != nil {
		return m, err
	}
	m.Name, m.Text = name, strings.TrimSpace(m.Text)
	switch {
	case len(m.Text) > 10_000:
		return m, invalid("text", "A saved reply needs a text of at most 10,000 bytes.", "")
	case m.Text == "" && len(m.Steps) == 0:
		return m, invalid("text", "A saved reply needs a text, or a step.", "")
	}
	if err := casework.CheckSteps(m.Steps); err != nil {
		return m, err
	}
	if err := s.guard("name", "this name", m.Name); err != nil {
		return m, err
	}
	if err := s.guard("text", "this saved reply", m.Text); err != nil {
		return m, err
	}
	err = s.change(ctx, by, access.EditMacros, desk.SettingChanged, func(tx Tx) (map[string]string, error) {
		what, save := "saved reply changed", tx.SaveMacro
		if m.ID == 0 {
			what, save = "saved reply added", tx.CreateMacro
		}
		if err := known(tx, m.Steps); err != nil {
			return nil, err
		}
		err := save(&m)
		return told(what, int64(m.ID), m.Name), err
	})
	return m, err
}

// known refuses steps that give a case to whom or to what is not there.
func known(tx Tx, steps []desk.Step) error {
	agents, err := tx.Agents()
	if err != nil {
		return err
	}
	teams, err := tx.Teams()
	for _, s := range steps {
		n, numbered := strconv.ParseInt(s.To, 10, 64)
		switch {
		case err != nil:
			return err
		case numbered != nil || n == 0:
		case s.Do == desk.StepAgent && !slices.ContainsFunc(agents, func(a desk.Agent) bool { return int64(a.ID) == n && !a.Disabled }):
			return invalid("step", "A step gives the case to somebody who does not work here.", "Choose somebody of the list.")
		case s.Do == desk.StepTeam && !slices.ContainsFunc(teams, func(t desk.Team) bool { return int64(t.ID) == n }):
			return invalid("step", "A step gives the case to a team that is not there.", "Choose a team of the list.")
		}
	}
	return err
}

// DropMacro removes a saved reply.
func (s *Service) DropMacro(ctx context.Context, by desk.Agent, id desk.MacroID) error {
	return s.change(ctx, by, access.EditMacros, desk.SettingChanged, func(tx Tx) (map[string]string, error) {
		macros, err := tx.Macros()
		if err != nil {
			return nil, err
		}
		name := ""
		for _, have := range macros {
			if have.ID == id {
				name = have.Name
			}
		}
		return told("saved reply removed", int64(id), name), tx.DropMacro(id)
	})
}
