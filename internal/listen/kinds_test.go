package listen

import (
	"slices"
	"strings"
	"testing"

	"heed/internal/desk"
)

// TestHostileKinds: half a megabyte of one kind before a few words, and as much behind, changes neither what is said of them nor makes a search look
// at more than each word of the post a few times.
func TestHostileKinds(t *testing.T) {
	t.Parallel()
	const stepsOfWord = 4
	half := 1 << 19
	if testing.Short() {
		half = 1 << 14 // with the race detector
	}
	searches := map[string]bool{
		"acme": true, `"the acme app"`: true, "app NEAR/1 down": true, `"down acme"~3`: true, "acm*": true, "d?wn acme": true, "acmee~1": true, "url:acme.com": true, "#help": true, "@corp": true,
		"lookalike:acme": true, "zebra": false, `"acme the"`: false, "down ONEAR/50 acme": false, `"acme down"~1`: false, "acme -app": false, "zebra*": false, "zebras~2": false, "#acme": false, "@help": false,
		"url:zebra": false, "lookalike:zebra": false, "acme place:vancouver": false, "to:acme": false,
	}
	set, all, order := New(), []*Query(nil), []string(nil)
	for query := range searches {
		order = append(order, query)
	}
	slices.Sort(order)
	for i, query := range order {
		all = append(all, mustParse(t, query))
		set.Add(Saved{desk.SearchID(i), all[i]})
	}
	m := set.Matcher()
	for name, noise := range map[string]string{
		"different hashtags": numbered("#tag%d ", half/10),
		"hashtags in a row":  strings.Repeat("#tag", half/4) + " ",
		"one word":           strings.Repeat("x", half) + " ",
		"deep brackets":      strings.Repeat("(", half/2) + strings.Repeat(")", half/2),
		"open markup":        strings.Repeat("<a ", half/3) + "> ",
		"zero width":         strings.Repeat("z\u200be\u200c\u2060b ", half/15),
		"joiners alone":      strings.Repeat("\u200d\ufeff", half/6) + " ",
		"direction":          strings.Repeat("\u202e\u2067zeb\u2069\u202c ", half/16),
		"no text":            strings.Repeat("\xff\xc3(\xe2\x82 \xf0\x9f", half/8) + " ",
		"marks":              "z" + strings.Repeat("\u0301\u0323", half/4) + " ",
		"families":           strings.Repeat("👩\u200d", half/7) + " ",
		"mentions":           numbered("@m%d ", half/10),
		"links":              numbered("https://example%d.com/a?b=%[1]d ", half/50),
		"Chinese":            strings.Repeat("我的航班", half/12) + " ",
		"impostors":          strings.Repeat("zеb ", half/5),
	} {
		msg := desk.Message{Text: noise + "the acme app is down #help @corp https://acme.com " + noise}
		if name != "mentions" {
			msg.Text = "@m0 " + msg.Text
		}
		got, post := m.Match(&msg, nil), PostOf(&msg)
		for i, q := range all {
			want := searches[order[i]]
			r := run{post: &post, source: q.source}
			if _, alone := r.match(q); alone != want {
				t.Errorf("%s: %s: %v, want %v", name, q, alone, want)
			}
			if most := 1000 + stepsOfWord*(len(post.words)+len(post.links)*8); r.steps > most {
				t.Errorf("%s: %s takes %d steps of %d words", name, q, r.steps, len(post.words))
			}
			if _, found := slices.BinarySearch(got, desk.SearchID(i)); found != want {
				t.Errorf("%s: %s in a set: %v, want %v", name, q, found, want)
			}
		}
	}
}

// TestManyTermsInFewPlaces: short posts are kept in another way from some number of terms on, which mentions that the
// network tells reach.
func TestManyTermsInFewPlaces(t *testing.T) {
	t.Parallel()
	set := New()
	set.Add(Saved{1, mustParse(t, "acme app")}, Saved{2, mustParse(t, "@last acme")}, Saved{3, mustParse(t, "@m0 -@last")}, Saved{4, mustParse(t, `"acme app" lang:de`)})
	m := set.Matcher()
	for n := stampStep - 20; n < stampStep+20; n++ {
		msg := said("acme app")
		msg.Lang = "en"
		for range n {
			msg.Mentions = append(msg.Mentions, desk.HandleRef{Name: "m0"})
		}
		msg.Mentions = append(msg.Mentions, desk.HandleRef{Name: "last"})
		if got, want := m.Match(&msg, nil), []desk.SearchID{1, 2}; !slices.Equal(got, want) {
			t.Errorf("%d mentions: %v, want %v", n+1, got, want)
		}
		next := said("app")
		if got := m.Match(&next, nil); len(got) > 0 {
			t.Errorf("behind %d mentions: %v", n+1, got)
		}
	}
}
