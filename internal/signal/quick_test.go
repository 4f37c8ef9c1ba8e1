package signal

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"heed/internal/desk"
)

// heard are texts of which sentences for the tests are put together: what customers and
// companies write, in several languages, with what makes reading hard.
var heard = []string{
	"my parcel has been stuck in Leeds for nine days", "I don't want another voucher, I want my money back!", "Thank you, that worked :)",
	"been on hold for 40 minutes, nobody picks up", "It's the driver's fault, not mine", "great, another delay. thanks a lot", "I'm switching to somebody else",
	"sooo disappointed", "REALLY NOT GOOD ENOUGH", "can you help?", "Is it open today? No.", "we're sorry to hear that", "Please DM us your order number and postcode",
	"call us on 020 7946 0018", "have a look at https://acme.test/help", "www.", "http", "https", "http://x.test", "at 7:42", "mail help@acme.test", "#BadService #neverAgain", "@acme @bolt.example", "U.S. 3.5 1,000",
	"die Lieferung ist immer noch nicht da", "merci beaucoup, c'est réglé", "l'application ne marche pas", "muchas gracias, ya funciona", "não funciona há dois dias",
	"mijn pakket is kwijt", "il pacco non è arrivato", "😡😡", "❤️ <3 :( ;-)", "最悪です", "refunded the second charge", "our team will look into it and call you by Friday",
	"but it was not", "as I said yesterday,", "I love the new app", "this is a joke", "fixed!", "not bad", "very very slow", "never again...", "&amp; so on", "o’clock it’s",
	"a-b_c d-", "soóoo", "sooo-so", "x", "1234567890123456", "antidisestablishmentarianism", "I", "resolved, thanks", "fraud alert: win a free prize https://win.test",
}

func drawTexts(t *rapid.T) string {
	var b strings.Builder
	for range rapid.IntRange(1, 6).Draw(t, "parts") {
		part := rapid.SampledFrom(heard).Draw(t, "part")
		switch rapid.IntRange(0, 9).Draw(t, "change") {
		case 0:
			part = strings.ToUpper(part)
		case 1:
			part = part[:rapid.IntRange(0, len(part)).Draw(t, "cut")]
		case 2:
			part = rapid.StringN(0, 12, 40).Draw(t, "noise")
		}
		b.WriteString(part)
		b.WriteString(rapid.SampledFrom([]string{" ", ". ", "! ", "? ", ", ", "\n", "", ": ", " - ", "'"}).Draw(t, "between"))
	}
	return b.String()
}

// Reading many texts gives what reading each alone gives, whatever was read before.
func TestQuickIsTheFullReading(t *testing.T) {
	t.Parallel()
	r := New(nil, nil) // the tag alone tells the language
	q, slow := r.Quick(), r.Quick()
	slow.w.wide = false // without special instructions
	rapid.Check(t, func(t *rapid.T) {
		text := drawTexts(t)
		lang := rapid.SampledFrom([]string{"", "en", "de", "fr", "es", "pt", "nl", "it", "sv"}).Draw(t, "lang")
		sameReading(t, r, q, text, lang)
		sameReading(t, r, slow, text, lang)
	})
}

func sameReading(t interface{ Fatalf(string, ...any) }, r *Reader, q *Quick, text, lang string) {
	g := q.Customer(text, lang)
	if table := q.w.table.lang; lang == "" {
		lang = table // the full reading decides by more than the words
	}
	s := r.Read(&desk.Message{Text: text, Lang: lang})
	switch {
	case g.Intent.String() != s.Intent.Label, g.Mood.String() != s.Sentiment.Label, round(g.Complaint) != s.Complaint.Confidence,
		g.Thanks != (s.Thanks.Label != ""), g.Confirms != (s.Thanks.Label == desk.Confirms):
		t.Fatalf("%q in %q: %+v, but the full reading is %+v", text, lang, g, s)
	}
	const told = 1<<acts - 1 - 1<<actCourtesy
	if got, want := q.Reply(text, lang)&told, actSet(r, text, lang); got != want {
		t.Fatalf("%q in %q: acts %b, but the full reading is %b", text, lang, got, want)
	}
}

// actSet is what the full reading finds, where it sends to included.
func actSet(r *Reader, text, lang string) (s ActSet) {
	for _, a := range r.Acts(text, lang) {
		for label, name := range labelsOf[ofAct] {
			if name == a.Label && label < int(actCourtesy) || a.To == name {
				s |= 1 << label
			}
		}
	}
	return s
}

// What the tables are told is read alike by both: a word, a rule and an act that were not
// there before.
func TestQuickFollowsTheTables(t *testing.T) {
	t.Parallel()
	r := New(nil, nil)
	before := r.Quick().Customer("the parcel is utterly glimmered", "en")
	en := r.tables["en"]
	for _, err := range []error{
		en.word([]string{"-3.5"}, "glimmered"), en.rule([]string{"intent", "leaving", ".9"}, "off to _ competitor"), en.act([]string{"promised", ".9"}, "we glimmer it ~ tomorrow"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	en.lead()
	q := r.Quick()
	for _, text := range []string{"the parcel is utterly glimmered", "off to your competitor now", "we glimmer it for you tomorrow"} {
		sameReading(t, r, q, text, "en")
	}
	if after := q.Customer("the parcel is utterly glimmered", "en"); after.Complaint <= before.Complaint {
		t.Errorf("a word that was made bad changed nothing: %v, then %v", before.Complaint, after.Complaint)
	}
	if !q.Customer("off to your competitor now", "en").Leaving {
		t.Error("a rule that was added is not found")
	}
	if !q.Reply("we glimmer it for you tomorrow", "en").Has(desk.ActPromised) {
		t.Error("an act that was added is not found")
	}
}
