package protocol_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/protocol"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func parse(t testing.TB, doc string) *protocol.Protocol {
	t.Helper()
	p, err := protocol.Parse([]byte(doc))
	if err != nil {
		t.Fatalf("%v\n%s", err, doc)
	}
	return p
}

// one is a protocol of a single rule.
func one(when string) string {
	return fmt.Sprintf(`{"rules": [{"name": "one", "when": %q, "respond": "yes", "within": "1h"}]}`, when)
}

// calm are the facts of a message that asks for nothing.
func calm(change func(*protocol.Facts)) protocol.Facts {
	f := protocol.Facts{Text: "hello there", Lang: "en", Network: "echo", Form: "post", Followers: 10, MentionsUs: true,
		Intent: "other", Confidence: 0.9, Sentiment: "neutral", Urgency: "normal", Stage: "new", Open: true}
	change(&f)
	return f
}

func TestDefaultProtocol(t *testing.T) {
	t.Parallel()
	p := parse(t, string(protocol.Default()))
	type answer struct {
		Rule, Respond  string
		Within         time.Duration
		Where, Urgency string
	}
	intent := func(s string) func(*protocol.Facts) { return func(f *protocol.Facts) { f.Intent = s } }
	said := func(intent, text string) func(*protocol.Facts) {
		return func(f *protocol.Facts) { f.Intent, f.Text, f.Sentiment = intent, text, "negative" }
	}
	overheard := func(next func(*protocol.Facts)) func(*protocol.Facts) {
		return func(f *protocol.Facts) {
			f.MentionsUs, f.Hits = false, []string{"our name"}
			next(f)
		}
	}
	tests := []struct {
		name string
		f    func(*protocol.Facts)
		want answer
	}{
		{"fire", said("complaint", "Your charger caught fire last night!"), answer{"Danger to a person", "yes", 15 * time.Minute, "public", "high"}},
		{"fire, in German", said("complaint", "Euer Gerät ist in Brand geraten"), answer{"Danger to a person", "yes", 15 * time.Minute, "public", "high"}},
		{"a burn that reads like praise", func(f *protocol.Facts) {
			f.Text, f.Intent, f.Confidence, f.Sentiment = "Your charger burned my hand last night", "praise", 0.47, "positive"
		}, answer{"Danger to a person", "yes", 15 * time.Minute, "public", "high"}},
		{"surely praise", func(f *protocol.Facts) {
			f.Text, f.Intent, f.Confidence, f.Sentiment = "that final, the stadium was on fire, we nearly caught fire too", "praise", 0.9, "positive"
		}, answer{"Praise", "yes", 24 * time.Hour, "public", "low"}},
		{"a train down the road", said("complaint", "my train is down the road and I am not on it"), answer{"Complaint to us", "yes", time.Hour, "public", "normal"}},
		{"an account taken over", said("complaint", "my account was hacked and somebody orders with my card"), answer{"Account or money in danger", "yes", 15 * time.Minute, "private", "high"}},
		{"a team on fire", intent("praise"), answer{"Praise", "yes", 24 * time.Hour, "public", "low"}},
		{"a phone number in public", func(f *protocol.Facts) { f.Intent, f.PrivateData = "complaint", []string{"phone"} },
			answer{"Private data in public", "yes", 15 * time.Minute, "private", "high"}},
		{"a phone number in private", func(f *protocol.Facts) {
			f.Intent, f.PrivateData, f.Private = "question", []string{"phone"}, true
		}, answer{"Question or request to us", "yes", 2 * time.Hour, "private", "normal"}},
		{"a stranger's shop with its number", overheard(func(f *protocol.Facts) { f.PrivateData = []string{"phone"} }),
			answer{"Merely mentions us", "watch", 0, "public", "normal"}},
		{"lawyer", said("complaint", "You will hear from my lawyer."), answer{"Legal threat", "yes", time.Hour, "public", "high"}},
		{"leaving", intent("leaving"), answer{"About to leave", "yes", 30 * time.Minute, "public", "high"}},
		{"leaving, overheard", overheard(intent("leaving")), answer{"About to leave", "yes", 30 * time.Minute, "public", "high"}},
		{"tried the phone", func(f *protocol.Facts) { f.Intent, f.Tried = "complaint", []string{"phone"} },
			answer{"Already tried elsewhere", "yes", time.Hour, "public", "high"}},
		{"outage", overheard(said("complaint", "Is #acme down again? acme is down for me")), answer{"Outage or breakdown", "yes", 30 * time.Minute, "public", "normal"}},
		{"complaint", intent("complaint"), answer{"Complaint to us", "yes", time.Hour, "public", "normal"}},
		{"urgent complaint", func(f *protocol.Facts) { f.Intent, f.Urgency = "complaint", "high" }, answer{"Complaint to us", "yes", 30 * time.Minute, "public", "high"}},
		{"complaint, overheard", overheard(intent("complaint")), answer{"Complaint about us", "yes", 4 * time.Hour, "public", "normal"}},
		{"question", intent("question"), answer{"Question or request to us", "yes", 2 * time.Hour, "public", "normal"}},
		{"question, overheard", overheard(intent("question")), answer{"Question about us", "yes", 8 * time.Hour, "public", "normal"}},
		{"praise, overheard", overheard(intent("praise")), answer{"Praise", "yes", 24 * time.Hour, "public", "low"}},
		{"suggestion", intent("feedback"), answer{"Suggestion", "yes", 24 * time.Hour, "public", "low"}},
		{"spam", intent("spam"), answer{"Spam", "no", 0, "public", "normal"}},
		{"perhaps spam", func(f *protocol.Facts) { f.Intent, f.Confidence = "spam", 0.4 }, answer{protocol.Otherwise, "yes", 8 * time.Hour, "public", "normal"}},
		{"troll", intent("trolling"), answer{"Trolling", "no", 0, "public", "normal"}},
		{"troll in danger", said("trolling", "your junk gave me an electric shock you clowns"), answer{"Danger to a person", "yes", 15 * time.Minute, "public", "high"}},
		{"muted", func(f *protocol.Facts) { f.Intent, f.Muted = "complaint", true }, answer{"Muted person", "no", 0, "public", "normal"}},
		{"merely mentions", overheard(intent("other")), answer{"Merely mentions us", "watch", 0, "public", "normal"}},
		{"addressed, nothing known", intent(""), answer{protocol.Otherwise, "yes", 8 * time.Hour, "public", "normal"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dec := p.Decide(calm(tt.f))
			got := answer{dec.Rule, dec.Respond, dec.Within, dec.Where, dec.Urgency}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("%s\nbecause %q", d, dec.Because)
			}
			if dec.Advice == "" || len(dec.Because) == 0 {
				t.Errorf("no advice or no reason: %+v", dec)
			}
		})
	}
}

