package listen

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

func said(text string) desk.Message {
	return desk.Message{Text: text, Form: desk.Post, Network: "echo", Author: desk.HandleRef{Name: "ana", Followers: -1}}
}

func with(text string, change func(*desk.Message)) desk.Message {
	m := said(text)
	change(&m)
	return m
}

func mustParse(t testing.TB, query string) *Query {
	t.Helper()
	q, err := Parse(query)
	if err != nil {
		t.Fatalf("Parse(%q): %v", query, err)
	}
	return q
}

// TestMeaning fixes what the language means; each line is one decision.
func TestMeaning(t *testing.T) {
	t.Parallel()
	family := "my 👨‍👩‍👧 waits"
	cases := []struct {
		query string
		post  desk.Message
		want  bool
	}{
		// Words, and what they stand in.
		{"gnip", said("I looked at gnip's manual."), true},
		{"gnip", said("Reading what @gnip writes."), true},
		{"gnip", said("so good #gniprocks"), false},
		{"cola", said("One coca-cola, please!"), true},
		{"cola", said("One cocacola, please!"), false},
		{`"coca-cola"`, said("a Coca Cola for two"), true},
		{"snow", said("look https://en.wikipedia.org/wiki/Snow"), false},
		{"url:wikipedia.org", said("look https://en.wikipedia.org/wiki/Snow"), true},
		{`"Love Snow"`, said("#love #snow"), true},
		{`"#Love #Snow"`, said("we love snow"), true},
		{"#thanku", said("#thankunext"), false},
		{"#thanku", said("#ThankU so much"), true},
		{"#love", said("love"), false},
		{"love", said("#love"), true},
		// OR, AND, NOT.
		{"apple OR iphone ipad", said("a new iphone"), false},
		{"apple OR iphone ipad", said("apple cake"), true},
		{"ipad iphone OR android", said("android is great"), true},
		{"(apple OR iphone) ipad", said("ipad alone"), false},
		{"(apple OR iphone) ipad", said("ipad and apple"), true},
		{"cat", said("CAT"), true},
		{"cat", said("Cat"), true},
		{"ABC", said("abc"), true},
		{"skiing -snow -day -noschool", said("skiing in fresh snow"), false},
		{"skiing -(snow OR day)", said("skiing at night"), true},
		{"skiing NOT (snow OR day)", said("skiing by day"), false},
		{"skiing −snow", said("skiing in snow"), false},
		{"skiing –snow", said("skiing in snow"), false},
		{"skiing —(snow OR day)", said("skiing in snow"), false},
		{"skiing —snow", said("skiing at night"), true},
		{"social or data", said("social data"), false},
		{"social or data", said("social or data"), true},
		{"social OR data", said("big data"), true},
		{"social AND data", said("social data"), true},
		{`acme -"acme corp"`, said("acme corp sued acme"), false},
		// Accents and case.
		{"diacrítica", said("una diacritica"), true},
		{"diacritica", said("una diacrítica"), true},
		{"diacritica", said("una diacri\u0301tica"), true},
		{"istanbul", said("İSTANBUL"), true},
		{"strasse", said("Die Straße ist zu"), true},
		{"acme", said("ＡＣＭＥ is down"), true},
		{"acme", said("ac\u00ADme"), true},
		{"acme", said("ac\u200Bme"), true},
		// Phrases and distance.
		{`"X data" has:mentions (has:media OR has:links)`, said("X data via @a https://t.co/b"), true},
		{`"social media"~5`, said("media that is social"), true},
		{`"social media"~1`, said("media that is social"), false},
		{"logitech NEAR/2f keyboard", said("a Logitech Bluetooth Keyboard"), true},
		{"logitech NEAR/2f keyboard", said("a keyboard by logitech"), false},
		{"logitech ONEAR/2 keyboard", said("a keyboard by logitech"), false},
		{"logitech NEAR/2 keyboard", said("a keyboard by logitech"), true},
		{"apple NEAR/5 (phone OR smartphone)", said("apple a b c d e phone"), true},
		{"apple NEAR/5 (phone OR smartphone)", said("apple a b c d e f phone"), false},
		{`"the the"`, said("the the concert"), true},
		{`"the the"`, said("the concert"), false},
		{"bad NEAR/3 bad", said("bad"), false},
		{"bad NEAR/3 bad", said("bad service, bad food"), true},
		{`"bad bad"~3`, said("bad"), false},
		{`"bad bad"~3`, said("bad service, bad food"), true},
		{`"acme app"`, said("acme https://x.com/y app"), false},
		// Open letters and misspellings.
		{"kiss*", said("kissing"), true},
		{"kiss*", said("kiss"), true},
		{"kisse*", said("kissing"), false},
		{"customi?e", said("customise"), true},
		{"customi?e", said("customize"), true},
		{"customi?e", said("customie"), false},
		{"me?t", said("melt"), true},
		{"me?t", said("meet"), true},
		{"linksys~1", said("my linkys router"), true},
		{"linksys~1", said("my linskys router"), true},
		{"linksys~1", said("my lnkys router"), false},
		{"linksys~2", said("my lnkys router"), true},
		// Handles, tags, cashtags.
		{"@username", said("の@usernameに着いた"), true},
		{"@alice", said("@aliceìnheiro hello"), false},
		{"@test", said("write to @test@example.com"), false},
		{"@test@example.com", said("write to @test@example.com"), true},
		{"@kn", said("f@@kn f#@kn"), false},
		{"#hashtag", said("so ✌️#hashtag there"), true},
		{"#hashtag", said("http://twitter.com/#hashtag"), false},
		{"#日本語ハッシュタグ", said("できた！＃日本語ハッシュタグ。"), true},
		{"#日本語ハッシュタグ", said("日本語ハッシュタグ#日本語ハッシュタグ"), false},
		{"#サッカー", said("#ｻｯｶｰ"), true},
		{"$TEST", said("sell $TEST today"), true},
		{"$TEST", said("$test123"), false},
		{"$TEST", said("word$TEST"), false},
		{"@acme.bsky.social", said("hi @acme.bsky.social!"), true},
		{"acme", said("hi @acme.bsky.social!"), true},
		{"bsky OR social", said("hi @acme.bsky.social!"), false},
		// The author and the network.
		{"from:acme", with("hello all", func(m *desk.Message) { m.Author.Name = "Acme" }), true},
		{"acme", with("hello all", func(m *desk.Message) { m.Author.Name = "acme" }), false},
		{"acme -is:retweet", with("acme is down", func(m *desk.Message) { m.Form = desk.Repost }), false},
		{"acme", with("see this", func(m *desk.Message) { m.Form, m.SubjectText = desk.Quote, "acme is down" }), true},
		{`"this acme"`, with("see this", func(m *desk.Message) { m.Form, m.SubjectText = desk.Quote, "acme is down" }), false},
		{"to:acme help", with("help me", func(m *desk.Message) { m.ParentBy.Name = "acme" }), true},
		{"to:acme", said("@Acme @other help"), true},
		{"to:other", said("@Acme @other help"), false},
		{"acme lang:en", said("acme"), false},
		{"acme -lang:en", said("acme"), true},
		{"acme lang:en", with("acme", func(m *desk.Message) { m.Lang = "en-GB" }), true},
		{"acme lang:de", with("acme", func(m *desk.Message) { m.Signals.Language.Label = "de" }), true},
		{"acme network:ECHO", said("acme"), true},
		{`acme place:"new york"`, with("acme", func(m *desk.Message) { m.Place = "New York, NY" }), true},
		{"acme place:york place:boston", with("acme", func(m *desk.Message) { m.Place = "New York, NY" }), false},
		{"acme is:verified", with("acme", func(m *desk.Message) { m.Author.Verified = true }), true},
		{"acme is:reply", with("acme", func(m *desk.Message) { m.Parent = "1" }), true},
		{"acme is:quote", said("acme"), false},
		{"acme has:media", with("acme", func(m *desk.Message) { m.Media = []desk.Media{{Kind: "image"}} }), true},
		{"acme followers:>1000", with("acme", func(m *desk.Message) { m.Author.Followers = 1000 }), false},
		{"acme followers:>=1000", with("acme", func(m *desk.Message) { m.Author.Followers = 1000 }), true},
		{"acme followers:100..500", with("acme", func(m *desk.Message) { m.Author.Followers = 500 }), true},
		{"acme followers:<10", said("acme"), false}, // unknown
		// Emoji.
		{"😂", said("lol😂😂"), true},
		{`"❤️"`, said("I ❤ it"), true},
		{"👍", said("thanks 👍🏽"), true},
		{"👨‍👩‍👧", said(family), true},
		{"👨", said(family), false},
		// Apostrophes.
		{"acme", said("the Acme’s app"), true},
		{"ICBC's", said("icbc again"), true},
		{"acme", said("j'attends d'Acme une réponse"), true},
		{"don't", said("I don’t know"), true},
		{"don't", said("I dont know"), true},
		{"oneill", said("O'Neill"), true},
		// Links.
		{"acme", said("https://acme.com/help"), false},
		{"url:acme.com", said("https://www.acme.com/help"), true},
		{"url:acme.com", said("https://notacme.com"), false},
		{`url:"/returns"`, said("https://acme.com/returns?x=1"), true},
		{"url:acme.com", with("look", func(m *desk.Message) { m.Links = []string{"https://acme.com/a"} }), true},
		{"acme", said("Acme.com never answers"), true},
		{"acme.com", said("Acme.com never answers"), true},
		// Scripts without spaces.
		{"航班延误", said("我的航班延误了三个小时"), true},
		{"航", said("航班"), true},
		{"班延", said("航班。延误"), false},
		{`"航班 延误"`, said("航班。延误"), true},
		{"iphone", said("新しいiPhoneが届いた"), true},
		{"สายการบิน", said("โทรหาสายการบินแล้ว"), true},
		// Lookalikes.
		{"paypal", said("раураl wants your password"), false},
		{"lookalike:paypal", said("раураl wants your password"), true},
		{"lookalike:linksys", said("Ⅼinksys"), true},
		{"lookalike:linksys", said("lіnksys"), true},
		{"lookalike:linksys", said("linksys"), true},
		{"linksys", said("lіnksys"), false},
		// Code and markup.
		{"panic", said("it prints `panic: nil` here"), false},
		{`"at t"`, said("AT&amp;T"), true},
		{"strong", said("<strong>no</strong>"), false},
	}
	for _, c := range cases {
		means(t, c.query, c.post, c.want)
	}
}

