package token

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/text"
)

// read writes down what a tokeniser gives, and checks the hashes against the key.
func read(t testing.TB, key Key, got *Tokens) []string {
	t.Helper()
	var out []string
	for i, x := range got.Term {
		form := string(got.Form(i))
		if want := key.Hash(x.Kind, form); got.Hash[i] != want {
			t.Fatalf("term %d, %q: hash %x, want %x", i, form, got.Hash[i], want)
		}
		out = append(out, written(x, form))
	}
	return out
}

func written(x Term, form string) string {
	s := fmt.Sprintf("%d-%d", x.First, x.Last)
	if x.Flags&Nowhere != 0 {
		s = "nowhere"
	}
	return fmt.Sprintf("%s kind %d flags %d %s", s, x.Kind, x.Flags&^Nowhere, form)
}

// want is the same from text.Scan, in the plainest way.
func want(s string, base int, quoted Flags) []string {
	words, ents := text.Scan(s)
	var out []string
	word := func(w text.Word) {
		x := Term{First: uint32(base + w.Pos), Last: uint32(base + w.Pos), Flags: quoted}
		if w.Glued {
			x.Flags |= Glued
		}
		if w.Emoji {
			x.Flags |= Emoji
		}
		out = append(out, written(x, w.Form))
		if w.Also != "" && w.Also != w.Form {
			x.Flags |= Also
			out = append(out, written(x, w.Also))
		}
	}
	for _, e := range ents {
		for len(words) > 0 && words[0].Span.Start < e.Span.Start {
			word(words[0])
			words = words[1:]
		}
		x, form := Term{Flags: quoted | Nowhere}, strings.ToLower(e.Name)
		for _, w := range words {
			if w.Span.Start >= e.Span.End {
				break
			}
			if x.Flags&Nowhere != 0 {
				x.First = uint32(base + w.Pos)
			}
			x.Flags &^= Nowhere
			x.Last = uint32(base + w.Pos)
		}
		switch e.Kind {
		case text.Link:
			continue
		case text.Hashtag:
			x.Kind, form = Tag, text.Fold(e.Name)
		case text.Mention:
			x.Kind = Mention
		case text.Cashtag:
			x.Kind = Cash
		}
		out = append(out, written(x, form))
	}
	for _, w := range words {
		word(w)
	}
	return out
}

func compare(t testing.TB, tk *Tokeniser, s string) {
	t.Helper()
	got := tk.Read(s)
	if diff := cmp.Diff(want(s, 0, 0), read(t, tk.key, got)); diff != "" {
		t.Fatalf("%q (-text.Scan +tokens)\n%s", s, diff)
	}
	words, ents := text.Scan(s)
	next := 0
	for i, x := range got.Term {
		if x.Kind != Word {
			continue
		}
		if x.Flags&Also != 0 {
			next--
		}
		span := words[next].Span
		next++
		if raw := got.Raw(i); raw != s[span.Start:span.End] {
			t.Fatalf("%q: word %d is written %q, want %q", s, next-1, raw, s[span.Start:span.End])
		}
	}
	links := make([]string, got.Links())
	for i := range links {
		links[i] = got.Link(i)
	}
	for _, e := range ents {
		if e.Kind != text.Link {
			continue
		}
		if len(links) == 0 || links[0] != e.Name {
			t.Fatalf("%q: links %q, want %q", s, links, e.Name)
		}
		links = links[1:]
	}
	if len(links) > 0 {
		t.Fatalf("%q: links %q too many", s, links)
	}
}

// each runs a test with every implementation that this machine has.
func each(t *testing.T, test func(t *testing.T, tk *Tokeniser)) {
	t.Helper()
	tk := New(NewKey(1))
	if tk.wide {
		test(t, tk)
		tk = New(NewKey(1))
		tk.wide = false
	}
	test(t, tk)
}

