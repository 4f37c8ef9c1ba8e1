package report

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

const minute = 60_000_000

func at(minutes int64) int64 { return minutes * minute }

func ask(m int64) Said   { return Said{At: at(m), Calls: true} }
func reply(m int64) Said { return Said{At: at(m), Out: true} }

func with(s Said, change func(*Said)) Said { change(&s); return s }

func TestAssemble(t *testing.T) {
	t.Parallel()
	done := func(m int64) Wait { return Wait{at(m), true} }
	open := func(m int64) Wait { return Wait{at(m), false} }
	thanks := func(m int64) Said { return Said{At: at(m), Thanks: true, Mood: 1} }
	for name, c := range map[string]struct {
		said []Said
		want Case
	}{
		"never answered": {[]Said{ask(0), ask(5)},
			Case{Demand: true, First: open(100), Resolution: open(100), Told: 1}},
		"answered": {[]Said{ask(0), reply(7)},
			Case{Demand: true, First: done(7), Resolution: open(100), Responses: 1, Told: 1}},
		"what the company said before is no response": {[]Said{reply(-9), ask(0)},
			Case{Demand: true, First: open(100), Resolution: open(100), Told: 1}},
		"an automatic acknowledgement is no response": {[]Said{ask(0), with(reply(1), func(s *Said) { s.Auto = true }), reply(9)},
			Case{Demand: true, First: done(9), Resolution: open(100), Responses: 1, Told: 1}},
		"later turns run from their first message": {[]Said{ask(0), reply(2), ask(10), ask(15), reply(16), ask(90)},
			Case{Demand: true, First: done(2), Next: []Wait{done(6), open(10)}, Resolution: open(100), Responses: 2, Told: 1, MoodKnown: true}},
		"thanks after a response resolve, and wait for nothing": {[]Said{with(ask(0), func(s *Said) { s.Mood = -1 }), reply(2), thanks(12)},
			Case{Demand: true, Negative: true, First: done(2), Resolution: done(12), Responses: 1, Told: 1, Mood: 2, MoodKnown: true}},
		"thanks that are not the last word resolve nothing": {[]Said{ask(0), reply(2), thanks(12), ask(20)},
			Case{Demand: true, First: done(2), Next: []Wait{open(88)}, Resolution: open(100), Responses: 1, Told: 1, MoodKnown: true}},
		"thanks before any response resolve nothing": {[]Said{ask(0), thanks(1), reply(2)},
			Case{Demand: true, First: done(2), Resolution: open(100), Responses: 1, Told: 1, Mood: 1, MoodKnown: true}},
		"told three times": {[]Said{ask(0), with(ask(3), func(s *Said) { s.Restates = true }), reply(4), with(ask(5), func(s *Said) { s.Restates = true })},
			Case{Demand: true, First: done(4), Next: []Wait{open(95)}, Resolution: open(100), Responses: 1, Told: 3, MoodKnown: true}},
		"lip service and deflection": {[]Said{ask(0), with(reply(1), func(s *Said) { s.Empty, s.Deflects = true, true }), with(reply(2), func(s *Said) { s.Deflects = true })},
			Case{Demand: true, First: done(1), Resolution: open(100), Responses: 2, Lip: 1, Deflected: true, Hollow: true, Told: 1}},
		"an apology and a deflection are no help": {[]Said{ask(0), with(reply(1), func(s *Said) { s.Empty = true }), with(reply(2), func(s *Said) { s.Deflects = true })},
			Case{Demand: true, First: done(1), Resolution: open(100), Responses: 2, Lip: 1, Hollow: true, Told: 1}},
		"thanks do not tell the problem again": {[]Said{ask(0), reply(2), with(ask(5), func(s *Said) { s.Restates = true }), reply(6), with(thanks(9), func(s *Said) { s.Restates = true })},
			Case{Demand: true, First: done(2), Next: []Wait{done(1)}, Resolution: done(9), Responses: 2, Told: 2, Mood: 1, MoodKnown: true}},
		"one answer that helps is no deflection": {[]Said{ask(0), with(reply(1), func(s *Said) { s.Deflects = true }), reply(2)},
			Case{Demand: true, First: done(1), Resolution: open(100), Responses: 2, Told: 1}},
		"to private and closed in public": {[]Said{ask(0), with(reply(1), func(s *Said) { s.ToPrivate = true }), with(reply(9), func(s *Said) { s.Closes = true })},
			Case{Demand: true, First: done(1), Resolution: open(100), Responses: 2, Private: true, Closed: true, Told: 1}},
		"two agents": {[]Said{ask(0), with(reply(1), func(s *Said) { s.Agent = 7 }), ask(5), with(reply(25), func(s *Said) { s.Agent = 8 })},
			Case{Demand: true, First: done(1), Next: []Wait{done(20)}, Resolution: open(100), Responses: 2, Told: 1, MoodKnown: true, OwnersKnown: true, HandOffs: []Wait{done(20)}}},
		"leaving, not a demand of its own": {[]Said{{At: at(0), Leaving: true}},
			Case{Leaving: true, First: open(100), Resolution: open(100), Told: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Case{Lip: 7, Next: []Wait{open(3)}, Kept: 2} // of the case before
			ok := got.Assemble(c.said, at(100))
			c.want.Followers = -1
			if n := len(c.want.Next); n > 0 && !c.want.Next[n-1].Ended {
				c.want.Turn = at(100) - c.want.Next[n-1].Micros
			}
			if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); !ok || diff != "" {
				t.Errorf("ok %v\n%s", ok, diff)
			}
		})
	}
	if new(Case).Assemble([]Said{reply(0)}, at(100)) {
		t.Error("a case without a customer")
	}
}

