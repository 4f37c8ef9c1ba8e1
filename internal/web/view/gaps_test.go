package view

import (
	"context"
	"testing"

	"heed/internal/admin"
	"heed/internal/desk"
)

// TestGapSubject: a source is named once, also where its account is named for the one part that it has.
func TestGapSubject(t *testing.T) {
	t.Parallel()
	accounts := []desk.Account{{ID: 1, Name: "Bluesky, public posts"}, {ID: 2, Name: "@acme.test"}}
	for _, c := range []struct {
		lang, part, want string
		account          desk.AccountID
	}{
		{"en", desk.PartStream, "Bluesky: Public posts", 1},
		{"de", desk.PartStream, "Bluesky: Öffentliche Beiträge", 1},
		{"en", desk.PartStream, "@acme.test: Public posts", 2},
		{"de", desk.PartDirect, "@acme.test: Private Nachrichten", 2},
		{"en", desk.PartMentions, "a removed account: Mentions and replies", 3},
	} {
		ctx := With(context.Background(), &Shell{Lang: c.lang, Desk: admin.Overview{Accounts: accounts}})
		if got := gapSubject(ctx, &desk.Gap{Account: c.account, Part: c.part}); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestGapCost: what was read later is posts or messages, and nothing is no number.
func TestGapCost(t *testing.T) {
	t.Parallel()
	for want, g := range map[string]desk.Gap{
		"nothing new was found": {State: desk.GapFilled, Part: desk.PartDirect},
		"1 message read later":  {State: desk.GapFilled, Part: desk.PartDirect, Posts: 1},
		"2 posts read later":    {State: desk.GapFilling, Part: desk.PartMentions, Posts: 2},
	} {
		if got := gapCost(With(t.Context(), &Shell{}), &g); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, g := range []desk.Gap{{State: desk.GapFilling}, {State: desk.GapFilled, Posts: -1}, {State: desk.GapOpen, Posts: -1, Missed: -1}} {
		if got := gapCost(With(t.Context(), &Shell{}), &g); got != "" {
			t.Errorf("%+v: %q", g, got)
		}
	}
}
