package monitor_test

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/monitor"
	"heed/internal/store"
)

const price = 5000

// busy is how many hits an hour of a made-up search brings: more by day than by night, fewer at a weekend.
func busy(at time.Time) int64 {
	n := int64(2)
	if h := at.Hour(); h >= 8 && h < 20 {
		n = 12
	}
	if d := at.Weekday(); d == time.Saturday || d == time.Sunday {
		n /= 2
	}
	return n
}

// hours lets whole hours pass in which the stream is heard, and a search hits as it is busy and pays for part of
// that. It returns how many posts were paid.
func (g *ground) hours(n int, search *desk.Search, paid float64, free bool) (posts int64) {
	g.t.Helper()
	var counts []desk.HourCount
	var spends []desk.Spend
	rest := 0.0
	for range n {
		hour := desk.HourOf(g.now)
		counts = append(counts, desk.HourCount{Key: desk.SourceKey(g.a.ID, desk.PartStream), Hour: hour, Posts: 500, Covered: 3600})
		if hits := busy(g.now); !g.now.Before(search.Created) {
			rest += float64(hits) * paid
			pays := int64(rest)
			rest -= float64(pays)
			if !free {
				spends = append(spends, desk.Spend{Month: desk.MonthOf(g.now), Network: network, Search: search.ID, Posts: pays, Micros: pays * price})
				posts += pays
			}
			counts = append(counts, desk.HourCount{Key: desk.SearchKey(search.ID), Hour: hour, Posts: hits})
		}
		g.now = g.now.Add(time.Hour)
	}
	g.update(func(tx *store.Tx) error { return errors.Join(tx.AddHours(counts), tx.AddSpending(spends)) })
	g.s.Pulled(&g.a, batch(1, g.now), nil)
	g.ok(g.s.Keep(g.t.Context(), true))
	g.restart() // what was learnt of the past is read again
	return posts
}

func (g *ground) purse() monitor.PurseReport { g.t.Helper(); return g.report().Purses[0] }

// TestForecast: what was forecast is what was then spent, of a search that is busy by day, one that also hears where it
// is free, and one that is new on an old desk.
func TestForecast(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		paid    float64
		created time.Duration // after the beginning
		looks   time.Duration
		within  float64
	}{
		"half a month":           {1, 0, 18 * 24 * time.Hour, .05},
		"a fifth is paid":        {.2, 0, 18 * 24 * time.Hour, .05},
		"new on an old desk":     {1, 14 * 24 * time.Hour, 20 * 24 * time.Hour, .1},
		"a day before the end":   {1, 0, 28 * 24 * time.Hour, .05},
		"new before the weekend": {1, 7 * 24 * time.Hour, 11 * 24 * time.Hour, .2}, // nobody knows yet what a weekend is like
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGround(t)
			g.now = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
			search := &desk.Search{Name: "Acme", Query: "acme", Created: g.now.Add(c.created), By: 1}
			g.update(func(tx *store.Tx) error { return tx.CreateSearch(search) })
			g.hours(int(c.looks.Hours()), search, c.paid, false)
			then := g.purse()
			g.hours(int(time.Date(2026, 3, 31, 23, 0, 0, 0, time.UTC).Sub(g.now).Hours()), search, c.paid, false)
			spent := g.purse().Spent
			if off := math.Abs(float64(then.Forecast-spent)) / float64(spent); off > c.within {
				t.Errorf("%d was forecast when %d was spent, and it came to %d", then.Forecast, then.Spent, spent)
			}
		})
	}
}

