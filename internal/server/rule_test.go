package server_test

import (
	"testing"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/desk"
	"heed/internal/intake"
	"heed/internal/store/storetest"
)

// TestANewRuleDecidesTheNextMessage: who is told that a version of the protocol is in use sees it decide what is said
// next, also where another process hears, and though neither has read the set-up again.
func TestANewRuleDecidesTheNextMessage(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) *bench{
		"sqlite":   newBench,
		"postgres": func(t *testing.T) *bench { return newBenchOn(t, storetest.Postgres(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t)
			other := intake.New(beside{b.desk.DB}, intake.Rules{Read: func(*desk.Message) desk.Signals { return desk.Signals{} },
				Fingerprint: func(string) (uint64, bool) { return 0, false }}, func() time.Time { return b.now }, func() {})
			_, err := other.Reload(t.Context())
			b.ok(err)
			decided := func(what string, h desk.Heard, rule string, version int) {
				t.Helper()
				if got := b.story(h).Case.Decision; got.Rule != rule || got.Version != version {
					t.Errorf("%s: decided by rule %q of version %d, want %q of %d", what, got.Rule, got.Version, rule, version)
				}
			}
			before := b.post("mia", "my acme toaster is the wrong colour")
			b.take(before)
			old := b.story(before).Case.Decision

			p, err := b.desk.Admin.SaveProtocol(t.Context(), b.boss, []byte(`{"defaults":{"respond":"no"},"rules":[{"name":"Swaps","when":"message.says(\"toaster\")","respond":"yes","within":"10m","hours":"calendar"}]}`), "toasters")
			b.ok(err)
			after := b.post("bo", "acme, my toaster smells of fish")
			b.take(after)
			decided("the process that was told", after, "Swaps", p.Version)

			elsewhere := b.post("cy", "acme, this toaster again")
			_, err = other.Take(t.Context(), intake.Source{Account: b.stream, Network: echo.Name}, []desk.Heard{elsewhere}, "")
			b.ok(err)
			decided("another process", elsewhere, "Swaps", p.Version)

			decided("what was decided before", before, old.Rule, old.Version)
			versions, err := b.desk.Admin.Protocols(t.Context(), b.boss)
			b.ok(err)
			b.ok(b.desk.Admin.ActivateProtocol(t.Context(), b.boss, versions[1].ID))
			back := b.post("di", "acme, a toaster once more")
			b.take(back)
			if got := b.story(back).Case.Decision; got.Version != versions[1].Version {
				t.Errorf("after going back version %d decides, want %d", got.Version, versions[1].Version)
			}
		})
	}
}
