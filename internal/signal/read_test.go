package signal

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/text/langid"
)

func reader(tb testing.TB) *Reader {
	tb.Helper()
	m, err := langid.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return New(m, nil)
}

func read(r *Reader, lang, text string) desk.Signals {
	return r.Read(&desk.Message{Text: text, Lang: lang})
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct{ tag, text, want string }{
		{"", "Mein Paket ist seit zwei Wochen verschwunden", "de"},
		{"de", "Mein Paket ist seit zwei Wochen verschwunden", "de"},
		{"en", "Mein Paket ist seit zwei Wochen verschwunden und keiner antwortet mir", "de"}, // clearly
		{"en-GB", "wo ist es", "en"},                                                          // too short to overrule the network
		{"pt-BR", "ok", "pt"},
		{"und", "Votre service client ne répond jamais à mes messages", "fr"},
		{"xx-not-a-tag-1", "Thanks!!", "xx"},
		{"", "Thanks!!", "en"},
		{"", "Danke!!!", "de"},
		{"", "It’s back! Nevermind", "en"},
		{"", "Okay! Thanks", "en"},
		{"", "Ciao!! Grazie", "it"},
		{"", "荷物がまだ届きません", "ja"},
		{"", "Моя посылка до сих пор не пришла", "ru"},
		{"", "😡😡", ""},
		{"", "", ""},
	} {
		if got := read(r, c.tag, c.text).Language; got.Label != c.want || (got.Label != "") != (got.Confidence > 0) {
			t.Errorf("%q tagged %q: %+v, want %s", c.text, c.tag, got, c.want)
		}
	}
}

func TestSentiment(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct{ lang, text, want string }{
		{"en", "The crew was great", "positive"},
		{"en", "The crew was not great", "negative"},
		{"en", "it's not bad at all", "positive"},
		{"en", "no problem, it all works", "positive"},
		{"en", "My bag is lost", "negative"},
		{"en", "My bag has been delivered to gate 12", "neutral"},
		{"en", "What time does the store open on Sunday?", "neutral"},
		{"en", "Can you tell me the baggage allowance please?", "neutral"},
		{"en", "The food was good but the service was awful", "negative"},
		{"en", "The service was awful but the food was amazing", "positive"},
		{"en", "Great, another delay.", "negative"},
		{"en", "thanks for nothing", "negative"},
		{"en", "Thanks for losing my luggage", "negative"},
		{"en", "Thank you for fixing the delay so quickly", "positive"},
		{"en", "love waiting on hold for an hour", "negative"},
		{"en", "I can't wait to fly with you again!", "positive"},
		{"en", ":(", "negative"},
		{"en", "the new app :D", "positive"},
		{"en", "well 👍👍", "positive"},
		{"en", "#EpicFail", "negative"},
		{"en", "@Delightful_Air flight 302 to Rome", "neutral"},
		{"de", "Danke für die schnelle Hilfe", "positive"},
		{"de", "Das ist eine Frechheit, nichts funktioniert", "negative"},
		{"de", "Na toll, schon wieder Verspätung", "negative"},
		{"de", "Ist das schon erledigt", "neutral"},
		{"de", "Das war schön", "positive"},
		{"de", "Nicht gut gelaufen", "negative"},
		{"fr", "Merci beaucoup pour votre aide", "positive"},
		{"fr", "Service client injoignable, c'est une honte", "negative"},
		{"fr", "Mon colis n'est toujours pas arrivé", "negative"},
		{"fr", "Bravo pour le retard", "negative"},
		{"fr", "À quelle heure ouvre l'agence ?", "neutral"},
		{"es", "Muchas gracias por la ayuda, excelente servicio", "positive"},
		{"es", "Llevo tres horas esperando y nadie contesta", "negative"},
		{"es", "Qué vergüenza de servicio", "negative"},
		{"es", "¿A qué hora abre la oficina?", "neutral"},
		{"pt", "Muito obrigado, atendimento excelente", "positive"},
		{"pt", "Minha encomenda não chegou, que descaso", "negative"},
		{"pt", "Internet caiu de novo, péssimo serviço", "negative"},
		{"nl", "Heel erg bedankt voor de snelle hulp!", "positive"},
		{"nl", "Nog steeds geen reactie, belachelijk", "negative"},
		{"nl", "Al een uur in de wacht, waardeloos", "negative"},
		{"it", "Grazie mille, siete stati gentilissimi", "positive"},
		{"it", "Pessimo servizio, nessuno risponde", "negative"},
		{"it", "Complimenti per il ritardo", "negative"},
		{"pl", "Paczka 😡", "negative"},
	} {
		got := read(r, c.lang, c.text)
		if got.Sentiment.Label != c.want {
			t.Errorf("%q: %s %.2f %q, want %s", c.text, got.Sentiment.Label, got.Score, got.Sentiment.Because, c.want)
		}
	}
}