// The protocol that comes with heed knows what is grave in each language of the desk.
func TestDefaultSpeaksSevenLanguages(t *testing.T) {
	t.Parallel()
	p := parse(t, string(protocol.Default()))
	for rule, texts := range map[string][]string{
		"Danger to a person": {"There is smoke coming out of the plug", "Mein Sohn hat ein Teil verschluckt", "Ma fille est à l'hôpital à cause de votre yaourt", "Me quemé la mano con el cargador",
			"O carregador pegou fogo", "De oplader vloog in brand", "Il caricabatterie ha preso fuoco"},
		"Legal threat": {"You will hear from my legal team", "Ich gehe damit zum Anwalt", "Je vais saisir un avocat", "Voy a denunciarles", "Já falei com meu advogado", "Ik stap naar mijn advocaat", "Ci vediamo in tribunale"},
		"Press": {"I am writing a piece for the Courier", "Wir drehen einen Beitrag für das Regionalfernsehen", "Je suis journaliste au Courrier", "Soy periodista", "Sou jornalista", "Ik ben een verslaggever van de krant",
			"Sono un giornalista"},
		"Account or money in danger": {"My card was stolen", "Jemand hat mein Konto übernommen und bestellt auf meinen Namen", "Mon compte a été piraté", "Me han robado la cuenta", "Invadiram minha conta", "Mijn account is gehackt",
			"Mi hanno clonato la carta"},
		"Outage or breakdown": {"No internet in Ferrowick", "Kein Empfang in Ferrowick", "Plus d'internet depuis ce matin", "No hay servicio desde ayer", "Sem internet desde ontem", "Storing in Ferrowick?", "Internet non funziona"},
		"About to leave":      {"You lost a customer today", "Ich wechsle jetzt den Anbieter", "Je résilie", "Me doy de baja", "Perderam uma cliente", "Jullie zijn een klant kwijt", "Disdico il contratto"},
	} {
		for _, text := range texts {
			dec := p.Decide(protocol.Facts{Text: text, Intent: "complaint", Confidence: 0.6, Sentiment: "negative", MentionsUs: true, Open: true})
			if dec.Rule != rule {
				t.Errorf("%q: decided by %q, want %q", text, dec.Rule, rule)
			}
		}
	}
}

