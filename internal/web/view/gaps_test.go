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
