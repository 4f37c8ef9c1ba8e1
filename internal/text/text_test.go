package text

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestEntities(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want []string
	}{
		{"hi @ana.bsky.social, see", []string{"mention ana.bsky.social"}},
		{"hi @ana.bsky.social.", []string{"mention ana.bsky.social"}},
		{"hi @my-shop.example.com!", []string{"mention my-shop.example.com"}},
		{"thanks @acme.So it broke", []string{"mention acme"}},
		{"thanks @acme.Thanks", []string{"mention acme"}},
		{"@acme_help.", []string{"mention acme_help"}},
		{"ask @ana@example.social now", []string{"mention ana@example.social"}},
		{"mail ana@example.com", nil},
		{"Example.com is down", []string{"bare Example.com"}},
		{"www.example.com is down", []string{"link www.example.com"}},
		{"example.com/help is down", []string{"link example.com/help"}},
		{"see https://example.com/@ana/1#top now", []string{"link https://example.com/@ana/1#top"}},
		{"https://beispiel.xn--vermgensberatung-pwb, https://xn--80aaxitdbjk.xn--p1ai/x", []string{"link https://beispiel.xn--vermgensberatung-pwb", "link https://xn--80aaxitdbjk.xn--p1ai/x"}},
		{"beispiel.xn--p1ai xn--80aaxitdbjk.xn--p1ai/x", []string{"bare beispiel.xn--p1ai", "link xn--80aaxitdbjk.xn--p1ai/x"}},
		{"https://a.xn--p1ai- https://a.xn-- https://a.x--p1ai a.xn--p1ai@b", nil},
		{"https://a.com.xn--vermgensberatung-pwb. https://a.com.xn--p1ai-x https://a.de.xn---", []string{"link https://a.com.xn--vermgensberatung-pwb", "link https://a.de"}},
		{"＠ana ＃tag $TSLA", []string{"mention ana", "hashtag tag", "cashtag TSLA"}},
		{"a@@ana $$Y", nil},
		{"\xff@ana\xff#x", []string{"mention ana", "hashtag x"}},
		{"#foo日本example.com/x #a", []string{"hashtag foo日本example", "hashtag a"}},
		{"#日a.com/#b x.com", []string{"hashtag 日a", "hashtag b", "bare x.com"}},
	}
	for _, c := range cases {
		var got []string
		for _, e := range Entities(c.text) {
			kind := string(e.Kind)
			if e.Bare {
				kind = "bare"
			}
			got = append(got, kind+" "+e.Name)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q (-want +got)\n%s", c.text, diff)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	cases := []struct{ text, want string }{
		{"Delayed.Again: 3.14 at 10:30", "0:delayed 1:again 2:3.14 3:at 4:10 5:30"},
		{"the U.S. and U.K.", "0:the 1:us 2:and 3:uk"},
		{"a \u0640.\u0640. b", "0:a 1:b"}, // initials of which nothing is left
		{"Acme's don’t O'Neill's", "0:acmes/acme 1:dont 2:oneills/oneill"},
		{"l’avion d'Acme all'estero", "0:lavion/avion 1:dacme/acme 2:allestero/estero"},
		{"Elma'nın O’Reilly'den McDonald's'ı HP'ye Acme'ego iPhone'ом", "0:elmanin/elma 1:oreillyden/oreilly 2:mcdonaldsi/mcdonalds 3:hpye/hp 4:acmeego/acme 5:iphoneом/iphone"},
		{"can't we'll we’re I've she'd I'm y'all l'Acme'in 10'000", "0:cant 1:well 2:were 3:ive 4:shed 5:im 6:yall 7:lacmein/acmein 8:10000"},
		{"комп'ютер צ'ק Ελλάδ'α", "0:компютер 1:צק 2:ελλαδα"},
		{"_acme_ *corp* acme_corp", "0:acme 1:corp 2:acme_corp"},
		{"see https://a.com/b now", "0:see 2:now"},
		{"Example.com now", "0:example 1:com 2:now"},
		{"@help.acme.co.uk @ana.bsky.social @bo@x.social", "0:help 1:acme 2:ana 3:bo"},
		{"#one #日本 $TSLA", "0:one 1:日 2:+本 3:tsla"},
		{"航班。延误了 iPhoneが", "0:航 1:+班 2:延 3:+误 4:+了 5:iphone 6:が"},
		{"ｶﾞｽ ｻｯｶｰ", "0:ガ 1:+ス 2:サ 3:+ッ 4:+カ 5:+ー"},
		{"lol😂👍🏽❤️", "0:lol 1:😂 2:👍 3:❤"},
		{"a`code here`b `more code` AT&amp;T <br>x <3", "0:a 1:code 2:here 3:b 5:at 6:t 7:x 8:3"},
		{"it's`ok don`t say can`t", "0:its/it 1:ok 2:don 3:t 4:say 5:can 6:t"},
		{"Straße İSTANBUL Ørsted naïve Ελλάς", "0:strasse 1:istanbul 2:orsted 3:naive 4:ελλασ"},
		{"ac\u00ADme ac\u200Bme \u202Eacme\u202C", "0:acme 1:acme 2:acme"},
		{"می‌خواهم أَلِف", "0:میخواهم 1:الف"},
		{"© ™ → -- ...", ""},
		{"\xffacme\xfe\xfdcorp", "0:acme 1:corp"},
		{"acme\xe2\x80", "0:acme"},
	}
	for _, c := range cases {
		var got []string
		for _, w := range Words(c.text) {
			s := w.Form
			if w.Glued {
				s = "+" + s
			}
			if w.Also != "" {
				s += "/" + w.Also
			}
			got = append(got, fmt.Sprintf("%d:%s", w.Pos, s))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q (-want +got)\n%s", c.text, diff)
		}
	}
}