func TestBecause(t *testing.T) {
	t.Parallel()
	f := calm(func(f *protocol.Facts) {
		f.Text, f.Tried, f.Hits = "Your app's support is useless. I want my MONEY back!", []string{"phone", "shop"}, []string{"our name"}
		f.Intent, f.Score, f.WaitingMinutes, f.PrivateData = "complaint", -0.75, 45, []string{"email"}
	})
	tests := []struct {
		when string
		want []string
	}{
		{``, []string{"this rule always applies"}},
		{`signals.intent == "complaint"`, []string{"intent is complaint"}},
		{`signals.intent != "praise"`, []string{"intent is not praise"}},
		{`signals.intent in ["complaint", "leaving"]`, []string{"intent is complaint"}},
		{`!(signals.intent in ["praise", "spam"])`, []string{"intent is not one of praise, spam"}},
		{`message.mentions_us && !message.private`, []string{"it addresses us", "it is public"}},
		{`signals.intent == "leaving" || coverage.open && person.cases == 0`, []string{"someone is covering now", "cases of this person is 0 (0)"}},
		{`!(signals.intent == "leaving" || person.muted)`, []string{"intent is not leaving", "the person is not muted"}},
		{`message.says("refund", "money back", "usel*")`, []string{"it says “money back”, “usel…”"}},
		{`message.says("app support")`, []string{"it says “app support”"}},
		{`message.says(["apps support", "support app"])`, []string{"it says “apps support”"}},
		{`!message.says("thanks")`, []string{"it does not say “thanks”"}},
		{`size(signals.tried) > 0`, []string{"already tried: phone, shop"}},
		{`signals.private_data.exists(t, t != "order")`, []string{"private data in it: email"}},
		{`!signals.private_data.exists(t, t == "order")`, []string{"private data in it: none that fits"}},
		{`signals.private_data.size() >= 1`, []string{"private data in it: email"}},
		{`"phone" in signals.tried && !("chat" in signals.tried)`, []string{"already tried include phone", "already tried do not include chat"}},
		{`case.waiting_minutes > 30 && signals.score < -0.5`, []string{"minutes waited over 30 (45)", "sentiment score below -0.5 (-0.75)"}},
		{`message.text.contains("MONEY")`, []string{"text contains “MONEY”"}},
		{`message.text.matches("(?i)money\\s+back")`, []string{`text matches “(?i)money\s+back”`}},
		{`signals.tried.exists(t, t.startsWith("ph"))`, []string{"already tried: phone, shop"}},
		{`message.lang == "" || message.lang == "en"`, []string{"language is en"}},
		{`message.mentions_us ? signals.score < 0 : false`, []string{`message.mentions_us ? signals.score < 0 : false`}},
		{`true`, []string{"true"}},
	}
	for _, tt := range tests {
		t.Run(tt.when, func(t *testing.T) {
			t.Parallel()
			dec := parse(t, one(tt.when)).Decide(f)
			if d := cmp.Diff(tt.want, dec.Because); d != "" || dec.Rule != "one" {
				t.Errorf("rule %q: %s", dec.Rule, d)
			}
		})
	}
}

func TestSays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, phrase string
		want         bool
	}{
		{"I want a REFUND now", "refund", true},
		{"refunds are slow", "refund", false},
		{"refunds are slow", "refund*", true},
		{"Café fermé", "cafe ferme", true},
		{"Acme's down", "acme", true},
		{"Acme's down", "acme down", true},
		{"money https://example.com back", "money back", false},
		{"money, back!", "money back", true},
		{"#refund please", "refund", true},
		{"我要退款", "退款", true},
		{"", "refund", false},
	}
	for _, tt := range tests {
		dec := parse(t, one(fmt.Sprintf("message.says(%q)", tt.phrase))).Decide(protocol.Facts{Text: tt.text})
		if got := dec.Rule == "one"; got != tt.want {
			t.Errorf("%q says %q: %v, want %v", tt.text, tt.phrase, got, tt.want)
		}
	}
}

