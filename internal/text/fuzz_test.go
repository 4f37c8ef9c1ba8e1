package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

var hostile = []string{
	"", "plain words", "<p>Hi <a href=\"https://a.com\">a</a></p>", "<ul><li>one<li>two</ul>", "<script>x</script>y<style>", "<a href='javascript:alert(1)'>x</a>",
	"\xff\xfe", "a\u200b\u200d\u202e", "@a@b.social #x $Y https://t.co/abc", "😂👍🏽👨‍👩‍👧", strings.Repeat("(", 50), strings.Repeat("<b>", 50), "&amp;&#x41;&#0;",
	"Zalgo" + strings.Repeat("\u0301", 40), "`code` <tag> ``` x ```",
}

// FuzzScan: places are inside the text, in order, and name what stands there.
func FuzzScan(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		words, ents := Scan(s)
		at, pos := 0, -1
		for _, w := range words {
			if w.Span.Start < at || w.Span.End <= w.Span.Start || w.Span.End > len(s) || w.Pos <= pos || w.Form == "" {
				t.Fatalf("%q: word %+v after %d", s, w, at)
			}
			at, pos = w.Span.End, w.Pos
		}
		at = 0
		for _, e := range ents {
			if e.Span.Start < at || e.Span.End > len(s) || !strings.HasSuffix(s[e.Span.Start:e.Span.End], e.Name) || e.Name == "" {
				t.Fatalf("%q: entity %+v after %d", s, e, at)
			}
			at = e.Span.End
		}
		if f := Fold(s); Fold(f) != f {
			t.Fatalf("%q folds to %q, then to %q", s, f, Fold(f))
		}
		if p := Plain(s); Plain(p) != p || !utf8.ValidString(p) {
			t.Fatalf("%q: %q is not plain", s, p)
		}
	})
}

// FuzzSplit: nothing but space is lost, and every part fits unless it cannot be cut.
func FuzzSplit(f *testing.F) {
	for i, s := range hostile {
		f.Add(s, 3+i)
	}
	f.Fuzz(func(t *testing.T, s string, limit int) {
		if limit < 1 || limit > 300 || !utf8.ValidString(s) {
			return
		}
		fits := func(s string) bool { return Count(s, Runes, 0) <= limit }
		parts := Split(s, fits)
		if squeeze(strings.Join(parts, "")) != squeeze(s) {
			t.Fatalf("%q was split into %q", s, parts)
		}
		for _, p := range parts {
			if strings.TrimSpace(p) == "" {
				t.Fatalf("%q has a blank part: %q", s, parts)
			}
			if !fits(p) && Count(p, Graphemes, 0) > 1 && len(Entities(p)) == 0 {
				t.Fatalf("%q: %q does not fit %d", s, p, limit)
			}
		}
		if short := First(s, limit); Count(short, Graphemes, 0) > limit {
			t.Fatalf("First(%q, %d) is %q", s, limit, short)
		}
	})
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
