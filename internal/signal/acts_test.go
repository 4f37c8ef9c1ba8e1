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
