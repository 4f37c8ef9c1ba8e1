package reporting

import (
	"cmp"
	"slices"
	"time"

	"heed/internal/calendar"
	"heed/internal/casework"
	"heed/internal/desk"
	"heed/internal/order"
	"heed/internal/report"
	"heed/internal/signal"
)

// zones are where the clocks of the brands hang now: hours of the week are theirs.
func zones(tx Tx, now time.Time) (map[desk.BrandID]*time.Location, error) {
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
		out[b.ID] = time.UTC
		for _, c := range calendars {
			if c.ID != b.Calendar {
				continue
			}
			if parsed, err := calendar.Parse(c.Document); err == nil { // a broken one is told of elsewhere
				out[b.ID] = parsed.ZoneAt(now)
			}
		}
	}
	return out, nil
}

// maker makes facts. It is for one goroutine.
type maker struct {
	now   time.Time
	last  bool // these facts are the last: nothing of the cases changes any more
	quick *signal.Quick
	zones map[desk.BrandID]*time.Location
}

// fact makes the facts of a case anew; nil where there is no case or no customer speaks in it.
func (w *maker) fact(s *desk.Story) *desk.Fact {
	if s == nil {
		return nil
	}
	c, promises := &s.Case, s.Promises
	said, agent := w.said(s.Messages)
	var made report.Case
	if !made.Assemble(said, desk.Micros(w.now)) {
		return nil
	}
	f := &desk.Fact{Case: c.ID, Brand: c.Brand, Network: c.Network, Team: c.Team, Agent: agent, Intent: c.Intent, Lang: c.Lang, Private: c.Private, Followers: c.Followers}
	switch until := c.UpdatedAt.Add(quiet); {
	case w.last:
		// what waits, waited until now
	case owed(promises, w.now):
		f.LiveUntil = w.now.Add(day)
	case until.After(w.now) && (made.Open() || !resolved(c)):
		f.LiveUntil = until
	case made.Open(): // settled: it waits no longer than that
		made.Assemble(said, desk.Micros(until))
	}
	ended(&made, c, promises, w.now)
	zone := w.zones[c.Brand]
	if zone == nil {
		zone = time.UTC
	}
	f.Opened = desk.FromMicros(made.Opened)
	_, offset := f.Opened.In(zone).Zone()
	made.Hour, made.Followers, made.Person = report.HourOfWeek(made.Opened, offset), followers(s), uint64(c.Person)
	f.Hour = made.Hour
	if made.Leaving {
		made.Window = int(cmp.Or(c.Decision.Within, hour) / time.Second)
	}
	f.Document = made.Encode()
	return f
}

// followers are the most that the customer had in the case; -1: nobody knows.
func followers(s *desk.Story) int64 {
	most := s.Case.Followers
	for i := range s.Messages {
		if m := &s.Messages[i]; m.Direction == desk.In && m.CopyOf == 0 {
			most = max(most, m.Author.Followers)
		}
	}
	return int64(most)
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

// said reads the messages of a case, and who of the desk answered first.
func (w *maker) said(messages []desk.Message) (out []report.Said, agent desk.AgentID) {
	var gists []signal.Gist // of each of out; of the company's empty, which restate nothing
	parts := casework.Partial(messages)
	for i := range messages {
		m := &messages[i]
		if m.Direction == desk.Note || m.CopyOf != 0 || m.Direction == desk.Out && m.State != desk.Sent && m.State != "" {
			continue
		}
		s := report.Said{At: desk.Micros(m.PostedAt), Out: m.Direction == desk.Out, Private: m.Private}
		var gist signal.Gist
		if s.Out {
			s.Auto = m.Agent == 0 && signal.Automatic(m.Text) // what somebody wrote here, no machine did
			s.Agent, s.Partial = uint32(m.Agent), parts[m.ID]
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
			gist = glance.Topic.Gist()
			s.Restates = slices.ContainsFunc(gists[max(0, len(gists)-signal.Recall):], gist.Restates)
		}
		gists = append(gists, gist)
		out = append(out, s)
	}
	order.Stable(out, func(a, b report.Said) int { return cmp.Compare(a.At, b.At) })
	return out, agent
}

// customer takes the signals that are kept with a message, since an agent may have
// corrected them; what is not kept is read again.
func customer(s *report.Said, m *desk.Message, g signal.Glance) {
	intent := m.Signals.Intent.Label
	if intent == "" {
		intent = g.Intent.String()
	}
	mood := m.Signals.Sentiment.Label
	if mood == "" {
		mood = g.Mood.String()
	}
	switch mood {
	case "negative":
		s.Mood = -1
	case "positive":
		s.Mood = 1
	}
	s.Leaving = intent == desk.Leaving || g.Leaving
	s.Thanks = g.Thanks || g.Confirms || intent == desk.Praise
	switch intent {
	case desk.Complaint, desk.Question, desk.Request, desk.Praise, desk.Leaving, desk.Feedback:
		s.Calls = true
	case desk.Other:
		s.Calls = signal.Addresses(m.Text, m.Private, len(m.Mentions)) && !g.Thanks
	}
}
