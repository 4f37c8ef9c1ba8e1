package admin

import (
	"context"
	"log/slog"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/channel"
	"heed/internal/desk"
)

// Service keeps the set-up. Safe for concurrent use.
type Service struct {
	store   Store
	deps    Deps
	signIns signIns
}

// Deps are what administration uses of the rest of heed.
type Deps struct {
	Now     func() time.Time
	Kinds   channel.Set
	Channel channel.Deps
	Log     *slog.Logger
	// Changed is called after each change of the set-up, so that what runs reads it again. It
	// must not block.
	Changed func()
	// Private finds private data in a text.
	Private func(text string) []desk.Finding
	// Mask hides private data in a text.
	Mask func(text string) string
	// Clock brings a case's deadlines to what its state asks for; see sla.Rules.Set.
	Clock func(*desk.Case) []*desk.Event
	// Due is by when an answer is due that was decided for a message of a moment; zero: none is.
	Due func(brand desk.BrandID, d desk.Decision, since time.Time) time.Time
	// Open tells whether somebody covers a brand at a moment, Zone in which zone its hours stand.
	Open func(brand desk.BrandID, t time.Time) bool
	Zone func(brand desk.BrandID) *time.Location
	// LinkFor is how long a one-time link works.
	LinkFor time.Duration
}

// New makes a Service.
func New(store Store, deps Deps) *Service {
	if deps.LinkFor == 0 {
		deps.LinkFor = 24 * time.Hour
	}
	return &Service{store: store, deps: deps}
}

// Kinds are the networks that this binary knows.
func (s *Service) Kinds() channel.Set { return s.deps.Kinds }

// Overview reads the whole set-up.
func (s *Service) Overview(ctx context.Context) (Overview, error) {
	var o Overview
	err := s.store.View(ctx, func(tx Tx) (err error) {
		o, err = overview(tx)
		return err
	})
	return o, err
}

func overview(tx Tx) (o Overview, err error) {
	if o.Company, err = tx.Setting(desk.SettingCompany); err != nil {
		return o, err
	}
	setUp, err := tx.Setting(desk.SettingSetUp)
	if err != nil {
		return o, err
	}
	o.SetUp = setUp != ""
	protocols := []desk.Protocol(nil)
	for _, read := range []func() error{
		func() (err error) { o.Brands, err = tx.Brands(); return },
		func() (err error) { o.Accounts, err = tx.Accounts(); return },
		func() (err error) { o.Searches, err = tx.Searches(); return },
		func() (err error) { o.Teams, err = tx.Teams(); return },
		func() (err error) { o.Agents, err = tx.Agents(); return },
		func() (err error) { o.Calendars, err = tx.Calendars(); return },
		func() (err error) { o.Rotas, err = tx.Rotas(); return },
		func() (err error) { o.Macros, err = tx.Macros(); return },
		func() (err error) { protocols, err = tx.Protocols(); return },
	} {
		if err := read(); err != nil {
			return o, err
		}
	}
	o.Protocol = shippedProtocol("")
	for _, p := range protocols {
		if p.Active {
			o.Protocol = p
		}
	}
	o.HasAdmin = slices.ContainsFunc(o.Agents, func(a desk.Agent) bool { return a.Role == desk.Admin && !a.Disabled })
	return o, nil
}

// change checks the right, lets f change the set-up, and tells who changed what.
func (s *Service) change(ctx context.Context, by desk.Agent, may access.Action, kind desk.EventKind, f func(Tx) (map[string]string, error)) error {
	return s.changes(ctx, by, may, kind, func(tx Tx) ([]map[string]string, error) {
		data, err := f(tx)
		if data == nil {
			return nil, err
		}
		return []map[string]string{data}, err
	})
}

// changes is change for several things at once.
func (s *Service) changes(ctx context.Context, by desk.Agent, may access.Action, kind desk.EventKind, f func(Tx) ([]map[string]string, error)) error {
	if err := access.Check(by, may); err != nil {
		return err
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		all, err := f(tx)
		if err != nil || len(all) == 0 {
			return err
		}
		events := make([]*desk.Event, len(all))
		for i, data := range all {
			events[i] = &desk.Event{Kind: kind, Agent: by.ID, At: s.deps.Now(), Data: data}
		}
		return tx.Append(events...)
	})
	if err == nil {
		s.deps.Changed()
	}
	return err
}

// told is what an event says of a change: what was done, in words that pages show and
// translate, to which thing, and that thing's name at the time.
func told(what string, id int64, name string) map[string]string {
	return map[string]string{"what": what, "id": strconv.FormatInt(id, 10), "name": name}
}

func invalid(field, message, mend string) error {
	return &desk.Error{Kind: desk.Invalid, Field: field, Message: message, Mend: mend}
}

// named trims and checks a name that people give to things.
func named(field, name string) (string, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return "", invalid(field, "Enter a name.", "")
	case len(name) > 200:
		return "", invalid(field, "The name is too long.", "Keep it under 200 bytes.")
	}
	return name, nil
}

