package dossier

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
)

// Deps are what the service uses of the rest of heed.
type Deps struct {
	Now  func() time.Time
	Poke func() // something was erased; must not block
	// Last counts cases for the reports for the last time; see reporting.Service.Last.
	Last func(tx Tx, cases []desk.CaseID) error
	Mask func(text string) string // hides private data
	// Heard shows the public posts that are kept of the last hours; see window.Window.Scan.
	Heard func(ctx context.Context, visit func(*desk.Message) bool) error
	// Keep is how long cases are kept after their end; 0: for ever.
	Keep time.Duration
}

// Service is safe for concurrent use.
type Service struct {
	store Store
	deps  Deps
}

// New makes a Service.
func New(store Store, deps Deps) *Service { return &Service{store: store, deps: deps} }

// Sheet is what a page shows before anything is given out or erased.
type Sheet struct {
	Person   desk.Person
	Kept     desk.Kept
	Type     string // what is to be typed so that they are erased
	Owed     []desk.Outgoing
	Promised []desk.Promise
	Named    []desk.Found  // what others said that holds their handle, the newest 20: it stays
	Searches []desk.Search // that name them: they stay
}

// Held reports whether something keeps the person from being erased.
func (s *Sheet) Held() bool { return len(s.Owed)+len(s.Promised) > 0 }

// mostNamed bounds what a sheet lists.
const mostNamed = 20

// Look reads what is kept of a person.
func (s *Service) Look(ctx context.Context, by desk.Agent, id desk.PersonID) (Sheet, error) {
	if err := access.Check(by, access.GiveOut); err != nil {
		return Sheet{}, err
	}
	return s.look(ctx, id)
}

func (s *Service) look(ctx context.Context, id desk.PersonID) (sheet Sheet, err error) {
	err = s.store.View(ctx, func(tx Tx) (err error) {
		sheet, err = s.read(tx, id)
		return err
	})
	return sheet, err
}

func (s *Service) read(tx Tx, id desk.PersonID) (sheet Sheet, err error) {
	p, err := person(tx, id)
	if err != nil {
		return sheet, err
	}
	e := desk.Erasure{Person: p.ID}
	sheet.Person, sheet.Type = *p, shown(p)
	if sheet.Kept, err = tx.Kept(e); err != nil {
		return sheet, err
	}
	if sheet.Owed, sheet.Promised, err = tx.Holding(e, s.deps.Now()); err != nil {
		return sheet, err
	}
	if err := sheet.named(tx); err != nil {
		return sheet, err
	}
	searches, err := tx.Searches()
	for _, one := range searches {
		if names(one.Query, p) {
			sheet.Searches = append(sheet.Searches, one)
		}
	}
	return sheet, err
}

// person is who somebody turned out to be.
func person(tx Tx, id desk.PersonID) (*desk.Person, error) {
	p, err := tx.Person(id)
	if err == nil && p.SameAs != 0 {
		p, err = tx.Person(p.SameAs)
	}
	return p, err
}

// shown is how a person is called on their page.
func shown(p *desk.Person) string {
	if p.Name == "" && len(p.Handles) > 0 {
		return cmp.Or(p.Handles[0].Name, p.Handles[0].NetworkID)
	}
	return p.Name
}

// named finds what others said that holds a handle of the person.
func (s *Sheet) named(tx Tx) error {
	cases := map[desk.CaseID]bool{}
	for _, id := range s.Kept.Cases {
		cases[id] = true
	}
	for _, h := range s.Person.Handles {
		if len([]rune(h.Name)) < 3 || len(s.Named) >= mostNamed {
			continue
		}
		found, err := tx.Find(desk.FindQuery{Words: `"` + h.Name + `"`, Limit: 100})
		if err != nil {
			return err
		}
		for _, f := range found {
			if !cases[f.Message.Case] && f.Message.Person != s.Person.ID && len(s.Named) < mostNamed {
				s.Named = append(s.Named, f)
			}
		}
	}
	return nil
}

