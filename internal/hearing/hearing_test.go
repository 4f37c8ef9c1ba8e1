package hearing

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

var now = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC) // a Monday

// learn learns from all that there is.
func learn(counts []desk.HourCount, covered map[int64]int64, now time.Time) *Profile {
	return Learn(0, counts, covered, now)
}

// past is rate posts in every whole hour of so many hours before now.
func past(hours int, rate func(time.Time) int64) (out []desk.HourCount) {
	for h := 1; h <= hours; h++ {
		at := now.Truncate(time.Hour).Add(-time.Duration(h) * time.Hour)
		out = append(out, desk.HourCount{Hour: desk.HourOf(at), Posts: rate(at), Covered: 3600})
	}
	return out
}

func flat(n int64) func(time.Time) int64 { return func(time.Time) int64 { return n } }

func TestProfile(t *testing.T) {
	t.Parallel()
	byHour := func(at time.Time) int64 { return int64(at.Hour()) * 10 }
	byWeek := func(at time.Time) int64 { return int64(at.Weekday())*1000 + int64(at.Hour()) }
	for _, c := range []struct {
		name   string
		counts []desk.HourCount
		rate   float64
		basis  Basis
	}{
		{"nothing", nil, 0, Unknown},
		{"five hours", past(5, flat(60)), 0, Unknown},
		{"six hours", past(6, flat(60)), 60, Overall},
		{"three days", past(72, byHour), 90, Daily},
		{"two weeks", past(2*7*24, byWeek), 1009, Weekly},
		{"an outrage in one of five weeks", past(5*7*24, func(at time.Time) int64 {
			if at.Day() == 16 {
				return 100_000
			}
			return 50
		}), 50, Weekly},
		{"a post in one of five weeks", past(5*7*24, func(at time.Time) int64 {
			if at.Day() == 16 {
				return 1
			}
			return 0
		}), .2, Weekly},
		{"too long ago", []desk.HourCount{{Hour: desk.HourOf(now.AddDate(-1, 0, 0)), Posts: 5, Covered: 3600}}, 0, Unknown},
	} {
		rate, basis := learn(c.counts, nil, now).Rate(now)
		if rate != c.rate || basis != c.basis {
			t.Errorf("%s: %v by %v, want %v by %v", c.name, rate, basis, c.rate, c.basis)
		}
	}
	half := past(48, flat(30))
	for i := range half {
		half[i].Covered = 1800
	}
	if rate, _ := learn(half, nil, now).Rate(now); rate != 60 {
		t.Errorf("30 posts in half hours are %v an hour", rate)
	}
	for i := range half {
		half[i].Covered = 600
	}
	if p := learn(half, nil, now); p.Need() != minHours || p.HoursSeen() != 0 {
		t.Errorf("hours that were hardly heard count: %d", p.HoursSeen())
	}
}

func TestExpected(t *testing.T) {
	t.Parallel()
	p := learn(past(14*24, func(at time.Time) int64 { return int64(at.Hour()) * 60 }), nil, now)
	got, basis := p.Expected(time.Date(2026, 3, 2, 7, 45, 0, 0, time.UTC), now)
	if want := 7.*15 + 8*60 + 9*30; got != want || basis != Weekly {
		t.Errorf("%v by %v, want %v", got, basis, want)
	}
}

func source(change func(*desk.Source)) desk.Source {
	s := desk.Source{Key: "account:1/stream", Account: 1, Part: desk.PartStream, First: now.AddDate(0, -1, 0), Beat: now.Add(-10 * time.Second), Posted: now.Add(-15 * time.Second)}
	change(&s)
	return s
}