// pieces are what random texts are made of: what the rules of words and entities turn on.
var pieces = strings.Split("né'é|l’été|“é”|é”|“é.com|\u0301\u0301|a|b|s|S|t|x|Z|I|é|É|ß|ö|ñ|ø|Æ|Ş|İ|ı|ﬁ|ς|Σ|α|д|Й|ё|е\u0301|i|ij|0|1|7|42|10|12.5|1,000|3.|.5|"+
	"acme|Acme|ACME|don't|don’t|l'avion|qu’il|it's|o'neill's|U.S.|U.K|e.g.|a.b.c|i.e|delayed.Again|thankyou|the|I'm|y'all|'tis|rock'n'roll|90's|5'11|"+
	"@acme|@Acme_Help|@ana.bsky.social|@help.acme.co.uk|@ana@example.social|@acme.So|.@acme|@@x|@|#|#tag|#Tag1|#16|#_|#été|#日本|#a_b|##|＃日本|＠ana|$TSLA|$5|$a.b|$BRK.A|$|"+
	"https://t.co/AbC123xyz|http://example.com/a/b?q=1#top|https://acme.com|HTTP://ACME.CO.UK/x|example.com|www.example.com|example.com/help|foo.bar|a-b.com|ab.museum|https://日本.jp/x|http://|https|://|co.uk|x.y.z|"+
	"://a|mailto:a@b.com|a@b.com|rt:|RT|rt|:|;|,|.|..|...|!|?|-|--|—|–|…|/|\\|(|)|[|]|{|}|*|+|=|~|^|%|&|&amp;|&lt;|&#39;|&amp|<|>|<3|<br>|<a href=x>|</a>|`|`code`|```|\"|“|”|‘|’|'|«|»|"+
	"😂|👍🏽|❤️|❤|✌️|👨\u200d👩\u200d👧|🇩🇪|🇩|🏴\U000e0067\U000e0062\U000e007f|©|™|→|☎|▶|⭐|1️⃣|#️⃣|⚡️|🏽|\u200d|\ufe0f|\u200b|\u00ad|\u202e|\u2066|\u2060|\ufeff|\u200c|"+
	"航|班|延误|が|カ|ー|ｶﾞ|ｻｯｶｰ|ＡＣＭＥ|１２|．|，|：|한국어|안녕|\u1100\u1161|ไทย|เครื่อง|ที่|ລາວ|ខ្មែរ|မြန်မာ|नमस्ते|বাংলা|தமிழ்|العربية|أَلِف|می‌خواهم|ـ|שלום|ש\u05bc|צ\"ל|ג'|״|׳|"+
	"\u0301|\u0308|\u20e3|\u3099|\u0e31|Ⅼ|ⓐ|𝐚𝐜𝐦𝐞|ℌ|ª|º|²|½|٣|४|·|l·l|‧|\u2024|\ufe52|\ufe13|\uff0e|\uff07|ʼ|ʻ|_|__|_a|a_|\u203f|"+
	" |  |\n|\r\n|\t|\u00a0|\u3000|\u2003|\u0085|\u2028|\xff|\xc3|\xe2\x80|\xf0\x9f\x98|\xed\xa0\x80|\x00|\x7f|\x1b", "|")

