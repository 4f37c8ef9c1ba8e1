package signal

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"heed/internal/desk"
)

// Other scripts, and letters put together of several signs.
var foreign = []string{
	"посылка не пришла", "الطرد لم يصل بعد", "荷物がまだ届きません", "การส่งล่าช้า", "μου λείπει το δέμα", "हेल्प चाहिए", "👩‍👩‍👧", "👍🏽", "🇩🇪", "e\u0301\u0327", "\u200bzero", "x\u0336y",
	"café", "Straße", "ﬁne", "Ⅳ", "İstanbul", "ça ne marche pas", "não recebi", "schon wieder Verspätung",
}

// The words behind each signal are those of the text, whole characters of it, however it
// is written; a text whose accents are signs of their own is read as one whose are not.
func TestReasonsStandInTheText(t *testing.T) {
	t.Parallel()
	r := New(nil, nil)
	rapid.Check(t, func(t *rapid.T) {
		text := drawTexts(t)
		for range rapid.IntRange(0, 3).Draw(t, "foreign") {
			part := rapid.SampledFrom(foreign).Draw(t, "other")
			if rapid.Bool().Draw(t, "before") {
				text = part + " " + text
			} else {
				text += " " + part
			}
		}
		lang := rapid.SampledFrom(Languages()).Draw(t, "lang")
		for _, text := range []string{text, norm.NFD.String(text)} {
			checkReasons(t, text, r.Read(&desk.Message{Text: text, Lang: lang}))
		}
	})
}

func checkReasons(t *rapid.T, text string, s desk.Signals) {
	for _, x := range append([]desk.Signal{s.Sentiment, s.Intent, s.Urgency, s.Complaint, s.Thanks}, s.Tried...) {
		for _, p := range x.Spans {
			if p.Start < 0 || p.End <= p.Start || p.End > len(text) {
				t.Fatalf("%q: %+v has a span out of the text", text, x)
			}
			if !utf8.RuneStart(text[p.Start]) || p.End < len(text) && !utf8.RuneStart(text[p.End]) {
				t.Fatalf("%q: %+v has a span that cuts a character", text, x)
			}
			if words := text[p.Start:p.End]; !strings.Contains(strings.Join(x.Because, "\n"), words) {
				t.Fatalf("%q: %+v does not name %q", text, x, words)
			}
		}
	}
}

func TestAccentsOfTheirOwnReadTheSame(t *testing.T) {
	t.Parallel()
	r := New(nil, nil)
	for _, c := range []struct{ lang, text string }{
		{"de", "Schon wieder Verspätung, keiner kümmert sich"}, {"fr", "Le colis n'est pas arrivé, c'est honteux"}, {"es", "Llevo tres días sin conexión, qué vergüenza"},
		{"pt", "A encomenda não chegou, péssimo serviço"}, {"nl", "Nog steeds geen reactie, belachelijk"}, {"it", "È tutto risolto, grazie mille"}, {"fr", "À quelle heure ouvre l'agence ?"},
	} {
		whole, apart := read(r, c.lang, norm.NFC.String(c.text)), read(r, c.lang, norm.NFD.String(c.text))
		if whole.Sentiment.Label != apart.Sentiment.Label || whole.Intent.Label != apart.Intent.Label || whole.Score != apart.Score || whole.Urgency.Label != apart.Urgency.Label {
			t.Errorf("%q: %+v %+v, apart %+v %+v", c.text, whole.Sentiment, whole.Intent, apart.Sentiment, apart.Intent)
		}
	}
}
