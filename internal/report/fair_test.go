package report

import (
	"bytes"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

type fairCase struct {
	c               Case
	intent, network string
	private         bool
}

func fairCases() *rapid.Generator[fairCase] {
	return rapid.Custom(func(t *rapid.T) fairCase {
		return fairCase{cases().Draw(t, "case"), rapid.SampledFrom([]string{"", "complaint", "question"}).Draw(t, "intent"),
			rapid.SampledFrom([]string{"email", "mastodon"}).Draw(t, "network"), rapid.Bool().Draw(t, "private")}
	})
}

// told is what a Fair says, without its order.
func told(f *Fair) map[string]int64 {
	out := map[string]int64{}
	f.Each(func(a *Alike) {
		key := f.Intents()[a.Intent] + " " + f.Networks()[a.Network]
		b := *a
		b.Intent, b.Network, b.Count = 0, 0, 0
		out[key+" "+cmp.Diff(Alike{}, b, cmp.AllowUnexported(Alike{}))] += a.Count
	})
	return out
}

// What parts count is, packed and added up in any order, what the whole counts.
func TestFairAddsUp(t *testing.T) {
	t.Parallel()
	figures := FairFigures()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(fairCases(), 0, 30).Draw(t, "cases")
		var whole, backwards, parts Fair
		for i := range list {
			x, y := &list[i], &list[len(list)-1-i]
			whole.Add(&x.c, figures, x.intent, x.network, x.private)
			backwards.Add(&y.c, figures, y.intent, y.network, y.private)
			var one Fair
			one.Add(&y.c, figures, y.intent, y.network, y.private)
			if err := parts.Decode(one.Encode()); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(whole.Encode(), backwards.Encode()) || !bytes.Equal(whole.Encode(), parts.Encode()) {
			t.Fatal("the same cases in another order are packed otherwise")
		}
		if !maps.Equal(told(&whole), told(&parts)) {
			t.Fatal(cmp.Diff(told(&whole), told(&parts)))
		}
	})
}

func TestSteps(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]int64{-1: 0, 0: 0, 7: 7, 99: 99, 100: 100, 109: 100, 110: 110, 999: 990, 1000: 1000, 1099: 1000, 1234567: 1200000} {
		if got := stepped(max(step(n), 0)); got != want {
			t.Errorf("%d is of the step %d, want %d", n, got, want)
		}
	}
	for n, want := range map[int64]int64{0: 1, 99: 100, 100: 110, 990: 1000, 1200: 1300} {
		if got := StepAfter(n); got != want {
			t.Errorf("after %d comes %d, want %d", n, got, want)
		}
	}
}

func FuzzFairDecode(f *testing.F) {
	var x Fair
	x.Add(&Case{Followers: 7, Demand: true}, FairFigures(), "question", "email", true)
	f.Add(x.Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		var x, y Fair
		if x.Decode(b) == nil {
			x.Each(func(*Alike) {})
			if err := y.Decode(x.Encode()); err != nil {
				t.Error(err)
			}
		}
	})
}
