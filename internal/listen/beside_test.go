package listen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"heed/internal/desk"
)

// TestLongPosts compares a set with each search alone on posts of thousands of words, of which
// some come once and some in every line.
func TestLongPosts(t *testing.T) {
	t.Parallel()
	d := dice{rand.New(rand.NewPCG(3, 4))}
	words := strings.Fields(latinWords)
	word := func() string { return words[d.IntN(1+d.IntN(len(words)))] }
	kinds := []func() string{
		func() string { return fmt.Sprintf(`"%s %s"`, word(), word()) },
		func() string { return fmt.Sprintf(`"%s %s %s"`, word(), word(), word()) },
		func() string { return fmt.Sprintf(`"%s %s"~%d`, word(), word(), d.IntN(90)) },
		func() string { return fmt.Sprintf(`"%s %s %s"~%d`, word(), word(), word(), d.IntN(20)) },
		func() string { return fmt.Sprintf(`%s NEAR/%d %s`, word(), d.IntN(100), word()) },
		func() string { return fmt.Sprintf(`#%s ONEAR/%d %s`, word(), d.IntN(100), word()) },
		func() string {
			return fmt.Sprintf(`(%s OR #%s) NEAR/%d "%s %s"`, word(), word(), d.IntN(9), word(), word())
		},
	}
	set := New()
	var all []*Query
	for len(all) < 400 {
		if q, err := Parse(kinds[len(all)%len(kinds)]()); err == nil {
			set.Add(Saved{desk.SearchID(len(all)), q})
			all = append(all, q)
		}
	}
	m := set.Matcher()
	matches, pairs := 0, 0
	for range 12 {
		var b []string
		for range 100 << d.IntN(7) {
			switch rare := d.IntN(40); {
			case rare == 0:
				b = append(b, d.piece().text)
			case rare < 4:
				b = append(b, words[d.IntN(3)]) // those that searches ask for most
			default:
				b = append(b, fmt.Sprint("w", d.IntN(300)))
			}
		}
		msg := desk.Message{Text: strings.Join(b, " "), Network: "echo"}
		got, post := m.Match(&msg, nil), PostOf(&msg)
		for k, q := range all {
			_, want := q.Match(&post)
			if _, found := slices.BinarySearch(got, desk.SearchID(k)); found != want {
				t.Fatalf("%s\non %q\nset %v, alone %v", q.source, msg.Text, found, want)
			}
			pairs++
		}
		matches += len(got)
	}
	t.Logf("%d pairs, %d matches", pairs, matches)
	if matches < pairs/20 || matches > pairs*19/20 {
		t.Error("most say the same")
	}
}
