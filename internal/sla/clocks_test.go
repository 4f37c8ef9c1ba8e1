package sla_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/sla"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func waits(since time.Time) *desk.Case {
	return &desk.Case{Stage: desk.New, OpenedAt: since, LastInbound: since, WaitingSince: since,
		Decision: desk.Decision{Respond: "yes", Within: time.Hour, Next: 30 * time.Minute, Update: 24 * time.Hour, Resolve: 20 * time.Hour, Hours: "covered"}}
}

// shownClocks are the clocks of a case in a line each.
func shownClocks(c *desk.Case, zone *time.Location) []string {
	var out []string
	for _, k := range c.Clocks {
		line := k.Kind
		switch {
		case !k.Paused.IsZero():
			line += " stands: " + k.Why + ", " + k.Left.String() + " left"
		default:
			line += " due " + k.Due.In(zone).Format("Mon 15:04")
		}
		out = append(out, line)
	}
	return out
}

// The clocks of a case from its first message to its end.
func TestClocksOfACase(t *testing.T) {
	t.Parallel()
	cal := office(t)
	c := waits(at(t, "2026-07-02 17:30")) // a Thursday
	step := func(now string, change func(), wantEvents []string, want ...string) {
		t.Helper()
		change()
		var events []string
		for _, e := range sla.Default().Set(c, cal, at(t, now)) {
			events = append(events, string(e.Kind)+" "+e.Data["clock"])
		}
		if d := cmp.Diff(want, shownClocks(c, cal.Zone())); d != "" {
			t.Errorf("at %s: %s", now, d)
		}
		if d := cmp.Diff(wantEvents, events); d != "" {
			t.Errorf("at %s: events %s", now, d)
		}
		before := cmp.Diff(desk.Case{}, *c)
		if again := sla.Default().Set(c, cal, at(t, now)); len(again) > 0 || before != cmp.Diff(desk.Case{}, *c) {
			t.Errorf("at %s: set again, it changes: %v", now, again)
		}
	}
	step("2026-07-02 17:30", func() {}, nil, "first due Fri 08:30", "resolve due Mon 17:30")
	if c.DueKind != "first" || !c.Due.Equal(at(t, "2026-07-03 08:30")) {
		t.Errorf("the row shows %s %v", c.DueKind, c.Due)
	}
	step("2026-07-02 17:50", func() { // we answer, and wait for the customer
		c.WaitingSince, c.FirstResponseAt, c.LastOutbound = time.Time{}, at(t, "2026-07-02 17:50"), at(t, "2026-07-02 17:50")
		c.Stage = desk.Acknowledged
	}, nil, "update due Tue 11:50", "resolve due Mon 17:30")
	step("2026-07-03 09:00", func() { c.Stage, c.WaitingFor = desk.Waiting, "customer" }, []string{"case.paused update", "case.paused resolve"},
		"update stands: waiting for the customer, 22h50m0s left", "resolve stands: waiting for the customer, 18h30m0s left")
	if !c.Due.IsZero() || !c.Look.IsZero() {
		t.Errorf("a case that stands still is due %v and looked at %v", c.Due, c.Look)
	}
	step("2026-07-06 10:00", func() { c.Stage, c.WaitingFor, c.WaitingSince = desk.InProgress, "", at(t, "2026-07-06 10:00") }, []string{"case.resumed resolve"},
		"next due Mon 10:30", "resolve due Wed 08:30")
	step("2026-07-06 10:10", func() { c.Stage, c.WaitingFor = desk.Waiting, "third party" }, []string{"case.paused resolve"},
		"next due Mon 10:30", "resolve stands: waiting for a third party, 18h20m0s left")
	step("2026-07-06 10:20", func() {
		sla.Promised(c, &desk.Promise{ID: 7, Made: at(t, "2026-07-06 10:20"), Due: at(t, "2026-07-07 12:00")})
	}, nil, "next due Mon 10:30", "resolve stands: waiting for a third party, 18h20m0s left", "promise due Tue 12:00")
	step("2026-07-06 10:25", func() { sla.Kept(c, 7) }, nil, "next due Mon 10:30", "resolve stands: waiting for a third party, 18h20m0s left")
	step("2026-07-06 10:28", func() { c.Unowned = "nobody speaks Polish" }, nil,
		"next due Mon 10:30", "resolve stands: waiting for a third party, 18h20m0s left", "owner due Mon 10:38")
	step("2026-07-06 10:29", func() { c.Assignee = 4 }, nil, "next due Mon 10:30", "resolve stands: waiting for a third party, 18h20m0s left")
	step("2026-07-06 11:00", func() { c.Stage = desk.Resolved }, nil)
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, hours, from string
		within            time.Duration
		want, why         string
	}{
		{"three quarters", "covered", "2026-07-03 09:00", 4 * time.Hour, "2026-07-03 12:00", ""},
		{"three quarters of covered time", "covered", "2026-07-03 17:00", 4 * time.Hour, "2026-07-06 10:00", ""},
		{"before the team goes home", "calendar", "2026-07-03 16:00", 4 * time.Hour, "2026-07-03 17:30", "the team goes home at 18:00, before it is due"},
		{"before the weekend", "calendar", "2026-07-03 12:00", 30 * time.Hour, "2026-07-03 17:30", "the team goes home at 18:00, before it is due"},
		{"at once, when they go home within half an hour", "calendar", "2026-07-03 17:45", 4 * time.Hour, "2026-07-03 17:45", "the team goes home at 18:00, before it is due"},
		{"three quarters come first", "calendar", "2026-07-03 17:00", 61 * time.Minute, "2026-07-03 17:30", "the team goes home at 18:00, before it is due"},
		{"someone is there when it is due", "calendar", "2026-07-03 16:00", time.Hour, "2026-07-03 16:45", ""},
		{"nobody was there at all", "calendar", "2026-07-04 10:00", 4 * time.Hour, "2026-07-04 13:00", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := &desk.Case{OpenedAt: at(t, tt.from), WaitingSince: at(t, tt.from), Decision: desk.Decision{Respond: "yes", Within: tt.within, Hours: tt.hours}}
			sla.Default().Set(c, office(t), at(t, tt.from))
			if k := c.Clocks[0]; !k.Warn.Equal(at(t, tt.want)) || k.Why != tt.why {
				t.Errorf("warns %v (%s), want %s (%s)", k.Warn, k.Why, tt.want, tt.why)
			}
		})
	}
}