// A window is what the protocol gives the first answer; an hour where it says nothing.
func TestWindowsLost(t *testing.T) {
	t.Parallel()
	f, _ := FigureOf("windows_lost")
	for name, c := range map[string]struct {
		window, minutes int64
		ended           bool
		want            float64
	}{
		"in the hour":              {0, 59, true, 0},
		"after the hour":           {0, 61, true, 1},
		"in the protocol's":        {4 * 3600, 61, true, 0},
		"after the protocol's":     {15 * 60, 16, true, 1},
		"never answered":           {4 * 3600, 241, false, 1},
		"on the protocol's minute": {15 * 60, 15, true, 0},
		"never, in a public file":  {0, 60, false, 1},
	} {
		one := Case{Demand: true, Leaving: true, Window: int(c.window), First: Wait{at(c.minutes), c.ended}}
		tally := NewTally(false)
		tally.Add(&one)
		if got := f.Of(tally); got.Value != c.want || got.N != 1 {
			t.Errorf("%s: %v of %d, want %v", name, got.Value, got.N, c.want)
		}
	}
	for _, past := range []bool{false, true} { // in the desk, and in a public file that ends
		runs := Case{Demand: true, Leaving: true, Past: past, First: Wait{at(1), false}}
		tally := NewTally(false)
		tally.Add(&runs)
		if got := f.Of(tally); got.N != map[bool]int64{true: 1}[past] {
			t.Errorf("a window that runs, past %v: %v of %d", past, got.Value, got.N)
		}
	}
}

// Who has waited for ten minutes did not fail within the hour: they count as those did who waited
// as long. Sketches say the same as lists, and what is packed too.
func TestTooYoung(t *testing.T) {
	t.Parallel()
	ended := func(m int64, n int) []Wait { return slices.Repeat([]Wait{{at(m), true}}, n) }
	open := func(m int64, n int) []Wait { return slices.Repeat([]Wait{{at(m), false}}, n) }
	for name, c := range map[string]struct {
		waits     []Wait
		want, low float64
		yes, no   int64
	}{
		"all old enough":                   {slices.Concat(ended(5, 6), open(70, 4)), .6, .3127, 6, 4},
		"as long as the hour is no answer": {slices.Concat(ended(60, 6), open(60, 4)), .6, .3127, 6, 4},
		// Half are answered in five minutes; of those who wait on, half in the half hour. So of the
		// ten who wait for ten minutes half will be answered. Greenwood's sum is 1/40 + 1/10, which
		// is worth 24 waits that were seen to their end: Wilson's interval of 18 of 24.
		"ten minutes ago": {slices.Concat(ended(5, 20), open(10, 10), ended(30, 5), open(90, 5)), .75, .5510, 25, 5},
		"all are young":   {slices.Concat(ended(5, 2), open(10, 10)), math.NaN(), .0470, 2, 0},
		"nearly all told": {slices.Concat(ended(5, 19), open(10, 1)), .95, .7639, 19, 0},
		"none failed yet": {slices.Concat(open(10, 8), ended(20, 4)), 1, .5101, 4, 0},
		"none answered":   {slices.Concat(open(10, 8), open(90, 4)), 0, 0, 0, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exact, sketch, packed := NewTally(true), NewTally(false), NewTally(false)
			for _, w := range c.waits {
				one := Case{Demand: true, First: w, Hour: 3, Told: 1, Followers: -1}
				exact.Add(&one)
				sketch.Add(&one)
			}
			if err := packed.Decode(sketch.Encode()); err != nil {
				t.Fatal(err)
			}
			f, _ := FigureOf("response_rate_1h")
			for _, tally := range []*Tally{exact, sketch, packed} {
				got := f.Of(tally)
				if diff := cmp.Diff([]float64{c.want, c.low}, []float64{got.Value, got.Low}, cmpopts.EquateNaNs(), cmpopts.EquateApprox(0, 1e-4)); diff != "" || got.N != int64(len(c.waits)) || !(got.High >= got.Low) {
					t.Errorf("%v\n%s", got, diff)
				}
				if s := tally.shares[f.index]; s.k != c.yes || s.n-s.k-s.young != c.no {
					t.Errorf("%+v, want %d and %d", s, c.yes, c.no)
				}
			}
			if f.MayShow(sketch, "no") != (c.no > 0) {
				t.Error("the cases that failed are not where they are looked for")
			}
		})
	}
}

