package calendar_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"heed/internal/calendar"

	"pgregory.net/rapid"
)

// oracle answers by looking at the clock on the wall, one minute after the other. It
// reads the document by itself and shares nothing with the package but the table of
// public holidays.
type oracle struct {
	doc   calendar.Document
	eras  []oracleEra // by when their clock begins to count
	known map[string][]string
}

// oracleEra is a time in which the clock hangs in one zone.
type oracleEra struct {
	loc   *time.Location
	begin time.Time
	plans []oraclePlan
}

type oraclePlan struct {
	from     string // first date
	days     map[string][]string
	holidays []calendar.Holidays
}

func oracleDays(always bool, w calendar.Week) map[string][]string {
	if always {
		all := []string{"00:00-24:00"}
		w = calendar.Week{Mon: all, Tue: all, Wed: all, Thu: all, Fri: all, Sat: all, Sun: all}
	}
	return map[string][]string{"Monday": w.Mon, "Tuesday": w.Tue, "Wednesday": w.Wed, "Thursday": w.Thu, "Friday": w.Fri, "Saturday": w.Sat, "Sunday": w.Sun}
}

func place(zone string) *time.Location {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	return loc
}

func newOracle(d calendar.Document) oracle {
	o := oracle{doc: d, known: map[string][]string{}, eras: []oracleEra{{loc: place(d.Zone), plans: []oraclePlan{{"", oracleDays(d.Always, d.Week), d.Holidays}}}}}
	holidays := d.Holidays
	for _, v := range d.Versions {
		if v.Holidays != nil {
			holidays = v.Holidays
		}
		p := oraclePlan{v.From, oracleDays(v.Always, v.Week), holidays}
		last := &o.eras[len(o.eras)-1]
		if v.Zone == "" || v.Zone == last.loc.String() {
			last.plans = append(last.plans, p)
			continue
		}
		e := oracleEra{loc: place(v.Zone), plans: []oraclePlan{p}}
		noon, _ := time.Parse("2006-01-02", v.From)
		for e.begin = noon.Add(-30 * time.Hour); e.begin.In(e.loc).Format("2006-01-02") < v.From; {
			e.begin = e.begin.Add(time.Minute)
		}
		o.eras = append(o.eras, e)
	}
	return o
}

func (o oracle) era(t time.Time) oracleEra {
	e := o.eras[0]
	for _, later := range o.eras[1:] {
		if !t.Before(later.begin) {
			e = later
		}
	}
	return e
}

// windows lists what begins on a date of an era, given as noon UTC of it.
func (o oracle) windows(e oracleEra, noon time.Time) []string {
	name := noon.Format("2006-01-02")
	key := e.begin.String() + name
	if _, ok := o.known[key]; !ok {
		o.known[key] = o.windowsOf(e, noon, name)
	}
	return o.known[key]
}

func (o oracle) windowsOf(e oracleEra, noon time.Time, name string) []string {
	for _, x := range o.doc.Exceptions {
		to := x.To
		if to == "" {
			to = x.Date
		}
		if x.Date <= name && name <= to {
			return x.Hours
		}
	}
	var p oraclePlan
	for _, later := range e.plans {
		if later.from <= name {
			p = later
		}
	}
	for _, h := range p.holidays {
		region, _ := calendar.RegionNamed(h.Region)
		for _, day := range region.Holidays(noon.Year()) {
			if day.Date == name && !slices.Contains(h.Except, day.Name) {
				return h.Hours
			}
		}
	}
	return p.days[noon.Weekday().String()]
}

func (o oracle) open(t time.Time) bool {
	e := o.era(t)
	wall := t.In(e.loc)
	now := wall.Format("15:04")
	noon := time.Date(wall.Year(), wall.Month(), wall.Day(), 12, 0, 0, 0, time.UTC)
	for _, w := range o.windows(e, noon) {
		from, to := w[:5], w[6:]
		if from < to && from <= now && now < to || from >= to && from <= now {
			return true
		}
	}
	for _, w := range o.windows(e, noon.Add(-24*time.Hour)) {
		from, to := w[:5], w[6:]
		if from >= to && now < to {
			return true
		}
	}
	return false
}

