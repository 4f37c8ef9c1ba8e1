package admin_test

import (
	"testing"
	"time"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/protocol"
	"heed/internal/store"
)

// Before anybody kept a protocol the one that comes with heed is shown, can be changed, and stays
// among the versions once another is used.
func TestProtocolOfNewDesk(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o, err := b.s.Overview(t.Context())
	b.ok(err)
	if o.Protocol.Version != 0 || !protocol.IsDefault(o.Protocol.Document) {
		t.Fatalf("the protocol in use is version %d: %.60s", o.Protocol.Version, o.Protocol.Document)
	}
	if _, err := b.s.TryProtocol(t.Context(), b.boss, protocol.Default(), 7, protocol.Pick{}); err != nil {
		t.Errorf("a dry run beside it: %v", err)
	}
	own := []byte(`{"rules": [{"name": "Ours", "when": "message.private"}]}`)
	_, err = b.s.SaveProtocolDraft(t.Context(), b.boss, own, time.Time{})
	b.ok(err)
	p, err := b.s.UseProtocolDraft(t.Context(), b.boss, "ours")
	b.ok(err)
	versions, err := b.s.Protocols(t.Context(), b.boss)
	b.ok(err)
	if p.Version != 2 || len(versions) != 2 || !versions[0].Active || versions[1].Active || !protocol.IsDefault(versions[1].Document) {
		t.Errorf("used version %d of %+v", p.Version, versions)
	}
}

// The end of set-up keeps the default protocol in the language of the desk, and only then.
func TestProtocolInLanguageOfDesk(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"de": "Gefahr für einen Menschen", "en": "Danger to a person", "fr": "Danger to a person"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.ok(b.s.SetCompany(t.Context(), b.boss, admin.Company{Name: "Acme", Lang: lang}))
			b.ok(b.s.FinishSetUp(t.Context(), b.boss))
			b.ok(b.s.FinishSetUp(t.Context(), b.boss)) // sent twice
			versions, err := b.s.Protocols(t.Context(), b.boss)
			b.ok(err)
			if len(versions) != 1 || !versions[0].Active || versions[0].Version != 1 || versions[0].Author != b.boss.ID {
				t.Fatalf("versions %+v", versions)
			}
			p, err := protocol.Parse(versions[0].Document)
			b.ok(err)
			if got := p.Document().Rules[1].Name; got != want {
				t.Errorf("the second rule is %q, want %q", got, want)
			}
		})
	}
}

// A desk that was set up before keeps what it has.
func TestProtocolOfOldDesk(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.ok(b.s.SetCompany(t.Context(), b.boss, admin.Company{Name: "Acme", Lang: "de"}))
	b.ok(b.db.Update(t.Context(), func(tx *store.Tx) error { return tx.SaveSetting(desk.SettingSetUp, "2026-01-01T00:00:00Z") }))
	b.ok(b.s.FinishSetUp(t.Context(), b.boss))
	versions, err := b.s.Protocols(t.Context(), b.boss)
	b.ok(err)
	if len(versions) != 0 {
		t.Errorf("versions %+v", versions)
	}
}
