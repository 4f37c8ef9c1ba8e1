package calendar_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The rota against a clock on the wall that is read minute by minute: somebody's turn
// begins in the minute in which the wall first shows the hand-over or a later time.
func TestRotaAgainstTheClockOnTheWall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		from := nearChange(t, drawMoment(t), zone)
		const layout = "2006-01-02 15:04"
		start := from.Add(-time.Duration(rapid.IntRange(0, 30*24).Draw(t, "hours before")) * time.Hour).Truncate(time.Minute)
		d := calendar.RotaDocument{Zone: zone, Start: start.Format(layout), Days: rapid.IntRange(1, 9).Draw(t, "days")}
		for i := range rapid.IntRange(1, 4).Draw(t, "people") {
			d.People = append(d.People, int64(i+1))
		}
		for range rapid.IntRange(0, 2).Draw(t, "swaps") {
			begin := from.UTC().Add(time.Duration(rapid.IntRange(-600, 2000).Draw(t, "swap")) * time.Minute)
			d.Swaps = append(d.Swaps, calendar.Swap{From: begin.Format(layout), To: begin.Add(time.Duration(rapid.IntRange(1, 3000).Draw(t, "long")) * time.Minute).Format(layout), Who: 9})
		}
		r, err := calendar.NewRota(d)
		if err != nil {
			t.Fatal(err)
		}
		loc := place(zone)
		reached := map[string]time.Time{} // the first minute at which the wall showed this or a later time
		first := func(words string) time.Time {
			if at, ok := reached[words]; ok {
				return at
			}
			w, _ := time.Parse(layout, words)
			at := w.Add(-28 * time.Hour).Truncate(time.Minute)
			for at.In(loc).Format(layout) < words {
				at = at.Add(time.Minute)
			}
			reached[words] = at
			return at
		}
		who := func(at time.Time) (int64, bool) {
			for _, s := range slices.Backward(d.Swaps) {
				if !at.Before(first(s.From)) && at.Before(first(s.To)) {
					return 9, true
				}
			}
			begin, _ := time.Parse(layout, d.Start)
			turn := -1
			for ; !at.Before(first(begin.AddDate(0, 0, (turn+1)*d.Days).Format(layout))); turn++ {
			}
			if turn < 0 {
				return 0, false
			}
			return d.People[turn%len(d.People)], true
		}
		for i := 0; i < 3*24*60; i += 7 {
			at := from.Add(time.Duration(i) * time.Minute)
			want, some := who(at)
			got, ok := r.OnDuty(at)
			if some && ok && got.Who != want {
				t.Fatalf("at %v %d is on duty, the wall says %d", at.In(loc), got.Who, want)
			}
			if ok && (at.Before(got.From) || !at.Before(got.To)) {
				t.Fatalf("at %v the turn is %v to %v", at, got.From, got.To)
			}
			if ok && (r.Ladder(at)[0] != got.Who || len(r.Ladder(at)) < len(d.People)) {
				t.Fatalf("ladder %v of %v", r.Ladder(at), got)
			}
		}
		turns := r.Turns(from, 5)
		for i := 1; i < len(turns); i++ {
			if !turns[i].From.Equal(turns[i-1].To) {
				t.Fatalf("a gap between %v and %v", turns[i-1], turns[i])
			}
		}
	})
}

func TestRota(t *testing.T) {
	t.Parallel()
	r, err := calendar.ParseRota([]byte(`{"zone": "Europe/Berlin", "start": "2026-03-23 08:00", "people": [1, 2, 3],
		"swaps": [{"from": "2026-04-03 08:00", "to": "2026-04-05T08:00", "who": 3, "why": "Easter"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, turn := range r.Turns(moment(t, "Europe/Berlin", "2026-03-29 12:00"), 5) {
		got = append(got, turn.From.Format("01-02 15:04 MST ")+string(rune('0'+turn.Who))+turn.Why)
	}
	want := []string{"03-23 08:00 CET 1", "03-30 08:00 CEST 2", "04-03 08:00 CEST 3Easter", "04-05 08:00 CEST 2", "04-06 08:00 CEST 3"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	again, err := calendar.ParseRota(r.Marshal())
	if err != nil || cmp.Diff(r.Document(), again.Document()) != "" {
		t.Error(err, cmp.Diff(r.Document(), again.Document()))
	}
	for doc, field := range map[string]string{
		`{`: "", `{"x": 1}`: "", `{"zone": "Mars"}`: "zone", `{"zone": "UTC"}`: "people",
		`{"zone": "UTC", "people": [1]}`:                                                     "start",
		`{"zone": "UTC", "people": [1], "start": "2026-01-01 08:00", "days": 400}`:           "days",
		`{"zone": "UTC", "people": [1], "start": "2026-01-01 08:00", "swaps": [{"who": 2}]}`: "swaps[0].from",
		`{"zone": "UTC", "people": [1], "phone": "` + strings.Repeat("1", 99) + `"}`:         "phone",
	} {
		_, err := calendar.ParseRota([]byte(doc))
		var e *desk.Error
		if !errors.As(err, &e) || e.Field != field {
			t.Errorf("%s: %v", doc, err)
		}
	}
}