func TestTheFirstRuleDecidesAndTheDefaultsFillIn(t *testing.T) {
	t.Parallel()
	p := parse(t, `{"version": 3, "defaults": {"respond": "yes", "within": "4h", "hours": "calendar", "team": "Front", "advice": "be kind"},
		"rules": [
			{"name": "a", "when": "message.says(\"a\")", "within": "1d", "team": "Back", "skill": "law", "macro": "hi"},
			{"name": "b", "when": "message.says(\"a\") || message.says(\"b\")", "respond": "watch"}]}`)
	tests := []struct {
		text string
		want desk.Decision
	}{
		{"a b", desk.Decision{Version: 3, Rule: "a", Respond: "yes", Within: 24 * time.Hour, Hours: "calendar", Team: "Back", Skill: "law",
			Where: "public", Urgency: "normal", Macro: "hi", Advice: "be kind", Because: []string{"it says “a”"}}},
		{"b", desk.Decision{Version: 3, Rule: "b", Respond: "watch", Hours: "calendar", Team: "Front", Where: "public", Urgency: "normal",
			Advice: "be kind", Because: []string{"it says “b”"}}},
		{"c", desk.Decision{Version: 3, Rule: protocol.Otherwise, Respond: "yes", Within: 4 * time.Hour, Hours: "calendar", Team: "Front",
			Where: "public", Urgency: "normal", Advice: "be kind", Because: []string{"no rule matched"}}},
	}
	for _, tt := range tests {
		if d := cmp.Diff(tt.want, p.Decide(protocol.Facts{Text: tt.text})); d != "" {
			t.Errorf("%q: %s", tt.text, d)
		}
	}
	p.Version = 9
	if got := p.Decide(protocol.Facts{}).Version; got != 9 {
		t.Errorf("Version = %d, want 9", got)
	}
}

func TestPriority(t *testing.T) {
	t.Parallel()
	p := parse(t, `{"defaults": {"within": "1h"}, "rules": [{"name": "fixed", "when": "message.private", "urgency": "high", "within": "1h"}]}`)
	for urgency, want := range map[string]time.Duration{"high": 30 * time.Minute, "normal": time.Hour, "": time.Hour, "low": 2 * time.Hour, "odd": time.Hour} {
		if got := p.Decide(protocol.Facts{Urgency: urgency}).Within; got != want {
			t.Errorf("urgency %q: within %v, want %v", urgency, got, want)
		}
		if got := p.Decide(protocol.Facts{Urgency: urgency, Private: true}); got.Within != time.Hour || got.Urgency != "high" {
			t.Errorf("a rule that sets the urgency gave %v, %s", got.Within, got.Urgency)
		}
	}
}

// Whoever follows somebody changes nothing about when they are answered.
func TestFameDecidesNothing(t *testing.T) {
	t.Parallel()
	p := parse(t, string(protocol.Default()))
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		famous := f
		famous.Followers, famous.Verified = rapid.IntRange(-1, 100_000_000).Draw(t, "followers"), !f.Verified
		if d := cmp.Diff(p.Decide(f), p.Decide(famous)); d != "" {
			t.Fatal(d)
		}
	})
}

func drawFacts(t *rapid.T) protocol.Facts {
	return protocol.Facts{
		Text: rapid.StringN(0, 60, 400).Draw(t, "text"), Lang: rapid.SampledFrom([]string{"", "en", "de"}).Draw(t, "lang"),
		Private: rapid.Bool().Draw(t, "private"), MentionsUs: rapid.Bool().Draw(t, "mentions"), Verified: rapid.Bool().Draw(t, "verified"),
		Intent:     rapid.SampledFrom([]string{"", "complaint", "question", "request", "praise", "leaving", "feedback", "spam", "trolling", "other", "?"}).Draw(t, "intent"),
		Confidence: rapid.Float64().Draw(t, "confidence"), Sentiment: rapid.SampledFrom([]string{"", "negative", "positive"}).Draw(t, "sentiment"),
		Score: rapid.Float64().Draw(t, "score"), Urgency: rapid.SampledFrom([]string{"", "low", "high"}).Draw(t, "urgency"),
		Tried: rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "tried"), PrivateData: rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "private data"),
		Muted: rapid.Bool().Draw(t, "muted"), Open: rapid.Bool().Draw(t, "open"), WaitingMinutes: rapid.Int().Draw(t, "waiting"),
	}
}