// CreateFirstAdmin makes the first agent of a new desk. Once there is one, it refuses.
func (s *Service) CreateFirstAdmin(ctx context.Context, name, email, password string) (desk.Agent, error) {
	// Anybody may ask, so this comes before a password is hashed, which takes much memory.
	if err := s.store.View(ctx, nobodyYet); err != nil {
		return desk.Agent{}, err
	}
	a := desk.Agent{Name: name, Email: email, Role: desk.Admin, Authority: desk.NoLimit, Created: s.deps.Now()}
	if err := checkAgent(&a); err != nil {
		return desk.Agent{}, err
	}
	hash, err := HashPassword(password)
	if err != nil {
		return desk.Agent{}, err
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		if err := nobodyYet(tx); err != nil {
			return err
		}
		if err := tx.CreateAgent(&a); err != nil {
			return err
		}
		if err := tx.SavePasswordHash(a.ID, hash); err != nil {
			return err
		}
		return tx.Append(&desk.Event{Kind: desk.AgentChanged, Agent: a.ID, At: s.deps.Now(), Data: told("first administrator", int64(a.ID), a.Name)})
	})
	if err == nil {
		s.deps.Changed()
	}
	return a, err
}

// nobodyYet is an error where a desk has somebody who may invite others.
func nobodyYet(tx Tx) error {
	agents, err := tx.Agents()
	if err == nil && len(agents) > 0 {
		err = &desk.Error{Kind: desk.Conflict, Message: "This desk already has an administrator.", Mend: "Sign in, or ask them for an invitation."}
	}
	return err
}

func checkAgent(a *desk.Agent) (err error) {
	if a.Name, err = named("name", a.Name); err != nil {
		return err
	}
	addr, err := mail.ParseAddress(strings.TrimSpace(a.Email))
	if err != nil || len(a.Email) > 254 {
		return invalid("email", "That isn't a valid email address.", "It should look like name@example.com.")
	}
	a.Email = strings.ToLower(addr.Address)
	if !slices.Contains([]desk.Role{desk.Admin, desk.Lead, desk.Answerer, desk.Viewer}, a.Role) {
		return invalid("role", "There is no such role: "+string(a.Role)+".", "")
	}
	if a.Authority < 0 || len(a.Skills) > 50 {
		return invalid("authority", "Authority must be 0 or more, and an agent can have at most 50 skills.", "")
	}
	return checkProfile(a)
}

func checkProfile(a *desk.Agent) error {
	if a.Zone != "" {
		if _, err := time.LoadLocation(a.Zone); err != nil {
			return invalid("zone", "There is no such time zone: "+a.Zone+".", "Use a name like Europe/Berlin.")
		}
	}
	if !slices.Contains([]string{"", "light", "dark"}, a.Theme) {
		return invalid("theme", "This theme doesn't exist.", "")
	}
	for i, l := range a.Langs {
		a.Langs[i] = strings.ToLower(strings.TrimSpace(l))
		if n := len(a.Langs[i]); n < 2 || n > 3 {
			return invalid("langs", "A language is a two- or three-letter code, like de.", "")
		}
	}
	return nil
}

// SetCompany says who the company is: the second step of the first run. It makes or renames
// the first brand and adds the searches chosen.
func (s *Service) SetCompany(ctx context.Context, by desk.Agent, c Company) error {
	name, err := named("name", c.Name)
	if err != nil {
		return err
	}
	for i := range c.Searches {
		if err := checkSearch(&c.Searches[i]); err != nil {
			return err
		}
	}
	return s.change(ctx, by, access.EditDesk, desk.SettingChanged, func(tx Tx) (map[string]string, error) {
		if err := tx.SaveSetting(desk.SettingCompany, name); err != nil {
			return nil, err
		}
		brand, err := firstBrand(tx, name)
		if err != nil {
			return nil, err
		}
		brand.Names, brand.Handles, brand.Lang = c.Names, c.Handles, c.Lang
		if err := tx.SaveBrand(brand); err != nil {
			return nil, err
		}
		return told("company named", int64(brand.ID), name), addSearches(tx, by, brand.ID, c.Searches, s.deps.Now())
	})
}

func firstBrand(tx Tx, name string) (*desk.Brand, error) {
	brands, err := tx.Brands()
	if err != nil {
		return nil, err
	}
	if len(brands) > 0 {
		return &brands[0], nil
	}
	b := &desk.Brand{Name: name}
	return b, tx.CreateBrand(b)
}

func addSearches(tx Tx, by desk.Agent, brand desk.BrandID, searches []desk.Search, now time.Time) error {
	have, err := tx.Searches()
	if err != nil {
		return err
	}
	for _, n := range searches {
		if slices.ContainsFunc(have, func(h desk.Search) bool { return h.Brand == brand && h.Query == n.Query }) {
			continue // the step was sent twice
		}
		n.ID, n.Brand, n.By, n.Created = 0, brand, by.ID, now
		if err := tx.CreateSearch(&n); err != nil {
			return err
		}
	}
	return nil
}

// FinishSetUp ends the first run. The response protocol that comes with heed becomes version 1,
// in the desk's language.
func (s *Service) FinishSetUp(ctx context.Context, by desk.Agent) error {
	return s.change(ctx, by, access.EditDesk, desk.SettingChanged, func(tx Tx) (map[string]string, error) {
		if err := s.firstProtocol(tx, by); err != nil {
			return nil, err
		}
		return told("set-up finished", 0, ""), tx.SaveSetting(desk.SettingSetUp, s.deps.Now().UTC().Format(time.RFC3339))
	})
}

// Audit reads what was changed of the set-up and by whom, newest first.
func (s *Service) Audit(ctx context.Context, by desk.Agent, q desk.TrailQuery) ([]desk.Event, error) {
	if err := access.Check(by, access.SeeAudit); err != nil {
		return nil, err
	}
	var events []desk.Event
	err := s.store.View(ctx, func(tx Tx) (err error) {
		events, err = tx.DeskEvents(q)
		return err
	})
	for i := range events {
		events[i] = events[i].Masked(s.deps.Mask)
	}
	return events, err
}
