package signal

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

func labels(list []desk.Act) (out []string) {
	for _, a := range list {
		if a.To != "" {
			out = append(out, a.To)
		} else {
			out = append(out, a.Label)
		}
	}
	return out
}

func TestActs(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct {
		lang, text string
		want       string // acts, separated by spaces
	}{
		{"en", "We're so sorry to hear that, Ana.", "apology sympathy"},
		{"en", "Hi Ana, I'm sorry about the delay. Your parcel is due tomorrow before noon. ^JB", "apology answer"},
		{"en", "Could you DM us your order number?", "private"},
		{"en", "Which version of the app are you using?", "question"},
		{"en", "We've refunded the second payment.", "done"},
		{"en", "I'll look into this and get back to you today.", "promised"},
		{"en", "Please call us on 020 7946 0018.", "phone"},
		{"en", "Please email us at help@acme.test", "email"},
		{"en", "Please reach out to our colleagues at @acme_rail", "account"},
		{"en", "Please speak to the staff at your nearest store.", "shop"},
		{"en", "You can fill in the form here: https://acme.test/form", "instruction link site"},
		{"en", "Please restart the router and wait two minutes.", "instruction"},
		{"en", "The store in Leeds opens at nine on Sundays.", "answer"},
		{"en", "Thank you for letting us know!", "thanks"},
		{"de", "Das tut uns sehr leid, Ana.", "apology"},
		{"de", "Kannst du uns bitte deine Kundennummer per DM schicken?", "private question"},
		{"de", "Wir haben den Betrag heute erstattet.", "done"},
		{"fr", "Nous sommes désolés pour la gêne.", "apology sympathy"},
		{"fr", "Nous avons bien transmis votre demande.", "done"},
		{"es", "Lamentamos las molestias.", "apology sympathy"},
		{"es", "Hemos enviado tu paquete esta mañana.", "done"},
		{"pt", "Pedimos desculpa pelo transtorno.", "apology sympathy"},
		{"nl", "Wat vervelend! Stuur ons even een DM.", "private question sympathy"},
		{"it", "Ci dispiace per il disagio.", "apology sympathy"},
	} {
		got := labels(r.Acts(c.text, c.lang))
		slices.Sort(got)
		want := strings.Fields(c.want)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", c.text, diff)
		}
	}
}

func BenchmarkActs(b *testing.B) {
	r := reader(b)
	b.ReportAllocs()
	for b.Loop() {
		r.Acts(replied, "en")
	}
}

const (
	replied = "@ana Hi Ana, we're very sorry to hear about this. Please DM us your order number and postcode so that we can look into it for you. https://acme.test/dm ^JB"
	wrote   = "@acme my parcel has been stuck in Leeds for nine days, on hold for 40 minutes and nobody answers my mails!! Why is it so hard?"
)

func BenchmarkQuickReply(b *testing.B) {
	q := reader(b).Quick()
	b.ReportAllocs()
	for b.Loop() {
		q.Reply(replied, "en")
	}
}

func BenchmarkQuickCustomer(b *testing.B) {
	q := reader(b).Quick()
	b.ReportAllocs()
	for b.Loop() {
		q.Customer(wrote, "en")
	}
}

func TestLipServiceAndDeflection(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct {
		text            string
		lip, deflection bool
	}{
		{"So sorry to hear that, we understand your frustration.", true, false},
		{"So sorry to hear that. We have refunded your ticket.", false, false},
		{"Sorry! Which train were you on?", false, false},
		{"Sorry for the wait. The replacement bus leaves at ten.", false, false},
		{"Please call us on 020 7946 0018.", false, true},
		{"Sorry about this! Please email us at help@acme.test", false, true},
		{"More here: https://acme.test/help", false, true},
		{"Please send us a DM with your booking reference.", false, false},
		{"Glad to hear it, have a lovely day!", false, false},
		{"", false, false},
	} {
		if set := r.Quick().Reply(c.text, "en"); set.LipService() != c.lip || set.Deflection() != c.deflection {
			t.Errorf("%q: lip service %v, deflection %v, want %v and %v: %b", c.text, set.LipService(), set.Deflection(), c.lip, c.deflection, set)
		}
	}
}
