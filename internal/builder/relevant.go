package builder

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/listen"
	"heed/internal/relevance"
)

const (
	// Enough marks make a proposal.
	Enough     = 5
	mostTerms  = 4
	mostStored = 300 // hits of a search that are read
)

// Mark says of a message that a search brought it though it is not about us, or takes that
// back.
func (s *Service) Mark(ctx context.Context, by desk.Agent, message desk.MessageID, search desk.SearchID, notUs bool) error {
	if err := access.Check(by, access.WorkCases); err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx Tx) error {
		m, err := tx.Message(message)
		if err != nil {
			return err
		}
		name, brought := "", false
		for _, h := range m.Hits {
			if h.Search == search {
				name, brought = h.Name, true
			}
		}
		if !brought {
			return &desk.Error{Kind: desk.Invalid, Message: "This message didn't come from this search.", Mend: "Reload the page."}
		}
		about := "us"
		if notUs {
			about = "not us"
			err = tx.CreateMark(&desk.Mark{Search: search, Message: message, Agent: by.ID, At: s.deps.Now()})
		} else {
			err = tx.DropMark(search, message)
		}
		if err != nil {
			return err
		}
		return tx.Append(&desk.Event{Case: m.Case, Message: m.ID, Kind: desk.MarkedNotUs, Agent: by.ID, At: s.deps.Now(),
			Data: map[string]string{"search": strconv.FormatInt(int64(search), 10), "name": name, "about": about}})
	})
}

// Marks are the marks on messages, by message.
func (s *Service) Marks(ctx context.Context, by desk.Agent, messages []desk.MessageID) (out map[desk.MessageID][]desk.Mark, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil || len(messages) == 0 {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) (err error) {
		out, err = tx.MarksOf(messages)
		return err
	})
	return out, err
}

// Relevance is how well a search hits.
type Relevance struct {
	Hits     []Hit     // the latest, with their marks
	Marked   int       // of all that were marked, those that the search would still catch
	Needed   int       // marks until there can be a proposal; 0: there can be
	Proposal *Proposal // nil: none
	None     string    // why there is no proposal though there could be, in a sentence
	Last     *desk.Revision
	Undo     bool // Last can be taken back
}

// Proposal is a narrower search.
type Proposal struct {
	Query   string
	Terms   []relevance.Term
	Marked  int   // posts marked
	Left    int   // of them left out by it
	Good    int   // other hits
	Lost    []Hit // of them left out, too
	Wanting int   // of those lost, how many read as a complaint, a question or a request
	Before  int64 // heard posts of the window that the search catches now
	After   int64
	Window  Reach
	Samples []Hit // heard posts that it would not catch any more
}

// Relevance reads the latest hits of a search with what agents said of them, and proposes a
// narrower search once enough are not about us.
func (s *Service) Relevance(ctx context.Context, by desk.Agent, id desk.SearchID) (Relevance, error) {
	var r Relevance
	if err := access.Check(by, access.SeeDesk); err != nil {
		return r, err
	}
	var search *desk.Search
	var hits, bad []desk.Message
	marks := map[desk.MessageID]*desk.Mark{}
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if search, err = tx.Search(id); err != nil {
			return err
		}
		if hits, err = tx.HitsOf(id, mostStored); err != nil {
			return err
		}
		all, err := tx.Marks(id)
		if err != nil {
			return err
		}
		var ids []desk.MessageID
		for i := range all {
			marks[all[i].Message] = &all[i]
			ids = append(ids, all[i].Message)
		}
		if bad, err = tx.MessagesByID(ids); err != nil {
			return err
		}
		last, err := tx.Revisions(id, 1)
		if len(last) > 0 {
			r.Last, r.Undo = &last[0], last[0].To == search.Query
		}
		return err
	})
	if err != nil {
		return r, err
	}
	q, err := listen.Parse(search.Query)
	if err != nil {
		return r, err
	}
	match := matcher(q)
	for i := range hits[:min(len(hits), mostHits)] {
		h := s.shown(&hits[i], hitOf(&hits[i], id), 1)
		h.Marked = marks[hits[i].ID]
		r.Hits = append(r.Hits, h)
	}
	bad = caught(bad, match)
	r.Marked, r.Needed = len(bad), max(0, Enough-len(bad))
	if r.Needed > 0 {
		return r, nil
	}
	var good []desk.Message
	for _, m := range caught(hits, match) {
		if marks[m.ID] == nil {
			good = append(good, m)
		}
	}
	return r, s.propose(ctx, search.Query, bad, good, &r)
}

