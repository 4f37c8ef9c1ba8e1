package inbox

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"heed/internal/access"
	"heed/internal/calendar"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/route"
)

// Service is the agents' desk. Safe for concurrent use.
type Service struct {
	store Store
	deps  Deps
	names atomic.Pointer[names]
	// fitting holds who reads a picture.
	fitting chan struct{}
}

// Deps are what the inbox uses of the rest of heed.
type Deps struct {
	Now     func() time.Time
	Kinds   channel.Set
	Private func(text string) []desk.Finding
	// Describe names a type of private data in plain words ("phone number").
	Describe func(kind string) string
	Mask     func(text string, found desk.Finding) string
	// AskToDelete is a request to delete a post that shows private data of a type.
	AskToDelete func(lang, name, kind string) string
	// Clock brings a case's deadlines to what its state asks for, and tells what began to
	// stand still or to run again.
	Clock func(*desk.Case) []*desk.Event
	// Reckon tells step by step how one deadline of a case stands.
	Reckon func(*desk.Case, *desk.Clock) []string
	// Join brings the deadlines of a case together with those of one that ended in it, Part gives one that
	// was split out of another its deadlines; see sla.Rules.
	Join func(into *desk.Case, from *desk.Standing)
	Part func(c *desk.Case, from *desk.Standing, answered bool)
	// Hours are those in which somebody covers a case.
	Hours func(*desk.Case) *calendar.Calendar
	// Answering is the account of a brand that answers on a network, else the one that heard.
	Answering func(n desk.Network, brand desk.BrandID, heardBy desk.AccountID) desk.AccountID
	// Assign looks for somebody who can take a case; see route.Assign.
	Assign  func(*desk.Case, route.Facts) (desk.AgentID, string)
	UndoFor time.Duration
	// PictureSpace is how many bytes all pictures may take.
	PictureSpace int64
	// Mail tells whether mail can be sent; MentionWords say to a reader that a note names them: one line, and a
	// plain text. Zone is that of a brand's hours, for a reader whose own nobody knows. Tell wakes the loop
	// that sends notices; it must not block.
	Mail         bool
	MentionWords func(desk.Reader, Mention) (subject, text string)
	Zone         func(desk.BrandID) *time.Location
	Tell         func()
	// Poke tells of new events; owed says that the outbox has new work too. It must not
	// block.
	Poke func(owed bool)
	// NewKey makes the idempotency key of an answer on a network.
	NewKey func(n desk.Network, now time.Time) string
}

// New makes a Service.
func New(store Store, deps Deps) *Service {
	s := &Service{store: store, deps: deps, fitting: make(chan struct{}, 1)}
	s.names.Store(&names{})
	return s
}

// names are the few names that rows repeat, read again when the set-up changes.
type names struct {
	people   []desk.Agent
	agents   map[desk.AgentID]string
	brands   map[desk.BrandID]string
	accounts map[desk.AccountID]desk.Account
}

// Reload reads the names of agents, brands and accounts again.
func (s *Service) Reload(ctx context.Context, brands []desk.Brand) error {
	n := &names{agents: map[desk.AgentID]string{}, brands: map[desk.BrandID]string{}, accounts: map[desk.AccountID]desk.Account{}}
	for _, b := range brands {
		n.brands[b.ID] = b.Name
	}
	err := s.store.View(ctx, func(tx Tx) error {
		agents, err := tx.Agents()
		if err != nil {
			return err
		}
		n.people = agents
		for _, a := range agents {
			n.agents[a.ID] = a.Name
		}
		accounts, err := tx.Accounts()
		for _, a := range accounts {
			n.accounts[a.ID] = a
		}
		return err
	})
	if err == nil {
		s.names.Store(n)
	}
	return err
}