// Zones with whole, half and three-quarter hours, with changes at midnight, of half an
// hour, on a Friday, and with a date that never was.
var zones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kolkata", "Asia/Kathmandu",
	"Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "Africa/Cairo", "Asia/Beirut", "America/Havana",
	"America/Sao_Paulo", "Africa/Casablanca", "Asia/Tehran", "Atlantic/Azores", "America/Asuncion", "Asia/Gaza",
}

func drawClock(t *rapid.T, label string) int {
	if rapid.Bool().Draw(t, label+" near a change") {
		return rapid.IntRange(0, 4*60).Draw(t, label)
	}
	return rapid.IntRange(0, 24*60-1).Draw(t, label)
}

func clock(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

func drawWindows(t *rapid.T, label string) []string {
	var ws []string
	for range rapid.IntRange(0, 3).Draw(t, label+" windows") {
		from := drawClock(t, label+" from")
		switch rapid.IntRange(0, 4).Draw(t, label+" shape") {
		case 0: // one minute
			ws = append(ws, clock(from)+"-"+clock(from+1))
		case 1:
			ws = append(ws, "22:00-06:00")
		case 2:
			ws = append(ws, "00:00-24:00")
		default:
			if to := drawClock(t, label+" to"); to != from {
				ws = append(ws, clock(from)+"-"+clock(to))
			}
		}
	}
	return ws
}

func drawDocument(t *rapid.T, near time.Time) calendar.Document {
	d := calendar.Document{Zone: rapid.SampledFrom(zones).Draw(t, "zone")}
	if d.Always = rapid.IntRange(0, 9).Draw(t, "kind") == 0; !d.Always {
		for _, p := range []*[]string{&d.Week.Mon, &d.Week.Tue, &d.Week.Wed, &d.Week.Thu, &d.Week.Fri, &d.Week.Sat, &d.Week.Sun} {
			*p = drawWindows(t, "day")
		}
	}
	next := -2
	for range rapid.IntRange(0, 3).Draw(t, "exceptions") {
		next += rapid.IntRange(1, 3).Draw(t, "gap")
		x := calendar.Exception{Date: near.AddDate(0, 0, next).Format("2006-01-02"), Name: "n" + strconv.Itoa(next)}
		if rapid.Bool().Draw(t, "range") {
			next++
			x.To = near.AddDate(0, 0, next).Format("2006-01-02")
		}
		x.Hours = drawWindows(t, "exception")
		x.Closed = len(x.Hours) == 0
		d.Exceptions = append(d.Exceptions, x)
	}
	if rapid.IntRange(0, 3).Draw(t, "with holidays") == 0 {
		d.Holidays = drawHolidays(t)
	}
	if rapid.IntRange(0, 2).Draw(t, "with versions") == 0 {
		d.Versions = drawVersions(t, near)
	}
	return d
}

func drawHolidays(t *rapid.T) []calendar.Holidays {
	list := []calendar.Holidays{}
	for range rapid.IntRange(0, 2).Draw(t, "regions") {
		h := calendar.Holidays{Region: rapid.SampledFrom([]string{"DE-BY", "US", "GB-SCT", "NZ", "JP", "BG", "AU-VIC"}).Draw(t, "region")}
		if rapid.Bool().Draw(t, "holiday hours") {
			h.Hours = []string{"22:00-03:00"}
		}
		if rapid.Bool().Draw(t, "left out") {
			h.Except = []string{"Christmas Day", "New Year's Day", "Neujahrstag"}
		}
		list = append(list, h)
	}
	return list
}

// drawVersions draws schedules that begin around a moment, some by another clock.
func drawVersions(t *rapid.T, near time.Time) []calendar.Version {
	var list []calendar.Version
	day := -3
	for range rapid.IntRange(1, 3).Draw(t, "versions") {
		day += rapid.IntRange(1, 3).Draw(t, "days on")
		v := calendar.Version{From: near.AddDate(0, 0, day).Format("2006-01-02"), Always: rapid.IntRange(0, 5).Draw(t, "version kind") == 0}
		if !v.Always {
			for _, p := range []*[]string{&v.Week.Mon, &v.Week.Tue, &v.Week.Wed, &v.Week.Thu, &v.Week.Fri, &v.Week.Sat, &v.Week.Sun} {
				*p = drawWindows(t, "later day")
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "moves") == 0 {
			v.Zone = rapid.SampledFrom(zones).Draw(t, "moves to")
			day += 3
		}
		if rapid.IntRange(0, 3).Draw(t, "other holidays") == 0 {
			v.Holidays = drawHolidays(t)
		}
		list = append(list, v)
	}
	return list
}

// drawMoment draws a minute, half the time shortly before the zone's clock changes.
func drawMoment(t *rapid.T) time.Time {
	year := rapid.IntRange(2005, 2036).Draw(t, "year")
	month := rapid.SampledFrom([]time.Month{3, 10, 11, 4, 9, 12, 6, 1}).Draw(t, "month")
	at := time.Date(year, month, rapid.IntRange(1, 31).Draw(t, "day of month"), rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"), 0, 0, time.UTC)
	if rapid.IntRange(0, 19).Draw(t, "apia") == 0 {
		at = time.Date(rapid.SampledFrom([]int{2011, 2027}).Draw(t, "which year"), 12, 29, rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, time.UTC)
	}
	return at
}

func nearChange(t *rapid.T, at time.Time, zone string) time.Time {
	loc, _ := time.LoadLocation(zone)
	_, change := at.In(loc).ZoneBounds()
	if change.IsZero() || change.Year() > 2037 || rapid.IntRange(0, 2).Draw(t, "at a change") == 0 {
		return at
	}
	return change.Add(-time.Duration(rapid.IntRange(0, 36*60).Draw(t, "before the change")) * time.Minute)
}

func TestAgainstTheClockOnTheWall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := drawMoment(t)
		d := drawDocument(t, from)
		from = nearChange(t, from, d.Zone)
		c, err := calendar.New(d)
		if err != nil {
			t.Fatalf("%+v: %v", d, err)
		}
		o := newOracle(d)
		n := rapid.SampledFrom([]int{2880, 4320, 1440, 60, 0}).Draw(t, "long") + rapid.IntRange(1, 60).Draw(t, "minutes")
		againstTheWall(t, c, o, from, n, rapid.IntRange(1, n).Draw(t, "wanted"))
	})
}