func TestOfSource(t *testing.T) {
	t.Parallel()
	usual := learn(past(14*24, flat(3600)), nil, now)
	for _, c := range []struct {
		name   string
		f      SourceFacts
		kind   string
		urgent bool
	}{
		{"well", SourceFacts{Source: source(func(*desk.Source) {}), Usual: usual, Heard: 800, Over: Look}, "", false},
		{"a bit less", SourceFacts{Source: source(func(*desk.Source) {}), Usual: usual, Heard: 200, Over: Look}, "", false},
		{"far less", SourceFacts{Source: source(func(*desk.Source) {}), Usual: usual, Heard: 40, Over: Look}, KindQuiet, false},
		{"nothing", SourceFacts{Source: source(func(*desk.Source) {}), Usual: usual, Over: Look}, KindQuiet, true},
		{"nothing, but just begun", SourceFacts{Source: source(func(*desk.Source) {}), Usual: usual, Over: time.Minute}, "", false},
		{"nothing, and not known what is usual", SourceFacts{Source: source(func(*desk.Source) {}), Usual: learn(nil, nil, now), Over: Look}, "", false},
		{"nothing, of a source that brings little", SourceFacts{Source: source(func(*desk.Source) {}), Usual: learn(past(14*24, flat(8)), nil, now), Over: Look}, "", false},
		{"mentions may be rare", SourceFacts{Source: source(func(s *desk.Source) { s.Part = desk.PartMentions }), Usual: usual, Over: Look}, "", false},
		{"connected a day ago, and never a post", SourceFacts{Source: source(func(s *desk.Source) { s.Posted = time.Time{} }), Usual: learn(past(9*24, flat(0)), nil, now), Over: Look}, KindMute, false},
		{"never a post, over a weekend", SourceFacts{Source: source(func(s *desk.Source) { s.Posted = time.Time{} }), Usual: learn(past(64, flat(0)), nil, now), Over: Look}, "", false},
		{"no post today", SourceFacts{Source: source(func(s *desk.Source) { s.Posted = now.AddDate(0, 0, -1) }), Usual: learn(past(9*24, flat(0)), nil, now), Over: Look}, "", false},
		{"a dead token", SourceFacts{Source: source(func(s *desk.Source) { s.State, s.Problem = desk.Barred, "The password was revoked" })}, KindBarred, true},
		{"a stumble", SourceFacts{Source: source(func(s *desk.Source) { s.State, s.Problem = desk.Failing, "It broke off." })}, "", false},
		{"a failure", SourceFacts{Source: source(func(s *desk.Source) {
			s.State, s.Problem, s.Beat = desk.Failing, "It broke off.", now.Add(-2*time.Minute)
		})}, KindFails, false},
		{"a long failure", SourceFacts{Source: source(func(s *desk.Source) { s.State, s.Problem, s.Beat = desk.Failing, "It broke off.", now.Add(-time.Hour) })}, KindFails, true},
		{"no sign of life", SourceFacts{Source: source(func(s *desk.Source) { s.Beat = now.Add(-4 * time.Minute) })}, KindDead, true},
		{"stopped by a person", SourceFacts{Source: source(func(s *desk.Source) { s.State, s.Beat = desk.Stopped, now.Add(-time.Hour) })}, "", false},
		{"late", SourceFacts{Source: source(func(s *desk.Source) { s.Posted = now.Add(-time.Hour) }), Heard: 500, Over: Look}, KindBehind, false},
		{"quiet, so that the newest post is old", SourceFacts{Source: source(func(s *desk.Source) { s.Posted = now.Add(-time.Hour) }), Over: Look}, "", false},
		{"the canary sings", SourceFacts{Source: source(func(s *desk.Source) { s.Canary = desk.Canary{Word: "night", Share: .01, Passed: 2000} })}, "", false},
		{"the canary is silent", SourceFacts{Source: source(func(s *desk.Source) { s.Canary = desk.Canary{Word: "night", Share: .01, Passed: 2500} })}, KindCanary, false},
		{"our own post is under way", SourceFacts{Source: source(func(s *desk.Source) { s.Canary = desk.Canary{SentAt: now.Add(-time.Minute)} })}, "", false},
		{"our own post did not come back", SourceFacts{Source: source(func(s *desk.Source) { s.Canary = desk.Canary{SentAt: now.Add(-time.Hour), Asked: true} })}, KindCanary, false},
		{"our own post may never have left", SourceFacts{Source: source(func(s *desk.Source) { s.Canary = desk.Canary{SentAt: now.Add(-time.Hour)} })}, "", false},
	} {
		c.f.Now = now
		got, found := OfSource(c.f)
		if got.Kind != c.kind || found != (c.kind != "") || got.Urgent != c.urgent {
			t.Errorf("%s: %+v, want %q, urgent %v", c.name, got, c.kind, c.urgent)
		}
		if found && (!strings.HasSuffix(got.Problem, ".") || !strings.HasSuffix(got.Mend, ".")) {
			t.Errorf("%s: no whole sentences: %q %q", c.name, got.Problem, got.Mend)
		}
	}
}

