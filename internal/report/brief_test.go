package report

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// many adds n cases that began in an hour of the week, of which so many were answered quickly.
func many(t *Tally, hour, n, quick int) {
	for i := range n {
		c := Case{Demand: true, Hour: hour, Told: 1, Followers: -1, First: Wait{40 * 24 * 3600e6, false}}
		if i < quick {
			c.First, c.Responses = Wait{at(5), true}, 1
		}
		t.Add(&c)
	}
}

const month = 30 * 24 * time.Hour

// What is too young to be known is not compared.
func TestYoung(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		figure        string
		length, since time.Duration
		want          bool
	}{
		{"resolution_rate", month, 0, true}, {"resolution_rate", month, 7 * 24 * time.Hour, false}, {"resolution_rate", 365 * 24 * time.Hour, 0, false},
		{"response_rate_1h", 10 * time.Hour, 0, false}, {"response_rate_any", month, 0, true}, {"score", month, 0, true}, {"first_response_time_p50", time.Hour, 0, false}, {"deflection_rate", time.Hour, 0, false},
	} {
		f, _ := FigureOf(c.figure)
		if got := f.Young(c.length, c.since); got != c.want {
			t.Errorf("%s of %s, %s later: %v", c.figure, c.length, c.since, got)
		}
	}
	before, now := NewTally(false), NewTally(false)
	many(before, 10, 200, 150)
	many(now, 10, 200, 20)
	if b := BriefOf(now, before, nil, month, 0); len(b.Worse) != 1 || b.Worse[0].Figure.Name != "response_rate_1h" || len(b.Young) != 2 {
		t.Errorf("%+v", b)
	}
}

func TestBrief(t *testing.T) {
	t.Parallel()
	before, good, bad, whole := NewTally(false), NewTally(false), NewTally(false), NewTally(false)
	many(before, 10, 200, 100)
	many(good, 10, 100, 100)
	many(bad, 167, 60, 6) // Sunday 23:00
	many(bad, 0, 40, 4)   // and on to Monday 1:00
	whole.Merge(good)
	whole.Merge(bad)
	b := BriefOf(whole, before, map[string]*Tally{"good": good, "bad": bad}, month, month)
	if len(b.Better)+len(b.Worse) != 0 || b.Alike == 0 {
		t.Errorf("55 %% beside 50 %%: %d better, %d worse, %d alike", len(b.Better), len(b.Worse), b.Alike)
	}
	if len(b.Short) != 2 || b.Short[0].Key != "bad" || b.Short[0].Figure.Name != "response_rate_1h" || b.Short[0].Cases != 45 {
		t.Errorf("short: %+v", b.Short)
	}
	if diff := cmp.Diff([]Hole{{167, 2, 100, 10}}, b.Holes); diff != "" {
		t.Error(diff)
	}
	if len(b.Matters) != 1 || b.Matters[0].Only != "no" || b.Matters[0].Count != 90 {
		t.Errorf("matters: %+v", b.Matters)
	}
	b = BriefOf(good, before, nil, month, month)
	if len(b.Better) != 2 || len(b.Worse) != 0 || len(b.Holes) != 0 {
		t.Errorf("100 %% beside 50 %%: %+v", b)
	}
	if b = BriefOf(bad, before, nil, month, month); len(b.Worse) != 2 {
		t.Errorf("10 %% beside 50 %%: %+v", b)
	}
	alone, quickly := NewTally(false), NewTally(false)
	many(alone, 10, 3, 3)
	for range 3 {
		c := Case{Demand: true, Hour: 10, Told: 1, Followers: -1, First: Wait{at(1), true}, Responses: 1}
		quickly.Add(&c)
	}
	if b = BriefOf(quickly, alone, nil, month, month); len(b.Better)+len(b.Worse) != 0 {
		t.Errorf("three cases beside three: %+v", b)
	}
	if b = BriefOf(NewTally(false), nil, nil, month, month); b.Alike != 0 || len(b.Short)+len(b.Holes)+len(b.Matters) != 0 {
		t.Errorf("of nothing: %+v", b)
	}
}

// Holes are runs that do not touch, and none is empty.
func TestHoles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tally, uncovered := NewTally(false), 0
		for h := range HoursOfWeek {
			if rapid.Bool().Draw(t, "uncovered") {
				many(tally, h, 5, 2)
				uncovered++
			}
		}
		for _, h := range tally.holes() {
			if h.Hours < 1 || h.Hours > min(uncovered, shift) || h.Demand != int64(5*h.Hours) || h.Answered != int64(2*h.Hours) {
				t.Fatalf("%+v of %d uncovered hours", h, uncovered)
			}
			after := tally.hours[(h.From+h.Hours)%HoursOfWeek]
			if h.Hours < shift && after.n != 0 {
				t.Fatalf("%+v ends too early", h)
			}
		}
	})
}
