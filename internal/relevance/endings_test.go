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
		{"elma", "tr", "Elma'nın servisi kötü", []string{"elma'nın"}},
		{"elma", "tr", "Elma’nin servisi kötü", []string{"elma'nin"}},
		{"elma", "tr-TR", "ELMA'NIN servisi", []string{"elma'nın"}},
		{"elma", "tr", "elmadan aldım, elmalardan da", []string{"elmadan", "elmalardan"}},
		{"elma", "tr", "elmas yüzük, elmacık kemiği, elmasız", nil},
		{"elma", "tr", "elmayla gittim", []string{"elmayla"}},
		{"elma", "", "Elma'ya sordum", []string{"elma'ya"}}, // the network does not say in which language
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
		s := NewSeen([]string{text.Fold(c.search)}, nil)
		s.Post(&desk.Message{Text: c.post, Lang: c.lang}, false, 1)
		var got []string
		for _, v := range s.Variants(func(string) bool { return true }, 8) {
			if v.Kind == "ending" {
				if v.Of != text.Fold(c.search) || v.Missed != 1 {
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