// Queue is one page of a list, its cases without their subjects, and how many cases each view holds.
func (s *Service) Queue(ctx context.Context, by desk.Agent, q desk.QueueQuery) (Page, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return Page{}, err
	}
	var page desk.QueuePage
	var counts []desk.Count
	var failed desk.Count
	err := s.store.View(ctx, func(tx Tx) (err error) {
		page, counts, failed, err = tx.CountedQueue(q, views(by), countBound)
		return err
	})
	if err != nil {
		return Page{}, err
	}
	for i := range page.Cases {
		page.Cases[i].Subject = "" // no row shows it, and looking for what is private costs most of making a row
	}
	return Page{Rows: s.rows(page.Cases), Next: page.Next, Counts: named(counts, failed)}, nil
}

// countBound is where counting stops: a reader acts no differently on 1,000 than on 999.
const countBound = 100

// Counts are how many cases each view holds, up to a bound.
func (s *Service) Counts(ctx context.Context, by desk.Agent) (map[string]desk.Count, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	var counts []desk.Count
	var failed desk.Count
	err := s.store.View(ctx, func(tx Tx) (err error) {
		counts, failed, err = tx.QueueCounts(views(by), countBound)
		return err
	})
	return named(counts, failed), err
}

// views are those that are counted, in the order of their names.
func views(by desk.Agent) []desk.QueueQuery {
	return []desk.QueueQuery{
		{List: desk.ListReply},
		{List: desk.ListReply, Assignee: by.ID},
		{List: desk.ListReply, Assignee: desk.Unassigned},
		{List: desk.ListWatch},
		{List: desk.ListWaiting},
		{List: desk.ListLater},
		{Asked: by.ID},
		{Mentioned: by.ID},
	}
}

func named(counts []desk.Count, failed desk.Count) map[string]desk.Count {
	all := map[string]desk.Count{"failed": failed}
	for i, name := range []string{"reply", "mine", "unassigned", "watch", "waiting", "later", "asked", "mentions"}[:len(counts)] {
		all[name] = counts[i]
	}
	return all
}

// Row is one case as the queue shows it.
func (s *Service) Row(ctx context.Context, by desk.Agent, id desk.CaseID) (Row, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return Row{}, err
	}
	var c *desk.Case
	err := s.store.View(ctx, func(tx Tx) (err error) {
		c, err = tx.Case(id)
		return err
	})
	if err != nil {
		return Row{}, err
	}
	return s.row(*c), nil
}

func (s *Service) rows(cases []desk.Case) []Row {
	rows := make([]Row, len(cases))
	for i, c := range cases {
		rows[i] = s.row(c)
	}
	return rows
}

func (s *Service) row(c desk.Case) Row {
	n, now := s.names.Load(), s.deps.Now()
	r := Row{Case: c.Masked(s.masked), AssigneeName: n.agents[c.Assignee], BrandName: n.brands[c.Brand], AccountName: n.accounts[c.Account].Name}
	if !c.WaitingSince.IsZero() {
		r.WaitingFor = now.Sub(c.WaitingSince)
	}
	if !c.Due.IsZero() {
		r.Left = c.Due.Sub(now)
	}
	return r
}

// Find searches the words of all messages, newest first, and says how many cases each view
// holds.
func (s *Service) Find(ctx context.Context, by desk.Agent, q desk.FindQuery) (Results, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return Results{}, err
	}
	var found []desk.Found
	var next desk.MessageID
	var counts []desk.Count
	var failed desk.Count
	err := s.store.View(ctx, func(tx Tx) (err error) {
		found, next, counts, failed, err = tx.CountedFind(q, views(by), countBound)
		return err
	})
	if err != nil {
		return Results{}, err
	}
	r := Results{Next: next, Counts: named(counts, failed)}
	for i := range found {
		f := &found[i]
		private := s.private(&f.Message)
		marks := append(s.masks(&f.Message, private, false), wordSpans(f.Message.Text, q.Words)...)
		r.Items = append(r.Items, Result{Found: *f, Segments: weave(f.Message.Text, marks), Who: s.masked(s.who(&f.Message))})
		r.Items[i].Message = *s.maskedMessage(&f.Message, private)
	}
	return r, nil
}

