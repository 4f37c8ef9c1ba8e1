package reporting

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/signal"
)

const (
	placeKey  = "reports.place"
	eventsRun = 1000 // events of one run
	casesRun  = 40   // cases of one run: it must not keep what else the desk does waiting
)

// place is how far the events are folded. A desk whose reports begin later than itself
// first goes through all cases by their ids; what changes meanwhile comes again by its event.
type place struct {
	Tx, ID  int64
	Scanned desk.CaseID
	Done    bool // all cases were gone through
}

// Run folds what is new, counts one hour again, and reports whether there may be more at
// once. Each is a short transaction of its own, so that answers need not wait for reports.
func (s *Service) Run(ctx context.Context) (more bool, err error) {
	w := &fold{Service: s, now: s.deps.Now(), quick: s.deps.Reader.Quick()}
	if err := s.store.View(ctx, w.read); err != nil {
		return false, err
	}
	if len(w.ids) > 0 || w.place != w.was {
		if err := s.store.Update(ctx, w.write); err != nil {
			return false, err
		}
	}
	counted, err := s.recount(ctx)
	return w.more || counted, err
}

// ever is a period that holds all others.
var ever = [2]time.Time{time.Unix(0, 0).UTC(), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)} // read only

// recount counts the oldest hour that waits for it; its day once none of it waits any more.
func (s *Service) recount(ctx context.Context) (counted bool, err error) {
	var waiting []time.Time
	err = s.store.View(ctx, func(tx Tx) (err error) {
		waiting, err = tx.DirtyHours(ever[0], ever[1], 1)
		return err
	})
	if err != nil || len(waiting) == 0 {
		return false, err
	}
	start := waiting[0]
	return true, s.store.Update(ctx, func(tx Tx) error {
		cells, err := hourCells(tx, start)
		if err != nil {
			return err
		}
		if err := tx.SaveCells(hour, start, encode(cells)); err != nil {
			return err
		}
		if err := tx.ClearHour(start); err != nil {
			return err
		}
		of := start.Truncate(day)
		rest, err := tx.DirtyHours(of, of.Add(day), 1)
		if err != nil || len(rest) > 0 {
			return err
		}
		sums, err := dayCells(tx, of)
		if err != nil {
			return err
		}
		return tx.SaveCells(day, of, encode(sums))
	})
}

// fold is one run: what is read, and what is written of it.
type fold struct {
	*Service
	now        time.Time
	quick      *signal.Quick
	zones      map[desk.BrandID]*time.Location
	was, place place
	ids        []desk.CaseID
	facts      map[desk.CaseID]*desk.Fact // nil: there is no such case any more
	more       bool
}

func (w *fold) read(tx Tx) error {
	var err error
	if w.was, err = readPlace(tx); err != nil {
		return err
	}
	w.place = w.was
	if err := w.choose(tx); err != nil || len(w.ids) == 0 {
		return err
	}
	if w.zones, err = zones(tx); err != nil {
		return err
	}
	w.facts = make(map[desk.CaseID]*desk.Fact, len(w.ids))
	for _, id := range w.ids {
		if w.facts[id], err = w.fact(tx, id); err != nil {
			return err
		}
	}
	return nil
}

func readPlace(tx Tx) (p place, err error) {
	text, err := tx.Setting(placeKey)
	if err != nil || text == "" {
		return p, err
	}
	return p, json.Unmarshal([]byte(text), &p)
}

// choose finds the cases of this run.
func (w *fold) choose(tx Tx) error {
	if !w.place.Done {
		return w.scan(tx)
	}
	events, next, err := tx.Events(desk.EventCursor{Tx: w.place.Tx, ID: w.place.ID}, eventsRun)
	if err != nil {
		return err
	}
	seen := map[desk.CaseID]bool{}
	for i, e := range events {
		if e.Case == 0 || seen[e.Case] {
			continue
		}
		if len(seen) == casesRun { // the rest is the next run's
			next, w.more = desk.EventCursor{Tx: events[i-1].Tx, ID: events[i-1].ID}, true
			break
		}
		seen[e.Case] = true
	}
	w.more = w.more || len(events) == eventsRun
	w.place.Tx, w.place.ID = next.Tx, next.ID
	settle, err := tx.SettleFacts(w.now, casesRun)
	for _, id := range settle {
		seen[id] = true
	}
	w.more = w.more || len(settle) == casesRun
	w.ids = slices.Sorted(maps.Keys(seen))
	return err
}

func (w *fold) scan(tx Tx) (err error) {
	if w.place.Scanned == 0 { // what is done from here on comes by its event
		latest, err := tx.LatestEvent()
		if err != nil {
			return err
		}
		w.place.Tx, w.place.ID = latest.Tx, latest.ID
	}
	w.ids, err = tx.CasesAfter(w.place.Scanned, casesRun)
	if n := len(w.ids); n > 0 {
		w.place.Scanned = w.ids[n-1]
	}
	w.place.Done = len(w.ids) < casesRun
	w.more = true
	return err
}