// From the warning to the third person who is asked.
func TestEscalation(t *testing.T) {
	t.Parallel()
	cal := office(t)
	c := waits(at(t, "2026-07-03 09:00"))
	c.Decision.Resolve = 0
	sla.Default().Set(c, cal, at(t, "2026-07-03 09:00"))
	ladder := func(*desk.Clock) ([]desk.AgentID, string) { return []desk.AgentID{5, 6}, "on duty on the rota Nights" }
	var got []string
	for now := at(t, "2026-07-03 09:00"); now.Before(at(t, "2026-07-03 11:00")); now = now.Add(time.Minute) {
		if now.Equal(at(t, "2026-07-03 10:25")) {
			for _, e := range sla.Take(c, 6, now) {
				got = append(got, fmt.Sprint(now.In(cal.Zone()).Format("15:04 "), e.Kind, " ", e.Data["after"]))
			}
		}
		if c.Look.IsZero() || c.Look.After(now) {
			continue
		}
		for _, e := range sla.Default().Tick(c, now, ladder) {
			got = append(got, fmt.Sprint(now.In(cal.Zone()).Format("15:04 "), e.Kind, " ", e.Data["to"], " ", e.Data["why"]))
		}
	}
	want := []string{
		"09:45 case.warned  ",
		"10:00 case.breached  ",
		"10:00 case.escalated 5 on duty on the rota Nights",
		"10:10 case.escalated 6 no one responded for 10 min",
		"10:20 case.escalated 5 no one responded for 10 min",
		"10:25 case.escalation_taken 25 min",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if c.Asked != 0 || !c.Look.IsZero() || c.BreachedAt.IsZero() {
		t.Errorf("after it was taken: %+v", c)
	}
}

func TestHistoryWakesNobody(t *testing.T) {
	t.Parallel()
	c := waits(at(t, "2026-07-03 09:00"))
	sla.Default().Set(c, office(t), at(t, "2026-07-13 09:00"))
	events := sla.Default().Tick(c, at(t, "2026-07-13 09:00"), func(*desk.Clock) ([]desk.AgentID, string) { t.Error("somebody is asked"); return nil, "" })
	if len(events) != 2 || c.Asked != 0 || !c.Look.IsZero() {
		t.Errorf("%d events, asked %d, look %v", len(events), c.Asked, c.Look)
	}
}

func TestNobodyOnDuty(t *testing.T) {
	t.Parallel()
	c := waits(at(t, "2026-07-03 09:00"))
	sla.Default().Set(c, office(t), at(t, "2026-07-03 09:00"))
	events := sla.Default().Tick(c, at(t, "2026-07-03 10:00"), func(*desk.Clock) ([]desk.AgentID, string) { return nil, "nobody is on duty" })
	if last := events[len(events)-1]; last.Kind != desk.CaseEscalated || last.Data["why"] != "nobody is on duty" || c.Asked != 0 {
		t.Errorf("%+v", last)
	}
	// It is not told again and again, but as soon as somebody is there they are asked.
	for at := c.Look; at.Sub(c.Clocks[0].Over) < 3*time.Hour; at = c.Look {
		if again := sla.Default().Tick(c, at, func(*desk.Clock) ([]desk.AgentID, string) { return nil, "nobody is on duty" }); len(again) > 0 || c.Look.IsZero() {
			t.Fatalf("told again: %+v, look %v", again, c.Look)
		}
	}
	events = sla.Default().Tick(c, c.Look, func(*desk.Clock) ([]desk.AgentID, string) { return []desk.AgentID{4}, "leads the desk" })
	if len(events) != 1 || events[0].Data["to"] != "4" || events[0].Data["why"] != "leads the desk" || c.Asked != 4 {
		t.Errorf("asked later: %+v", events)
	}
}

// As long as nobody has a case heed looks for somebody, also when its clock is over, nobody was on
// duty, or somebody said that they see to it.
func TestAnOwnerIsLookedForUntilThereIsOne(t *testing.T) {
	t.Parallel()
	for _, duty := range [][]desk.AgentID{nil, {4}} {
		c := waits(at(t, "2026-07-03 09:00"))
		c.Unowned = "nobody is on shift"
		sla.Default().Set(c, office(t), at(t, "2026-07-03 09:00"))
		looked := 0
		for now := c.Look; now.Before(at(t, "2026-07-05 09:00")); now = c.Look {
			sla.Default().Set(c, office(t), now)
			sla.Default().Tick(c, now, func(*desk.Clock) ([]desk.AgentID, string) { return duty, "on duty" })
			if looked++; looked == 40 {
				sla.Take(c, 4, now)
			}
			if c.Look.IsZero() || !c.Look.After(now) || c.Look.Sub(now) > 30*time.Minute {
				t.Fatalf("at %v it looks next at %v", now, c.Look)
			}
		}
	}
}

// A rule that changes its hours begins a running clock anew, but what a clock that stood still has
// left was counted in the hours in which it began.
func TestHoursChangeUnderARunningClock(t *testing.T) {
	t.Parallel()
	hours := func(stood bool) (got []string) {
		c := waits(at(t, "2026-07-03 09:00"))
		c.Decision.Within, c.FirstResponseAt, c.WaitingSince = 0, at(t, "2026-07-03 09:00"), time.Time{}
		set := func(now string) { sla.Default().Set(c, office(t), at(t, now)) }
		set("2026-07-03 09:00")
		if stood {
			c.Stage, c.WaitingFor = desk.Waiting, "customer"
			set("2026-07-03 10:00")
			c.Stage, c.WaitingFor = desk.InProgress, ""
			set("2026-07-03 11:00")
		}
		c.Decision.Hours = "calendar"
		set("2026-07-03 12:00")
		for _, k := range c.Clocks {
			got = append(got, k.Kind+" "+k.Hours+" "+k.Left.String())
		}
		return got
	}
	if d := cmp.Diff([]string{"update calendar 24h0m0s", "resolve calendar 20h0m0s"}, hours(false)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"update covered 23h0m0s", "resolve covered 19h0m0s"}, hours(true)); d != "" {
		t.Error(d)
	}
}