// random is a text of up to n pieces; half of them stand apart.
func random(r *rand.Rand, n int) string {
	var b strings.Builder
	for range r.IntN(n) + 1 {
		b.WriteString(pieces[r.IntN(len(pieces))])
		if r.IntN(2) == 0 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func TestRandomTexts(t *testing.T) {
	t.Parallel()
	compareMany(t, 100_000, 1, func(r *rand.Rand) string { return random(r, 12) })
}

// compareMany reads so many texts that are drawn at random.
func compareMany(t *testing.T, n int, seed uint64, draw func(*rand.Rand) string) {
	t.Helper()
	if testing.Short() {
		n /= 10
	}
	each(t, func(t *testing.T, tk *Tokeniser) {
		r := rand.New(rand.NewPCG(seed, seed+1))
		for range n {
			compare(t, tk, draw(r))
		}
	})
}

// faintPieces are what is told by bitmaps of many bytes, and what it touches.
var faintPieces = strings.Split("a|B|me|acme|twelveletter|seventeenletters1|0|42|\u200b|\u200b|\u200d|\u200c|\u202e|\u2066|\u2060|\u2065|\ufeff|\u00ad|\u00ad|"+
	"–|“|”|…|’|‘|\u2024|\u2027|\u202f|\u2028|\u203f|\xff|\xc0|\xc3|\xe2|\xe2\x80|\xe2\x82|\x80|\xbf|\xed\xa0\x80|\xe0\x80\x80|\xf0|\xf4\x9f|\xf5|\xf0\x9f\x98|"+
	"é|\u0301|\u3099|\u20e3|\ufe0f|航|ท|😂|👨|ª|_|_|.|'|:|,|#|@|$|&|<|(|!|-|/| | | | |\n", "|")

// TestFaint reads long texts of them, so that they lie on all sides of where a block ends.
func TestFaint(t *testing.T) {
	t.Parallel()
	compareMany(t, 20_000, 7, faintText)
}

// faintText is made of a few pieces, many times.
func faintText(r *rand.Rand) string {
	some := make([]string, 2+r.IntN(8))
	for i := range some {
		some[i] = faintPieces[r.IntN(len(faintPieces))]
	}
	var b strings.Builder
	for range 10 + r.IntN(90) {
		b.WriteString(some[r.IntN(len(some))])
	}
	return b.String()
}

// TestAnyRune puts every character of Unicode into a few surroundings.
func TestAnyRune(t *testing.T) {
	t.Parallel()
	func(tk *Tokeniser) { // what stands beyond ASCII is read in one way only
		var b strings.Builder
		for r := rune(0); r <= 0x10FFFF; r++ {
			fmt.Fprintf(&b, " %[1]c a%[1]ca 1%[1]c1 é%[1]cx%[1]c日%[1]c 日%[1]c日日 カ%[1]cカ ｶ%[1]c %[1]ca.com%[1]cx é.com%[1]c %[1]c#é%[1]c #a%[1]cx\n", r)
			if b.Len() > 4000 {
				compare(t, tk, b.String())
				b.Reset()
			}
			if r == 0x3400 {
				r = 0x9FF0
			} else if r == 0xAC20 {
				r = 0xD780
			} else if r == 0x20000 {
				r = 0x2F7F0
			} else if r == 0x31400 {
				r = 0xE0000 - 1
			} else if r == 0xE0FFF {
				r = 0x10FFF0
			}
		}
	}(New(NewKey(1)))
}

func TestRealPosts(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("HEED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(dir, "twcs", "posts.csv"))
	if err != nil {
		t.Skipf("skipped: the evaluation data is not here (%v); set HEED_DATA", err)
	}
	defer f.Close()
	each(t, func(t *testing.T, tk *Tokeniser) {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		rows := csv.NewReader(f)
		for range 50_000 {
			row, err := rows.Read()
			if err != nil {
				break
			}
			compare(t, tk, row[4])
		}
	})
}

// TestAdd: quoted text follows after a gap.
func TestAdd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tk *Tokeniser) {
		for _, c := range []struct {
			own, quoted string
			base        int
		}{
			{"one two's @Acme", "Three l’avion #日本 x", 102},
			{"", "x y", 0},
			{"… https://a.com", "x y", 0},
		} {
			got := tk.Read(c.own)
			tk.Add(c.quoted, 100)
			all := append(want(c.own, 0, 0), want(c.quoted, c.base, Quoted)...)
			if diff := cmp.Diff(all, read(t, tk.key, got)); diff != "" {
				t.Errorf("%q and %q (-want +got)\n%s", c.own, c.quoted, diff)
			}
			for i, x := range got.Term {
				if x.Kind == Word && x.Flags&Nowhere == 0 && !strings.Contains(c.own+c.quoted, got.Raw(i)) {
					t.Errorf("%q and %q: no word is %q", c.own, c.quoted, got.Raw(i))
				}
			}
		}
	})
}

