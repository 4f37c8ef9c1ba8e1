package text

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// data reads a file of the evaluation data, or skips where it is absent.
func data(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("HEED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Skipf("skipped: the evaluation data is not here (%v); set HEED_DATA", err)
	}
	return b
}

func suite[T any](t *testing.T, name string) map[string][]T {
	t.Helper()
	var raw struct {
		Tests map[string]yaml.Node `yaml:"tests"`
	}
	if err := yaml.Unmarshal(data(t, name), &raw); err != nil {
		t.Fatal(err)
	}
	out := map[string][]T{}
	for group, node := range raw.Tests {
		var cases []T
		if node.Decode(&cases) == nil {
			out[group] = cases
		}
	}
	return out
}

type extraction struct {
	Description string `yaml:"description"`
	Text        string `yaml:"text"`
	Expected    []any  `yaml:"expected"`
}

func names(s string, kind EntityKind) []string {
	out := []string{}
	for _, e := range Entities(s) {
		// @user@host is the Fediverse's form, which twitter-text does not know.
		if e.Kind == kind && !(kind == Mention && strings.Contains(e.Name, "@")) {
			out = append(out, e.Name)
		}
	}
	return out
}

// TestTwitterTextExtract runs the public conformance suite. Left out are lists
// (@user/list), which exist on X alone, and replies, where the place of a mention
// decides, which networks tell us as data.
func TestTwitterTextExtract(t *testing.T) {
	t.Parallel()
	groups := map[string]EntityKind{
		"mentions": Mention, "hashtags": Hashtag, "hashtags_from_astral": Hashtag, "cashtags": Cashtag,
		"urls": Link, "tco_urls_with_params": Link,
	}
	all := suite[extraction](t, "twitter-text/extract.yml")
	for group, kind := range groups {
		if len(all[group]) == 0 {
			t.Errorf("no cases in %s", group)
		}
		for _, c := range all[group] {
			want := []string{}
			for _, e := range c.Expected {
				want = append(want, e.(string))
			}
			if diff := cmp.Diff(want, names(c.Text, kind)); diff != "" {
				t.Errorf("%s: %s: %q (-want +got)\n%s", group, c.Description, c.Text, diff)
			}
		}
	}
}

type indexed struct {
	Name       string
	Start, End int
}

// TestTwitterTextIndices checks places, which the suite counts in code points.
func TestTwitterTextIndices(t *testing.T) {
	t.Parallel()
	groups := map[string]struct {
		kind EntityKind
		key  string
	}{
		"mentions_with_indices": {Mention, "screen_name"}, "hashtags_with_indices": {Hashtag, "hashtag"},
		"cashtags_with_indices": {Cashtag, "cashtag"}, "urls_with_indices": {Link, "url"},
		"urls_with_directional_markers": {Link, "url"},
	}
	all := suite[extraction](t, "twitter-text/extract.yml")
	for group, g := range groups {
		if len(all[group]) == 0 {
			t.Errorf("no cases in %s", group)
		}
		for _, c := range all[group] {
			var want, got []indexed
			for _, e := range c.Expected {
				m := e.(map[string]any)
				at := m["indices"].([]any)
				want = append(want, indexed{m[g.key].(string), at[0].(int), at[1].(int)})
			}
			for _, e := range Entities(c.Text) {
				if e.Kind == g.kind {
					got = append(got, indexed{e.Name, codePoints(c.Text[:e.Span.Start]), codePoints(c.Text[:e.Span.End])})
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s: %q (-want +got)\n%s", group, c.Description, c.Text, diff)
			}
		}
	}
}

func codePoints(s string) int { return len([]rune(s)) }

// TestTwitterTextTopLevelDomains: the suite's list is of 2018; domains given up since
// then are no links any more, and must stay few.
func TestTwitterTextTopLevelDomains(t *testing.T) {
	t.Parallel()
	n, gone := 0, 0
	for _, cases := range suite[extraction](t, "twitter-text/tlds.yml") {
		for _, c := range cases {
			n++
			if len(names(c.Text, Link)) != len(c.Expected) {
				gone++
			}
		}
	}
	if n < 1000 || gone*100 > n*12 {
		t.Errorf("%d of %d domains are not known", gone, n)
	}
}

// TestTwitterTextWeight: the groups of configuration 3, where an emoji counts once,
// and of configuration 2, where each of its code points counts.
func TestTwitterTextWeight(t *testing.T) {
	t.Parallel()
	type weighed struct {
		Description string `yaml:"description"`
		Text        string `yaml:"text"`
		Expected    struct {
			Weight int `yaml:"weightedLength"`
		} `yaml:"expected"`
	}
	all := suite[weighed](t, "twitter-text/validate.yml")
	for group, whole := range map[string]bool{
		"WeightedTweetsCounterTest":                    false,
		"WeightedTweetsWithDiscountedEmojiCounterTest": true,
		"UnicodeDirectionalMarkerCounterTest":          true,
	} {
		if len(all[group]) == 0 {
			t.Errorf("no cases in %s", group)
		}
		for _, c := range all[group] {
			if got := weigh(c.Text, 23, whole); got != c.Expected.Weight {
				t.Errorf("%s: %s: weight %d, want %d (%d UTF-16 units)", group, c.Description, got, c.Expected.Weight, len(utf16.Encode([]rune(c.Text))))
			}
		}
	}
}

func TestMastodonLength(t *testing.T) {
	t.Parallel()
	var suite struct {
		Max   int `json:"max"`
		Cases []struct {
			Name    string `json:"name"`
			Local   bool   `json:"local"`
			Reblog  bool   `json:"reblog"`
			Spoiler string `json:"spoiler"`
			Text    string `json:"text"`
			Error   bool   `json:"error"`
			Counted int    `json:"counted"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(data(t, "length/mastodon.json"), &suite); err != nil {
		t.Fatal(err)
	}
	for _, c := range suite.Cases {
		text := ruby(t, c.Text)
		n := Count(ruby(t, c.Spoiler), Graphemes, 23) + Count(text, Graphemes, 23)
		if got := n > suite.Max; got != c.Error {
			t.Errorf("%s: counted %d of %d, error %v, want %v", c.Name, n, suite.Max, got, c.Error)
		}
		if c.Counted > 0 && n != c.Counted {
			t.Errorf("%s: counted %d, want %d", c.Name, n, c.Counted)
		}
	}
}

// ruby reads the file's expressions: 'a'*476 + ' text'.
func ruby(t *testing.T, expr string) string {
	t.Helper()
	var b strings.Builder
	for expr != "" {
		body, rest, ok := strings.Cut(strings.TrimLeft(expr, " +"), "'")
		if !ok || body != "" {
			t.Fatalf("cannot read %q", expr)
		}
		body, rest, _ = strings.Cut(rest, "'")
		times := 1
		if after, ok := strings.CutPrefix(rest, "*"); ok {
			times, rest = 0, after
			for len(rest) > 0 && isDigit(rest[0]) {
				times, rest = times*10+int(rest[0]-'0'), rest[1:]
			}
		}
		b.WriteString(strings.Repeat(body, times))
		expr = rest
	}
	return b.String()
}