// TestNotHeard: what a cap cost is by what was usual before it, however long it lasts and whatever is heard elsewhere
// meanwhile; the alarm says what the page says; and the month after tells of it.
func TestNotHeard(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.now = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	search := &desk.Search{Name: "Acme", Query: "acme", Created: g.now, By: 1}
	g.update(func(tx *store.Tx) error { return tx.CreateSearch(search) })
	g.hours(21*24, search, 1, false)
	g.update(func(tx *store.Tx) error {
		return errors.Join(tx.SaveSetting(desk.SettingCap(network), strconv.Itoa(price)), tx.SaveCapped(desk.MonthOf(g.now), network, 0, g.now))
	})
	quiet := &desk.Search{ID: 99, Created: g.now}
	missed := int64(0)
	for _, hours := range []int{6, 30, 100} {
		for range hours {
			missed += busy(g.now)
			g.hours(1, quiet, 1, true) // the stream is heard, the search is not paid
		}
		all, err := g.s.Judge(t.Context())
		g.ok(err)
		p := g.purse()
		if off := math.Abs(float64(p.NotHeard-missed)) / float64(missed); off > .05 {
			t.Errorf("%d posts were not heard, the page says %d", missed, p.NotHeard)
		}
		said := false
		for _, a := range all {
			said = said || a.Kind == "capped" && strings.Contains(strings.ReplaceAll(a.Problem, ",", ""), "About "+strconv.FormatInt(p.NotHeard, 10)+" posts")
		}
		if !said {
			t.Errorf("the page says %d, the alarm %+v", p.NotHeard, all)
		}
	}
	spent := g.purse().Spent
	for g.now.Month() == time.March {
		missed += busy(g.now)
		g.hours(1, quiet, 1, true)
	}
	p := g.purse()
	if b := p.Before; p.Spent != 0 || !p.Capped.IsZero() || b.Spent != spent || b.Capped.IsZero() || math.Abs(float64(b.NotHeard-missed))/float64(missed) > .05 {
		t.Errorf("in April: %+v; %d was spent and %d were not heard", p, spent, missed)
	}
}

// TestCapTooSoon: a cap that is reached before anything is usual costs what the little that was heard says, and does
// not promise to know more later.
func TestCapTooSoon(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	search := &desk.Search{Name: "Acme", Query: "acme", Created: g.now, By: 1, Cap: 24 * price}
	g.update(func(tx *store.Tx) error { return tx.CreateSearch(search) })
	g.hours(2, search, 1, false)
	g.update(func(tx *store.Tx) error {
		return tx.SaveCapped(desk.MonthOf(g.now), network, search.ID, g.now)
	})
	g.now = g.now.Add(5 * time.Hour)
	if p := g.purse().Searches[0]; p.NotHeard < 40 || p.NotHeard > 60 || p.Basis != "By the rate of the 2 hours heard before, which is little." {
		t.Errorf("after five hours: %+v", p)
	}
}

// TestRaisedCap: time in which a cap kept a search from hearing is no habit. A cap of its own that is reached for days and
// then raised leaves the forecast where it was, and what it cost stays said, the month after too.
func TestRaisedCap(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.now = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	search := &desk.Search{Name: "Acme", Query: "acme", Created: g.now, By: 1}
	free := &desk.Search{ID: 99, Created: g.now}
	g.update(func(tx *store.Tx) error { return tx.CreateSearch(search) })
	g.hours(15*24, search, 1, false)
	before := g.purse()
	search.Cap = before.Spent
	g.update(func(tx *store.Tx) error {
		return errors.Join(tx.SaveSearch(search), tx.SaveCapped(desk.MonthOf(g.now), network, search.ID, g.now))
	})
	missed := int64(0)
	for range 5 * 24 {
		missed += busy(g.now)
		g.hours(1, free, 1, true)
	}
	if _, err := g.s.Judge(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := g.purse(); p.Forecast != p.Spent || p.Searches[0].Forecast != p.Spent || p.Searches[0].Earlier != 0 {
		t.Errorf("capped: %+v", p)
	}
	search.Cap = 0
	g.update(func(tx *store.Tx) error { return tx.SaveSearch(search) })
	if _, err := g.s.Judge(t.Context()); err != nil {
		t.Fatal(err)
	}
	near := func(got, want int64) bool { return math.Abs(float64(got-want)) <= .05*float64(want) }
	raised := g.purse()
	if one := raised.Searches[0]; !one.Capped.IsZero() || !near(one.Earlier, missed) {
		t.Errorf("%d posts were not heard: %+v", missed, one)
	}
	g.hours(int(time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC).Sub(g.now).Hours()), search, 1, false)
	after := g.purse()
	if !near(raised.Forecast, after.Before.Spent) {
		t.Errorf("%d was forecast after the cap was raised, and it came to %d", raised.Forecast, after.Before.Spent)
	}
	if b := after.Searches[0].Before; after.Searches[0].Earlier != 0 || !near(b.Earlier, missed) || !b.Capped.IsZero() {
		t.Errorf("the month after: %+v", after.Searches[0])
	}
}