func TestWordSpans(t *testing.T) {
	t.Parallel()
	text := "Hé ac\u200Bme’s 航\u200b班 #Été 👍🏽!"
	var got []string
	for _, w := range Words(text) {
		got = append(got, text[w.Span.Start:w.Span.End])
	}
	want := []string{"Hé", "ac\u200Bme’s", "航", "班", "Été", "👍🏽"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestSkeleton(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"раураl": "paypal", "Ⅼinksys": "linksys", "lіnksys": "linksys", "ＡＣＭＥ": "acme", "𝐚𝐜𝐦𝐞": "acme", "Αpple": "apple", "g00gle": "google",
		"ᴀᴄᴍᴇ": "acme", "100": "100", "acme": "acme", "москва": "mockba",
	} {
		if got := Skeleton(word); got != want {
			t.Errorf("Skeleton(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"a\x00b\x1b[31mc\td\r\ne\rf\u2028g": "ab[31mc\td\ne\nf\ng",
		"bad \xff bytes":                    "bad \uFFFD bytes",
		"safe\u202Egnp.exe":                 "safegnp.exe",
		"\uFEFFשלום \u2067עולם\u2069":       "שלום \u2067עולם\u2069",
		"plain":                             "plain",
	} {
		if got := Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text, unit string
		linkAs     int
		want       int
	}{
		{"👨‍👩‍👧 é", Graphemes, 0, 3},
		{"e\u0301", Graphemes, 0, 1},
		{"e\u0301", Runes, 0, 2},
		{"é", Bytes, 0, 2},
		{"日本", Weighted, 23, 4},
		{"see example.com", Weighted, 23, 27},
		{"see https://example.com/abcdefghijklmnop", Weighted, 23, 27},
		{"see https://example.com/abc", Weighted, 0, 27},
		{"see https://example.com/abc", Graphemes, 0, 27},
		{"see example.com", Graphemes, 23, 15},
		{"@ana@example.social hi", Graphemes, 23, 7},
		{"@ana@example.social hi", Graphemes, 0, 22},
		{"abc", "unheard of", 0, 3},
	}
	for _, c := range cases {
		if got := Count(c.text, c.unit, c.linkAs); got != c.want {
			t.Errorf("Count(%q, %s, %d) = %d, want %d", c.text, c.unit, c.linkAs, got, c.want)
		}
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	atMost := func(n int) func(string) bool {
		return func(s string) bool { return Count(s, Graphemes, 0) <= n }
	}
	link := "https://example.com/" + strings.Repeat("a", 40)
	cases := []struct {
		text string
		max  int
		want []string
	}{
		{"", 10, nil},
		{" \n ", 10, nil},
		{"  All of it.\n", 20, []string{"All of it."}},
		{"We are sorry. Your parcel left today. It comes tomorrow.", 40, []string{"We are sorry. Your parcel left today.", "It comes tomorrow."}},
		{"One para.\n\nTwo is here and long.", 30, []string{"One para.", "Two is here and long."}},
		{"word word word word", 10, []string{"word word", "word word"}},
		{"abcdefghijkl", 5, []string{"abcde", "fghij", "kl"}},
		{"👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2, []string{"👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧"}},
		{"See " + link + " now", 30, []string{"See", link, "now"}},
		{"thanks @ana.bsky.social", 16, []string{"thanks", "@ana.bsky.social"}},
		{"申し訳ございません。荷物は今日出ました。", 12, []string{"申し訳ございません。", "荷物は今日出ました。"}},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, Split(c.text, atMost(c.max))); diff != "" {
			t.Errorf("%q at %d (-want +got)\n%s", c.text, c.max, diff)
		}
	}
}

// TestSplitWork counts how often it asks: the logarithm of a part, not the length
// of the text.
func TestSplitWork(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"words": strings.Repeat("word and ", 20000), "no space": strings.Repeat("x", 100000), "links": strings.Repeat("https://a.com/b ", 5000),
	} {
		asked, read := 0, 0
		parts := Split(s, func(s string) bool {
			asked++
			read += len(s)
			return len(s) <= 300
		})
		if asked > 30*len(parts) || read > 60*len(s) {
			t.Errorf("%s: asked %d times about %d bytes for %d parts of %d bytes", name, asked, read, len(parts), len(s))
		}
	}
}

func TestFirst(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{" two\n\n lines\t", 20, "two lines"},
		{"the queue was very long", 14, "the queue was…"},
		{"the queue", 9, "the queue"},
		{"abcdefghijkl", 5, "abcd…"},
		{"👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2, "👨‍👩‍👧…"},
		{"abc", 1, "…"},
		{"abc", 0, ""},
		{"", 5, ""},
	}
	for _, c := range cases {
		if got := First(c.text, c.n); got != c.want {
			t.Errorf("First(%q, %d) = %q, want %q", c.text, c.n, got, c.want)
		}
	}
	if got := First("Z"+strings.Repeat("\u0301", 100000), 10); len(got) > 2*maxCluster || !utf8.ValidString(got) {
		t.Errorf("piled-up marks: %d bytes", len(got))
	}
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	first, ok := Fingerprint("The new ACME app lost all my bookings again! https://a.com/1 @acme")
	if !ok {
		t.Error("nine words are distinctive")
	}
	if copied, _ := Fingerprint("@other the new acme app lost all my bookings, again… https://b.com/2"); copied != first {
		t.Error("a copy has another fingerprint")
	}
	if other, _ := Fingerprint("The new ACME app lost my all bookings again"); other == first {
		t.Error("another order has the same fingerprint")
	}
	for _, common := range []string{"Acme is down again, why", "", "@a @b @c @d @e @f @g", "航班延误了"} {
		if _, ok := Fingerprint(common); ok {
			t.Errorf("%q is distinctive", common)
		}
	}
	if _, ok := Fingerprint("我的航班延误了三个小时没有人"); !ok {
		t.Error("fourteen characters are distinctive")
	}
}

// TestHostile: a megabyte of anything gives the right answer.
func TestHostile(t *testing.T) {
	t.Parallel()
	const mega = 1 << 20
	cases := []struct {
		name, unit string
		words      int // for each unit
		entities   int
	}{
		{"hashtags", "#tag ", 1, 1},
		{"mentions", "@ana ", 1, 1},
		{"links", "https://a.com/(b ", 1, 1},
		{"open brackets", "((((", 0, 0},
		{"dots", "ab.ab.", 2, 0},
		{"schemes", "http://", -1, 0},
		{"signs", "@#$", 0, 0},
		{"zero width", "\u200b\u200d\u2060 ", 0, 0},
		{"direction", "\u202e\u2066 ", 0, 0},
		{"marks", "\u0301", 0, 0},
		{"not text", "\xff\xfe", 0, 0},
		{"backticks", "`", 0, 0},
		{"open tags", "<a ", -1, 0},
		{"ampersands", "&a", -1, 0},
		{"joined emoji", "👩\u200d", -1, 0},
		{"flags", "🇩🇪", 1, 0},
		{"apostrophes", "a'", -1, 0},
		{"domains in one path", "a.com/+", 2, 0},
		{"domains in one query", "a.com?+", 2, 0},
	}
	for _, c := range cases {
		n := mega / len(c.unit)
		s := strings.Repeat(c.unit, n)
		words, ents := Scan(s)
		if c.words >= 0 && c.name != "links" && len(words) != n*c.words || len(ents) != n*c.entities {
			t.Errorf("%s: %d words and %d entities of %d", c.name, len(words), len(ents), n)
		}
		Fold(s)
		First(s, 80)
	}
}

// TestFarQuery: a link that asks for something far away is too long to be one; what stands
// behind more signs than a link may have is not asked for by it.
func TestFarQuery(t *testing.T) {
	t.Parallel()
	const start = "https://a.com/b"
	for signs, want := range map[int][]string{maxLink - 1: nil, maxLink: {start}} {
		var got []string
		for _, e := range Entities(start + "?" + strings.Repeat("!", signs) + "x") {
			got = append(got, e.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d signs (-want +got)\n%s", signs, diff)
		}
	}
}

// TestTooLong: in what is too long to be a link stands no other.
func TestTooLong(t *testing.T) {
	t.Parallel()
	for n, want := range map[int][]string{1: {"a.com/+b.com/+x", "c.com"}, maxLink - 8: {"c.com"}} {
		var got []string
		for _, e := range Entities("a.com/+b.com/+" + strings.Repeat("x", n) + " c.com") {
			got = append(got, e.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d letters (-want +got)\n%s", n, diff)
		}
	}
}

// Invisible letters go, but those that an emoji or a flag is made of.
func TestVisible(t *testing.T) {
	t.Parallel()
	const england = "\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"
	for _, c := range []struct{ in, want string }{
		{"re\u00ADfund", "refund"},
		{"re\u200Bfund", "refund"},
		{"\u202Eabc", "abc"},
		{england, england},
		{"a\U000E0067b", "ab"},                                       // a tag without a flag
		{"a\U000E0067\U000E0062b", "ab"},                             // one behind another
		{"\u4E00\U000E0067b", "\u4E00b"},                             // behind a letter far up
		{"\U0001F469\u200D\U0001F4BB", "\U0001F469\u200D\U0001F4BB"}, // joined to one emoji
		{"a\u200Db", "ab"},
		{"a\xFFb", "a\x01b"},
	} {
		if got := visible(c.in).text; got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}