// More emphasis means more of the same.
func TestEmphasis(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, rising := range [][]string{
		{"the crew was slightly rude", "the crew was rude", "the crew was very rude", "the crew was EXTREMELY rude!!!"},
		{"good service", "good service!", "really good service!!", "really GOOD service!!!"},
		{"nice", "niiiice", "niiiice 😍"},
	} {
		last := 0.
		for _, text := range rising {
			score := math.Abs(read(r, "en", text).Score)
			if score <= last {
				t.Errorf("%q: %.3f is not above %.3f", text, score, last)
			}
			last = score
		}
	}
}

func TestIntent(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct{ lang, text, want string }{
		{"en", "@acme my order never arrived and nobody answers", desk.Complaint},
		{"en", "Why is the app down again?", desk.Complaint},
		{"en", "You charged me twice!", desk.Complaint},
		{"en", "What time does the store in Leeds open?", desk.Question},
		{"en", "is there wifi on the train to York?", desk.Question},
		{"en", "Could you please send me the invoice", desk.Request},
		{"en", "I need to change the name on my ticket", desk.Request},
		{"en", "Shout out to Maria at the desk, above and beyond!", desk.Praise},
		{"en", "love your new app", desk.Praise},
		{"en", "Cancelling my subscription today, switching to another provider", desk.Leaving},
		{"en", "never flying with you again", desk.Leaving},
		{"en", "You just lost a loyal customer", desk.Leaving},
		{"en", "It would be nice if the app had a dark mode", desk.Feedback},
		{"en", "Win a FREE iPhone, click the link below https://example.test/x follow me", desk.Spam},
		{"en", "go to hell you are all clowns", desk.Trolling},
		{"en", "The plane is blue", desk.Other},
		{"en", "😀", desk.Praise},
		{"de", "Wo bleibt mein Paket? Warte seit 3 Wochen", desk.Complaint},
		{"de", "Wann macht die Filiale auf?", desk.Question},
		{"de", "Könnt ihr mir bitte die Rechnung schicken", desk.Request},
		{"de", "Großes Lob an euer Team", desk.Praise},
		{"de", "Ich kündige meinen Vertrag", desk.Leaving},
		{"fr", "Toujours pas de réponse, c'est inadmissible", desk.Complaint},
		{"fr", "Quand ouvre votre boutique ?", desk.Question},
		{"fr", "Merci beaucoup pour votre aide", desk.Praise},
		{"fr", "Je résilie mon abonnement", desk.Leaving},
		{"es", "Sigo sin internet desde hace 3 días", desk.Complaint},
		{"es", "¿Cuándo abre la tienda?", desk.Question},
		{"es", "Me voy a dar de baja", desk.Leaving},
		{"es", "Excelente atención, felicidades", desk.Praise},
		{"pt", "Ainda não recebi minha encomenda", desk.Complaint},
		{"pt", "Quando abre a loja?", desk.Question},
		{"pt", "Vou cancelar meu contrato", desk.Leaving},
		{"nl", "Al drie weken geen reactie op mijn mail", desk.Complaint},
		{"nl", "Hoe laat gaat de winkel open?", desk.Question},
		{"nl", "Ik ga mijn abonnement opzeggen", desk.Leaving},
		{"it", "Il pacco non è ancora arrivato, vergogna", desk.Complaint},
		{"it", "Quando apre il negozio?", desk.Question},
		{"it", "Voglio fare la disdetta", desk.Leaving},
	} {
		got := read(r, c.lang, c.text).Intent
		if got.Label != c.want {
			t.Errorf("%q: %+v, want %s", c.text, got, c.want)
		}
		if got.Label != desk.Other && len(got.Because) == 0 {
			t.Errorf("%q: %s without a reason", c.text, got.Label)
		}
	}
}

