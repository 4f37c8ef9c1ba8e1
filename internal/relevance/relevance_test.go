package relevance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"heed/internal/desk"
)

func posts(texts ...string) (out []desk.Message) {
	for i, t := range texts {
		out = append(out, desk.Message{Text: t, Author: desk.HandleRef{Name: fmt.Sprintf("u%d.test", i)}})
	}
	return out
}

func accepts(q string) bool { return q != "the" && q != "and" && q != "with" }

var about = posts( // read only
	"My apple phone does not charge", "apple support is slow", "the new apple update broke my phone", "apple, where is my refund", "the apple store in town is closed")

func options(most int) Options {
	return Options{Keep: map[string]bool{"apple": true}, Accepts: accepts, Most: most}
}

func TestSeparate(t *testing.T) {
	t.Parallel()
	bad := posts("apple pie with cinnamon", "my apple pie recipe", "the best apple juice", "apple juice and pie", "apple picking with the kids")
	got := Separate(bad, about, options(4))
	want := []Term{{Kind: "word", Query: "pie", Bad: 3}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got = Separate(posts("apple pie", "apple pie", "apple juice", "apple juice", "apple juice"), about, options(4))
	if len(got) != 2 || got[0].Query != "juice" || got[1].Query != "pie" {
		t.Errorf("two words, the commoner first: %+v", got)
	}
	if got := Separate(posts("apple phone", "apple phone"), about, options(4)); got != nil {
		t.Errorf("a word that the good posts have too: %+v", got)
	}
	if got := Separate(nil, about, options(4)); got != nil {
		t.Errorf("of nothing comes %+v", got)
	}
	one := bad[:1]
	if got := Separate(one, about, options(1)); len(got) != 1 || got[0].Query != "cinnamon" {
		t.Errorf("of one post: %+v", got)
	}
}

func TestCandidates(t *testing.T) {
	t.Parallel()
	bad := desk.Message{Text: "the apple phone pie #baking", Author: desk.HandleRef{Name: "cook.test"}}
	got := Candidates(&bad, about, options(3))
	want := []Term{{Kind: "tag", Query: "#baking", Bad: 1}, {Kind: "word", Query: "pie", Bad: 1}, {Kind: "author", Query: "from:cook.test", Bad: 1}, {Kind: "word", Query: "phone", Bad: 1, Good: 2}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Posts in languages without spaces, and posts of emoji, have words to leave out, too.
func TestCandidatesOfOtherScripts(t *testing.T) {
	t.Parallel()
	for post, want := range map[string][]string{
		"acme 荷物が届かない、カスタマーサポートに連絡できない": {"カスタマーサポート", "荷物", "連絡"},
		"acme 我的快递还没有到":     {"快递"},
		"acme 派的做法很简单，三十分钟": {"做法", "简单", "三十分钟"},
		"acme 三十日の目的":       {"三十日", "目的"},
		"acme 😡😡 👍🏽":        {"👍", "😡"},
		"acme الطلب لم يصل": {"الطلب", "يصل"},
		"acme ไม่ดี":        {"ไม่ดี"},
		"acme です":           nil,
	} {
		words := Words(&desk.Message{Text: post}, Options{Keep: map[string]bool{"acme": true}, Accepts: accepts})
		slices.Sort(words)
		slices.Sort(want)
		if diff := cmp.Diff(want, words); diff != "" {
			t.Errorf("%s (-want +got):\n%s", post, diff)
		}
	}
}

// TestSpelling: a word to leave out is written as people wrote it, in small letters of their language.
func TestSpelling(t *testing.T) {
	t.Parallel()
	for post, want := range map[string][]string{
		"de: acme KÜCHE für":   {"für", "küche"},
		"tr: acme IŞIK gündü":  {"gündü", "ışık"},
		"tr: acme İzmir'de":    {"izmirde"},
		"en: acme Don’t PANIC": {"dont", "panic"},
		"fr: acme #Été":        {"#été"},
	} {
		lang, text, _ := strings.Cut(post, ": ")
		o := Options{Asked: map[string]bool{}, Keep: map[string]bool{"acme": true}, Accepts: accepts, Most: 6}
		var got []string
		for _, term := range Candidates(&desk.Message{Text: text, Lang: lang}, nil, o) {
			got = append(got, term.Query)
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", post, diff)
		}
	}
	bad := []desk.Message{{Text: "acme çiçek"}, {Text: "acme cicek"}, {Text: "acme ÇİÇEK", Lang: "tr"}}
	o := Options{Asked: map[string]bool{"acme": true}, Keep: map[string]bool{"acme": true}, Accepts: accepts, Most: 3}
	if got := Separate(bad, nil, o); len(got) != 1 || got[0].Query != "çiçek" || got[0].Bad != 3 {
		t.Errorf("%+v", got)
	}
	bad = []desk.Message{{Text: "Grüße Acme"}, {Text: "GRÜSSE acme"}}
	o.Common = map[string]bool{"grusse": true}
	if got := Separate(bad, nil, o); len(got) != 1 || got[0].Query != `"grüße acme"` {
		t.Errorf("%+v", got)
	}
}

// Every term is one of a bad post, holds no word of the search, and its numbers are true.
func TestSeparateIsHonest(t *testing.T) {
	t.Parallel()
	word := rapid.SampledFrom([]string{"apple", "pie", "phone", "juice", "charge", "the", "tree", "store", "#fruit", "42"})
	say := rapid.Custom(func(t *rapid.T) desk.Message {
		text := ""
		for _, w := range rapid.SliceOfN(word, 1, 6).Draw(t, "words") {
			text += w + " "
		}
		return desk.Message{Text: text, Author: desk.HandleRef{Name: rapid.SampledFrom([]string{"a.test", "b.test"}).Draw(t, "by")}}
	})
	rapid.Check(t, func(t *rapid.T) {
		bad, good := rapid.SliceOfN(say, 0, 8).Draw(t, "bad"), rapid.SliceOfN(say, 0, 8).Draw(t, "good")
		o := options(4)
		terms := Separate(bad, good, o)
		again := Separate(bad, good, o)
		if diff := cmp.Diff(terms, again); diff != "" {
			t.Fatalf("the same posts give others:\n%s", diff)
		}
		for _, term := range terms {
			has := func(list []desk.Message) (n int) {
				for i := range list {
					if _, ok := termsOf(&list[i], o)[term.Query]; ok {
						n++
					}
				}
				return n
			}
			if o.Keep[term.Query] || has(bad) != term.Bad || has(good) != term.Good || term.Bad == 0 {
				t.Fatalf("%+v of %d and %d posts", term, has(bad), has(good))
			}
		}
	})
}

func TestVariants(t *testing.T) {
	t.Parallel()
	s := NewSeen([]string{"linksys", "fios"}, nil)
	for range 3 {
		s.Post(&desk.Message{Text: "my linksys is dead #wifi @linksyscares #fail"}, true, 1)
	}
	s.Post(&desk.Message{Text: "linksis again"}, false, 2)
	s.Post(&desk.Message{Text: "linsky, linksis"}, false, 1)
	s.Post(&desk.Message{Text: "#wifi is down, help @linksyscares"}, false, 1)
	for range 100 {
		s.Post(&desk.Message{Text: "#fail of the day"}, false, 1)
	}
	s.Post(&desk.Message{Text: "linksyss"}, false, 1)
	var got []string
	for _, v := range s.Variants(accepts, 10) {
		got = append(got, fmt.Sprintf("%s %s of %q: %d, %d missed", v.Kind, v.Query, v.Of, v.Posts, v.Missed))
	}
	want := []string{
		`misspelling linksis of "linksys": 3, 3 missed`,
		`tag #wifi of "": 4, 1 missed`,
		`handle @linksyscares of "": 4, 1 missed`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWrittenTogether: a name of two words is missed where people write it as one, also in a hashtag, and with a slip.
func TestWrittenTogether(t *testing.T) {
	t.Parallel()
	s := NewSeen(nil, [][]string{{"coca", "cola"}})
	s.Post(&desk.Message{Text: "coca-cola is flat"}, true, 1)
	s.Post(&desk.Message{Text: "cocacola prize"}, false, 1)
	s.Post(&desk.Message{Text: "an advert #CocaCola cocacola"}, false, 1)
	s.Post(&desk.Message{Text: "cocacloa again"}, false, 1)
	s.Post(&desk.Message{Text: "@cocacola answers"}, false, 1)
	var got []string
	for _, v := range s.Variants(accepts, 10) {
		got = append(got, fmt.Sprintf("%s %s of %q: %d, %d missed", v.Kind, v.Query, v.Of, v.Posts, v.Missed))
	}
	want := []string{`together cocacola of "": 2, 2 missed`, `misspelling cocacloa of "cocacola": 1, 1 missed`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"linksys", "linksis", 1}, {"linksys", "liknsys", 1}, {"linksys", "lynksis", 2}, {"über", "uber", 1}, {"abc", "cba", 2}} {
		if got := distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("%q to %q is %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// A word far more common than the search's own is no slip of it.
func TestAnotherWord(t *testing.T) {
	t.Parallel()
	s := NewSeen([]string{"brandx", "router"}, nil)
	for range 40 {
		s.Post(&desk.Message{Text: "take another route to the rooter"}, false, 1)
	}
	s.Post(&desk.Message{Text: "my router"}, true, 1)
	if got := s.Variants(accepts, 5); slices.ContainsFunc(got, func(v Variant) bool { return v.Query == "rooter" || v.Query == "route" }) {
		t.Errorf("%+v", got)
	}
}