// An hour of the week is known where those who are too young cannot decide it.
func TestYoungHours(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answered, failed, young int
		known, covered          int64
	}{{5, 0, 5, 1, 1}, {4, 1, 5, 0, 0}, {1, 9, 5, 1, 0}, {1, 9, 8, 0, 0}, {2, 2, 0, 0, 0}} {
		tally := NewTally(false)
		for i := range c.answered + c.failed + c.young {
			w := Wait{at(5), i < c.answered}
			if i >= c.answered+c.young {
				w = Wait{at(90), false}
			}
			tally.Add(&Case{Demand: true, Hour: 3, First: w, Told: 1, Followers: -1})
		}
		if covered, known := tally.Covered(); covered != c.covered || known != c.known {
			t.Errorf("%+v: %d of %d", c, covered, known)
		}
		if h := tally.Week()[3]; math.IsNaN(h.Share) != (c.known == 0) || h.Young != int64(c.young) {
			t.Errorf("%+v: %+v", c, h)
		}
	}
}

func TestHourOfWeek(t *testing.T) {
	t.Parallel()
	for when, want := range map[string]int{"2026-11-23T00:30:00Z": 0, "2026-11-22T23:59:59Z": 167, "1969-12-31T23:00:00Z": 2*24 + 23, "2026-11-25T13:00:00Z": 2*24 + 13} {
		at, err := time.Parse(time.RFC3339, when)
		if err != nil {
			t.Fatal(err)
		}
		if got := HourOfWeek(at.UnixMicro(), 0); got != want {
			t.Errorf("%s is hour %d, want %d", when, got, want)
		}
	}
}

func cases() *rapid.Generator[Case] {
	wait := rapid.Custom(func(t *rapid.T) Wait {
		return Wait{rapid.Int64Range(0, 40*24*3600*1e6).Draw(t, "micros"), rapid.Bool().Draw(t, "ended")}
	})
	return rapid.Custom(func(t *rapid.T) Case {
		c := Case{Hour: rapid.IntRange(0, 167).Draw(t, "hour"), Demand: rapid.Bool().Draw(t, "demand"), Negative: rapid.Bool().Draw(t, "negative"),
			Leaving: rapid.Bool().Draw(t, "leaving"), Window: rapid.IntRange(0, 90*86400).Draw(t, "window"), First: wait.Draw(t, "first"), Next: rapid.SliceOfN(wait, 0, 3).Draw(t, "next"),
			Resolution: wait.Draw(t, "resolution"), Deflected: rapid.Bool().Draw(t, "deflected"), Private: rapid.Bool().Draw(t, "private"),
			Closed: rapid.Bool().Draw(t, "closed"), Told: rapid.IntRange(1, 4).Draw(t, "told"), Mood: int8(rapid.IntRange(-2, 2).Draw(t, "mood")),
			MoodKnown: rapid.Bool().Draw(t, "known"), Followers: rapid.Int64Range(-1, 1e6).Draw(t, "followers"), Person: rapid.Uint64Range(0, 9).Draw(t, "person"), OwnersKnown: rapid.Bool().Draw(t, "owners"),
			HandOffs: rapid.SliceOfN(wait, 0, 2).Draw(t, "handoffs"), Promises: rapid.IntRange(0, 3).Draw(t, "promises")}
		if c.First.Ended {
			c.Responses = rapid.IntRange(1, 4).Draw(t, "responses")
			c.Lip = rapid.IntRange(0, c.Responses).Draw(t, "lip")
		}
		c.Hollow = c.Deflected || c.Responses > 0 && c.Lip == c.Responses || rapid.Bool().Draw(t, "hollow")
		c.Kept = rapid.IntRange(0, c.Promises).Draw(t, "kept")
		return c
	})
}

func everything(t *Tally) map[string]Value {
	out := map[string]Value{}
	for _, f := range Figures() {
		out[f.Name] = f.Of(t)
	}
	return out
}