// TestOfLull: the silence of a connected stream is judged by what is usual there at these hours.
func TestOfLull(t *testing.T) {
	t.Parallel()
	office := func(at time.Time) int64 { // a company's own server, in UTC
		if d := at.Weekday(); d == time.Saturday || d == time.Sunday || at.Hour() < 8 || at.Hour() >= 18 {
			return 0
		}
		return 5
	}
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC) } // the 2nd is a Monday
	for _, c := range []struct {
		name   string
		hours  int
		rate   func(time.Time) int64
		busy   bool
		since  time.Time
		silent time.Duration
		due    bool
		said   string
	}{
		{"a network, for some seconds", 0, nil, true, now, 20 * time.Second, false, ""},
		{"a network, for a minute", 0, nil, true, now, time.Minute, true, ""},
		{"a network, for two", 0, nil, true, now, 2 * time.Minute, true, "sends nothing."},
		{"a network whose habits are known", 14 * 24, flat(100_000), true, now, 3 * time.Minute, true, "nothing for 3 minutes; about 5,000 posts would be usual."},
		{"a host of our own, habits not known", 0, nil, false, now, 30 * 24 * time.Hour, false, ""},
		{"a host of our own that told much until now", 1, flat(100_000), false, now, 2 * time.Minute, true, "nothing for 2 minutes; about 3,333 posts"},
		{"an office over its first night", 10, office, false, at(2, 18), 14 * time.Hour, false, ""},
		{"an office over lunch", 4 * 7 * 24, office, false, at(2, 12), 2 * time.Hour, false, ""},
		{"an office for half a day", 4 * 7 * 24, office, false, at(2, 12), 5 * time.Hour, true, "nothing for 5 hours; about 25 posts would be usual."},
		{"an office over night", 4 * 7 * 24, office, false, at(2, 17), 16 * time.Hour, false, ""},
		{"an office over its first weekend", 4 * 24, office, false, at(6, 17), 66 * time.Hour, false, ""},
		{"an office over a weekend", 4 * 7 * 24, office, false, at(6, 17), 63 * time.Hour, false, ""},
		{"an office that does not begin on Monday", 4 * 7 * 24, office, false, at(6, 17), 69 * time.Hour, true, "would be usual."},
	} {
		var counts []desk.HourCount
		for h := 1; h <= c.hours; h++ {
			hour := c.since.Truncate(time.Hour).Add(-time.Duration(h) * time.Hour)
			counts = append(counts, desk.HourCount{Hour: desk.HourOf(hour), Posts: c.rate(hour), Covered: 3600})
		}
		due, err := OfLull(LullFacts{Since: c.since, Busy: c.busy, Usual: learn(counts, nil, c.since.Add(c.silent)), Now: c.since.Add(c.silent)})
		if due != c.due || (err != nil) != (c.said != "") || err != nil && !strings.Contains(err.Error(), c.said) {
			t.Errorf("%s: due %v, %v; want %v, %q", c.name, due, err, c.due, c.said)
		}
	}
	if due, err := OfLull(LullFacts{Since: now, Now: now.Add(time.Hour)}); due || err != nil {
		t.Errorf("nothing known: %v, %v", due, err)
	}
}

func TestOfSearch(t *testing.T) {
	t.Parallel()
	covered := map[int64]int64{}
	for _, c := range past(28*24, flat(0)) {
		covered[c.Hour] = 3600
	}
	covered[desk.HourOf(now)] = 1800
	// hits makes a search that hit so often an hour, until some time before now, and in bursts
	// of one hour of so many.
	hits := func(rate int64, silentFor time.Duration, burst int64) (*Profile, time.Time) {
		last := now.Add(-silentFor)
		counts := past(28*24, func(at time.Time) int64 {
			if at.After(last) || desk.HourOf(at)%burst != 0 {
				return 0
			}
			return rate * burst
		})
		return learn(counts, covered, now), last
	}
	for _, c := range []struct {
		name    string
		rate    int64
		silent  time.Duration
		burst   int64
		changed time.Time
		want    bool
	}{
		{"it hits", 12, 10 * time.Minute, 1, time.Time{}, false},
		{"it hits all the time, and not in this minute", 120, time.Minute, 1, time.Time{}, false},
		{"it hits all the time, and not for some minutes", 120, 6 * time.Minute, 1, time.Time{}, true},
		{"it is silent for an hour and a half", 12, 90 * time.Minute, 1, time.Time{}, true},
		{"it hits once an hour", 1, 5 * time.Hour, 1, time.Time{}, false},
		{"and is silent for half a day", 1, 12 * time.Hour, 1, time.Time{}, true},
		{"it always came in bursts", 12, 9 * time.Hour, 11, time.Time{}, false},
		{"it was changed just now", 12, 5 * time.Hour, 1, now.Add(-10 * time.Minute), false},
		{"it was changed two hours ago and has been silent since", 12, 2 * time.Hour, 1, now.Add(-119 * time.Minute), true},
	} {
		usual, last := hits(c.rate, c.silent, c.burst)
		s, got, found := OfSearch(SearchFacts{Usual: usual, Last: last, Changed: c.changed, Now: now})
		if found != c.want {
			t.Errorf("%s: %+v %+v", c.name, s, got)
		}
	}
	if _, _, found := OfSearch(SearchFacts{Usual: learn(nil, nil, now), Last: now.AddDate(0, -1, 0), Now: now}); found {
		t.Error("an alarm without a past")
	}
	// What was not heard is no silence.
	deaf := learn(past(28*24, flat(12)), map[int64]int64{}, now)
	if _, _, found := OfSearch(SearchFacts{Usual: deaf, Last: now.Add(-20 * time.Hour), Now: now}); found {
		t.Error("an alarm for time that was not heard")
	}
}

