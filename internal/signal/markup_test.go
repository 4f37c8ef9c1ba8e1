package signal

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What machines write, and what holds no words, says nothing of a mood.
func TestMarkupSaysNothing(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, text := range []string{
		"", "   ", "\n\n", "...", "!!!", "—", "12345", "+1 555 0100",
		"<script>alert(4)</script>", "<script>alert('great')</script>", `"><img src=x onerror=alert(1)>`, "<b></b>", "<p>hello</p>",
		`{"id": 4, "name": "love", "tags": ["a", "b"]}`, `[{"best":1},{"best":2}]`, "if (x == 1) { return best; }", "func main() { fmt.Println(\"great\") }",
		"SELECT * FROM users WHERE id = 1; DROP TABLE users; --", "${jndi:ldap://host.example/a}", "{{7*7}}", "../../etc/passwd",
		"https://example.com/great/love?thanks=1", "https://t.co/abc http://example.com", "www.example.com", "@acme", "@acme @beta https://example.com",
		"#", "# # #", "<>", "&amp;&lt;&gt;", "%PDF-1.4", "\u200b\u200b", "\x00\x01",
	} {
		s := read(r, "en", text)
		if s.Sentiment.Label != "neutral" || s.Complaint.Label != "" || s.Intent.Label != "other" {
			t.Errorf("%q is %s, complaint %.2f, %s", text, s.Sentiment.Label, s.Complaint.Confidence, s.Intent.Label)
		}
	}
	for text, want := range map[string]string{
		"great service (really) <3": "positive", "this is awful :( :(": "negative", "my order (the blue one) never arrived, where is it?!": "negative",
		"👍": "positive", "😡😡": "negative", "❤️❤️": "positive", "great (really great) crew!": "positive",
	} {
		if got := read(r, "en", text).Sentiment.Label; got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// What a text opens is noted as it is scanned, wherever it stands: in links and emoticons, too.
func TestScanNotesWhatOpens(t *testing.T) {
	t.Parallel()
	r := New(nil, nil)
	q := r.Quick()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("(<{:;=-'3/aA1@#&.!?_ \nü😡"))).Draw(t, "text")
		if rapid.Bool().Draw(t, "link") {
			text = drawTexts(t) + " https://acme.test/" + text
		}
		for _, w := range []*reading{q.w, r.reading()} {
			if w.scan(text); w.opens != strings.ContainsAny(text, "(<{") {
				t.Fatalf("%q opens: %v", text, w.opens)
			}
		}
	})
}