// TestCapToTheEnd: of a cap of a search's own that held to the end of its month the month after says what it cost, and
// does not take those days for usual.
func TestCapToTheEnd(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.now = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	search := &desk.Search{Name: "Acme", Query: "acme", Created: g.now, By: 1}
	free := &desk.Search{ID: 99, Created: g.now}
	g.update(func(tx *store.Tx) error { return tx.CreateSearch(search) })
	g.hours(20*24, search, 1, false)
	g.update(func(tx *store.Tx) error { return tx.SaveCapped(desk.MonthOf(g.now), network, search.ID, g.now) })
	missed := int64(0)
	for g.now.Month() == time.March {
		missed += busy(g.now)
		g.hours(1, free, 1, true)
	}
	g.hours(24, search, 1, false)
	then := g.purse()
	if b := then.Searches[0].Before; b.Capped.IsZero() || math.Abs(float64(b.NotHeard-missed)) > .05*float64(missed) {
		t.Errorf("%d posts were not heard in March: %+v", missed, b)
	}
	g.hours(29*24-1, search, 1, false)
	if spent := g.purse().Spent; math.Abs(float64(then.Forecast-spent)) > .05*float64(spent) {
		t.Errorf("%d was forecast on the 2nd, and it came to %d", then.Forecast, spent)
	}
}

// TestCapsBesideEachOther: the forecast of a network is that of its searches, each within its own cap, and all within
// the cap of the network.
func TestCapsBesideEachOther(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.now = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	one, two := &desk.Search{Name: "Acme", Query: "acme", Created: g.now, By: 1}, &desk.Search{Name: "Beta", Query: "beta", Created: g.now, By: 1}
	g.update(func(tx *store.Tx) error { return errors.Join(tx.CreateSearch(one), tx.CreateSearch(two)) })
	g.hours(7*24, one, 1, false)
	g.now = g.now.Add(-7 * 24 * time.Hour)
	g.hours(7*24, two, 1, false)
	open := g.purse()
	one.Cap = open.Searches[0].Spent + 100*price
	g.update(func(tx *store.Tx) error { return tx.SaveSearch(one) })
	p := g.purse()
	if p.Searches[0].Forecast != one.Cap || p.Searches[1].Forecast != open.Searches[1].Forecast || p.Forecast != p.Searches[0].Forecast+p.Searches[1].Forecast {
		t.Errorf("with a cap of one's own: %+v", p)
	}
	limit := open.Spent + 50*price
	g.update(func(tx *store.Tx) error {
		return tx.SaveSetting(desk.SettingCap(network), strconv.FormatInt(limit, 10))
	})
	p = g.purse()
	if sum := p.Searches[0].Forecast + p.Searches[1].Forecast; p.Forecast != limit || sum > limit || sum < limit-2 {
		t.Errorf("with a cap of the network: %+v", p)
	}
	limit = open.Spent / 2 // lowered below what was spent: nobody is read who could say that it is reached
	g.update(func(tx *store.Tx) error {
		return tx.SaveSetting(desk.SettingCap(network), strconv.FormatInt(limit, 10))
	})
	all, err := g.s.Judge(t.Context())
	g.ok(err)
	if p = g.purse(); p.Capped.IsZero() || p.Forecast != p.Spent || len(all) != 1 || all[0].Kind != "capped" {
		t.Errorf("with a cap below what was spent: %+v, %+v", p, all)
	}
	g.update(func(tx *store.Tx) error { return tx.SaveSetting(desk.SettingCap(network), "") })
	if all, err = g.s.Judge(t.Context()); err != nil || len(all) != 0 || !g.purse().Capped.IsZero() {
		t.Errorf("without a cap: %v, %+v", err, all)
	}
}

// TestHeardAgain: that a source is heard again after a cap was lifted is told once, for the page to say so at once.
func TestHeardAgain(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Minute, 1)
	pulled := func(what string, want bool, pulses ...channel.Pulse) {
		t.Helper()
		g.now = g.now.Add(time.Second)
		if got := g.s.Pulled(&g.a, batch(0, g.now), pulses); got != want {
			t.Errorf("%s: told %v, want %v", what, got, want)
		}
	}
	pulled("nothing had ended it", false)
	g.s.Capped(&g.a)
	pulled("read, and its stream is not there yet", false, channel.Pulse{Part: desk.PartStream})
	pulled("heard", true)
	pulled("heard as before", false)
}