// However a case waits and goes on, a clock has run for exactly its time when it is due:
// the covered time without the pauses.
func TestPausesAreNotCounted(t *testing.T) {
	t.Parallel()
	cal := office(t)
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "since"), 0)
		hours := rapid.SampledFrom([]string{"covered", "calendar"}).Draw(t, "hours")
		c := &desk.Case{Stage: desk.InProgress, OpenedAt: now, Decision: desk.Decision{Respond: "yes", Hours: hours,
			Resolve: time.Duration(rapid.IntRange(60, 6000).Draw(t, "minutes")) * time.Minute}}
		var ran time.Duration
		count := func(from, to time.Time) {
			if hours == "covered" {
				ran += cal.Between(from, to)
			} else {
				ran += to.Sub(from)
			}
		}
		sla.Default().Set(c, cal, now)
		for range rapid.IntRange(0, 6).Draw(t, "steps") {
			next := now.Add(time.Duration(rapid.IntRange(1, 900).Draw(t, "later")) * time.Minute)
			if c.Stage == desk.InProgress {
				if due := c.Clocks[0].Due; due.Before(next) {
					break
				}
				count(now, next)
				c.Stage, c.WaitingFor = desk.Waiting, "customer"
			} else {
				c.Stage, c.WaitingFor = desk.InProgress, ""
			}
			now = next
			sla.Default().Set(c, cal, now)
		}
		if c.Stage == desk.Waiting {
			c.Stage, c.WaitingFor = desk.InProgress, ""
			sla.Default().Set(c, cal, now)
		}
		k := c.Clocks[0]
		count(now, k.Due)
		if ran != c.Decision.Resolve {
			t.Fatalf("it ran %v of %v until %v", ran, c.Decision.Resolve, k.Due)
		}
	})
}