func TestOneProtocolServesMany(t *testing.T) {
	t.Parallel()
	p := parse(t, string(protocol.Default()))
	want := p.Decide(calm(func(f *protocol.Facts) { f.Intent = "complaint" }))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				if d := cmp.Diff(want, p.Decide(calm(func(f *protocol.Facts) { f.Intent = "complaint" }))); d != "" {
					t.Error(d)
				}
			}
		})
	}
	wg.Wait()
}

func TestFactsOf(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	m := &desk.Message{Text: "hi", Network: "echo", Form: desk.Reply, PostedAt: now.Add(-10 * time.Minute),
		Author: desk.HandleRef{Followers: 7, Verified: true}, Hits: []desk.Hit{{Name: "a"}, {Name: "b"}, {Name: "a"}},
		Signals: desk.Signals{Language: desk.Signal{Label: "de"}, Sentiment: desk.Signal{Label: "negative"}, Score: -0.5,
			Intent: desk.Signal{Label: "complaint", Confidence: 0.7}, Urgency: desk.Signal{Label: "high"},
			Tried: []desk.Signal{{Label: "phone"}, {Label: "phone"}}, Private: []desk.Finding{{Type: "iban"}}}}
	want := protocol.Facts{Text: "hi", Lang: "de", Network: "echo", Form: "reply", Followers: 7, Verified: true, Hits: []string{"a", "b"},
		Intent: "complaint", Confidence: 0.7, Sentiment: "negative", Score: -0.5, Urgency: "high", Tried: []string{"phone"},
		PrivateData: []string{"iban"}, FirstTime: true, WaitingMinutes: 10, Open: true}
	if d := cmp.Diff(want, protocol.FactsOf(m, nil, nil, true, now)); d != "" {
		t.Errorf("a stranger: %s", d)
	}
	p := &desk.Person{Cases: 1, MutedUntil: now.Add(time.Hour)}
	c := &desk.Case{ID: 5, Stage: desk.InProgress, Messages: 3, Reason: "mention", WaitingSince: now.Add(-time.Hour)}
	want.Cases, want.Muted, want.Stage, want.Messages, want.MentionsUs, want.WaitingMinutes, want.Open = 1, true, "in_progress", 3, true, 60, false
	if d := cmp.Diff(want, protocol.FactsOf(m, p, c, false, now)); d != "" {
		t.Errorf("a known person: %s", d)
	}
	p.Cases = 2
	if protocol.FactsOf(m, p, c, false, now).FirstTime {
		t.Error("a second case is not the first contact")
	}
	m.Hits = nil
	if !protocol.FactsOf(m, nil, nil, false, now).MentionsUs {
		t.Error("what no search heard addresses us")
	}
}

// BenchmarkDecide tries 20 rules of which the last one matches.
func BenchmarkDecide(b *testing.B) {
	doc := string(protocol.Default())
	more := ""
	for i := range 4 {
		more += fmt.Sprintf(`,{"name": "more %d", "when": "signals.intent == \"leaving\" && message.says(\"refund\", \"money back\") && case.waiting_minutes > %d"}`, i, i)
	}
	at := strings.LastIndex(doc, "]")
	p := parse(b, doc[:at]+more+doc[at:])
	f := calm(func(f *protocol.Facts) {
		f.Text = "@acme I have been wondering for a while how one gets to the page with all of my orders of last year, is there " +
			"something like that in the new app, or do I have to use the old one https://acme.example/orders? Greetings from the coast"
		f.Sentiment = "negative"
	})
	if got := p.Decide(f).Rule; got != protocol.Otherwise {
		b.Fatalf("rule %q", got)
	}
	b.ReportAllocs()
	for b.Loop() {
		p.Decide(f)
	}
}
