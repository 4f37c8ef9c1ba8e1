package relevance

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/text"
)

// TestEndings: languages hang on a name what others put beside it. What was seen so and is missed is proposed as people
// write it; other words that begin alike are not.
func TestEndings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		search, lang, post string
		want               []string
	}{
		{"l'oréal", "tr", "L'Oréal'ın servisi kötü", []string{"l'oréal'ın"}},
		{"l'oréal", "tr", "L’Oréal’in servisi kötü", []string{"l'oréal'in"}},
		{"l'oréal", "tr-TR", "L'ORÉAL'IN servisi", []string{"l'oréal'ın"}},
		{"яблуко", "uk", "Яблуко'м їхали", []string{"яблуко'м"}},
		{"elma", "tr", "elmadan aldım, elmalardan da", []string{"elmadan", "elmalardan"}},
		{"elma", "tr", "elmas yüzük, elmacık kemiği, elmasız", nil},
		{"elma", "tr", "elmayla gittim", []string{"elmayla"}},
		{"l'oréal", "", "L'Oréal'e sordum", []string{"l'oréal'e"}},   // the network does not say in which language
		{"elma", "tr", "Elma'nın servisi kötü, ELMA’YA sordum", nil}, // found as it is
		{"elma", "", "elmadan aldım", nil},
		{"elma", "en", "Elma's service", nil}, // found as it is
		{"ab", "tr", "abdan", nil},
		{"사과", "ko", "사과는 비싸다", []string{"사과는"}},
		{"사과", "", "사과로 주문했다 사과에서도", []string{"사과로", "사과에서도"}},
		{"사과", "ko", "사과나무 아래 사과즙", nil},
		{"갤럭시", "ko", "갤럭시입니다", []string{"갤럭시입니다"}},
		{"omena", "fi", "Omenassa on vikaa, omenalla ei", []string{"omenalla", "omenassa"}},
		{"omena", "fi", "omenapuu kaatui", nil},
		{"alma", "hu", "Az almáról és az almának", []string{"almának", "almáról"}}, // the vowel becomes long: folded it does not
		{"alma", "hu", "almatól", []string{"almatól"}},
		{"acme", "en", "acmeda", nil},
	} {
		s := NewSeen([]string{text.Words(c.search)[0].Form}, nil)
		s.Post(&desk.Message{Text: c.post, Lang: c.lang}, false, 1)
		var got []string
		for _, v := range s.Variants(func(string) bool { return true }, 8) {
			if v.Kind == "ending" {
				if v.Of != text.Words(c.search)[0].Form || v.Missed != 1 {
					t.Errorf("%s: %+v", c.post, v)
				}
				got = append(got, v.Query)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s in %q %s (-want +got):\n%s", c.search, c.post, c.lang, diff)
		}
	}
	for lang, list := range endings {
		for _, e := range list {
			if text.Fold(e) != e {
				t.Errorf("%s: %q is folded to %q", lang, e, text.Fold(e))
			}
		}
	}
}

// TestPhraseVariants: of a phrase, too, forms of its words are proposed as people write them, with each other; not its words alone.
func TestPhraseVariants(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang, post string
		want       []string
	}{
		{"tr", "Kuğu Bankadan aldım", []string{`ending "kuğu bankadan"`}},
		{"tr", "kuguda banka yok", []string{`ending "kuguda banka"`}},
		{"tr", "KUĞU BANKA’NIN kartı, bankadan başka", nil}, // found as it is
		{"tr", "kugu, bankalardan daha iyi", []string{`ending "kugu bankalardan"`}},
		{"tr", "kugu yeni bankadan, #kugu bankadan", nil},
		{"", "kugu bannka kapalı", []string{`misspelling "kugu bannka"`}},
		{"", "kugu blank, bannka alone", nil},
		{"en", "kugu bankadan", nil},
	} {
		s := NewSeen(nil, [][]string{{"kugu", "banka"}})
		s.Post(&desk.Message{Text: c.post, Lang: c.lang}, false, 1)
		var got []string
		for _, v := range s.Variants(func(string) bool { return true }, 8) {
			if v.Of != "kugu banka" || v.Missed != 1 {
				t.Errorf("%s: %+v", c.post, v)
			}
			got = append(got, v.Kind+" "+v.Query)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", c.post, c.lang, diff)
		}
	}
}