func TestUrgency(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct{ lang, text, want string }{
		{"en", "There is smoke coming out of the charger", "high"},
		{"en", "We are stranded at the airport with two kids", "high"},
		{"en", "My account is locked and I can't pay my rent", "high"},
		{"en", "my insulin was in the lost bag", "high"},
		{"en", "I need a new card today please", "high"},
		{"en", "Closing my account with you", "high"},
		{"en", "My parcel is late", "normal"},
		{"en", "How do I change my address?", "normal"},
		{"en", "Thank you so much, made my day", "low"},
		{"en", "The plane is blue today", "low"},
		{"en", "You messed up my order today", "normal"},
		{"en", "locked out of my account", "high"},
		{"de", "Mein Konto ist gesperrt", "high"},
		{"fr", "Bloqué à l'aéroport, aidez-moi", "high"},
		{"es", "Estamos varados en el aeropuerto", "high"},
		{"pt", "Meu cartão foi clonado", "high"},
		{"nl", "Mijn rekening is gehackt", "high"},
		{"it", "Urgente, ho bisogno di una risposta oggi", "high"},
	} {
		if got := read(r, c.lang, c.text).Urgency; got.Label != c.want {
			t.Errorf("%q: %+v, want %s", c.text, got, c.want)
		}
	}
}

func TestTried(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct {
		lang, text string
		want       []string
	}{
		{"en", "on hold for 40 minutes and counting", []string{"phone"}},
		{"en", "Nobody answers my mails", []string{"email"}},
		{"en", "I called twice and emailed three times, no reply", []string{"phone", "email"}},
		{"en", "your live chat disconnected me", []string{"chat"}},
		{"en", "went to the store and they told me to call", []string{"shop"}},
		{"en", "I sent you a DM last week", []string{"social"}},
		{"en", "I just sent you a DM, thanks", nil},
		{"en", "the volume on the phone is too low", nil},
		{"en", "spoke to someone in chat and it is sorted", nil},
		{"en", "hold the door please", nil},
		{"en", "what is your email address?", nil},
		{"en", "do you have a store in Rome?", nil},
		{"de", "Hänge seit einer Stunde in der Warteschleife", []string{"phone"}},
		{"de", "keine Antwort auf meine Mails", []string{"email"}},
		{"fr", "Personne ne décroche au téléphone", []string{"phone"}},
		{"es", "He llamado tres veces y nadie contesta", []string{"phone"}},
		{"pt", "Já liguei cinco vezes e ninguém resolve", []string{"phone"}},
		{"nl", "Niemand neemt de telefoon op", []string{"phone"}},
		{"it", "Ho scritto una mail ma nessuna risposta", []string{"email"}},
	} {
		var got []string
		for _, s := range read(r, c.lang, c.text).Tried {
			got = append(got, s.Label)
		}
		slices.Sort(got)
		slices.Sort(c.want)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", c.text, diff)
		}
	}
}

