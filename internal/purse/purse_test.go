package purse

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"heed/internal/desk"
)

func TestTake(t *testing.T) {
	t.Parallel()
	b := New(202603, []desk.Spend{{Month: 202603, Network: "x", Search: 1, Micros: 7000}, {Month: 202602, Network: "x", Search: 2, Micros: 1 << 40}},
		Caps{Network: map[desk.Network]int64{"x": 30_000}, Search: map[desk.SearchID]int64{1: 10_000, 3: 0}})
	take := func(searches ...desk.SearchID) (out []desk.Spend) { return b.Take("x", 5000, searches) }
	spend := func(s desk.SearchID, micros int64) desk.Spend {
		return desk.Spend{Month: 202603, Network: "x", Search: s, Posts: 1, Micros: micros}
	}
	for i, c := range []struct {
		of   []desk.SearchID
		want []desk.Spend
	}{
		{[]desk.SearchID{1, 2}, []desk.Spend{spend(2, 5000)}}, // 1 has 3000 left
		{[]desk.SearchID{1}, nil},
		{[]desk.SearchID{3}, nil}, // a cap of nothing
		{[]desk.SearchID{2, 4, 5}, []desk.Spend{spend(2, 1668), spend(4, 1666), spend(5, 1666)}},
		{nil, nil},
		{[]desk.SearchID{2}, []desk.Spend{spend(2, 5000)}},
		{[]desk.SearchID{2}, []desk.Spend{spend(2, 5000)}},
		{[]desk.SearchID{2}, nil}, // the network's 30000 are gone
	} {
		if diff := cmp.Diff(c.want, take(c.of...)); diff != "" {
			t.Errorf("%d: (-want +got):\n%s", i, diff)
		}
	}
	if b.Open("x", 5000) || !b.Open("y", 5000) || b.OpenFor(1, 5000) || !b.OpenFor(1, 3000) || !b.OpenFor(9, 1<<40) {
		t.Error("what is open is wrong")
	}
}

// No cap is ever exceeded, what is charged is the price, and nothing is refused that fits.
func TestCapsHold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		caps := Caps{Network: map[desk.Network]int64{"x": rapid.Int64Range(0, 500).Draw(t, "network")}, Search: map[desk.SearchID]int64{}}
		for s := range desk.SearchID(3) {
			if rapid.Bool().Draw(t, "capped") {
				caps.Search[s] = rapid.Int64Range(0, 200).Draw(t, "cap")
			}
		}
		b := New(1, nil, caps)
		all, of := int64(0), map[desk.SearchID]int64{}
		for range rapid.IntRange(0, 60).Draw(t, "posts") {
			price := rapid.Int64Range(1, 40).Draw(t, "price")
			searches := rapid.SliceOfNDistinct(rapid.Int64Range(0, 3), 0, 4, rapid.ID[int64]).Draw(t, "searches")
			var ids []desk.SearchID
			fits := false
			for _, s := range searches {
				id := desk.SearchID(s)
				ids = append(ids, id)
				limit, capped := caps.Search[id]
				fits = fits || all+price <= caps.Network["x"] && (!capped || of[id]+price <= limit)
			}
			sum := int64(0)
			spent := b.Take("x", price, ids)
			for _, s := range spent {
				sum += s.Micros
				of[s.Search] += s.Micros
				if limit, capped := caps.Search[s.Search]; capped && of[s.Search] > limit {
					t.Fatalf("search %d spent %d of %d", s.Search, of[s.Search], limit)
				}
			}
			if fits != (len(spent) > 0) || fits && sum != price {
				t.Fatalf("fits %v, charged %d of %d", fits, sum, price)
			}
			if all += sum; all > caps.Network["x"] {
				t.Fatalf("spent %d of %d", all, caps.Network["x"])
			}
		}
	})
}

func TestForecast(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 21, 0, 0, 0, 0, time.UTC)
	if got := Forecast(1000, 10, 500, now); got != 1000+11*10*500 {
		t.Error(got)
	}
	if got := Next(now); got != time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) {
		t.Error(got)
	}
}

func TestShow(t *testing.T) {
	t.Parallel()
	for micros, want := range map[int64]string{0: "0.00 USD", 5000: "0.005 USD", 4_994_999: "4.99 USD", 4_995_000: "5.00 USD", 12_345_678: "12.35 USD", -5000: "-0.005 USD", 999_999: "1.00 USD"} {
		if got := Show(micros, "USD"); got != want {
			t.Errorf("%d is %q, want %q", micros, got, want)
		}
	}
}