// Each change of the clocks in every zone, from a day and a half before it.
func TestEveryChangeOfTheClocks(t *testing.T) {
	t.Parallel()
	week := func(ws ...string) calendar.Week {
		return calendar.Week{Mon: ws, Tue: ws, Wed: ws, Thu: ws, Fri: ws, Sat: ws, Sun: ws}
	}
	weeks := []calendar.Week{week("22:00-06:00"), week("00:00-00:01", "01:15-02:45"), week("02:30-02:31", "23:59-00:30", "12:00-13:00"), {Sat: []string{"20:00-03:00"}, Sun: []string{"02:00-24:00"}}}
	for _, name := range zones {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for year := 2005; year < 2038; year += 3 {
			at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
			for i := 0; ; i++ {
				_, change := at.In(loc).ZoneBounds()
				if at = change; change.IsZero() || change.Year() > year {
					break
				}
				d := calendar.Document{Zone: name, Week: weeks[(i+year)%len(weeks)]}
				c, err := calendar.New(d)
				if err != nil {
					t.Fatal(err)
				}
				againstTheWall(t, c, newOracle(d), change.Add(-36*time.Hour), 3*24*60, 7*60)
			}
		}
	}
}

// againstTheWall compares every answer for n minutes from a moment; want minutes are
// added.
func againstTheWall(t rapid.TB, c *calendar.Calendar, o oracle, from time.Time, n, want int) {
	var sum int
	var added, opened, closed time.Time
	for i := range n {
		at := from.Add(time.Duration(i) * time.Minute)
		open := o.open(at)
		if got := c.Open(at); got != open {
			t.Fatalf("Open(%v) = %v, the wall says %v", at.In(o.era(at).loc), got, open)
		}
		if open && opened.IsZero() {
			opened = at
		}
		if !open && closed.IsZero() {
			closed = at
		}
		if open {
			if sum++; sum == want {
				added = at.Add(time.Minute)
			}
		}
	}
	end := from.Add(time.Duration(n) * time.Minute)
	if got := c.Between(from, end); got != time.Duration(sum)*time.Minute {
		t.Fatalf("Between(%v, %v) = %v, the wall says %d min", from, end, got, sum)
	}
	if got := c.Between(end, from); got != -time.Duration(sum)*time.Minute {
		t.Fatalf("Between backwards = %v, the wall says -%d min", got, sum)
	}
	if got := c.Add(from, time.Duration(want)*time.Minute); !added.IsZero() && !got.Equal(added) {
		t.Fatalf("Add(%v, %d min) = %v, the wall says %v", from, want, got, added)
	} else if added.IsZero() && !got.IsZero() && !got.After(end) {
		t.Fatalf("Add(%v, %d min) = %v, the wall says after %v", from, want, got, end)
	}
	checkNext(t, "NextOpen", c.NextOpen(from), opened, end)
	checkNext(t, "NextClose", c.NextClose(from), closed, end)
	checkSpans(t, c, o, from, end)
}