func hitOf(m *desk.Message, id desk.SearchID) *desk.Hit {
	for i := range m.Hits {
		if m.Hits[i].Search == id {
			return &m.Hits[i]
		}
	}
	return nil
}

// caught are the messages that a search would catch as it is now.
func caught(all []desk.Message, match func(*desk.Message) bool) (out []desk.Message) {
	for i := range all {
		if match(&all[i]) {
			out = append(out, all[i])
		}
	}
	return out
}

func (s *Service) propose(ctx context.Context, query string, bad, good []desk.Message, r *Relevance) error {
	o, err := s.options(ctx, query, bad)
	if err != nil {
		return err
	}
	o.Most, o.Weigh = mostTerms, weigh
	terms := relevance.Separate(bad, good, o)
	if len(terms) == 0 {
		r.None = "The marked posts have no words of their own, so excluding words won't help. Add a word that must appear alongside the name instead."
		return nil
	}
	p := &Proposal{Terms: terms, Marked: len(bad), Good: len(good)}
	var out []string
	for _, t := range terms {
		out = append(out, t.Query)
	}
	p.Query = Narrow(query, out)
	narrow, err := listen.Parse(p.Query)
	if err != nil {
		r.None = "The narrower search would be too long. Split it into two searches first."
		return nil
	}
	still := matcher(narrow)
	p.Left = len(bad) - len(caught(bad, still))
	for i := range good {
		if !still(&good[i]) {
			p.Lost = append(p.Lost, s.shown(&good[i], nil, 1))
			if weigh(&good[i]) > unsure {
				p.Wanting++
			}
		}
	}
	q, err := listen.Parse(query)
	if err != nil {
		return err
	}
	now := matcher(q)
	look, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	p.Window, err = s.deps.Scan(look, func(m *desk.Message, every int) bool {
		if !now(m) {
			return true
		}
		p.Before += int64(every)
		if still(m) {
			p.After += int64(every)
		} else if len(p.Samples) < 5 {
			p.Samples = append(p.Samples, s.shown(m, nil, every))
		}
		return true
	})
	r.Proposal = p
	return err
}

// Accept replaces the query of a search by one that was proposed. from is the query that the
// page showed: if somebody changed it meanwhile nothing is done.
func (s *Service) Accept(ctx context.Context, by desk.Agent, id desk.SearchID, from, to string) (desk.Search, error) {
	return s.change(ctx, by, id, "search narrowed", func(n *desk.Search) (desk.Revision, error) {
		if n.Query != from {
			return desk.Revision{}, stale()
		}
		return desk.Revision{To: to, Why: fmt.Sprintf("narrowed by what is not about us, on %s", s.deps.Now().UTC().Format(time.DateOnly))}, nil
	})
}

// TakeBack gives a search the query that it had before its latest change.
func (s *Service) TakeBack(ctx context.Context, by desk.Agent, id desk.SearchID, revision desk.ReviseID) (desk.Search, error) {
	var last []desk.Revision
	err := s.store.View(ctx, func(tx Tx) (err error) {
		last, err = tx.Revisions(id, 1)
		return err
	})
	if err != nil {
		return desk.Search{}, err
	}
	return s.change(ctx, by, id, "search change undone", func(n *desk.Search) (desk.Revision, error) {
		if len(last) == 0 || last[0].ID != revision || last[0].To != n.Query {
			return desk.Revision{}, stale()
		}
		return desk.Revision{To: last[0].Query, Why: "taken back"}, nil
	})
}

func stale() error {
	return &desk.Error{Kind: desk.Conflict, Message: "Someone has changed this search in the meantime.", Mend: "Check the current version."}
}

func (s *Service) change(ctx context.Context, by desk.Agent, id desk.SearchID, what string, decide func(*desk.Search) (desk.Revision, error)) (n desk.Search, err error) {
	if err := access.Check(by, access.EditSearches); err != nil {
		return n, err
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		now, err := tx.Search(id)
		if err != nil {
			return err
		}
		v, err := decide(now)
		if err != nil {
			return err
		}
		if _, err := listen.Parse(v.To); err != nil {
			return err
		}
		v.Search, v.Query, v.At, v.By = id, now.Query, s.deps.Now(), by.ID
		now.Query = v.To
		n = *now
		if err := tx.SaveSearch(now); err != nil {
			return err
		}
		if err := tx.CreateRevision(&v); err != nil {
			return err
		}
		return tx.Append(&desk.Event{Kind: desk.SearchChanged, Agent: by.ID, At: s.deps.Now(),
			Data: map[string]string{"what": what, "id": strconv.FormatInt(int64(id), 10), "name": now.Name}})
	})
	if err == nil {
		s.deps.Changed()
	}
	return n, err
}
