package listen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"heed/internal/desk"
)

// TestRepeatingPosts compares a set with each search alone on long posts of a few words that come again and
// again, by chance or in rows, with words of two forms, and with rows of characters.
func TestRepeatingPosts(t *testing.T) {
	t.Parallel()
	rounds := 60
	if testing.Short() {
		rounds = 6
	}
	matches, pairs := 0, 0
	for round := range rounds {
		rng := rand.New(rand.NewPCG(uint64(round), 11))
		d := repeated{dice: dice{rng}}
		d.words = []string{"acme", "acme's", "queue", "parcel", "late", "#late", "line", "app", "l'app", "我的航", "我", "的航", "w1", "w2", "w3", "@acme.bsky.social"}
		rng.Shuffle(len(d.words), func(i, k int) { d.words[i], d.words[k] = d.words[k], d.words[i] })
		d.words, d.apart = d.words[:2+d.IntN(8)], round%4 == 3
		set, all := New(), []*Query(nil)
		for len(all) < 120 {
			if q, err := Parse(d.search()); err == nil {
				set.Add(Saved{desk.SearchID(len(all)), q})
				all = append(all, q)
			}
		}
		m := set.Matcher()
		for range 4 {
			msg := desk.Message{Text: d.text()}
			got, post := m.Match(&msg, nil), PostOf(&msg)
			for k, q := range all {
				_, want := q.Match(&post)
				if _, found := slices.BinarySearch(got, desk.SearchID(k)); found != want {
					t.Fatalf("round %d: %s\non %q\nset %v, alone %v", round, q.source, msg.Text, found, want)
				}
				pairs++
			}
			matches += len(got)
		}
	}
	t.Logf("%d pairs, %d matches", pairs, matches)
	if matches < pairs/20 || matches > pairs*19/20 {
		t.Error("most say the same")
	}
}

// repeated draws searches and posts of a few words.
type repeated struct {
	dice
	words []string
	apart bool // searches do not ask where stands what a word may be
}

func (d *repeated) word() string { return d.words[d.IntN(len(d.words))] }

func (d *repeated) row(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = strings.TrimLeft(d.word(), "#@")
	}
	if d.IntN(10) == 0 {
		all[d.IntN(n)] = "我的航" // which the post may have in two parts
	}
	return strings.Join(all, " ")
}

func (d *repeated) search() string {
	if d.apart {
		return fmt.Sprintf("%s %s", [...]string{"app*", "que?e", "queues~1", "parcle~1", "lat*", "w?", "lines~1", "parc*"}[d.IntN(8)], [...]string{"", "-", "OR "}[d.IntN(3)]+d.word())
	}
	switch d.IntN(6) {
	case 0:
		return `"` + d.row(2+d.IntN(7)) + `"`
	case 1:
		return fmt.Sprintf(`"%s"~%d`, d.row(2+d.IntN(7)), d.IntN(1+d.IntN(100)))
	}
	return fmt.Sprintf("%s %s/%d %s", d.side(), [...]string{"NEAR", "ONEAR"}[d.IntN(2)], d.IntN(1+d.IntN(100)), d.side())
}