// checkNext compares with what the wall showed before end.
func checkNext(t rapid.TB, name string, got, want, end time.Time) {
	if !want.IsZero() && !got.Equal(want) || want.IsZero() && !got.IsZero() && got.Before(end) {
		t.Fatalf("%s = %v, the wall says %v (looked until %v)", name, got, want, end)
	}
}

func checkSpans(t rapid.TB, c *calendar.Calendar, o oracle, from, to time.Time) {
	at, last := from, calendar.Span{}
	for s := range c.Spans(from, to) {
		if !s.From.Equal(at) || !s.To.After(s.From) {
			t.Fatalf("span %+v does not begin at %v", s, at)
		}
		if !last.From.IsZero() && last.Open == s.Open {
			t.Fatalf("spans %+v and %+v do not take turns", last, s)
		}
		if o.open(s.From) != s.Open || o.open(s.To.Add(-time.Minute)) != s.Open {
			t.Fatalf("span %+v is not what the wall says", s)
		}
		at, last = s.To, s
	}
	if !at.Equal(to) {
		t.Fatalf("spans end at %v, not %v", at, to)
	}
}

// Adding takes exactly the covered time, to the nanosecond, and not a moment more.
func TestAddIsTheInverseOfBetween(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := drawMoment(t)
		d := drawDocument(t, from)
		from = nearChange(t, from, d.Zone).Add(time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "ns")))
		c, err := calendar.New(d)
		if err != nil {
			t.Fatal(err)
		}
		dur := time.Duration(rapid.Int64Range(1, int64(60*time.Hour)).Draw(t, "d"))
		due := c.Add(from, dur)
		if due.IsZero() {
			if c.Between(from, from.AddDate(250, 0, 0)) >= dur {
				t.Fatalf("never, and yet there is enough cover")
			}
			return
		}
		if got := c.Between(from, due); got != dur {
			t.Fatalf("Between(from, Add(from, %v)) = %v", dur, got)
		}
		if !c.Open(due.Add(-1)) {
			t.Fatalf("Add(%v, %v) = %v, which is not the first such moment", from, dur, due)
		}
	})
}

func TestWeekOfHoursAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		monday := time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC)
		d := drawDocument(t, monday)
		d.Zone, d.Exceptions, d.Holidays, d.Versions = "UTC", nil, nil, nil
		c, err := calendar.New(d)
		if err != nil {
			t.Fatal(err)
		}
		for i, share := range c.Hours(monday) {
			from := monday.Add(time.Duration(i) * time.Hour)
			if want := c.Between(from, from.Add(time.Hour)).Hours(); math.Abs(share-want) > 1e-9 {
				t.Fatalf("hour %d (%s) is covered %v, want %v", i, from.Format("Mon 15:04"), share, want)
			}
		}
	})
}

func TestSameDocumentSameCalendar(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := drawMoment(t)
		c, err := calendar.New(drawDocument(t, at))
		if err != nil {
			t.Fatal(err)
		}
		again, err := calendar.Parse(c.Marshal())
		if err != nil {
			t.Fatalf("%s: %v", c.Marshal(), err)
		}
		if a, b := string(c.Marshal()), string(again.Marshal()); a != b {
			t.Fatalf("not the same:\n%s\n%s", a, b)
		}
		if strings.Contains(c.Words(at), "%!") {
			t.Fatal(c.Words(at))
		}
	})
}
