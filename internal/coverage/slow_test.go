package coverage_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"heed/internal/calendar"
	"heed/internal/coverage"
	"heed/internal/desk"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// slowHours is a week of windows, in minutes of the day, that is asked minute by minute: it
// shares nothing with the calendar but the zone.
type slowHours [7][][2]int // Sunday first

func (s *slowHours) open(t time.Time) bool {
	t = t.In(berlin)
	minute := t.Hour()*60 + t.Minute()
	return slices.ContainsFunc(s[t.Weekday()], func(w [2]int) bool { return w[0] <= minute && minute < w[1] })
}

func (s *slowHours) calendar(t *rapid.T) *calendar.Calendar {
	week := map[string][]string{}
	for d, name := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		for _, w := range s[d] {
			week[name] = append(week[name], fmt.Sprintf("%02d:%02d-%02d:%02d", w[0]/60, w[0]%60, w[1]/60, w[1]%60))
		}
	}
	doc, err := json.Marshal(map[string]any{"zone": "Europe/Berlin", "week": week})
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.Parse(doc)
	if err != nil {
		t.Fatalf("%s: %v", doc, err)
	}
	return c
}

func drawHours(t *rapid.T, name string) *slowHours {
	var s slowHours
	for d := range s {
		for range rapid.IntRange(0, 2).Draw(t, name) {
			from := rapid.IntRange(0, 1438).Draw(t, "from")
			s[d] = append(s[d], [2]int{from, rapid.IntRange(from+1, 1440).Draw(t, "to")})
		}
	}
	s[rapid.IntRange(0, 6).Draw(t, "sure")] = [][2]int{{600, 661}}
	return &s
}

// slowWait walks the minutes of the past by the old hours, and then by the new ones.
func slowWait(d desk.Demand, before, after *slowHours) time.Duration {
	covered := 0
	for at := d.Opened; at.Before(d.Answered); at = at.Add(time.Minute) {
		if before.open(at) {
			covered++
		}
	}
	if covered == 0 || !before.open(d.Answered) {
		return d.Answered.Sub(d.Opened)
	}
	at := d.Opened
	for ; covered > 0; at = at.Add(time.Minute) {
		if after.open(at) {
			covered--
		}
	}
	return at.Sub(d.Opened)
}

// What other hours would have done is what a walk over every minute of the past says, over
// the changes of the clocks too.
func TestSimulateAgainstEveryMinute(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawHours(t, "before"), drawHours(t, "after")
		begin := rapid.SampledFrom([]int64{1_774_400_000, 1_792_600_000, 1_780_000_000}).Draw(t, "season") / 60 * 60 // around both changes, and summer
		var demands []desk.Demand
		var was, would []time.Duration
		n := rapid.IntRange(1, 6).Draw(t, "cases")
		for range n {
			d := desk.Demand{Respond: "yes", Opened: time.Unix(begin+60*rapid.Int64Range(0, 7*1440).Draw(t, "opened"), 0)}
			if rapid.IntRange(0, 5).Draw(t, "answered") > 0 {
				d.Answered = d.Opened.Add(time.Duration(rapid.IntRange(1, 4000).Draw(t, "minutes")) * time.Minute)
				was, would = append(was, d.Answered.Sub(d.Opened)), append(would, slowWait(d, before, after))
			}
			demands = append(demands, d)
		}
		want := coverage.Result{Before: slowTimes(n, was), After: slowTimes(n, would)}
		if d := cmp.Diff(want, coverage.Simulate(demands, before.calendar(t), after.calendar(t))); d != "" {
			t.Fatal(d)
		}
	})
}

func slowTimes(cases int, waits []time.Duration) coverage.Times {
	times := coverage.Times{Cases: cases, Answered: len(waits)}
	if len(waits) == 0 {
		return times
	}
	slices.Sort(waits)
	hour := 0
	for _, w := range waits {
		if w <= time.Hour {
			hour++
		}
	}
	times.Half, times.Most = waits[len(waits)/2], waits[min(len(waits)*9/10, len(waits)-1)]
	times.InHour = float64(hour) / float64(cases)
	return times
}
