package store

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want string
	}{
		{"", ""},
		{"Hello, World! 24/7", "hello world 24 7"},
		{"don't DON’T dont 'quoted' rock'n'roll", "dont dont dont quoted rocknroll"},
		{"naïve café Ångström Straße GRÖSSE", "naive cafe angstrom strasse grosse"},
		{"łódź Øre Þór æon ŒUVRE", "lodz ore thor aeon oeuvre"},
		{"ＦＵＬＬ ｗｉｄｔｈ ① ﬁne", "full width 1 fine"},
		{"Καλημέρα ΣΊΣΥΦΟΣ", "καλημερα σισυφοσ"},
		{"Привет Ёлка й", "привет елка и"},
		{"我的路由器 2台", "我 的 路 由 器 2 台"},
		{"ルーター ﾙｰﾀｰ が", "ル ー タ ー ル ー タ ー が"},
		{"한국어 테스트", "한국어 테스트"},
		{"مُحَمَّد", "محمد"},
		{"\U0001F525\U0001F525 fire \U0001F44D\U0001F3FD", "\U0001F525 \U0001F525 fire \U0001F44D"},
		{"a\x00b \xff c", "a b c"},
		{"@ana_b #Fail https://example.com/x?y=1", "ana b fail https example com x y 1"},
		{strings.Repeat("x", 100), strings.Repeat("x", maxWord)},
		{strings.Repeat("é", 100), strings.Repeat("e", maxWord)},
		{strings.Repeat("ж", 100), strings.Repeat("ж", maxWord/2)},
	} {
		if diff := cmp.Diff(c.want, strings.Join(Words(c.text), " ")); diff != "" {
			t.Errorf("Words(%.40q) (-want +got):\n%s", c.text, diff)
		}
	}
	if n := len(Words(strings.Repeat("a ", 10_000))); n != maxWords {
		t.Errorf("a long text has %d words, want %d", n, maxWords)
	}
}

func TestWordsOf(t *testing.T) {
	t.Parallel()
	m := desk.Message{Text: "It broke", Author: desk.HandleRef{Display: "Ana B.", Name: "ana.bsky.social"}}
	if diff := cmp.Diff([]string{"it", "broke", Gap, "ana", "b", Gap, "ana"}, wordsOf(&m)); diff != "" {
		t.Errorf("wordsOf (-want +got):\n%s", diff)
	}
	copied, deleted := m, m
	copied.CopyOf, deleted.Text = 4, ""
	if wordsOf(&copied) != nil || wordsOf(&deleted) != nil {
		t.Error("a copy or a deleted message has words")
	}
	if diff := cmp.Diff([]string{"3·a", "3·b"}, Sliced(3*sliceSize+1, []string{"b", Gap, "a", "b"})); diff != "" {
		t.Errorf("Sliced (-want +got):\n%s", diff)
	}
}

func TestQuestion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want Match
	}{
		{"", Match{}},
		{"router", Match{Terms: [][]string{{"router"}}, Prefix: true}},
		{"the r", Match{Terms: [][]string{{"the"}, {"r"}}}},
		{`"side by side"`, Match{Terms: [][]string{{"side", "by", "side"}}}},
		{`"side by" sid`, Match{Terms: [][]string{{"side", "by"}, {"sid"}}, Prefix: true}},
		{`sid "by"`, Match{Terms: [][]string{{"sid"}, {"by"}}}},
		{"e-mail", Match{Terms: [][]string{{"e", "mail"}}, Prefix: true}},
		{"@ana.bsky.social", Match{Terms: [][]string{{"ana"}}, Prefix: true}},
		{"ana.bsky.social", Match{Terms: [][]string{{"ana", "bsky", "social"}}, Prefix: true}},
		{"router !", Match{Terms: [][]string{{"router"}}, Prefix: true}},
	} {
		if diff := cmp.Diff(c.want, question(c.text)); diff != "" {
			t.Errorf("question(%q) (-want +got):\n%s", c.text, diff)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"Hello, don't", "我的路由器", "\xff\x00\U0001F525", `"a b" c`, "İıſ ǅ ΐ", "0။", "e\u0301\u0327", "a'", "'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		words := Words(s)
		for _, w := range words {
			if w == "" || len(w) > maxWord || !utf8.ValidString(w) {
				t.Fatalf("%q has the word %q", s, w)
			}
			for _, r := range w {
				if !unicode.In(r, unicode.L, unicode.N, unicode.M, unicode.So) || r == utf8.RuneError {
					t.Fatalf("%q has the word %q with %U", s, w, r)
				}
			}
		}
		if len(words) < maxWords {
			if again := Words(strings.Join(words, " ")); !cmp.Equal(words, again) {
				t.Fatalf("%q folds to %q and that to %q", s, words, again)
			}
		}
		for _, term := range question(s).Terms {
			if len(term) == 0 {
				t.Fatalf("question(%q) has an empty term", s)
			}
		}
	})
}