func TestLooks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tk *Tokeniser) {
		s := "раураl is PAYPAL, g00gle’s Ⅼinksys"
		got := tk.Read(s)
		var looks []string
		for i := range got.Len() {
			form, also := got.Looks(i)
			looks = append(looks, form+"/"+also)
		}
		if diff := cmp.Diff([]string{"paypal/", "/", "/", "googles/google", "googles/google", "linksys/"}, looks); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// TestHash: kinds, lengths and neighbours differ.
func TestHash(t *testing.T) {
	t.Parallel()
	key := NewKey(7)
	seen := map[uint64]string{}
	for kind := range Own {
		for n := range 70 {
			for _, form := range []string{strings.Repeat("a", n), strings.Repeat("a", n) + "b", "b" + strings.Repeat("a", n)} {
				h, name := key.Hash(kind, form), fmt.Sprint(kind, form)
				if other := seen[h]; other != "" && other != name {
					t.Errorf("%s and %s are %x", name, other, h)
				}
				seen[h] = name
			}
		}
	}
	if NewKey(8).Hash(Word, "acme") == key.Hash(Word, "acme") {
		t.Error("another key gives the same hash")
	}
}

// TestEnds reads texts of each length, the longer behind the shorter, that end in what goes on elsewhere.
func TestEnds(t *testing.T) {
	t.Parallel()
	ends := strings.Split("@|#|$|&|<|`|&#|a|.|a.|a.b|a.com|1|1,|1.5|http:|https://|https://a|_|'|a'|\u200b|é|😂|👩\u200d|航|.com|.é|:a", "|")
	each(t, func(t *testing.T, tk *Tokeniser) {
		for _, end := range ends {
			fresh := New(tk.key)
			fresh.wide = tk.wide
			for n := range 2*64 + 1 {
				s := strings.Repeat("x", n) + " " + end
				compare(t, fresh, s)
				compare(t, fresh, strings.Repeat("@x ", n/3)+end)
				compare(t, fresh, strings.Repeat("_", n)+end)
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		f.Add(random(r, 20))
		f.Add(faintText(r))
		f.Add(scriptText(r))
		f.Add(joinedText(r))
		f.Add(strings.Repeat(mixture(r), 8))
	}
	f.Fuzz(func(t *testing.T, s string) {
		tk := New(NewKey(1))
		compare(t, tk, s)
		tk.wide = false
		compare(t, tk, s)
	})
}

// FuzzMany reads a text after another one with the same memory.
func FuzzMany(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		f.Add(random(r, 20), random(r, 20))
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		tk := New(NewKey(1))
		for _, s := range [...]string{a, b, b + a, a, ""} {
			compare(t, tk, s)
		}
	})
}

// TestLarge: a megabyte of one kind gives every word at its place, far beyond 65,536.
func TestLarge(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"a ", "#tag ", "@ana x ", "航", "né ", "don’t ", "\xffa\xe2\x80 ", "a\u200bb ", "ac\u200bme\u00ad \u200d", "longer\u200bthan\u2066sixteen ", "\xff\xc3( acme \xe2\x82", "“a” – ", "\u202e#x ", "ab.ab.", "👍🏽", "https://a.com/(b ", "a.com/+", "é:é.com/NÉ_"} {
		s := strings.Repeat(unit, 1<<20/len(unit))
		words, _ := text.Scan(s)
		tk := New(NewKey(1))
		got := tk.Read(s)
		next := 0
		for i, x := range got.Term {
			if x.Kind != Word || x.Flags&Also != 0 {
				continue
			}
			if next == len(words) {
				t.Fatalf("%q: more than %d words", unit, next)
			}
			w := words[next]
			if x.First != uint32(w.Pos) || got.Hash[i] != tk.key.Hash(Word, w.Form) {
				t.Fatalf("%q: word %d is %q at %d, want %q at %d", unit, next, got.Form(i), x.First, w.Form, w.Pos)
			}
			next++
		}
		if next != len(words) {
			t.Errorf("%q: %d words, want %d", unit, next, len(words))
		}
	}
}
