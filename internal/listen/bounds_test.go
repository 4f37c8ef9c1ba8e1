package listen

import (
	"testing"

	"heed/internal/desk"
)

// TestWhereItEnds goes to both sides of what decides: the last word that is near enough, the last follower, the sign in
// front of a hashtag.
func TestWhereItEnds(t *testing.T) {
	t.Parallel()
	followed := func(n int) desk.Message {
		return with("acme", func(m *desk.Message) { m.Author.Followers = n })
	}
	for _, c := range []struct {
		query string
		post  desk.Message
		want  bool
	}{
		// Distances.
		{`"late refund"~5`, said("refund one two three four five late"), true},
		{`"late refund"~5`, said("refund one two three four five six late"), false},
		{`"late refund"~0`, said("refund late"), true},
		{"late ONEAR/2 refund", said("late one two refund"), true},
		{"late ONEAR/2 refund", said("late one two three refund"), false},
		{"late NEAR/2f refund", said("late refund"), true},
		{"(late OR slow) NEAR/1 (refund OR money)", said("the money came slow"), true},
		{"(late OR slow) NEAR/1 (refund OR money)", said("the money here came slow"), false},
		{"late NEAR/3 refund", said("late `a b c d` refund"), true}, // code is one place
		{"late NEAR/0 refund", said("late https://example.com refund"), false},
		{`"late refund"`, said("late, refund"), true},
		// Entities, of which each stands where its word does.
		{`"acme acme"`, said("#acme acme"), true},
		{`"acme acme"`, said("#acme"), false},
		{"acme NEAR/1 acme", said("#acme"), false},
		{"#acme NEAR/1 acme", said("#acme"), false},
		{"#acme NEAR/0 acme", said("#acme acme"), true},
		{"#acme", said("so good＃acme"), false},
		{"#acme", said("so good ＃acme"), true},
		{"#acme", said("good#acme"), false},
		{"#acme", said("好#acme"), false},
		{"#acme", said("1️⃣#acme"), false},
		{"#acme", said("✌️#acme"), true},
		{"#航班", said("#航班。延误"), true},
		{"#航班", said("#航班延误"), false},
		{"@acme", said("@acme.com.example.com"), false},
		{"@com", said("@acme@example.com"), false},
		{"example", said("@acme@example.com"), false},
		{"delta", said("thanks @delta"), true},
		{"kiss*", said("#kissing"), true},
		{"kiss*", said("@kissing"), true},
		{"kiss*", said("https://kissing.example.com"), false},
		// Open letters.
		{"advertise?", said("one advertiser"), true},
		{"advertise?", said("advertise"), false},
		{"advertise?", said("more advertising"), false},
		{"me?t", said("me t"), false},
		{"мо?ква", said("Москва"), true},
		{"straß*", said("STRASSENBAHN"), true},
		// Letters.
		{"ёлка", said("елка"), true},
		{"قطار", said("قِطار"), true},
		{"قطار", said("قـطار"), true},
		{"שלום", said("שָׁלוֹם"), true},
		{"지연", said("\u110c\u1175\u110b\u1167\u11ab"), true},
		{"ガス", said("ｶﾞｽ"), true},
		{"acme", said("\u202eacme\u202c"), true},
		{"acme", said("ac\u2060m\ufeffe"), true},
		{"acme", said("ac me"), false},
		{"acme", said("ac\u00a0me"), false},
		// The post.
		{"acme followers:>=10", followed(9), false},
		{"acme followers:>=10", followed(10), true},
		{"acme followers:>10", followed(11), true},
		{"acme followers:<10", followed(9), true},
		{"acme followers:<10", followed(10), false},
		{"acme followers:<=10", followed(11), false},
		{"acme followers:10..20", followed(9), false},
		{"acme followers:10..20", followed(20), true},
		{"acme followers:10..20", followed(21), false},
		{"acme followers:<=10", followed(-1), false},
		{"acme -followers:<=10", followed(-1), true},
		{"acme is:reply", with("acme", func(m *desk.Message) { m.Form = desk.Reply }), true},
		{"acme is:reply", said("@ana acme"), false},
		{"acme is:repost", with("acme", func(m *desk.Message) { m.Form = desk.Quote }), false},
		{"acme is:verified", said("acme"), false},
		{"acme has:media", said("acme"), false},
		{"acme has:links", said("acme https://example.com"), true},
		{"acme has:links", with("acme", func(m *desk.Message) { m.Form, m.SubjectText = desk.Quote, "https://example.com" }), false},
		{"acme has:mentions", with("acme", func(m *desk.Message) { m.Mentions = []desk.HandleRef{{Name: "ana"}} }), true},
		{"acme has:mentions", said("acme write@example.com"), false},
		{"acme network:bluesky", said("acme"), false},
		{"acme place:york", with("acme", func(m *desk.Message) { m.Place = "Yorkshire" }), false},
		{"acme lang:en", with("acme", func(m *desk.Message) { m.Lang, m.Signals.Language.Label = "de", "en" }), false},
		{"to:acme", with("hello", func(m *desk.Message) { m.Mentions = []desk.HandleRef{{Name: "ana"}, {Name: "acme"}} }), false},
		{"to:acme", with("@other hello", func(m *desk.Message) { m.ParentBy = desk.HandleRef{NetworkID: "Acme"} }), true},
		{"from:did:plc:w7q3", with("hello", func(m *desk.Message) { m.Author.NetworkID = "did:plc:w7q3" }), true},
		{"#sale", with("hello", func(m *desk.Message) { m.Tags = []string{"Sale"} }), true},
		{`url:"/returns"`, said("https://example.com/returnsdesk"), false},
		{`url:"example.com/returns"`, said("https://shop.example.com/returns/7"), true},
	} {
		means(t, c.query, c.post, c.want)
	}
}