// names reports whether a text holds a handle of a person or their whole name.
func names(words string, p *desk.Person) bool {
	words = strings.ToLower(words)
	holds := func(name string) bool {
		return len([]rune(name)) > 2 && strings.Contains(words, strings.ToLower(name))
	}
	for _, h := range p.Handles {
		if holds(h.Name) || holds(h.NetworkID) {
			return true
		}
	}
	return holds(p.Name)
}

// An Order is the wish to erase a person.
type Order struct {
	Person desk.PersonID
	Why    string // for the audit trail: it must not name them
	Name   string // as it was typed
}

// Erase erases a person and tells how much that was.
func (s *Service) Erase(ctx context.Context, by desk.Agent, o Order) (k desk.Kept, err error) {
	if err := access.Check(by, access.Erase); err != nil {
		return k, err
	}
	sheet, err := s.look(ctx, o.Person)
	if err != nil {
		return k, err
	}
	var locks []string
	for _, h := range sheet.Person.Handles { // as intake locks who speaks
		locks = append(locks, "person "+string(h.Network)+" "+cmp.Or(h.NetworkID, h.Name))
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		if err := tx.Lock(locks); err != nil {
			return err
		}
		sheet, err := s.read(tx, o.Person)
		if err != nil {
			return err
		}
		if err := allowed(&sheet, o); err != nil {
			return err
		}
		now := s.deps.Now()
		if err := s.deps.Last(tx, sheet.Kept.Cases); err != nil {
			return err
		}
		if k, err = tx.Erase(desk.Erasure{Person: sheet.Person.ID, At: now}); err != nil {
			return err
		}
		data := map[string]string{"person": strconv.FormatInt(int64(sheet.Person.ID), 10), "why": strings.TrimSpace(o.Why)}
		return tx.Append(told(desk.PersonErased, &k, by.ID, now, data)...)
	})
	if err == nil {
		s.deps.Poke()
	}
	return k, err
}

// allowed refuses what must not be done yet, and says how to mend it.
func allowed(s *Sheet, o Order) error {
	why := strings.TrimSpace(o.Why)
	switch {
	case !s.Person.ErasedAt.IsZero():
		return &desk.Error{Kind: desk.Conflict, Message: "This person has already been erased.", Mend: "There's nothing left to do."}
	case len(s.Owed) > 0:
		return &desk.Error{Kind: desk.Conflict, Message: "An answer to this person hasn't been sent yet, or failed.", Mend: "Wait until it's sent, or discard it."}
	case len(s.Promised) > 0:
		return &desk.Error{Kind: desk.Conflict, Message: "A promise to this person is still open.", Mend: "Mark it as kept in its case, or wait until it's past due."}
	case !strings.EqualFold(strings.TrimSpace(o.Name), strings.TrimSpace(s.Type)):
		return &desk.Error{Kind: desk.Invalid, Field: "name", Message: "That isn't this person's name.", Mend: "Type it exactly as shown above."}
	case why == "":
		return &desk.Error{Kind: desk.Invalid, Field: "why", Message: "Say why this person is being erased.", Mend: "It goes into the audit trail. A request number or the legal basis will do."}
	case len(why) > 500:
		return &desk.Error{Kind: desk.Invalid, Field: "why", Message: "The reason is too long.", Mend: "Keep it under 500 bytes."}
	case names(why, &s.Person):
		return &desk.Error{Kind: desk.Invalid, Field: "why", Message: "The reason mentions the person's name, and the audit trail would keep it.", Mend: "Leave the name out."}
	}
	return nil
}

// told are the facts of an erasure: one for the audit trail and one for each case.
func told(kind desk.EventKind, k *desk.Kept, by desk.AgentID, now time.Time, data map[string]string) []*desk.Event {
	for key, n := range map[string]int{"messages": k.Messages() + k.Copies, "cases": len(k.Cases), "pictures": k.Pictures, "people": len(k.Persons)} {
		data[key] = strconv.Itoa(n)
	}
	events := []*desk.Event{{Kind: kind, Agent: by, At: now, Data: data}}
	for _, id := range k.Cases {
		events = append(events, &desk.Event{Kind: desk.CaseErased, Case: id, Agent: by, At: now})
	}
	return events
}