func (s *Service) who(m *desk.Message) string {
	if m.Direction == desk.In {
		if m.Author.Display != "" {
			return m.Author.Display
		}
		return m.Author.Name
	}
	if name := s.names.Load().agents[m.Agent]; name != "" {
		return name
	}
	if m.Author.Name != "" {
		return "@" + m.Author.Name
	}
	return s.names.Load().accounts[m.Account].Name
}

// Follow reads the facts after a cursor.
func (s *Service) Follow(ctx context.Context, after desk.EventCursor, limit int) (events []desk.Event, next desk.EventCursor, err error) {
	err = s.store.View(ctx, func(tx Tx) (err error) {
		events, next, err = tx.Events(after, limit)
		return err
	})
	return events, next, err
}

// Latest is the cursor after all that is settled now.
func (s *Service) Latest(ctx context.Context) (at desk.EventCursor, err error) {
	err = s.store.View(ctx, func(tx Tx) (err error) {
		at, err = tx.LatestEvent()
		return err
	})
	return at, err
}

// change reads a case, lets f change it, and keeps both the case and what f tells. version
// is the one that the page showed; 0 takes any.
func (s *Service) change(ctx context.Context, by desk.Agent, id desk.CaseID, version int64, f func(Tx, *desk.Case) ([]*desk.Event, error)) error {
	var err error
	for range maxTries {
		err = s.store.Update(ctx, func(tx Tx) error {
			c, err := tx.Case(id)
			if err != nil {
				return err
			}
			if err := s.current(tx, c, version); err != nil {
				return err
			}
			events, err := f(tx, c)
			if err != nil || events == nil {
				return err
			}
			return s.save(tx, by, c, events)
		})
		// A stale page is told so; a case that only moved while we were writing is done again.
		if !errors.Is(err, errStale) && desk.Is(err, desk.Conflict) {
			continue
		}
		break
	}
	if err == nil {
		s.deps.Poke(false)
	}
	return err
}

const maxTries = 8

var errStale = errors.New("stale page")

func (s *Service) stale(c *desk.Case) error {
	return &desk.Error{
		Kind:    desk.Conflict,
		Message: "This case has changed since your page loaded.",
		Mend:    "Check what's new and try again if it still applies. Nothing you wrote is lost.",
		Err:     errStale,
	}
}

// current stops a step on a page of another version, 0 being any. That our own answer
// reached the network since is no reason: the page said that it was on its way.
func (s *Service) current(tx Tx, c *desk.Case, version int64) error {
	if version == 0 || version == c.Version {
		return nil
	}
	story, err := tx.Story(c.ID, 0, 1)
	if err != nil {
		return err
	}
	if receipts(story.Events) < c.Version-version {
		return s.stale(c)
	}
	return nil
}

// receipts counts the latest changes of a case that were nothing but receipts of answers.
func receipts(events []desk.Event) (n int64) {
	for _, e := range slices.Backward(events) {
		switch e.Kind {
		case desk.ReplySent:
			n++
		case desk.CasePaused, desk.CaseResumed: // what a receipt does to clocks
		default:
			return n
		}
	}
	return n
}

func (s *Service) save(tx Tx, by desk.Agent, c *desk.Case, events []*desk.Event) error {
	now := s.deps.Now()
	c.UpdatedAt = now
	events = append(events, takenUp(c, by, now)...)
	events = append(events, s.deps.Clock(c)...)
	if err := tx.SaveCase(c); err != nil {
		return err
	}
	for _, e := range events {
		if e.Case == 0 {
			e.Case = c.ID
		}
		if e.At.IsZero() {
			e.At = now
		}
		e.Agent = by.ID
	}
	return tx.Append(events...)
}