func TestPrivateComesFromOutside(t *testing.T) {
	t.Parallel()
	want := []desk.Finding{{Type: "email", Span: desk.Span{Start: 3, End: 9}}}
	r := New(nil, func(string) []desk.Finding { return want })
	if diff := cmp.Diff(want, read(r, "", "at a@b.cd").Private); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	least := map[string]int{"en": 1300, "": 100}
	for _, lang := range append(Languages(), "") {
		table, err := loadTable(lang)
		if err != nil {
			t.Errorf("%q: %v", lang, err)
			continue
		}
		words, speaks := 0, map[string]bool{}
		for _, e := range table.entries {
			if e.known {
				words++
			}
		}
		for _, rule := range table.rules {
			speaks[fmt.Sprint(rule.kind, labelsOf[rule.kind][rule.label])] = true
			gaps := 0
			for _, p := range rule.parts {
				if p.gap {
					gaps++
				}
			}
			if gaps > 2 {
				t.Errorf("%q: a rule of %d has %d gaps", lang, rule.label, gaps)
			}
		}
		if words < max(250, least[lang]) && lang != "" {
			t.Errorf("%q: only %d words", lang, words)
		}
		for _, kind := range []string{"0complaint", "0leaving", "1high", "2phone", "2social", "5"} {
			if lang != "" && !speaks[kind] {
				t.Errorf("%q: no rule for %s", lang, kind)
			}
		}
	}
}

func TestBadTables(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"9", "word"}, {"", "word"}, {"loud", "word"}, {"-1 2", "word"}, {"1", "twice twice"},
	} {
		table := newTable("")
		if table.word(strings.Fields(c[0]), c[1]) == nil {
			t.Errorf("[%s] %s: accepted", c[0], c[1])
		}
	}
	for _, c := range [][2]string{
		{"intent complaint", "word"}, {"intent complaint 2", "word"}, {"mood 9", "word"}, {"smell bad 1", "word"},
		{"mood 1", "~ word"}, {"mood 1", "(word) word"}, {"mood 1", "a*"}, {"mood 1", "^"},
	} {
		table := newTable("")
		if table.rule(strings.Fields(c[0]), c[1]) == nil {
			t.Errorf("[%s] %s: accepted", c[0], c[1])
		}
	}
}

// check fails unless signals keep what the package promises.
func check(t *testing.T, text string, s desk.Signals) {
	t.Helper()
	signals := append([]desk.Signal{s.Language, s.Sentiment, s.Intent, s.Urgency}, s.Tried...)
	for _, x := range signals {
		if !(x.Confidence >= 0 && x.Confidence <= 1) {
			t.Fatalf("%q: confidence of %+v", text, x)
		}
		for _, span := range x.Spans {
			if span.Start < 0 || span.End > len(text) || span.Start >= span.End ||
				utf8.ValidString(text) && (!utf8.RuneStart(text[span.Start]) || span.End < len(text) && !utf8.RuneStart(text[span.End])) {
				t.Fatalf("%q: span of %+v", text, x)
			}
		}
	}
	if !(s.Score >= -1 && s.Score <= 1) || s.Sentiment.Label == "" || s.Intent.Label == "" || s.Urgency.Label == "" {
		t.Fatalf("%q: %+v", text, s)
	}
}

func TestHostileText(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, unit := range []string{"not ", "but ", "very bad ", ":D", "!!!", "?", "on hold for 3 ", "#FailFailFail ", "a", "😡", "@x ", "https://a.bc ", "\xff", "never again with you ", "i want to "} {
		text := strings.Repeat(unit, 100_000/len(unit))
		check(t, text, read(r, "", text))
	}
}

func FuzzRead(f *testing.F) {
	r := reader(f)
	for _, s := range []string{"Great, another delay. :( #EpicFail", "nooooo!!! 😡 https://x.y/z", "ich kündige", "never ~ again ?", "\xff\x00é", ":-D:D<3 </3"} {
		f.Add("", s)
		f.Add("en-US", s)
	}
	f.Fuzz(func(t *testing.T, lang, text string) { check(t, text, read(r, lang, text)) })
}

func BenchmarkRead(b *testing.B) {
	r := reader(b)
	m := &desk.Message{Text: "@acme my parcel has been stuck in Leeds for nine days, on hold for 40 minutes and nobody answers my mails!! Why is it so hard? Never again. #EpicFail 😡 https://example.test/x"}
	b.ReportAllocs()
	for b.Loop() {
		r.Read(m)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New(nil, nil)
	}
}
