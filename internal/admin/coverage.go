package admin

import (
	"context"
	"slices"
	"time"

	"heed/internal/access"
	"heed/internal/calendar"
	"heed/internal/coverage"
	"heed/internal/desk"
)

// Hours is a change of a calendar's weekly hours: minutes since Monday 00:00 by its clock.
type Hours struct {
	Calendar desk.CalendarID
	From, To int
	Close    bool   // takes the hours away
	First    string // date from which it holds; "" for a preview
}

// Coverage is who asks when, who is there, and what other hours would have done.
type Coverage struct {
	coverage.Map
	People  int             // whose hours are counted
	Change  *Hours          // that was asked for
	Result  coverage.Result // of the change
	Changed *coverage.Map   // with it
	Words   string          // the calendar with it, in words
}

// How much of the past coverage looks at.
const (
	coverageBack  = 8 * 7 * 24 * time.Hour
	coverageCases = 20_000
)

// Coverage draws the map; change, if not nil, is tried on it and not kept.
func (s *Service) Coverage(ctx context.Context, by desk.Agent, change *Hours) (*Coverage, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	var o Overview
	var demands []desk.Demand
	now := s.deps.Now()
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if o, err = overview(tx); err != nil {
			return err
		}
		demands, err = tx.Demands(now.Add(-coverageBack), coverageCases)
		return err
	})
	if err != nil {
		return nil, err
	}
	cals := calendars(o.Calendars)
	asked := desk.CalendarID(0)
	if change != nil {
		asked = change.Calendar
	}
	zone := zoneOf(&o, cals, asked, now)
	staff := staffOf(&o, cals)
	out := &Coverage{Map: coverage.Draw(demands, staff, zone, now), People: len(staff)}
	if change == nil {
		return out, nil
	}
	return out, out.try(*change, &o, cals, demands, now)
}

// zoneOf is the zone of the map: that of the calendar asked for, else of the first.
func zoneOf(o *Overview, cals map[desk.CalendarID]*calendar.Calendar, asked desk.CalendarID, now time.Time) *time.Location {
	if cal := cals[asked]; cal != nil {
		return cal.ZoneAt(now)
	}
	if len(o.Calendars) > 0 && cals[o.Calendars[0].ID] != nil {
		return cals[o.Calendars[0].ID].ZoneAt(now)
	}
	return time.UTC
}

// HoursAsked asks for the cases that the map counts in the hours of the week from From until To,
// which may lie in the next week. Calendar is the one whose clock the map goes by; 0: the first.
type HoursAsked struct {
	From, To int
	Calendar desk.CalendarID
	Skip     int // so many of the newest
	Most     int // 0: a page
}

// HourCases are cases behind a number of the map.
type HourCases struct {
	HoursAsked
	Zone  *time.Location
	List  []desk.Case // newest first
	Total int
}

// hoursPage is how many cases of the map are listed at once.
const hoursPage = 50

// CoverageCases lists the cases behind a number of the map.
func (s *Service) CoverageCases(ctx context.Context, by desk.Agent, ask HoursAsked) (*HourCases, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	if ask.From < 0 || ask.From >= coverage.Week || ask.To <= ask.From || ask.To > ask.From+coverage.Week || ask.Skip < 0 {
		return nil, invalid("from", "These aren't hours of the week.", "Choose an hour on the coverage page.")
	}
	if ask.Most <= 0 {
		ask.Most = hoursPage
	}
	out := &HourCases{HoursAsked: ask}
	now := s.deps.Now()
	err := s.store.View(ctx, func(tx Tx) error {
		o, err := overview(tx)
		if err != nil {
			return err
		}
		demands, err := tx.Demands(now.Add(-coverageBack), coverageCases)
		if err != nil {
			return err
		}
		out.Zone = zoneOf(&o, calendars(o.Calendars), ask.Calendar, now)
		found := coverage.In(demands, out.Zone, ask.From, ask.To)
		out.Total = len(found)
		for _, d := range found[min(ask.Skip, len(found)):min(ask.Skip+ask.Most, len(found))] {
			c, err := tx.Case(d.Case)
			if err != nil {
				return err
			}
			out.List = append(out.List, c.Masked(s.deps.Mask))
		}
		return nil
	})
	return out, err
}