// TestOfSearchInItsFirstDays: nights and weekends that nobody has seen yet are no silence, and a search that
// died is found all the same.
func TestOfSearchInItsFirstDays(t *testing.T) {
	t.Parallel()
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC) } // the 2nd is a Monday
	office := func(rate int64) func(time.Time) int64 {
		return func(at time.Time) int64 {
			if d := at.Weekday(); d == time.Saturday || d == time.Sunday || at.Hour() < 8 || at.Hour() >= 18 {
				return 0
			}
			return rate
		}
	}
	round := func(rate int64) func(time.Time) int64 {
		return func(at time.Time) int64 { return rate - rate*int64(at.Hour()/4%2)/2 }
	}
	// first is when the search is first found to be silent, looked at every ten minutes for 20 days.
	first := func(begins, dies time.Time, rate func(time.Time) int64) time.Time {
		var counts []desk.HourCount
		covered, last := map[int64]int64{}, time.Time{}
		for now := begins; now.Before(begins.AddDate(0, 0, 20)); now = now.Add(10 * time.Minute) {
			h := desk.HourOf(now)
			covered[h] += 600
			if n := rate(now); n > 0 && now.Before(dies) {
				last = now.Add(9 * time.Minute)
				if len(counts) == 0 || counts[len(counts)-1].Hour != h {
					counts = append(counts, desk.HourCount{Hour: h})
				}
				counts[len(counts)-1].Posts += n / 6
			}
			if now.Minute() == 0 { // the hour begins: what Learn keeps of it is nothing
				continue
			}
			now := now.Add(10*time.Minute - time.Second)
			if _, _, found := OfSearch(SearchFacts{Usual: learn(counts, covered, now), Last: last, Now: now}); found {
				return now
			}
		}
		return time.Time{}
	}
	never := at(31, 0, 0)
	for _, c := range []struct {
		name         string
		begins, dies time.Time
		rate         func(time.Time) int64
		by           time.Time // zero: never
	}{
		{"an office, from Monday morning", at(2, 8, 0), never, office(12), time.Time{}},
		{"an office with a little more, from Monday noon", at(2, 12, 0), never, office(18), time.Time{}},
		{"an office, from Thursday", at(5, 9, 0), never, office(12), time.Time{}},
		{"an office, from Saturday", at(7, 9, 0), never, office(12), time.Time{}},
		{"people at all hours", at(2, 8, 0), never, round(120), time.Time{}},
		{"an office that dies on its first afternoon", at(2, 8, 0), at(2, 15, 0), office(12), at(3, 10, 0)},
		{"an office that dies on its second morning", at(2, 8, 0), at(3, 9, 0), office(12), at(3, 10, 30)},
		{"an office that dies on its first Monday", at(5, 8, 0), at(9, 9, 0), office(12), at(9, 10, 30)},
		{"people at all hours, who die on the first day", at(2, 8, 0), at(2, 15, 0), round(120), at(2, 16, 0)},
		{"people at all hours, who die in the first night", at(2, 8, 0), at(3, 2, 0), round(120), at(3, 3, 0)},
	} {
		got := first(c.begins, c.dies, c.rate)
		if got.IsZero() != c.by.IsZero() || got.After(c.by) || !got.IsZero() && got.Before(c.dies) {
			t.Errorf("%s: found %v, want by %v", c.name, got, c.by)
		}
	}
}