// zones are where the clocks of the brands hang: hours of the week are theirs.
func zones(tx Tx) (map[desk.BrandID]*time.Location, error) {
	brands, err := tx.Brands()
	if err != nil {
		return nil, err
	}
	calendars, err := tx.Calendars()
	if err != nil {
		return nil, err
	}
	out := map[desk.BrandID]*time.Location{}
	for _, b := range brands {
		for _, c := range calendars {
			if c.ID != b.Calendar {
				continue
			}
			if parsed, err := calendar.Parse(c.Document); err == nil { // a broken one is told of elsewhere
				out[b.ID] = parsed.Zone()
			}
		}
	}
	return out, nil
}

// fact makes the facts of a case anew; nil where no customer speaks in it.
func (w *fold) fact(tx Tx, id desk.CaseID) (*desk.Fact, error) {
	c, err := tx.Case(id)
	if desk.Is(err, desk.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	messages, err := tx.CaseMessages(id)
	if err != nil {
		return nil, err
	}
	said, agent := w.said(messages)
	made, ok := report.Assemble(said, desk.Micros(w.now), nil)
	if !ok {
		return nil, nil
	}
	promises, err := tx.CasePromises(id)
	if err != nil {
		return nil, err
	}
	f := &desk.Fact{Case: id, Brand: c.Brand, Network: c.Network, Team: c.Team, Agent: agent, Intent: c.Intent, Lang: c.Lang, Private: c.Private, Followers: c.Followers}
	switch until := c.UpdatedAt.Add(quiet); {
	case owed(promises, w.now):
		f.LiveUntil = w.now.Add(day)
	case until.After(w.now) && (made.Open() || !resolved(c)):
		f.LiveUntil = until
	case made.Open(): // settled: it waits no longer than that
		made, _ = report.Assemble(said, desk.Micros(until), nil)
	}
	ended(&made, c, promises, w.now)
	zone := w.zones[c.Brand]
	if zone == nil {
		zone = time.UTC
	}
	f.Opened = desk.FromMicros(made.Opened)
	_, offset := f.Opened.In(zone).Zone()
	made.Hour, made.Followers = report.HourOfWeek(made.Opened, offset), int64(c.Followers)
	f.Document = made.Encode()
	return f, nil
}

// ended adds what only a desk knows: when a case was resolved, and which promises fell due.
func ended(made *report.Case, c *desk.Case, promises []desk.Promise, now time.Time) {
	if resolved(c) {
		made.Resolution = report.Wait{Micros: max(0, desk.Micros(c.ResolvedAt)-made.Opened), Ended: true}
	} else if made.Resolution.Ended { // by the customer's words alone, which the desk did not take so
		seen := min(desk.Micros(now), desk.Micros(c.UpdatedAt.Add(quiet)))
		made.Resolution = report.Wait{Micros: max(0, seen-made.Opened)}
	}
	for _, p := range promises {
		switch {
		case !p.Kept.IsZero() && !p.Kept.After(p.Due):
			made.Promises++
			made.Kept++
		case !p.Due.After(now):
			made.Promises++
		}
	}
}

func resolved(c *desk.Case) bool { return c.Stage == desk.Resolved || c.Stage == desk.Confirmed }

// owed tells whether a promise is yet to fall due.
func owed(promises []desk.Promise, now time.Time) bool {
	return slices.ContainsFunc(promises, func(p desk.Promise) bool { return p.Kept.IsZero() && p.Due.After(now) })
}

// alike is from which share of common words on a problem is told again.
const alike = .5

// negative and positive are where a score counts as a mood: as in the public benchmark.
const (
	negative = -.10
	positive = .25
)

// said reads the messages of a case, and who of the desk answered first.
func (w *fold) said(messages []desk.Message) (out []report.Said, agent desk.AgentID) {
	var topics []signal.Topic
	for i := range messages {
		m := &messages[i]
		if m.Direction == desk.Note || m.CopyOf != 0 || m.Direction == desk.Out && m.State != desk.Sent && m.State != "" {
			continue
		}
		s := report.Said{At: desk.Micros(m.PostedAt), Out: m.Direction == desk.Out, Private: m.Private}
		if s.Out {
			s.Agent = uint32(m.Agent)
			if agent == 0 {
				agent = m.Agent
			}
			acts := w.quick.Reply(m.Text, m.Lang)
			s.Empty, s.Deflects = acts.LipService(), acts.Deflection()
			s.ToPrivate = acts.Has(desk.ActPrivate)
			s.Closes = !s.ToPrivate && (acts.Has(desk.ActDone) || acts.Has(desk.ActThanks) || acts.Has(desk.ActAnswer))
		} else {
			glance := w.quick.Customer(m.Text, m.Lang)
			customer(&s, m, glance)
			s.Restates = slices.ContainsFunc(topics, func(t signal.Topic) bool { return t.Alike(&glance.Topic) >= alike })
			topics = append(topics, glance.Topic)
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b report.Said) int { return cmp.Compare(a.At, b.At) })
	return out, agent
}

// customer takes the signals that are kept with a message, since an agent may have
// corrected them; what is not kept is read again.
func customer(s *report.Said, m *desk.Message, g signal.Glance) {
	intent := m.Signals.Intent.Label
	if intent == "" {
		intent = g.Intent.String()
	}
	switch m.Signals.Sentiment.Label {
	case "negative":
		s.Mood = -1
	case "positive":
		s.Mood = 1
	case "":
		if g.Sentiment < negative {
			s.Mood = -1
		} else if g.Sentiment >= positive {
			s.Mood = 1
		}
	}
	s.Leaving = intent == desk.Leaving || g.Leaving
	s.Thanks = g.Thanks || g.Confirms || intent == desk.Praise
	switch intent {
	case desk.Complaint, desk.Question, desk.Request, desk.Praise, desk.Leaving, desk.Feedback:
		s.Calls = true
	case desk.Other:
		s.Calls = (m.Private || len(m.Mentions) > 0) && !g.Thanks
	}
}

// write keeps the facts and marks the hours that they touch.
func (w *fold) write(tx Tx) error {
	before, err := tx.FactsByCase(w.ids)
	if err != nil {
		return err
	}
	dirty := map[int64]bool{}
	for _, id := range w.ids {
		old, had := before[id]
		if had && old.LiveUntil.IsZero() {
			dirty[old.Opened.Truncate(hour).Unix()] = true
		}
		f := w.facts[id]
		if f == nil {
			err = tx.DropFact(id)
		} else {
			err = tx.SaveFact(f)
			if f.LiveUntil.IsZero() {
				dirty[f.Opened.Truncate(hour).Unix()] = true
			}
		}
		if err != nil {
			return err
		}
	}
	for _, h := range slices.Sorted(maps.Keys(dirty)) {
		if err := tx.MarkHour(time.Unix(h, 0).UTC()); err != nil {
			return err
		}
	}
	text, err := json.Marshal(w.place)
	if err != nil {
		return err
	}
	return tx.SaveSetting(placeKey, string(text))
}

// group is a cell without its time.
type group struct {
	brand desk.BrandID
	dim   desk.Dim
	key   string
}

// mostPerHour bounds how many cases of one hour are counted at a time.
const mostPerHour = 1_000_000

func hourCells(tx Tx, start time.Time) (map[group]*report.Tally, error) {
	facts, err := tx.Facts(desk.FactQuery{From: start, To: start.Add(hour), Limit: mostPerHour})
	if err != nil {
		return nil, err
	}
	cells := map[group]*report.Tally{}
	for i := range facts {
		if !facts[i].LiveUntil.IsZero() {
			continue
		}
		c, err := report.DecodeCase(facts[i].Document)
		if err != nil {
			return nil, err
		}
		for _, brand := range [...]desk.BrandID{0, facts[i].Brand} {
			for _, dim := range dims {
				g := group{brand, dim, keyOf(&facts[i], dim)}
				if cells[g] == nil {
					cells[g] = report.NewTally(false)
				}
				cells[g].Add(&c)
			}
			if facts[i].Brand == 0 {
				break
			}
		}
	}
	return cells, nil
}

func dayCells(tx Tx, start time.Time) (map[group]*report.Tally, error) {
	hours, err := tx.CellsOf(hour, start, start.Add(day))
	cells := map[group]*report.Tally{}
	for _, h := range hours {
		g := group{h.Brand, h.Dim, h.Key}
		if cells[g] == nil {
			cells[g] = report.NewTally(false)
		}
		if err := cells[g].Decode(h.Document); err != nil {
			return nil, err
		}
	}
	return cells, err
}

func encode(cells map[group]*report.Tally) []desk.Cell {
	out := make([]desk.Cell, 0, len(cells))
	for g, t := range cells {
		out = append(out, desk.Cell{Brand: g.brand, Dim: g.dim, Key: g.key, Document: t.Encode()})
	}
	slices.SortFunc(out, func(a, b desk.Cell) int {
		return cmp.Or(cmp.Compare(a.Dim, b.Dim), cmp.Compare(a.Brand, b.Brand), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// dims are what cases are grouped by.
var dims = []desk.Dim{desk.ByAll, desk.ByBrand, desk.ByNetwork, desk.ByTeam, desk.ByAgent, desk.ByIntent, desk.ByLang, desk.ByPrivate} // read only

func keyOf(f *desk.Fact, d desk.Dim) string {
	switch d {
	case desk.ByBrand:
		return strconv.FormatInt(int64(f.Brand), 10)
	case desk.ByNetwork:
		return string(f.Network)
	case desk.ByTeam:
		return strconv.FormatInt(int64(f.Team), 10)
	case desk.ByAgent:
		return strconv.FormatInt(int64(f.Agent), 10)
	case desk.ByIntent:
		return f.Intent
	case desk.ByLang:
		return f.Lang
	case desk.ByPrivate:
		return map[bool]string{true: "private", false: "public"}[f.Private]
	}
	return ""
}
