package admin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/listen"
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
			return told(searchChanged, int64(n.ID), n.Name), s.reviseSearch(tx, by, &n, seen)
		}
		n.By, n.Created = by.ID, s.deps.Now()
		if err := tx.CreateSearch(&n); err != nil {
			return nil, err
		}
		return told(searchAdded, int64(n.ID), n.Name), nil
	})
	return n, err
}

// reviseSearch saves a search that somebody changed. Whether it is paused is another's to say: see PauseSearch.
func (s *Service) reviseSearch(tx Tx, by desk.Agent, n, seen *desk.Search) error {
	old, err := tx.Search(n.ID)
	if err != nil {
		return err
	}
	if seen != nil && (old.Name != seen.Name || old.Query != seen.Query || old.Brand != seen.Brand || old.Cap != seen.Cap) {
		*n = *old
		return overtaken(tx, by, n.ID)
	}
	n.By, n.Created, n.Paused = old.By, old.Created, old.Paused
	return s.replace(tx, by, old, n)
}

// replace saves a search in place of what it was, and keeps the query that it had.
func (s *Service) replace(tx Tx, by desk.Agent, old, n *desk.Search) error {
	if old.Query != n.Query {
		v := desk.Revision{Search: n.ID, Query: old.Query, To: n.Query, At: s.deps.Now(), By: by.ID, Why: "changed by hand"}
		if err := tx.CreateRevision(&v); err != nil {
			return err
		}
	}
	return tx.SaveSearch(n)
}

// Overtaken is the cause of a conflict over a search: whose change was kept first, and when. The zero value: not known.
type Overtaken struct {
	By desk.AgentID
	At time.Time
}

func (o *Overtaken) Error() string {
	return fmt.Sprintf("agent %d saved it at %s", o.By, o.At.UTC().Format(time.RFC3339))
}

// lastChanges bounds the changes of searches among which that of one is looked for.
const lastChanges = 5000

// overtaken says who changed a search last.
func overtaken(tx Tx, by desk.Agent, id desk.SearchID) error {
	events, err := tx.DeskEvents(desk.TrailQuery{Kinds: []desk.EventKind{desk.SearchChanged}, Limit: lastChanges})
	if err != nil {
		return err
	}
	e := &desk.Error{Kind: desk.Conflict, Message: "Someone changed this search while you were editing.",
		Mend: "The current version is below yours. Copy over what you need and save again."}
	i := slices.IndexFunc(events, func(e desk.Event) bool {
		return e.Data["id"] == strconv.FormatInt(int64(id), 10) && e.Data["what"] != searchPaused && e.Data["what"] != searchResumed
	})
	if i < 0 {
		return e
	}
	first := &Overtaken{By: events[i].Agent, At: events[i].At}
	if e.Err = first; first.By == by.ID {
		e.Message = "You changed this search on another page in the meantime."
		return e
	}
	a, err := tx.Agent(first.By)
	if err != nil {
		return err
	}
	e.Message = fmt.Sprintf("%s changed this search while you were editing.", a.Name)
	return e
}

// PauseSearch stops a search from hearing, or lets it go on, whatever else of it changed.
func (s *Service) PauseSearch(ctx context.Context, by desk.Agent, id desk.SearchID, paused bool) error {
	return s.change(ctx, by, access.EditSearches, desk.SearchChanged, func(tx Tx) (map[string]string, error) {
		n, err := tx.Search(id)
		if err != nil || n.Paused == paused {
			return nil, err
		}
		n.Paused = paused
		return told(pauseSaid(paused), int64(id), n.Name), tx.SaveSearch(n)
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
		return &desk.Error{Kind: desk.Conflict, Message: "This is the last administrator.", Mend: "Make someone else an administrator first."}
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
		return invalid("quiet-from", "Quiet hours need times like 22:00 and 07:00.", "")
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