func TestResume(t *testing.T) {
	t.Parallel()
	gap := desk.Gap{ID: 7, From: now.Add(-30 * time.Hour), State: desk.GapOpen}
	got := Resume(gap, now, 24*time.Hour)
	want := []desk.Gap{
		{ID: 7, From: gap.From, To: now.Add(-24 * time.Hour), State: desk.GapLost, Ended: now},
		{From: now.Add(-24 * time.Hour), To: now, State: desk.GapFilling},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("longer than the replay (-want +got):\n%s", diff)
	}
	gap.From = now.Add(-time.Hour)
	if got := Resume(gap, now, 24*time.Hour); len(got) != 1 || got[0].State != desk.GapFilling || got[0].ID != 7 || !got[0].To.Equal(now) {
		t.Errorf("within the replay: %+v", got)
	}
	if got := Resume(gap, now, 0); len(got) != 1 || got[0].State != desk.GapLost {
		t.Errorf("no replay: %+v", got)
	}
}

func TestMissed(t *testing.T) {
	t.Parallel()
	g := &desk.Gap{From: now.Add(-2 * time.Hour)}
	if n, why := Missed(g, learn(past(14*24, flat(30)), nil, now), now); n != 60 || why != "Based on the usual volume at these hours of the week." {
		t.Error(n, why)
	}
	if n, why := Missed(g, learn(past(4, flat(30)), nil, now), now); n != -1 || !strings.Contains(why, "2 hours more") {
		t.Error(n, why)
	}
	if n, _ := Missed(g, nil, now); n != -1 {
		t.Error(n)
	}
}

func TestControl(t *testing.T) {
	t.Parallel()
	in := map[string]int{"the": 900, "night": 12, "today": 25, "home": 21, "köln": 20, "rare": 1, "often": 400}
	if w, share, ok := Control(in, 2000); w != "today" && w != "home" || share > .02 || !ok {
		t.Error(w, share, ok)
	}
	if _, _, ok := Control(in, 400); ok {
		t.Error("chosen from too little")
	}
	if _, _, ok := Control(map[string]int{"the": 900}, 2000); ok {
		t.Error("a word that is too short was chosen")
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{time.Second: "1 second", 90 * time.Second: "90 seconds", 5 * time.Minute: "5 minutes", 47 * time.Hour: "47 hours", 72 * time.Hour: "3 days"} {
		if got := Duration(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

// TestHeard: how much of an hour was heard.
func TestHeard(t *testing.T) {
	t.Parallel()
	to := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	at := func(minute int) time.Time { return to.Add(time.Duration(minute-60) * time.Minute) }
	way := func(first, beat int, gaps ...desk.Gap) Way {
		return Way{Source: desk.Source{First: at(first), Beat: at(beat), Posted: at(30)}, Gaps: gaps}
	}
	gap := func(from, to int, state desk.GapState) desk.Gap {
		g := desk.Gap{From: at(from), State: state}
		if to > 0 {
			g.To = at(to)
		}
		return g
	}
	for name, c := range map[string]struct {
		ways []Way
		want int
	}{
		"nothing":                       {nil, 0},
		"a source without a sign":       {[]Way{{}}, 0},
		"all of it":                     {[]Way{way(-500, 60)}, 60},
		"connected in the middle":       {[]Way{way(25, 60)}, 35},
		"lost":                          {[]Way{way(-500, 60, gap(10, 30, desk.GapLost))}, 40},
		"lost from before":              {[]Way{way(-500, 60, gap(-90, 30, desk.GapLost))}, 30},
		"lost and made up":              {[]Way{way(-500, 60, gap(10, 20, desk.GapLost), gap(20, 30, desk.GapFilled))}, 50},
		"newest first":                  {[]Way{way(-500, 60, gap(40, 50, desk.GapLost), gap(10, 20, desk.GapLost))}, 40},
		"over one another":              {[]Way{way(-500, 60, gap(10, 40, desk.GapLost), gap(20, 30, desk.GapLost))}, 30},
		"lasts":                         {[]Way{way(-500, 50, gap(50, 0, desk.GapOpen))}, 50},
		"begins, and nobody noted it":   {[]Way{way(-500, 50)}, 50},
		"a sign a minute ago":           {[]Way{way(-500, 59)}, 60},
		"being recovered, a half read":  {[]Way{way(-500, 60, gap(20, 40, desk.GapFilling))}, 50},
		"being recovered, nothing read": {[]Way{way(-500, 60, gap(35, 45, desk.GapFilling))}, 50},
		"two beside each other":         {[]Way{way(-500, 60, gap(10, 30, desk.GapLost)), way(-500, 60, gap(20, 50, desk.GapLost))}, 50},
		"one after the other":           {[]Way{way(-500, 20), way(30, 60)}, 50},
		"gone before it began":          {[]Way{way(-500, -100)}, 0},
	} {
		if got := Heard(c.ways, at(0), to); got != time.Duration(c.want)*time.Minute {
			t.Errorf("%s: %v, want %d minutes", name, got, c.want)
		}
	}
}