// Follow-up comes to an end: whatever the clocks, looking often enough leaves nothing to
// look at once somebody has the case, and nothing is told twice.
func TestTickingEnds(t *testing.T) {
	t.Parallel()
	cal := office(t)
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "since"), 0)
		c := waits(now)
		c.Decision.Hours = rapid.SampledFrom([]string{"covered", "calendar"}).Draw(t, "hours")
		if rapid.Bool().Draw(t, "unowned") {
			c.Unowned = "nobody speaks Polish"
		}
		people := rapid.IntRange(0, 3).Draw(t, "people")
		sla.Default().Set(c, cal, now)
		seen := map[string]int{}
		for i := 0; !c.Look.IsZero(); i++ {
			if i > 3000 {
				t.Fatalf("it never ends: %+v", c.Clocks)
			}
			if i == 2000 && c.Unowned != "" { // weeks later
				c.Assignee = 1
				sla.Default().Set(c, cal, now)
				continue
			}
			if now = c.Look; now.IsZero() {
				break
			}
			for _, e := range sla.Default().Tick(c, now, func(*desk.Clock) ([]desk.AgentID, string) { return []desk.AgentID{1, 2, 3}[:people], "" }) {
				seen[string(e.Kind)+e.Data["clock"]+e.Data["turn"]]++
			}
		}
		for what, n := range seen {
			if n != 1 {
				t.Fatalf("%s was told %d times", what, n)
			}
		}
		if !slices.ContainsFunc(c.Clocks, func(k desk.Clock) bool { return !k.Over.IsZero() }) {
			t.Fatal("nothing is over")
		}
	})
}

func TestReckonClock(t *testing.T) {
	t.Parallel()
	cal := office(t)
	c := waits(at(t, "2026-07-03 17:50"))
	c.Decision.Update = 0
	sla.Default().Set(c, cal, at(t, "2026-07-03 17:50"))
	want := []string{
		"1 h of covered time (Mon–Fri 08:00–18:00 Europe/Berlin, with 1 exception) from Fri 17:50",
		"Fri 17:50 to 18:00 counts 10 min, 50 min left",
		"Fri 18:00 closed until Mon 08:00",
		"Mon 08:00 to 08:50 counts 50 min",
		"due Mon 08:50",
	}
	if d := cmp.Diff(want, sla.ReckonClock(&c.Clocks[0], cal)); d != "" {
		t.Error(d)
	}
	c.Stage, c.WaitingFor = desk.Waiting, "customer"
	sla.Default().Set(c, cal, at(t, "2026-07-06 10:00"))
	resolve := c.Clocks[1]
	if d := cmp.Diff([]string{"20 h in all, 17 h 50 min left when it last stood still", "stands still since Mon 10:00: waiting for the customer"}, sla.ReckonClock(&resolve, cal)); d != "" {
		t.Error(d)
	}
	if got := sla.ReckonClock(&desk.Clock{Kind: desk.ClockPromise, Since: at(t, "2026-07-03 17:50"), Due: at(t, "2026-07-04 12:00")}, calendar.Always()); len(got) != 1 {
		t.Error(got)
	}
}

// A case that was put off comes back at its time, or earlier where a clock wants it.
func TestLookBringsBackWhatWasPutOff(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-07-03 09:00")
	plain := waits(now)
	sla.Default().Set(plain, office(t), now)
	for name, until := range map[string]time.Time{"before any clock": now.Add(time.Minute), "long after": now.Add(1000 * time.Hour)} {
		c := waits(now)
		c.Until = until
		sla.Default().Set(c, office(t), now)
		want := plain.Look
		if until.Before(want) {
			want = until
		}
		if !c.Look.Equal(want) {
			t.Errorf("%s: looked at at %v, want %v", name, c.Look, want)
		}
	}
	idle := &desk.Case{Stage: desk.InProgress, OpenedAt: now, Until: now.Add(time.Hour), Decision: desk.Decision{Respond: "no"}}
	sla.Default().Set(idle, office(t), now)
	if !idle.Look.Equal(idle.Until) {
		t.Errorf("without a clock: %v", idle.Look)
	}
}

func TestParseRules(t *testing.T) {
	t.Parallel()
	if r, err := sla.Parse(""); err != nil || !reflect.DeepEqual(r, sla.Default()) {
		t.Errorf("nothing that was kept: %+v, %v", r, err)
	}
	own := sla.Default()
	own.Asks++
	kept, err := json.Marshal(own)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := sla.Parse(string(kept)); err != nil || !reflect.DeepEqual(r, own) {
		t.Errorf("%s: %+v, %v", kept, r, err)
	}
	if r, err := sla.Parse("{"); err == nil || !reflect.DeepEqual(r, sla.Default()) {
		t.Errorf("what cannot be read: %+v, %v", r, err)
	}
}