// means holds what a search says of a post: alone, as it writes itself, and in a set.
func means(t *testing.T, query string, post desk.Message, want bool) {
	t.Helper()
	q := mustParse(t, query)
	p := PostOf(&post)
	if _, got := q.Match(&p); got != want {
		t.Errorf("%s on %q: %v, want %v", query, post.Text, got, want)
	}
	again := mustParse(t, q.String())
	if _, got := again.Match(&p); got != want {
		t.Errorf("%s, written %s, on %q: %v, want %v", query, again, post.Text, got, want)
	}
	if found := inSet(&post, q); (len(found) == 1) != want {
		t.Errorf("set of %s on %q: %v", query, post.Text, found)
	}
}

// TestRefused: what is no search, and where.
func TestRefused(t *testing.T) {
	t.Parallel()
	cases := []struct {
		query string
		part  string // that the error points at
	}{
		{"", ""},
		{"   ", ""},
		{"-snow", "-snow"},
		{"NOT snow", "NOT snow"},
		{"has:media", "has:media"},
		{"has:links OR is:retweet", "has:links"},
		{"lang:en -spam", "lang:en -spam"},
		{"apple OR -pear", "-pear"},
		{"apple OR (red -pear) OR (-green -blue)", "(-green -blue)"},
		{"acme OR lang:en", "lang:en"},
		{"the", "the"},
		{"the to", "the to"},
		{"acme OR the", "the"},
		{`"the to"~3`, `"the to"~3`},
		{"*fone", "*"},
		{"in*", "in*"},
		{"ac*me", "*"},
		{"?arget", "?"},
		{`"blast* doors"~3`, "*"},
		{"coca-col*", "coca-col*"},
		{"#16", "#16"},
		{"#acm*", "#acm*"},
		{"@my-brand", "@my-brand"},
		{"abcd~1", "abcd~1"},
		{"linksys~3", "~3"},
		{"linksys~", "~"},
		{`"acme"~5`, `"acme"~5`},
		{`"a b"~`, "~"},
		{"(a OR b", "("},
		{"acme)", ")"},
		{`say "acme`, `"`},
		{"acme ()", "()"},
		{"acme OR", "OR"},
		{"OR acme", "OR"},
		{"acme AND OR corp", "AND"},
		{"acme NOT", "NOT"},
		{"acme - corp", "-"},
		{"acme & corp", "&"},
		{`!"NASA"`, "!"},
		{"acme NEAR corp", "NEAR"},
		{"acme NEAR/200 corp", "NEAR/200"},
		{"acme NEAR/5 -corp", "-"},
		{"acme NEAR/5 lang:en", "lang:en"},
		{"acme NEAR/5 corp NEAR/5 app", "NEAR/5"},
		{"(a b)~5", "~5"},
		{`((cake OR "ice cream") AND birthday)~5`, "~5"},
		{`raw:"C++ acme"`, "raw:"},
		{"acme filter:images", "filter:"},
		{"acme list:news/sport", "list:"},
		{"acme min_faves:9", "min_faves:"},
		{"me?t*", "me?t*"},
		{"author:acme", "author:"},
		{"lnag:en acme", "lnag:"},
		{"from:", "from:"},
		{"has:fun acme", "has:fun"},
		{"followers:many acme", "followers:many"},
		{"followers:9..1 acme", "followers:9..1"},
		{"acme ...", "..."},
	}
	for _, c := range cases {
		_, err := Parse(c.query)
		var at *SyntaxError
		if !errors.As(err, &at) {
			t.Errorf("%q: %v, want a SyntaxError", c.query, err)
			continue
		}
		if got := c.query[at.Offset : at.Offset+at.Length]; got != c.part {
			t.Errorf("%q: points at %q, want %q (%s)", c.query, got, c.part, at.Message)
		}
		if at.Message == "" || at.Mend == "" || desk.KindOf(err) != desk.Invalid {
			t.Errorf("%q: not helpful: %+v", c.query, at)
		}
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	got := mustParse(t, "acme or corp near/5 app").Notes()
	want := []Note{
		{Offset: 5, Length: 2, Message: "“or” is searched as a word; the operator is written OR."},
		{Offset: 13, Length: 6, Message: "“near/5” is searched as a word; the operator is written NEAR/5."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// An operator with a slip in it is a word like any other, so that a search finds nothing: that is said.
func TestSlipsAreNoted(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"acme NAER/5 refund":       "“NAER/5” is searched as a word; the operator is written NEAR/5.",
		"acme Near/3f refund":      "“Near/3f” is searched as a word; the operator is written NEAR/3f.",
		"acme ONAER/5 refund":      "“ONAER/5” is searched as a word; the operator is written ONEAR/5.",
		"acme w/12 refund":         "“w/12” is searched as a word; the operator is written NEAR/12.",
		"acme PRE/2 refund":        "“PRE/2” is searched as a word; the operator is written ONEAR/2.",
		"acme NEAR5 refund":        "“NEAR5” is searched as a word; the operator is written NEAR/5.",
		"acme ANDNOT jobs":         "“ANDNOT” is searched as a word; the operator is written AND NOT.",
		"acme ODER akme":           "“ODER” is searched as a word; the operator is written OR.",
		"acme nicht jobs":          "“nicht” is searched as a word; the operator is written NOT.",
		"acme 24/7":                "",
		"acme bear/fish w/e n/a":   "",
		"gears near linear nor":    "",
		"\"acme NAER/5\" NEAR/5 x": "",
	} {
		var got string
		for _, n := range mustParse(t, query).Notes() {
			got += n.Message
		}
		if got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	var e *SyntaxError
	if _, err := Parse("acme NEAR:5 refund"); !errors.As(err, &e) || e.Mend != "Write NEAR/5." {
		t.Errorf("NEAR:5: %v", err)
	}
}

func TestWhy(t *testing.T) {
	t.Parallel()
	cases := []struct {
		query, post string
		clause      string
		marked      []string
	}{
		{"icbc OR \"driver licensing\"", "The Driver-Licensing office of ICBC", "icbc", []string{"Driver-Licensing", "ICBC"}},
		{"(icbc OR @icbc) queue -jobs", "queue at icbc, queue again", "icbc queue", []string{"queue", "icbc", "queue"}},
		{"apple NEAR/3 phone", "an apple on my phone", "apple NEAR/3 phone", []string{"apple", "phone"}},
		{`"slow app"~3`, "the app is very slow", `"slow app"~3`, []string{"app", "slow"}},
		{"acme", "Acme’s app", "acme", []string{"Acme’s"}},
		{"#acme", "love #Acme!", "#acme", []string{"#Acme"}},
		{"url:acme.com down", "https://acme.com/x is down", "url:acme.com down", []string{"https://acme.com/x", "down"}},
		{"航班延误", "我的航班延误了", "航班延误", []string{"航班延误"}},
		{"ac\u00ADme", "ac\u200Bme here", "ac\u00ADme", []string{"ac\u200Bme"}},
		{"kiss* lang:en", "kissing", "kiss*", nil},
	}
	for _, c := range cases {
		m := said(c.post)
		p := PostOf(&m)
		hit, ok := mustParse(t, c.query).Match(&p)
		if !ok {
			if c.marked != nil {
				t.Errorf("%s: no match", c.query)
			}
			continue
		}
		var marked []string
		for _, s := range hit.Spans {
			marked = append(marked, c.post[s.Start:s.End])
		}
		if diff := cmp.Diff(c.marked, marked); diff != "" || hit.Clause != c.clause {
			t.Errorf("%s: clause %q, want %q; (-want +got)\n%s", c.query, hit.Clause, c.clause, diff)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	src := `(icbc OR "a b"~2) -lang:en #x @y $Z NEAR/2 http://a.b`
	var got []string
	for _, h := range Highlights(src) {
		got = append(got, h.Kind+" "+src[h.Span.Start:h.Span.End])
	}
	want := []string{"bracket (", "word icbc", "operator OR", `phrase "a b"~2`, "bracket )", "minus -", "field lang:", "value en",
		"hashtag #x", "mention @y", "cashtag $Z", "operator NEAR/2", "link http://a.b"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// inSet matches a post with a set of searches, whose ids are their places from 1 on.
func inSet(m *desk.Message, all ...*Query) []desk.SearchID {
	set := New()
	for i, q := range all {
		set.Add(Saved{ID: desk.SearchID(i + 1), Query: q})
	}
	return set.Matcher().Match(m, nil)
}

func TestSet(t *testing.T) {
	t.Parallel()
	s := New()
	s.Add(Saved{3, mustParse(t, "acme OR app")}, Saved{1, mustParse(t, "nothing")}, Saved{2, mustParse(t, "nothing")}, Saved{1, mustParse(t, "acme")})
	post := said("the Acme app")
	m := s.Matcher()
	for i, step := range []struct {
		change func()
		want   []desk.SearchID
		len    int
	}{
		{func() {}, []desk.SearchID{1, 3}, 3},
		{func() { s.Remove(1, 99) }, []desk.SearchID{3}, 2},
		{func() { s.Add(Saved{3, mustParse(t, "app")}) }, []desk.SearchID{3}, 2},
		{func() { s.Add(Saved{3, mustParse(t, "zebra")}) }, nil, 2},
		{func() { s.Remove(3); s.Add(Saved{1, mustParse(t, "app")}, Saved{5, mustParse(t, "app the")}) }, []desk.SearchID{1, 5}, 3},
	} {
		step.change()
		if diff := cmp.Diff(step.want, m.Match(&post, nil)); diff != "" || s.Len() != step.len {
			t.Errorf("step %d: %d searches (-want +got)\n%s", i, s.Len(), diff)
		}
	}
}