func (d *repeated) side() string {
	switch d.IntN(5) {
	case 0:
		return d.word()
	case 1:
		return [...]string{"app*", "que?e", "queu*", "queues~1", "@acme.bsky.social", "#late"}[d.IntN(6)]
	case 2:
		return `"` + d.row(2+d.IntN(3)) + `"`
	}
	parts := make([]string, 2+d.IntN(5))
	for i := range parts {
		if parts[i] = d.word(); d.IntN(3) == 0 {
			parts[i] = `"` + d.row(2) + `"`
		}
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// text is words by chance, in rows that come again, or mostly others.
func (d *repeated) text() string {
	n, row, others := 60+d.IntN(20<<d.IntN(7)), 1+d.IntN(40), d.IntN(3)*d.IntN(10)
	all := make([]string, n)
	for i := range all {
		switch {
		case d.IntN(10) < others:
			all[i] = fmt.Sprint("other", d.IntN(300))
		case i >= row && d.IntN(40) > 0 && n%3 > 0:
			all[i] = all[i-row]
		default:
			all[i] = d.word()
		}
	}
	return strings.Join(all, " ")
}

// TestManyPlaces does the same on a post in which so many words stand so often that there is not room for all
// their places, and on one so long that its words are walked along.
func TestManyPlaces(t *testing.T) {
	t.Parallel()
	d := dice{rand.New(rand.NewPCG(14, 15))}
	words := func(n int) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprint([...]string{"w", "w", "w", "#t"}[d.IntN(4)], d.IntN(300))
		}
		return strings.Join(all, " ")
	}
	set, all := New(), []*Query(nil)
	for i := range 800 {
		form := [...]string{"%s NEAR/%d %s", "%s ONEAR/%d %s", `"%s w1 w2"~%d OR %[1]s ONEAR/0 %[3]s`}[d.IntN(3)]
		q, err := Parse(fmt.Sprintf(form, words(1), d.IntN(9), words(1)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, q)
		set.Add(Saved{desk.SearchID(i), q})
	}
	m := set.Matcher()
	for _, n := range []int{20_000, 64*manySpots + 1} {
		msg := desk.Message{Text: words(n)}
		got, post := m.Match(&msg, nil), PostOf(&msg)
		for k, q := range all {
			_, want := q.Match(&post)
			if _, found := slices.BinarySearch(got, desk.SearchID(k)); found != want {
				t.Errorf("%d words, %s: set %v, alone %v", n, q.source, found, want)
			}
		}
		if x := &m.trial; (x.walkedNear > 0) != (x.spots.each >= manySpots) || x.walkedNear == 0 && len(x.spots.bits)+x.spots.each <= maxSpots {
			t.Errorf("%d words: walked along %d, %d places of %d kept", n, x.walkedNear, len(x.spots.bits), maxSpots)
		}
		if len(got) < 100 || len(got) > 700 {
			t.Errorf("%d words: %d match", n, len(got))
		}
	}
}

// TestSpots compares what is done with places as bits with the same for each place.
func TestSpots(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(12, 13))
	for range 3000 {
		h := held{}
		count := uint32(1 + rng.IntN(400))
		h.spots.empty(count)
		made := func(in int) (s []uint64, at []uint32) {
			s = make([]uint64, h.spots.each)
			for place := range count {
				if rng.IntN(in) == 0 {
					setAt(s, place)
					at = append(at, place)
				}
			}
			return s, at
		}
		s, at := made(1 + rng.IntN(60))
		other, otherAt := made(2)
		n := rng.IntN(spotsBefore)
		into := make([]uint64, h.spots.each)
		same := func(what string, want func(place int) bool) {
			t.Helper()
			for bit := range 64 * len(into) {
				if got := into[bit/64]>>(bit%64)&1 != 0; got != want(bit-spotsBefore) {
					t.Fatalf("%s by %d of %v in %d places: %v at %d", what, n, at, count, got, bit-spotsBefore)
				}
			}
		}
		behind := func(place, from, to int) bool { // whether one stands so many places before it
			return slices.ContainsFunc(at, func(a uint32) bool { return place-int(a) >= from && place-int(a) <= to })
		}
		spreadOut(into, s, max(n, 1))
		same("spread", func(place int) bool { return behind(place, 1, max(n, 1)) })
		spreadBefore(into, s, max(n, 1))
		same("spread before", func(place int) bool { return behind(place, -max(n, 1), -1) })
		spreadBack(into, s, n)
		same("spread back", func(place int) bool { return behind(place, -n, 0) })
		shiftUp(into, s, n)
		same("moved", func(place int) bool { return behind(place, n, n) })
		copy(into, other)
		if some := shiftedAnd(into, into, s, n); some != (countUpTo(into, 0) > 0) {
			t.Fatal("some", some)
		}
		same("together", func(place int) bool { return slices.Contains(otherAt, uint32(place)) && behind(place, -n, -n) })
		copy(into, other)
		some := and(into, s)
		if some != (countUpTo(into, 0) > 0) || some != meet(s, other) {
			t.Fatalf("some of %v and %v: %v, %v", at, otherAt, some, meet(s, other))
		}
		same("both", func(place int) bool { return slices.Contains(otherAt, uint32(place)) && behind(place, 0, 0) })
		copy(into, other)
		or(into, s)
		same("either", func(place int) bool { return slices.Contains(otherAt, uint32(place)) || behind(place, 0, 0) })
		clear(into)
		for _, a := range at {
			setBack(into, a, uint32(n))
		}
		same("set back", func(place int) bool { return behind(place, -n, 0) })
		for place := range count {
			if got := anyBeside(s, place, uint32(n), 0); got != (n > 0 && behind(int(place), 1, n)) {
				t.Fatalf("beside %d by %d of %v: %v", place, n, at, got)
			}
		}
	}
}