func calendars(list []desk.Calendar) map[desk.CalendarID]*calendar.Calendar {
	out := map[desk.CalendarID]*calendar.Calendar{}
	for _, c := range list {
		if cal, err := calendar.Parse(c.Document); err == nil {
			out[c.ID] = cal // one that cannot be read covers nothing here; its page says why
		}
	}
	return out
}

// staffOf are those who answer, with their own hours, else those of their first team that
// has some. Who has neither works whenever they like and is not counted, unless nobody has
// hours.
func staffOf(o *Overview, cals map[desk.CalendarID]*calendar.Calendar) []coverage.Staff {
	var with, without []coverage.Staff
	for _, a := range o.Agents {
		if a.Disabled || a.Role == desk.Viewer {
			continue
		}
		if cal := hoursOf(&a, o.Teams, cals); cal != nil {
			with = append(with, coverage.Staff{Name: a.Name, Hours: cal})
		} else {
			without = append(without, coverage.Staff{Name: a.Name, Hours: calendar.Always()})
		}
	}
	if len(with) == 0 {
		return without
	}
	return with
}

func hoursOf(a *desk.Agent, teams []desk.Team, cals map[desk.CalendarID]*calendar.Calendar) *calendar.Calendar {
	if cal := cals[a.Calendar]; cal != nil {
		return cal
	}
	for _, t := range teams {
		if cal := cals[t.Calendar]; cal != nil && slices.Contains(a.Teams, t.ID) {
			return cal
		}
	}
	return nil
}

// try reckons what a change would do.
func (c *Coverage) try(h Hours, o *Overview, cals map[desk.CalendarID]*calendar.Calendar, demands []desk.Demand, now time.Time) error {
	before := cals[h.Calendar]
	if before == nil {
		return invalid("calendar", "Choose which calendar's hours to change.", "")
	}
	doc, err := before.WithHours(h.From, h.To, !h.Close, now.In(before.ZoneAt(now)).Format(time.DateOnly))
	if err != nil {
		return err
	}
	after, err := calendar.New(doc)
	if err != nil {
		return err
	}
	// The past is reckoned as if the weekly hours of today, and those asked for, had always been.
	usual := func(cal *calendar.Calendar) (*calendar.Calendar, error) {
		d := cal.Ordinary(now).Document()
		all := cal.Document()
		d.Exceptions, d.Holidays = all.Exceptions, all.Holidays
		return calendar.New(d)
	}
	was, err := usual(before)
	if err != nil {
		return err
	}
	would, err := usual(after)
	if err != nil {
		return err
	}
	c.Change, c.Words = &h, after.Words(now)
	c.Result = coverage.Simulate(concerned(demands, o, h.Calendar), was, would)
	cals[h.Calendar] = after
	changed := coverage.Draw(demands, staffOf(o, cals), c.Zone, now)
	c.Changed = &changed
	return nil
}

// concerned are the cases whose clocks run by a calendar: those of its teams and brands.
// Where none is, all are.
func concerned(demands []desk.Demand, o *Overview, id desk.CalendarID) []desk.Demand {
	teams, brands := map[desk.TeamID]desk.CalendarID{}, map[desk.BrandID]desk.CalendarID{}
	for _, t := range o.Teams {
		teams[t.ID] = t.Calendar
	}
	for _, b := range o.Brands {
		brands[b.ID] = b.Calendar
	}
	var list []desk.Demand
	for _, d := range demands {
		if cal := teams[d.Team]; cal == id || cal == 0 && brands[d.Brand] == id {
			list = append(list, d)
		}
	}
	if len(list) == 0 {
		return demands
	}
	return list
}

// ChangeHours keeps a change of weekly hours from a date on; see [Service.UndoCalendar].
func (s *Service) ChangeHours(ctx context.Context, by desk.Agent, h Hours) (desk.Calendar, error) {
	var c desk.Calendar
	err := s.store.View(ctx, func(tx Tx) (err error) {
		c, err = calendarByID(tx, h.Calendar)
		return err
	})
	if err != nil {
		return c, err
	}
	cal, err := calendar.Parse(c.Document)
	if err != nil {
		return c, err
	}
	doc, err := cal.WithHours(h.From, h.To, !h.Close, h.First)
	if err != nil {
		return c, err
	}
	changed, err := calendar.New(doc)
	if err != nil {
		return c, err
	}
	c.Document = changed.Marshal()
	return s.SaveCalendar(ctx, by, c)
}