// What parts count is, merged, what the whole counts: for exact tallies and for sketches.
func TestTalliesMerge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(cases(), 0, 60).Draw(t, "cases")
		exact := rapid.Bool().Draw(t, "exact")
		whole, parts := NewTally(exact), NewTally(exact)
		for i := range list {
			whole.Add(&list[i])
		}
		for rest := list; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "part")
			part := NewTally(exact)
			for i := range rest[:n] {
				part.Add(&rest[i])
			}
			parts.Merge(part)
			rest = rest[n:]
		}
		if diff := cmp.Diff(everything(whole), everything(parts), cmpopts.EquateNaNs(), cmpopts.EquateApprox(1e-12, 1e-12)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Quantiles of a sketch differ from the exact ones by one percent at most.
func TestSketchesAreNear(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(cases(), 1, 80).Draw(t, "cases")
		exact, near := NewTally(true), NewTally(false)
		ended := rapid.Bool().Draw(t, "all ended")
		for i := range list {
			c := &list[i]
			for _, waits := range [][]Wait{c.Next, c.HandOffs} {
				for j := range waits {
					waits[j].Ended = waits[j].Ended || ended
				}
			}
			c.First.Ended, c.Resolution.Ended = c.First.Ended || ended, c.Resolution.Ended || ended
			exact.Add(&list[i])
			near.Add(&list[i])
		}
		for _, f := range Figures() {
			a, b := f.Of(exact), f.Of(near)
			if math.IsNaN(a.Value) != math.IsNaN(b.Value) {
				continue // the quantile lies at the very end of what was seen
			}
			if math.Abs(a.Value-b.Value) > .0101*math.Abs(a.Value)+.001 && a.N > 3 {
				// Waits of one bucket may change places with open ones; the rank moves by theirs at most.
				open := exact.shares[f.index].young > 0 || slices.ContainsFunc(exact.waits[f.index].each, func(v uint64) bool { return v&1 == 1 })
				if !open {
					t.Fatalf("%s: exact %v, sketch %v", f.Name, a, b)
				}
			}
		}
	})
}

// A quantile of whole numbers is one that was seen: that at rank ceil(q n).
func TestQuantileOfNumbers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.IntRange(1, 9), 1, 200).Draw(t, "told")
		tally := NewTally(false)
		for _, n := range list {
			tally.Add(&Case{Demand: true, Told: n})
		}
		slices.Sort(list)
		f, _ := FigureOf("times_told_p90")
		if got, want := f.Of(tally).Value, float64(list[(9*len(list)+9)/10-1]); got != want {
			t.Fatalf("%v of %v, want %v", got, list, want)
		}
	})
}

// Every figure has a name of its own, and a case that counts says so.
func TestFigures(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	if len(Measures()) > mostMeasures {
		t.Fatalf("%d measures", len(Measures()))
	}
	var c Case
	c.Assemble([]Said{with(ask(0), func(s *Said) { s.Mood = -1; s.Leaving = true }), with(reply(7), func(s *Said) { s.ToPrivate = true; s.Agent = 3 }), ask(9)}, at(100))
	tally := NewTally(true)
	tally.Add(&c)
	for _, f := range Figures() {
		if seen[f.Name] || f.Name == "" || f.Title == "" || f.What == "" || f.Unit == "" {
			t.Errorf("%+v", f)
		}
		seen[f.Name] = true
		if got, ok := FigureOf(f.Name); !ok || got.Name != f.Name {
			t.Errorf("%s is not found by its name", f.Name)
		}
		if v := f.Of(tally); f.Name == "first_response_time_p50" && (v.Value != 420 || v.N != 1) {
			t.Errorf("%s = %v", f.Name, v)
		}
	}
	f, _ := FigureOf("response_rate_1h")
	if x, open, in := f.Part(&c); x != 1 || open || !in {
		t.Errorf("answered within the hour: %v %v %v", x, open, in)
	}
	f, _ = FigureOf("next_response_time_p90")
	if x, open, in := f.Part(&c); x != 91*60 || !open || !in {
		t.Errorf("still waits: %v %v %v", x, open, in)
	}
}

// A file of thousands of companies asks for some twenty figures of each: to find one needs no memory.
func TestFigureIsFoundWithoutCountingAllUp(t *testing.T) { // not parallel: it counts what the process takes
	names := []string{"demand", "reach_at_risk", "first_response_time", "no_figure"}
	if n := testing.AllocsPerRun(100, func() {
		for _, name := range names {
			FigureOf(name)
		}
	}); n != 0 {
		t.Errorf("%v pieces of memory for %d names", n, len(names))
	}
}
